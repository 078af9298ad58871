/**
 * An ObjectStore of one worker of the simulation: each call is one step of the scheduler.
 */
import type { ObjectStore } from "../../../src/store/store.ts";
import type { Scheduler, Worker } from "./scheduler.ts";

export function scheduledStore(inner: ObjectStore, scheduler: Scheduler, worker: Worker): ObjectStore {
  const read = <T>(label: string, perform: () => Promise<T>) => scheduler.call(worker, label, false, perform);
  const write = <T>(label: string, perform: () => Promise<T>) => scheduler.call(worker, label, true, perform);
  return {
    get: (key, options) => read(`get ${key}`, () => inner.get(key, options)),
    getIfNoneMatch: (key, etag) => read(`getIfNoneMatch ${key}`, () => inner.getIfNoneMatch(key, etag)),
    getRange: (key, start, end) => read(`getRange ${key}`, () => inner.getRange(key, start, end)),
    head: (key) => read(`head ${key}`, () => inner.head(key)),
    putIfAbsent: (key, bytes, options) => write(`putIfAbsent ${key}`, () => inner.putIfAbsent(key, bytes, options)),
    // The chunks' own reads are steps too: they come first, the put is the step in which all of it lands or does not.
    putStreamIfAbsent: async (key, chunks, options) => {
      const taken: Uint8Array[] = [];
      for await (const chunk of chunks) taken.push(chunk);
      return write(`putStreamIfAbsent ${key}`, () => inner.putStreamIfAbsent(key, inOrder(taken), options));
    },
    putIfMatch: (key, bytes, etag, options) =>
      write(`putIfMatch ${key}`, () => inner.putIfMatch(key, bytes, etag, options)),
    list: (options) => read(`list ${options.prefix}`, () => inner.list(options)),
    delete: (key) => scheduler.call(worker, `delete ${key}`, false, () => inner.delete(key)),
    deleteIfMatch: (key, etag) => write(`deleteIfMatch ${key}`, () => inner.deleteIfMatch(key, etag)),
  };
}

async function* inOrder(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
