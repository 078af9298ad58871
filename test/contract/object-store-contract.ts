/**
 * The storage contract as one suite: every sentence of src/store/object-store/object-store.ts, for any store. Its parts
 * are in object-store/, one behaviour each. What only some stores can do (a folder's plain files, a process that dies)
 * is tested beside their own files.
 */
import { it } from "vitest";
import { compareUtf8 } from "../../src/store/store.ts";
import { describeConditionalWriting } from "./object-store/conditional-writing.ts";
import type { Contract, ContractOptions, StoreUnderTest } from "./object-store/contract.ts";
import { describeKeys } from "./object-store/keys.ts";
import { describeListing } from "./object-store/listing.ts";
import { describeReading } from "./object-store/reading.ts";
import { describeStoredOptions } from "./object-store/stored-options.ts";
import { describeStreams } from "./object-store/streams.ts";

type MakeStore = () => Promise<StoreUnderTest> | StoreUnderTest;

export function objectStoreContract(name: string, makeStore: MakeStore, options: ContractOptions = {}): void {
  const contract = contractOf(name, makeStore, options);
  describeReading(contract);
  describeKeys(contract);
  describeConditionalWriting(contract);
  describeStreams(contract);
  describeStoredOptions(contract);
  describeListing(contract);
}

/** The part of it that an ObjectReader keeps: `makeStore` writes and lists by another way. */
export function objectReaderContract(name: string, makeStore: MakeStore): void {
  const contract = contractOf(name, makeStore, {});
  describeReading(contract);
  describeKeys(contract);
}

function contractOf(name: string, makeStore: MakeStore, options: ContractOptions): Contract {
  const lacks = new Set(options.lacks ?? []);
  return {
    name,
    rounds: options.rounds ?? 5,
    racers: options.racers ?? 16,
    manyObjects: options.manyObjects ?? 1050,
    bigObjectBytes: options.bigObjectBytes ?? 20_000_000,
    lacks,
    inOrder: (keys) => (lacks.has("ordered-listing") ? [...keys].sort(compareUtf8) : keys),
    test: (claim, body) => {
      it(claim, async () => {
        const { store, dispose } = await makeStore();
        try {
          await body(store);
        } finally {
          await dispose?.();
        }
      });
    },
  };
}
