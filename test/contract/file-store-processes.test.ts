/**
 * Compare-and-swap on one folder between real processes.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileObjectStore } from "../../src/store/local.ts";
import { parseTally, serializeTally, tallyKey, versionText } from "../support/file-store-actions.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { bundleWorker, type Worker } from "../support/worker-process.ts";

describe("FileObjectStore between processes", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let startWorker: (...args: string[]) => Worker;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    startWorker = await bundleWorker(folder.path);
  });
  afterAll(() => folder.remove());

  it("loses no update of many processes, and shows no mixture of two to a reader", async () => {
    const root = `${folder.path}/data`;
    const store = new FileObjectStore(root);
    const { bytes, options } = serializeTally({});
    await store.putIfAbsent(tallyKey, bytes, options);
    const names = Array.from({ length: 6 }, (_, i) => `worker${i}`);
    const workers = names.map((name) => startWorker("add", root, name, "40"));
    let isOver = false;
    const ends = Promise.all(workers.map((worker) => worker.ended)).finally(() => {
      isOver = true;
    });
    let reads = 0;
    while (!isOver) {
      const object = await store.get(tallyKey);
      expect(versionText(object)).toMatch(/^\{/);
      const page = await store.list({ prefix: "" });
      expect(page.objects.map((summary) => summary.key)).toEqual(["tally"]);
      reads += 1;
    }
    for (const { lines, signal, failure } of await ends) {
      expect({ failure, signal, count: lines.length }).toEqual({ failure: "", signal: null, count: 40 });
    }
    expect(reads).toBeGreaterThan(10);
    expect(parseTally((await store.get(tallyKey)).bytes)).toEqual(Object.fromEntries(names.map((name) => [name, 40])));
  });
});
