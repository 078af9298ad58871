/**
 * The newest of all live statements about one identity counts, in any order of arrival, over commits that fail to read
 * what they need, and over merges. What counts is told here by looking at all that the bucket holds.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { SearchIndexError } from "../../../src/errors.ts";
import { ManifestStore } from "../../../src/index/shared.ts";
import { BatchCommitter, type SourceState, verifyIndex } from "../../../src/index/write.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { openLive } from "../../support/inside/index-commit.ts";
import { compact } from "../../support/inside/index-compaction.ts";
import { allDocuments, allEntries } from "../../support/inside/index-reader.ts";
import { plainOptions } from "../../support/segment-under-test.ts";

const options = {
  ...plainOptions,
  storeFields: [...plainOptions.storeFields, "about", "at"],
  statementOf: ({ about, at }: Readonly<Record<string, unknown>>) =>
    typeof about === "string" ? { identity: about, statedAt: Number(at) } : null,
};

const KEYS = ["а", "б", "в", "г"];
const identity = fc.constantFrom("нева", "волга", null);
const statedAt = fc.integer({ min: 1, max: 4 });
const upload = fc.record({
  documents: fc.array(fc.record({ about: identity, at: statedAt }), { maxLength: 3 }),
  statements: fc.array(
    fc.record({
      identity: fc.constantFrom("нева", "волга"),
      statedAt,
      kind: fc.constantFrom("removal" as const, "takedown" as const),
    }),
    { maxLength: 1 },
  ),
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ put: fc.constantFrom(...KEYS), upload: fc.option(upload) }) },
  { weight: 5, arbitrary: fc.record({ handled: fc.integer({ min: 1, max: 3 }), unread: fc.subarray(KEYS) }) },
  { weight: 2, arbitrary: fc.record({ merged: fc.constantFrom("all" as const, "some" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Upload = typeof upload extends fc.Arbitrary<infer T> ? T & { readonly version: string } : never;
/** A live document, by source key and place in its upload, and the identity that it is about. */
type Live = readonly [place: string, about: string | null];

/** A bucket, the events that nobody has handled yet, and the index. */
class History {
  readonly context: TestContext = makeContext();
  readonly bucket = new Map<string, Upload>();
  readonly #events = new Set<string>();
  readonly #committer = new BatchCommitter(this.context, options);
  #version = 0;

  async run(one: Step): Promise<void> {
    if ("put" in one) this.#put(one.put, one.upload);
    else if ("handled" in one) await this.#handle([...this.#events].slice(0, one.handled), new Set(one.unread));
    else await this.#merge(one.merged);
  }

  /** Handles events until there are none. */
  async drain(): Promise<void> {
    for (let rounds = 0; this.#events.size > 0; rounds += 1) {
      expect(rounds).toBeLessThan(10);
      await this.#handle([...this.#events], new Set());
    }
  }

  /** Lists the live documents of the index. */
  async live(): Promise<Live[]> {
    const live: Live[] = [];
    const { manifest } = (await new ManifestStore(this.context).load()) ?? { manifest: { segments: [] } };
    for (const segment of manifest.segments) {
      const { reader, dead } = await openLive(this.context, segment);
      const documents = allDocuments(reader);
      let ordinal = 0;
      let count = 0;
      for await (const { entryNumber, documentCount } of allEntries(reader)) {
        for (let i = 0; i < documentCount; i += 1, ordinal += 1) {
          const { id, sourceKey, fields } = (await documents.next()).value!;
          if (dead.entries.has(entryNumber) || dead.superseded.has(ordinal)) continue;
          live.push([`${sourceKey} ${id}`, (fields.about ?? null) as string | null]);
          count += 1;
        }
      }
      expect(count).toBe(segment.liveDocuments);
    }
    return live.sort();
  }

  #put(key: string, upload: Omit<Upload, "version"> | null): void {
    this.#version += 1;
    if (upload === null) this.bucket.delete(key);
    else this.bucket.set(key, { ...upload, version: String(this.#version) });
    this.#events.add(key);
  }

  async #handle(keys: readonly string[], unread: ReadonlySet<string>): Promise<void> {
    const look = async (key: string): Promise<SourceState> => {
      // A key of the batch can be read always: only what must be brought back cannot.
      if (unread.has(key) && !keys.includes(key)) throw new SearchIndexError("store-unavailable", "No answer.");
      const upload = this.bucket.get(key);
      if (upload === undefined) return { state: "absent" };
      const documents = upload.documents.map((document, id) => ({ id, title: `мир ${key}`, ...document }));
      return { state: "present", ...upload, documents };
    };
    const { committed, unchanged } = await this.#committer.commit(keys, look);
    for (const key of [...committed, ...unchanged]) this.#events.delete(key);
  }

  async #merge(extent: "all" | "some"): Promise<void> {
    const snapshot = await new ManifestStore(this.context).load();
    if (snapshot === null) return;
    const policy = {
      choose: <T>(segments: readonly T[]) =>
        segments.length < 2
          ? null
          : { inputs: extent === "all" ? segments : segments.slice(0, 2), reason: "size" as const },
    };
    await compact(this.context, options, snapshot, policy, { maxMerges: 1 });
  }
}

/** Computes the live documents by the definition: the newest statement of each identity. */
function expected(bucket: ReadonlyMap<string, Upload>): Live[] {
  const live: Live[] = [];
  const byIdentity = new Map<
    string,
    { rank: readonly [number, number, number, string, number]; live: Live | null }[]
  >();
  const add = (about: string, rank: readonly [number, number, number, string, number], live: Live | null) =>
    byIdentity.set(about, [...(byIdentity.get(about) ?? []), { rank, live }]);
  for (const [key, { documents, statements }] of bucket) {
    for (const [id, { about, at }] of documents.entries()) {
      const document: Live = [`${key} ${id}`, about];
      if (about === null) live.push(document);
      else add(about, [0, at, 0, key, id], document);
    }
    for (const { identity: about, statedAt: at, kind } of statements) {
      add(about, [kind === "takedown" ? 1 : 0, at, kind === "removal" ? 1 : 0, key, 0], null);
    }
  }
  for (const stated of byIdentity.values()) {
    const [first] = stated.sort((a, b) => (isGreater(a.rank, b.rank) ? -1 : 1));
    if (first?.live) live.push(first.live);
  }
  return live.sort();
}

function isGreater(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  const place = a.findIndex((value, i) => value !== b[i]);
  return place >= 0 && a[place]! > b[place]!;
}

it("in any history, once all events are handled, each identity has the document of its newest statement or none", async () => {
  const history = fc.array(step, { minLength: 1, maxLength: 40, size: "max" });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const present = new History();
      for (const one of steps) await present.run(one);
      await present.drain();
      expect(await present.live()).toEqual(expected(present.bucket));
      const { findings } = await verifyIndex(present.context, options);
      expect(findings.filter(({ severity }) => severity === "damage")).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it("at every moment an identity has one live document at the most", async () => {
  const history = fc.array(step, { minLength: 1, maxLength: 30, size: "max" });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const present = new History();
      for (const one of steps) {
        await present.run(one);
        const identities = (await present.live()).flatMap(([, about]) => about ?? []);
        expect(identities.sort()).toEqual([...new Set(identities)].sort());
      }
    }),
    { numRuns: 100 },
  );
});
