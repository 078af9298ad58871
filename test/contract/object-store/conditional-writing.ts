/**
 * The part of the storage contract about compare-and-swap: who may write, and that exactly one of many does.
 */
import { createHash } from "node:crypto";
import { describe, expect } from "vitest";
import { type ErrorCode, isSearchIndexError } from "../../../src/errors.ts";
import type { ETag } from "../../../src/store/store.ts";
import { bytesOf, type Contract, codeOf, key, keysUnder, textOf } from "./contract.ts";

export function describeConditionalWriting({ name, test, lacks, rounds, racers }: Contract): void {
  describe(`${name}: writing on a condition`, () => {
    test("creates an object once only, and changes nothing the second time", async (store) => {
      const etag = await store.putIfAbsent(key("a"), bytesOf("first"));
      expect(await codeOf(store.putIfAbsent(key("a"), bytesOf("second")))).toBe("object-exists");
      expect(await store.get(key("a"))).toMatchObject({ etag, sizeBytes: 5 });
    });

    test("replaces an object under its ETag only, and changes nothing under another", async (store) => {
      const first = await store.putIfAbsent(key("a"), bytesOf("first"));
      const second = await store.putIfMatch(key("a"), bytesOf("second"), first);
      expect(second).not.toBe(first);
      expect(await codeOf(store.putIfMatch(key("a"), bytesOf("third"), first))).toBe("etag-mismatch");
      const object = await store.get(key("a"));
      expect([textOf(object.bytes), object.etag]).toEqual(["second", second]);
    });

    test("says etag-mismatch of an absent key, and creates nothing", async (store) => {
      expect(await codeOf(store.putIfMatch(key("a"), bytesOf("x"), "0".repeat(32) as ETag))).toBe("etag-mismatch");
      const etag = await store.putIfAbsent(key("b"), bytesOf("b"));
      await store.delete(key("b"));
      expect(await codeOf(store.putIfMatch(key("b"), bytesOf("x"), etag))).toBe("etag-mismatch");
      expect(await keysUnder(store, "")).toEqual([]);
    });

    test("deletes an object under its ETag only, and leaves it alone under another", async (store) => {
      const first = await store.putIfAbsent(key("a"), bytesOf("first"));
      const second = await store.putIfMatch(key("a"), bytesOf("second"), first);
      expect(await codeOf(store.deleteIfMatch(key("a"), first))).toBe("etag-mismatch");
      expect(textOf((await store.get(key("a"))).bytes)).toBe("second");
      await store.deleteIfMatch(key("a"), second);
      expect(await keysUnder(store, "")).toEqual([]);
      expect(await codeOf(store.deleteIfMatch(key("a"), second))).toBe("etag-mismatch");
    });

    if (!lacks.has("content-etags")) {
      test("gives equal bytes equal ETags, and other bytes others", async (store) => {
        const a = await store.putIfAbsent(key("a"), bytesOf("same"));
        const b = await store.putIfAbsent(key("b"), bytesOf("same"), { contentType: "text/plain" });
        expect(b).toBe(a);
        expect(a).toBe(createHash("md5").update("same").digest("hex"));
        expect(await store.putIfMatch(key("a"), bytesOf("else"), a)).not.toBe(a);
      });
    }

    test("lets exactly one of many racing creators win", async (store) => {
      for (let round = 0; round < rounds; round += 1) {
        const race = Array.from({ length: racers }, (_, i) =>
          store.putIfAbsent(key(`race/${round}`), bytesOf(`writer ${i}`)),
        );
        await expectOneWinner(race, "object-exists", async () => textOf((await store.get(key(`race/${round}`))).bytes));
      }
    });

    test("lets exactly one of many racing replacers win", async (store) => {
      let etag = await store.putIfAbsent(key("race"), bytesOf("start"));
      for (let round = 0; round < rounds; round += 1) {
        const race = Array.from({ length: racers }, (_, i) =>
          store.putIfMatch(key("race"), bytesOf(`writer ${i}, round ${round}`), etag),
        );
        await expectOneWinner(race, "etag-mismatch", async () => {
          const object = await store.get(key("race"));
          etag = object.etag;
          return textOf(object.bytes).replace(`, round ${round}`, "");
        });
      }
    });

    if (!lacks.has("conditional-delete")) {
      test("lets either the one who replaces or the one who deletes what both have read win", async (store) => {
        for (let round = 0; round < rounds * 4; round += 1) {
          const etag = await store.putIfAbsent(key(`race/${round}/a`), bytesOf("start"));
          const [replaced, deleted] = await Promise.allSettled([
            store.putIfMatch(key(`race/${round}/a`), bytesOf("new"), etag),
            store.deleteIfMatch(key(`race/${round}/a`), etag),
          ]);
          const kept = await keysUnder(store, `race/${round}/`);
          expect([replaced.status, deleted.status, kept.length]).toEqual(
            kept.length === 1 ? ["fulfilled", "rejected", 1] : ["rejected", "fulfilled", 0],
          );
          for (const found of kept) await store.delete(key(found));
        }
      });
    }

    test("loses no line that many read, add to and write back, and has none twice", async (store) => {
      await store.putIfAbsent(key("lines"), new Uint8Array(0));
      const addLine = async (line: string): Promise<void> => {
        for (;;) {
          const { bytes, etag } = await store.get(key("lines"));
          const lines = textOf(bytes);
          // After a doubtful answer the line may be there already: that is what looking again is for.
          if (lines.includes(line)) return;
          try {
            await store.putIfMatch(key("lines"), bytesOf(lines + line), etag);
            return;
          } catch (error) {
            if (!isSearchIndexError(error) || !error.retryable) throw error;
          }
        }
      };
      const writer = async (name: string): Promise<void> => {
        for (let i = 0; i < rounds; i += 1) await addLine(`${name}, line ${i}\n`);
      };
      const names = Array.from({ length: racers }, (_, i) => `writer ${i}`);
      await Promise.all(names.map(writer));
      const lines = textOf((await store.get(key("lines"))).bytes)
        .trim()
        .split("\n");
      expect(new Set(lines).size).toBe(racers * rounds);
      expect(lines).toHaveLength(racers * rounds);
    });
  });
}

/**
 * Expects that at most one of `writer 0`, `writer 1`, … succeeded, and that the object is its own. A loser is told of a
 * conflict or (Ceph) that the store is unavailable; if nobody was told of success, one of those in doubt wrote it.
 */
async function expectOneWinner(
  race: readonly Promise<unknown>[],
  lost: ErrorCode,
  readWinner: () => Promise<string>,
): Promise<void> {
  const winners: string[] = [];
  const doubters: string[] = [];
  for (const [i, outcome] of (await Promise.allSettled(race)).entries()) {
    if (outcome.status === "fulfilled") winners.push(`writer ${i}`);
    else if (!isSearchIndexError(outcome.reason)) throw outcome.reason;
    else if (outcome.reason.code === "store-unavailable") doubters.push(`writer ${i}`);
    else expect([lost, "commit-conflict"]).toContain(outcome.reason.code);
  }
  expect(winners.length).toBeLessThanOrEqual(1);
  expect(winners.length === 1 ? winners : doubters).toContain(await readWinner());
}
