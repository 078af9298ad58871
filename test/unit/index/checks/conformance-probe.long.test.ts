import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { probeStore, requireTrustedStore, VerifiedObjectStore } from "../../../../src/index/publish.ts";
import { defaultKeyLayout } from "../../../../src/index/shared.ts";
import { FileObjectStore, MemoryObjectStore } from "../../../../src/store/local.ts";
import { listAll, type ObjectKey, type ObjectStore } from "../../../../src/store/store.ts";
import { codeOf } from "../../../contract/object-store/contract.ts";
import { ManualClock, seededIds } from "../../../support/deterministic.ts";
import { faultyStore, type StoreFault } from "../../../support/faulty-object-store.ts";
import type { ProbeContext } from "../../../support/inside/index-checks.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

const contextOf = (store: ObjectStore, clock = new ManualClock()): ProbeContext => ({
  store,
  layout: defaultKeyLayout,
  clock,
  ids: seededIds(7),
});

const HOUR_MS = 3_600_000;
const key = (text: string): ObjectKey => text as ObjectKey;
const manifest = key("index/manifest.json");
const one = new Uint8Array([1]);

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const object of listAll(store, "")) keys.push(object.key);
  return keys;
}

/** The checks that did not pass, with their verdict, and whether the store is trusted all the same. */
async function blame(store: ObjectStore, isQuick = false) {
  const { checks, isTrusted } = await probeStore(contextOf(store), { isQuick });
  const blamed = checks.filter(({ verdict }) => verdict === "failed" || verdict === "warning");
  return { isTrusted, blamed: blamed.map(({ name, verdict }) => (verdict === "warning" ? `${name}?` : name)) };
}

/** Every fault, and the checks that must find it; those with a question mark only warn. */
const FAULTS: readonly (readonly [fault: StoreFault, blamed: readonly string[]])[] = [
  ["ignores If-None-Match", ["create-once", "race-create"]],
  ["ignores If-Match", ["replace-read", "replace-missing", "race-replace", "counter"]],
  ["takes If-Match for a missing object", ["replace-missing"]],
  ["looks and then creates", ["race-create"]],
  ["looks and then replaces", ["race-replace", "counter"]],
  ["ignores If-None-Match on uploads in parts", ["parts?"]],
  ["cuts uploads in parts short", ["parts"]],
  ["reads what was there before", ["own-writes", "replace-read", "race-replace", "counter"]],
  ["gives the start of an object for any range", ["ranges", "parts"]],
  ["gives what it has for a range beyond the end", ["ranges"]],
  ["says 304 of everything", ["unchanged"]],
  ["never says 304", ["unchanged?"]],
  ["skips an object between pages", ["listing"]],
  ["lists what was deleted", ["listing"]],
  ["garbles names", ["names"]],
  ["drops metadata", ["metadata"]],
  ["may not be written", ["rights"]],
  ["may not be listed", ["rights"]],
  ["says forbidden for missing", ["missing", "own-writes"]],
  ["is not there", ["rights"]],
];

