/**
 * Processes that are killed (SIGKILL) in the middle of writing to a folder: at every call in turn, and at random.
 */
import { readdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isErrorOfKind } from "../../src/errors.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import { listAll, type ObjectKey } from "../../src/store/store.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import { actions, parseTally, serializeTally, tallyKey, version, versionText } from "../support/file-store-actions.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { bundleWorker, type Worker } from "../support/worker-process.ts";

const objectKey = "a/object.txt" as ObjectKey;

describe("FileObjectStore under kill -9", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let startWorker: (...args: string[]) => Worker;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    startWorker = await bundleWorker(folder.path);
  });
  afterAll(() => folder.remove());

  async function presentText(store: FileObjectStore): Promise<string> {
    try {
      return versionText(await store.get(objectKey));
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return "absent";
      throw error;
    }
  }

  /** Kills the action before its n-th call. Gives whether it ended by itself, having fewer calls. */
  async function killAt(action: string, call: number): Promise<boolean> {
    const root = `${folder.path}/${action}-${call}`;
    await mkdir(root);
    const store = new FileObjectStore({ rootFolder: root, isDurable: false, lockTimeoutMs: 5000 });
    const before = action === "create" ? "absent" : "before";
    const after = action.startsWith("delete") ? "absent" : "after";
    const { bytes, options } = version("before");
    if (before !== "absent") await store.putIfAbsent(objectKey, bytes, options);
    const { lines, signal, failure } = await startWorker("once", root, action, String(call)).ended;
    const hasEnded = signal === null;
    expect({ failure, lines }).toEqual({ failure: "", lines: hasEnded ? ["done"] : [] });
    const found = await presentText(store);
    expect(hasEnded ? [after] : [before, after], `${action}, killed at call ${call}`).toContain(found);
    const listed: string[] = [];
    for await (const summary of listAll(store, "")) listed.push(summary.key);
    expect(listed).toEqual(found === "absent" ? [] : [objectKey]);
    // Nothing that the dead one left stands in the way of others.
    const next = version("next");
    if (found === "absent") await store.putIfAbsent(objectKey, next.bytes, next.options);
    else await store.putIfMatch(objectKey, next.bytes, (await store.head(objectKey)).etag, next.options);
    expect(await presentText(store)).toBe("next");
    const fresh = new FileObjectStore({ rootFolder: root, isDurable: false });
    await fresh.delete(objectKey);
    await fresh.putIfAbsent(objectKey, next.bytes, next.options);
    expect(readdirSync(`${root}/.poisk/new`)).toEqual([]);
    await rm(root, { recursive: true });
    return hasEnded;
  }

  for (const action of Object.keys(actions)) {
    it(`shows the old or the new, whole, and blocks nobody, wherever ${action} is killed`, async () => {
      let call = 1;
      while (!(await killAt(action, call))) call += 1;
      // Fewer would mean that the calls are no longer counted.
      expect(call).toBeGreaterThan(action.startsWith("delete") ? 4 : 8);
    });
  }

  it("keeps every update that was acknowledged while writers are killed at random", async () => {
    const random32 = seededRandom32(20161009);
    const root = `${folder.path}/random`;
    const store = new FileObjectStore({ rootFolder: root, isDurable: false });
    const { bytes, options } = serializeTally({});
    await store.putIfAbsent(tallyKey, bytes, options);
    const workers: { name: string; worker: Worker }[] = [];
    const living: Worker[] = [];
    const start = (): void => {
      const name = `worker${workers.length}`;
      const worker = startWorker("add", root, name, "1000000");
      workers.push({ name, worker });
      living.push(worker);
    };
    try {
      for (let i = 0; i < 4; i += 1) start();
      for (let round = 0; round < 40; round += 1) {
        const [victim] = living.splice(random32() % living.length, 1);
        await victim?.said(1 + (random32() % 8));
        const object = await store.get(tallyKey);
        expect(versionText(object)).toMatch(/^\{/);
        victim?.process.kill("SIGKILL");
        start();
      }
    } finally {
      for (const worker of living) worker.process.kill("SIGKILL");
    }
    await Promise.all(workers.map(({ worker }) => worker.ended));
    const tally = parseTally((await store.get(tallyKey)).bytes);
    let total = 0;
    for (const { name, worker } of workers) {
      const { lines, failure } = await worker.ended;
      expect(failure).toBe("");
      const acknowledged = Number(lines.at(-1) ?? 0);
      // One more may have landed without its writer living to say so.
      expect([acknowledged, acknowledged + 1]).toContain(tally[name] ?? 0);
      total += acknowledged;
    }
    expect(total).toBeGreaterThan(100);
    const { etag } = await store.head(tallyKey);
    await store.putIfMatch(tallyKey, bytes, etag, options);
  });
});
