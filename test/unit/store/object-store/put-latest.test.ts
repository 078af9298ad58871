import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { type ETag, type ObjectKey, putLatest } from "../../../../src/store/store.ts";
import { errorOf } from "../../../support/error-of.ts";
import { interceptStore, type StoreHooks } from "../../../support/intercepting-object-store.ts";

const key = "articles/a.txt" as ObjectKey;
const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A memory store behind hooks that knows how to be written to by somebody else. */
function openStore(hooks: (other: (text: string) => Promise<ETag>) => StoreHooks = () => ({})) {
  const inner = new MemoryObjectStore();
  const other = (text: string): Promise<ETag> => putLatest(inner, key, bytes(text));
  return { inner, store: interceptStore(inner, hooks(other)) };
}

const textOf = async (store: MemoryObjectStore): Promise<string> =>
  Buffer.from((await store.get(key)).bytes).toString();

describe("a put of the latest", () => {
  it("creates what is not there, and replaces what is, options too", async () => {
    const { inner, store } = openStore();
    await putLatest(store, key, bytes("one"), { contentType: "text/plain" });
    expect(await inner.head(key)).toMatchObject({ contentType: "text/plain", sizeBytes: 3 });
    const etag = await putLatest(store, key, bytes("three"));
    expect(await inner.head(key)).toMatchObject({ contentType: null, etag, sizeBytes: 5 });
  });

  it("looks again where another created or replaced or removed it in between", async () => {
    let call = 0;
    const { inner, store } = openStore((other) => ({
      before: async (method) => {
        if (!method.startsWith("put")) return;
        call += 1;
        if (call <= 2) await other(`other ${call}`);
        if (call === 3) await inner.delete(key);
      },
    }));
    await putLatest(store, key, bytes("mine"));
    expect([call, await textOf(inner)]).toEqual([4, "mine"]);
  });

  it("gives up where others never pause, names the object, and leaves theirs", async () => {
    let puts = 0;
    const { inner, store } = openStore((other) => ({
      before: async (method) => {
        if (method.startsWith("put")) await other(`other ${++puts}`);
      },
    }));
    const error = await errorOf(() => putLatest(store, key, bytes("mine")));
    expect(error).toMatchObject({ code: "store-unavailable", details: { key } });
    expect(await textOf(inner)).toBe(`other ${puts}`);
  });

  it("repeats a put whose answer was lost where it may wait, ten times at most, and looks before each", async () => {
    for (const losses of [3, 10]) {
      let left = losses;
      const calls: string[] = [];
      const { inner, store } = openStore(() => ({
        before: (method) => void calls.push(method.slice(0, 3)),
        after: (method) => {
          if (!method.startsWith("put") || left === 0) return;
          left -= 1;
          throw new SearchIndexError("store-unavailable", "The answer was lost.");
        },
      }));
      const pauses: number[] = [];
      const put = putLatest(store, key, bytes("mine"), {}, async (doubts) => void pauses.push(doubts));
      if (losses === 10) await expect(put).rejects.toThrow("The answer was lost.");
      else await put;
      expect(pauses).toEqual(Array.from({ length: Math.min(losses, 9) }, (_, i) => i + 1));
      expect(calls.join()).toBe("hea,put,".repeat(Math.min(losses + 1, 10)).slice(0, -1));
      expect(await textOf(inner)).toBe("mine");
    }
  });

  it("repeats no put whose answer was lost where it may not wait", async () => {
    let puts = 0;
    const { inner, store } = openStore(() => ({
      after: (method) => {
        if (!method.startsWith("put")) return;
        puts += 1;
        throw new SearchIndexError("store-unavailable", "The answer was lost.");
      },
    }));
    expect((await errorOf(() => putLatest(store, key, bytes("mine")))).message).toBe("The answer was lost.");
    expect([puts, await textOf(inner)]).toEqual([1, "mine"]);
  });
});