describe("a trial", () => {
  it("finds nothing wrong with a store in memory, and leaves nothing in it", async () => {
    const store = new MemoryObjectStore({ clock: new ManualClock() });
    await store.putIfAbsent(key("articles/a.txt"), one);
    expect(await blame(store)).toEqual({ isTrusted: true, blamed: [] });
    expect(await keysOf(store)).toEqual(["articles/a.txt"]);
  });

  it("finds nothing wrong with a folder", async () => {
    const folder = await makeTemporaryFolder();
    const clock = new ManualClock();
    const store = new FileObjectStore({ rootFolder: folder.path, isDurable: false, clock });
    expect(await blame(store)).toEqual({ isTrusted: true, blamed: [] });
    expect(await keysOf(store)).toEqual([]);
    await folder.remove();
  });

  it.each(FAULTS)("finds a store that %s", async (fault, blamed) => {
    const store = faultyStore(fault, new MemoryObjectStore({ clock: new ManualClock() }));
    expect(await blame(store)).toEqual({ isTrusted: blamed.every((name) => name.endsWith("?")), blamed });
  });

  it("sends whose folder is none to the folder, and no bucket alone", async () => {
    const folder = await makeTemporaryFolder();
    const path = join(folder.path, "file");
    await writeFile(path, "");
    const { checks, isTrusted } = await probeStore(contextOf(new FileObjectStore(path)));
    expect([isTrusted, checks[0]?.advice]).toEqual([false, expect.stringContaining("Look at the folder")]);
    await folder.remove();
  });

  it("asks nothing more of a store that lets it do nothing", async () => {
    const { checks } = await probeStore(contextOf(faultyStore("may not be written")));
    expect(new Set(checks.slice(1).map(({ verdict }) => verdict))).toEqual(new Set(["skipped"]));
    expect(checks[0]?.found).toContain("s3:PutObject");
  });

  it.each<[string, (readAtMs: number) => number | null, string]>([
    ["that does not date its answers", () => null, "It does not say when it answers (no Date header)."],
    [
      "whose answers are dated by a clock ahead of its puts'",
      (readAtMs) => readAtMs + 9_000,
      "It dates its answers 8 seconds later than what is put meanwhile.",
    ],
  ])("warns of a store %s", async (_name, date, sentence) => {
    const inner = new MemoryObjectStore({ clock: new ManualClock() });
    const store = interceptStore(inner, {});
    const head: ObjectStore["head"] = async (key) => {
      const object = await inner.head(key);
      return { ...object, readAtMs: date(object.readAtMs ?? 0) };
    };
    const { checks } = await probeStore(contextOf(Object.assign(store, { head })));
    const { verdict, found } = checks.find(({ name }) => name === "clock") ?? {};
    expect([verdict, found]).toEqual(["warning", sentence]);
  });

  it("warns of a clock that is some minutes off, and does not trust one further off", async () => {
    const storeClock = new ManualClock();
    const store = new MemoryObjectStore({ clock: storeClock });
    const clock = new ManualClock();
    clock.advance(2 * 60_000);
    const verdictOf = async (): Promise<string | undefined> => {
      const { checks } = await probeStore(contextOf(store, clock));
      const { verdict, found } = checks.find(({ name }) => name === "clock") ?? {};
      return `${verdict}: ${found}`;
    };
    expect(await verdictOf()).toMatch(/^warning: .* 1\d\d seconds behind this machine's/);
    storeClock.advance(20 * 60_000);
    expect(await verdictOf()).toMatch(/^failed: .* seconds ahead of this machine's/);
  });

  it("passes where Ceph answers 500 to writers that lost a race", async () => {
    const inner = new MemoryObjectStore({ clock: new ManualClock() });
    const store: ObjectStore = faultyStore("never says 304", inner);
    store.putIfMatch = (at, bytes, etag) =>
      inner.putIfMatch(at, bytes, etag).catch((error) => {
        throw at.includes("race") || at.includes("counter")
          ? Object.assign(error, { code: "store-unavailable", kind: "unavailable" })
          : error;
      });
    expect(await blame(store)).toEqual({ isTrusted: true, blamed: ["unchanged?"] });
  });

  it("deletes what an earlier one left that was killed, an hour later by the store's clock", async () => {
    const storeClock = new ManualClock();
    const store = new MemoryObjectStore({ clock: storeClock });
    const clock = new ManualClock();
    let isKilled = false;
    const mortal = interceptStore(store, {
      before: () => {
        if (isKilled) throw new Error("killed");
      },
      after: (method) => {
        isKilled ||= method === "putIfMatch";
      },
    });
    await expect(probeStore(contextOf(mortal, clock))).rejects.toThrow("killed");
    const left = await keysOf(store);
    expect(left.length).toBeGreaterThan(0);
    await probeStore({ ...contextOf(store, clock), ids: seededIds(8) }, { isQuick: true });
    expect(await keysOf(store)).toEqual(left);
    clock.advance(2 * HOUR_MS);
    await probeStore({ ...contextOf(store, clock), ids: seededIds(9) }, { isQuick: true });
    expect(await keysOf(store)).toEqual(left);
    storeClock.advance(2 * HOUR_MS);
    await probeStore({ ...contextOf(store, clock), ids: seededIds(10) }, { isQuick: true });
    expect(await keysOf(store)).toEqual([]);
  });
});

describe("the quick part of a trial", () => {
  it.each(FAULTS.slice(0, 5))("finds a store that %s", async (fault) => {
    expect((await blame(faultyStore(fault), true)).isTrusted).toBe(false);
  });
});

describe("creating an index", () => {
  const proven = (store: ObjectStore) => new VerifiedObjectStore(contextOf(store));

  it("is refused in a store that fails, and puts no manifest", async () => {
    const store = faultyStore("ignores If-Match");
    expect(await codeOf(proven(store).putIfAbsent(manifest, one))).toBe("store-unsafe");
    expect(await keysOf(store)).toEqual([]);
  });

  it("waits for a store that does not answer, rather than call it unsafe", async () => {
    expect(await codeOf(requireTrustedStore(contextOf(faultyStore("is not there"))))).toBe("store-unavailable");
  });

  it.each([
    ["before", "store-unavailable"],
    ["after", "store-unavailable"],
    ["after", "commit-conflict"],
  ] as const)("bears one call without an answer or a decision, %s it is done: %s", async (when, code) => {
    const inner = new MemoryObjectStore({ clock: new ManualClock() });
    let calls = 0;
    let lostCall = Number.POSITIVE_INFINITY;
    const lose = (method: string) => {
      calls += 1;
      const isMeant = code === "store-unavailable" || method.startsWith("put");
      if (calls === lostCall && isMeant) throw new SearchIndexError(code, "It did not answer.");
    };
    const store = interceptStore(inner, { [when]: lose });
    await requireTrustedStore(contextOf(store));
    const lastCall = calls;
    for (lostCall = 2; lostCall <= lastCall; lostCall += lostCall < 40 ? 1 : 17) {
      calls = 0;
      await requireTrustedStore(contextOf(store));
    }
    expect(lastCall).toBeGreaterThan(40);
  });

  it("is put off where the store stops to answer meanwhile", async () => {
    const store = interceptStore(new MemoryObjectStore(), {
      before: (method) => {
        if (method === "putIfMatch") throw new SearchIndexError("store-unavailable", "It did not answer.");
      },
    });
    expect(await codeOf(requireTrustedStore(contextOf(store)))).toBe("store-unavailable");
  });

  it.each(["store-full", "store-read-only", "store-denied"] as const)(
    "is put off after one write where the store says %s, which is told as it is",
    async (code) => {
      let puts = 0;
      const store = interceptStore(new MemoryObjectStore(), {
        before: (method) => {
          if (!method.startsWith("put")) return;
          puts += 1;
          throw new SearchIndexError(code, "Nothing may be written.");
        },
      });
      expect([await codeOf(requireTrustedStore(contextOf(store))), puts]).toEqual([code, 1]);
    },
  );

  it("waits for no silent store twice", async () => {
    const clock = new ManualClock();
    let puts = 0;
    const store = interceptStore(new MemoryObjectStore({ clock }), {
      before: async (method) => {
        if (method !== "putIfAbsent") return;
        puts += 1;
        await clock.sleep(30_000);
        throw new SearchIndexError("store-unavailable", "It did not answer.");
      },
    });
    expect(await codeOf(requireTrustedStore(contextOf(store, clock)))).toBe("store-unavailable");
    expect(puts).toBe(1);
  });

  it("tries a good store once, and asks nothing of it for other objects", async () => {
    const inner = new MemoryObjectStore();
    let calls = 0;
    const store = proven(
      interceptStore(inner, {
        before: () => {
          calls += 1;
        },
      }),
    );
    await store.putIfAbsent(key("index/segments/a.segment"), one);
    expect(calls).toBe(1);
    await store.putIfAbsent(manifest, one);
    expect(await keysOf(inner)).toEqual([manifest, "index/segments/a.segment"]);
    calls = 0;
    expect(await codeOf(store.putIfAbsent(manifest, one))).toBe("object-exists");
    expect(calls).toBe(1);
  });
});
