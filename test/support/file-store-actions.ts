/**
 * The actions of the worker processes on a file store, and the files they leave; shared with the tests that look.
 */
import type { FileObjectStore } from "../../src/store/local.ts";
import type { ObjectKey, PutOptions, StoredObject } from "../../src/store/store.ts";

/** An object whose bytes and metadata say the same, so that a mixture of two versions is seen. */
export function version(text: string): { bytes: Uint8Array; options: PutOptions } {
  return { bytes: new TextEncoder().encode(text), options: { metadata: { text } } };
}

/** The text of a version, or what does not fit together. */
export function versionText(object: StoredObject): string {
  const text = new TextDecoder().decode(object.bytes);
  return object.metadata.text === text ? text : `bytes ${text}, metadata ${object.metadata.text}`;
}

export const tallyKey = "tally" as ObjectKey;

export type Tally = Readonly<Record<string, number>>;

export function serializeTally(tally: Tally): { bytes: Uint8Array; options: PutOptions } {
  return version(JSON.stringify(tally));
}

export function parseTally(bytes: Uint8Array): Tally {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Each begins with the object `before`, or where the name says so without one. */
export const actions: Readonly<Record<string, (store: FileObjectStore, key: ObjectKey) => Promise<unknown>>> = {
  create: (store, key) => {
    const { bytes, options } = version("after");
    return store.putIfAbsent(key, bytes, options);
  },
  replace: async (store, key) => {
    const { etag } = await store.head(key);
    const { bytes, options } = version("after");
    return store.putIfMatch(key, bytes, etag, options);
  },
  delete: (store, key) => store.delete(key),
  "delete what was read": async (store, key) => store.deleteIfMatch(key, (await store.head(key)).etag),
};
