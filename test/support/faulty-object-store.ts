/**
 * A MemoryObjectStore with one fault of those that S3-speaking stores really have, to be tried by itself or behind the
 * local S3 endpoint.
 */
import { SearchIndexError } from "../../src/errors.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import type { ETag, ObjectKey, ObjectStore, PutOptions } from "../../src/store/store.ts";
import { objectExists } from "./inside/store-object-store.ts";

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function denied(action: string): SearchIndexError {
  return new SearchIndexError("store-denied", `The store refused it: ${action} (403).`);
}

/** The members that a fault changes. */
type Fault = (inner: MemoryObjectStore) => Partial<ObjectStore>;

/** Last write wins, whatever was asked. */
async function overwrite(inner: ObjectStore, key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
  for (;;) {
    await inner.delete(key);
    const etag = await inner.putIfAbsent(key, bytes, options).catch(() => null);
    if (etag !== null) return etag;
  }
}

async function isThere(inner: ObjectStore, key: ObjectKey): Promise<boolean> {
  return inner.head(key).then(
    () => true,
    () => false,
  );
}

export const STORE_FAULTS = {
  "ignores If-None-Match": (inner) => ({
    putIfAbsent: (key, bytes, options) => overwrite(inner, key, bytes, options),
  }),
  /** moto 5.1 as shipped. */
  "ignores If-Match": (inner) => ({
    putIfMatch: (key, bytes, _etag, options) => overwrite(inner, key, bytes, options),
  }),
  /** MinIO at some version. */
  "takes If-Match for a missing object": (inner) => ({
    putIfMatch: async (key, bytes, etag, options) =>
      (await isThere(inner, key))
        ? inner.putIfMatch(key, bytes, etag, options)
        : inner.putIfAbsent(key, bytes, options),
  }),
  /** SeaweedFS at some version. */
  "looks and then creates": (inner) => ({
    putIfAbsent: async (key, bytes, options) => {
      if (await isThere(inner, key)) throw objectExists(key);
      await later();
      return overwrite(inner, key, bytes, options);
    },
  }),
  "looks and then replaces": (inner) => ({
    putIfMatch: async (key, bytes, etag, options) => {
      if ((await inner.head(key).catch(() => null))?.etag !== etag) return inner.putIfMatch(key, bytes, etag, options);
      await later();
      return overwrite(inner, key, bytes, options);
    },
  }),
  /** Ceph 18.2. */
  "ignores If-None-Match on uploads in parts": (inner) => ({
    putStreamIfAbsent: async (key, chunks, options) => {
      await inner.delete(key);
      return inner.putStreamIfAbsent(key, chunks, options);
    },
    // The local endpoint puts whole what came to it in parts.
    putIfAbsent: async (key, bytes, options) => {
      if (bytes.length > 5 * 1024 * 1024) await inner.delete(key);
      return inner.putIfAbsent(key, bytes, options);
    },
  }),
  "cuts uploads in parts short": (inner) => ({
    putStreamIfAbsent: async (key, chunks, options) => {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      return inner.putIfAbsent(key, Buffer.concat([...parts.slice(1), ...parts.slice(0, 1)]), options);
    },
  }),
  "reads what was there before": (inner) => {
    const before = new Map<string, Uint8Array>();
    return {
      putIfMatch: async (key, bytes, etag, options) => {
        const former = await inner.get(key).catch(() => null);
        const next = await inner.putIfMatch(key, bytes, etag, options);
        if (former !== null) before.set(key, former.bytes);
        return next;
      },
      get: async (key) => {
        const object = await inner.get(key);
        return { ...object, bytes: before.get(key) ?? object.bytes };
      },
    };
  },
  "gives the start of an object for any range": (inner) => ({
    getRange: (key, start, end) => inner.getRange(key, 0, end - start),
  }),
  "gives what it has for a range beyond the end": (inner) => ({
    getRange: async (key, start, end) => inner.getRange(key, start, Math.min(end, (await inner.head(key)).sizeBytes)),
  }),
  "says 304 of everything": () => ({ getIfNoneMatch: async () => null }),
  "never says 304": (inner) => ({ getIfNoneMatch: (key) => inner.get(key) }),
  "skips an object between pages": (inner) => ({
    list: async (options) => {
      const page = await inner.list(options);
      return page.nextCursor === null ? page : { ...page, objects: page.objects.slice(0, -1) };
    },
  }),
  "lists what was deleted": (inner) => {
    const ghosts = new Map<ObjectKey, Awaited<ReturnType<ObjectStore["head"]>>>();
    return {
      delete: async (key) => {
        const head = await inner.head(key).catch(() => null);
        if (head !== null) ghosts.set(key, head);
        await inner.delete(key);
      },
      list: async (options) => {
        const page = await inner.list(options);
        const left = [...ghosts.values()].filter(({ key }) => key.startsWith(options.prefix));
        return page.objects.length > 0 ? page : { ...page, objects: left };
      },
    };
  },
  "garbles names": (inner) => ({
    list: async (options) => {
      const { objects, nextCursor } = await inner.list(options);
      return {
        objects: objects.map((object) => ({ ...object, key: object.key.replaceAll("+", " ") as ObjectKey })),
        nextCursor,
      };
    },
  }),
  "drops metadata": (inner) => ({ putIfAbsent: (key, bytes) => inner.putIfAbsent(key, bytes) }),
  "may not be written": () => ({ putIfAbsent: async () => Promise.reject(denied("PutObject")) }),
  "may not be listed": () => ({ list: async () => Promise.reject(denied("ListObjects")) }),
  /** AWS for whoever may not list. */
  "says forbidden for missing": (inner) => ({
    get: (key) =>
      inner.get(key).catch((error: { code?: string }) => {
        throw error.code === "object-not-found" ? denied("GetObject") : error;
      }),
  }),
  "is not there": () => {
    const away = async () => {
      throw new SearchIndexError("store-unavailable", "The store did not serve it.");
    };
    return { putIfAbsent: away, list: away };
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type StoreFault = keyof typeof STORE_FAULTS;

/** A memory store that is wrong in this one way. */
export function faultyStore(fault: StoreFault, inner = new MemoryObjectStore()): ObjectStore {
  const changes: Partial<ObjectStore> = STORE_FAULTS[fault](inner);
  return {
    get: (key, options) => inner.get(key, options),
    getIfNoneMatch: (key, etag) => inner.getIfNoneMatch(key, etag),
    getRange: (key, start, end) => inner.getRange(key, start, end),
    head: (key) => inner.head(key),
    putIfAbsent: (key, bytes, options) => inner.putIfAbsent(key, bytes, options),
    putStreamIfAbsent: (key, chunks, options) => inner.putStreamIfAbsent(key, chunks, options),
    putIfMatch: (key, bytes, etag, options) => inner.putIfMatch(key, bytes, etag, options),
    list: (options) => inner.list(options),
    delete: (key) => inner.delete(key),
    deleteIfMatch: (key, etag) => inner.deleteIfMatch(key, etag),
    ...changes,
  };
}
