/**
 * A store that answers as S3 does within a region: after some time to the first byte, then so many bytes a second on
 * each connection. The times to the first byte are drawn from a seed, and have a tail: of requests at once the slowest
 * decides. Requests do not wait for one another. The time of the store beneath counts as part of it.
 */
import type { ObjectStore } from "../../../src/store/store.ts";
import { seededRandom32 } from "../../support/deterministic.ts";

/** The time to the first byte is log-normal; equal figures make it constant. */
export interface Latency {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly bytesPerSecond: number;
}

/**
 * S3 Standard within a region, objects of some KB. The median: 20 to 30 ms (Durner, Leis, Neumann, "Exploiting Cloud
 * Object Storage for High-Performance Analytics", VLDB 2023). The tail: 100 to 200 ms, which AWS gives as the first
 * byte of small objects ("Best practices design patterns: optimizing Amazon S3 performance"). What one connection
 * carries: the same guide.
 */
export const s3Latency: Latency = { medianMs: 25, p99Ms: 170, bytesPerSecond: 85e6 };

/** The 99th percentile of the standard normal distribution. */
const Z_99 = 2.326;

/** Times to the first byte, in milliseconds: the same for the same seed. */
export function firstByteTimes({ medianMs, p99Ms }: Latency, seed = 1): () => number {
  const random32 = seededRandom32(seed);
  const spread = Math.log(p99Ms / medianMs) / Z_99;
  // Above 0, so that it has a logarithm.
  const uniform = (): number => (random32() + 1) / 2 ** 32;
  // The transform of Box and Muller.
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return () => medianMs * Math.exp(spread * normal());
}

export function delayStore(inner: ObjectStore, latency: Latency = s3Latency): ObjectStore {
  const nextFirstByteMs = firstByteTimes(latency);
  const delay = async <T>(act: () => Promise<T>, sizeOf: (answer: T) => number): Promise<T> => {
    const startMs = performance.now();
    const firstByteMs = nextFirstByteMs();
    const answer = await act();
    const dueMs = startMs + firstByteMs + (sizeOf(answer) * 1_000) / latency.bytesPerSecond;
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
