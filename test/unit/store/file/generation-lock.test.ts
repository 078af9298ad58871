import fs, { lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/clock.ts";
import { systemIdSource } from "../../../../src/id-source.ts";
import { codeOf } from "../../../contract/object-store/contract.ts";
import { ManualClock, seededIds } from "../../../support/deterministic.ts";
import { livenessOf, ownIdentity, withLock } from "../../../support/inside/store-file.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

const options = { clock: systemClock, ids: systemIdSource, timeoutMs: 1000 };

describe("withLock", () => {
  let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let folder: string;
  beforeEach(async () => {
    temporary = await makeTemporaryFolder();
    folder = join(temporary.path, "lock");
  });
  afterEach(() => temporary.remove());

  const generations = (): number[] =>
    readdirSync(folder)
      .map(Number)
      .sort((a, b) => a - b);
  const target = (generation: number): string => readlinkSync(join(folder, String(generation)));
  const waiting = () => ({ clock: new ManualClock(systemClock.nowMs()), ids: seededIds(1), timeoutMs: 1000 });

  it("runs the work once, under our name, and leaves the lock free", async () => {
    const seen = await withLock(folder, options, () => target(Math.max(...generations())));
    expect(seen).toBe(ownIdentity());
    expect(target(2)).toBe("free");
  });

  it("is free again after work that throws", async () => {
    const failing = withLock(folder, options, () => {
      throw new Error("broken");
    });
    await expect(failing).rejects.toThrow("broken");
    expect(await withLock(folder, options, () => "in")).toBe("in");
  });

  it("never removes the highest number, and keeps only some of the others", async () => {
    for (let i = 0; i < 50; i += 1) await withLock(folder, options, () => undefined);
    expect(generations().at(-1)).toBe(100);
    expect(generations().length).toBeLessThan(15);
  });

  it("passes over an owner that is dead, by number or by start", async () => {
    const [pid, start, place] = ownIdentity().split(".");
    for (const dead of [`${2 ** 22 + 1}.5.${place}`, `${pid}.${Number(start) + 1}.${place}`]) {
      mkdirSync(folder, { recursive: true });
      symlinkSync(dead, join(folder, String(Math.max(0, ...generations()) + 1)));
      expect(livenessOf(dead)).toBe("dead");
      expect(await withLock(folder, waiting(), () => "in")).toBe("in");
    }
  });

  it("gives up on an owner that lives, and has not run the work", async () => {
    mkdirSync(folder);
    symlinkSync(ownIdentity(), join(folder, "7"));
    let hasRun = false;
    const code = await codeOf(
      withLock(folder, waiting(), () => {
        hasRun = true;
      }),
    );
    expect([code, hasRun, generations()]).toEqual(["store-unavailable", false, [7]]);
  });

  it("passes over an owner of elsewhere only after a minute", async () => {
    mkdirSync(folder);
    symlinkSync("12.34.0123456789abcdef", join(folder, "7"));
    expect(livenessOf("12.34.0123456789abcdef")).toBe("unknown");
    expect(await codeOf(withLock(folder, waiting(), () => "in"))).toBe("store-unavailable");
    const later = { ...waiting(), clock: new ManualClock(lstatSync(join(folder, "7")).mtimeMs + 61_000) };
    expect(await withLock(folder, later, () => "in")).toBe("in");
  });

  it("passes over what a copy of the folder made of its links, at once", async () => {
    mkdirSync(folder);
    symlinkSync("/rsyncd-munged/free", join(folder, "7"));
    expect(await withLock(folder, waiting(), () => "in")).toBe("in");
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    symlinkSync(`/backup/site/${ownIdentity()}`, join(folder, "7"));
    expect(await withLock(folder, waiting(), () => "in")).toBe("in");
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(join(folder, "7"), "free");
    expect(await withLock(folder, waiting(), () => "in")).toBe("in");
    expect(generations().at(-1)).toBe(9);
  });

  it("withdraws a straggler's number that is not the highest, and waits its turn", async () => {
    // Its first reading is old: number 1, free. Since then 2 to 5 came, 2 was tidied away, and 5 is held.
    mkdirSync(folder);
    for (const number of [1, 3, 4]) symlinkSync("free", join(folder, String(number)));
    symlinkSync(ownIdentity(), join(folder, "5"));
    const original = fs.readdirSync;
    let readings = 0;
    Object.assign(fs, {
      readdirSync: (...args: Parameters<typeof original>) => {
        readings += 1;
        return readings === 1 ? ["1"] : original(...args);
      },
    });
    syncBuiltinESMExports();
    try {
      expect(await codeOf(withLock(folder, waiting(), () => "in"))).toBe("store-unavailable");
    } finally {
      Object.assign(fs, { readdirSync: original });
      syncBuiltinESMExports();
    }
    expect(readings).toBeGreaterThan(2);
    expect(generations()).toEqual([1, 3, 4, 5]);
  });

  it("does not take what else lies in its folder for a number", async () => {
    mkdirSync(join(folder, "x"), { recursive: true });
    expect(await withLock(folder, options, () => "in")).toBe("in");
  });

  it("keeps two threads of one process apart", async () => {
    // The thread plays another owner of the same process: it makes our link, and frees it after a moment.
    await withLock(folder, options, () => undefined);
    const code = `const { symlinkSync } = require("node:fs"); const { workerData, parentPort } = require("node:worker_threads");
      symlinkSync(workerData.owner, workerData.folder + "/3"); parentPort.postMessage("held");
      setTimeout(() => symlinkSync("free", workerData.folder + "/4"), 30);`;
    const thread = new Worker(code, { eval: true, workerData: { folder, owner: ownIdentity() } });
    await new Promise((resolve) => thread.once("message", resolve));
    const seen = await withLock(folder, { ...options, timeoutMs: 10_000 }, () => generations().at(-1));
    expect(seen).toBe(5);
    await thread.terminate();
  });
});

describe("livenessOf", () => {
  it("knows itself alive, and nothing of what is no identity", () => {
    expect(livenessOf(ownIdentity())).toBe("alive");
    for (const text of ["", "free", "1", "1.2", "0.1.0123456789abcdef", "a.b.c", "-1.2.0123456789abcdef"]) {
      expect(livenessOf(text)).toBe("nobody");
    }
  });
});
