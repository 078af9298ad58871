/**
 * A store that answers as slowly as S3 does within a region: some time to the first byte, then so many bytes a second on
 * each connection. Requests do not wait for one another. The time of the store beneath counts as part of it.
 */
import type { ObjectStore } from "../../../src/store/store.ts";

export interface Latency {
  readonly firstByteMs: number;
  readonly bytesPerSecond: number;
}

/** A common first byte of S3 for a small object in the same region, and what one connection carries. */
export const s3Latency: Latency = { firstByteMs: 25, bytesPerSecond: 85e6 };

export function delayStore(inner: ObjectStore, { firstByteMs, bytesPerSecond }: Latency = s3Latency): ObjectStore {
  const delay = async <T>(act: () => Promise<T>, sizeOf: (answer: T) => number): Promise<T> => {
    const startMs = performance.now();
    const answer = await act();
    const dueMs = startMs + firstByteMs + (sizeOf(answer) * 1_000) / bytesPerSecond;
    await sleepUntil(dueMs);
    return answer;
  };
  return {
    get: (key, options) =>
      delay(
        () => inner.get(key, options),
        ({ bytes }) => bytes.length,
      ),
    getIfNoneMatch: (key, etag) =>
      delay(
        () => inner.getIfNoneMatch(key, etag),
        (object) => object?.bytes.length ?? 0,
      ),
    getRange: (key, start, end) =>
      start === end
        ? inner.getRange(key, start, end)
        : delay(
            () => inner.getRange(key, start, end),
            (bytes) => bytes.length,
          ),
    head: (key) => delay(() => inner.head(key), nothing),
    putIfAbsent: (key, bytes, options) =>
      delay(
        () => inner.putIfAbsent(key, bytes, options),
        () => bytes.length,
      ),
    putStreamIfAbsent: (key, chunks, options) => delay(() => inner.putStreamIfAbsent(key, chunks, options), nothing),
    putIfMatch: (key, bytes, etag, options) =>
      delay(
        () => inner.putIfMatch(key, bytes, etag, options),
        () => bytes.length,
      ),
    list: (options) => delay(() => inner.list(options), nothing),
    delete: (key) => delay(() => inner.delete(key), nothing),
    deleteIfMatch: (key, etag) => delay(() => inner.deleteIfMatch(key, etag), nothing),
  };
}

function nothing(): number {
  return 0;
}

/** Timers are of whole milliseconds and may fire a little early: never answer before the time. */
export async function sleepUntil(dueMs: number): Promise<void> {
  for (let leftMs = dueMs - performance.now(); leftMs > 0; leftMs = dueMs - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, leftMs));
  }
}
