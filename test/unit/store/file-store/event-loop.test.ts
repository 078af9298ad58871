import { afterEach, beforeEach, expect, it } from "vitest";
import { FileObjectStore } from "../../../../src/store/local.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { codeOf } from "../../../contract/object-store/contract.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

const [known, unknown] = ["a.txt", "b.txt"] as ObjectKey[];
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let store: FileObjectStore;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  store = new FileObjectStore({ rootFolder: folder.path, isDurable: false });
  await store.putIfAbsent(known!, new TextEncoder().encode("один"));
});
afterEach(() => folder.remove());

it.each<[string, () => Promise<unknown>]>([
  ["get", () => store.get(known!)],
  ["getRange", () => store.getRange(known!, 0, 3)],
  ["head", () => store.head(known!)],
  ["get of what is not there", () => codeOf(store.get(unknown!))],
])("a loop of %s lets a timer run", async (_, ask) => {
  let hasRun = false;
  setTimeout(() => {
    hasRun = true;
  }, 1);
  for (let asked = 0; asked < 5_000 && !hasRun; asked += 1) await ask();
  expect(hasRun).toBe(true);
});
