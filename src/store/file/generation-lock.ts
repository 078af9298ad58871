/**
 * A lock between processes over one folder, free of deadlock by death: numbered generations.
 *
 * Node has no flock, and a lock file that is deleted to break it can be deleted under its next owner. Here nothing is
 * broken: a lock is a folder of symbolic links named 1, 2, 3, …; a link's target is its owner's identity, or `free`.
 * The highest number alone counts. Making a link is one system call that fails if the name is taken, and carries the
 * owner with it, so a kill leaves either no link or a whole one.
 *
 *   take     read the highest number n; if it is `free`, or its owner is dead, make n + 1 with our identity;
 *            then read again: if ours is not the highest, withdraw (remove ours).
 *   release  make our number + 1 with target `free`.
 *   tidy     the holder removes numbers far below its own. The highest is never removed.
 *
 * Why at most one holds it. Let P hold n: it saw n as the highest after making it. Nobody makes n + 1 while P lives and
 * has not released, since that takes seeing n as the highest and free or dead. A straggler that read some m < n as the
 * highest long ago and now makes m + 1 either finds the name taken (m + 1 = n, or not yet tidied), or makes a number
 * below n, sees in its second reading that it is not the highest, and withdraws. The highest is never removed, so
 * numbers only grow and none can be had twice: that is what deleting a lock file would break. The second reading must
 * not miss the highest. The kernel reads a small folder in one call under the folder's own mutex; where a file system
 * does otherwise, a reading could miss n only if n was removed meanwhile, which takes KEPT_GENERATIONS more takings and
 * releases within that one reading.
 *
 * A folder may be copied, and links come rewritten from some copies: as files of their target's name or with another
 * path before it (rsync --munge-links). A link that names neither `free` nor an identity was made by nobody, and is
 * vacant.
 *
 * The work under the lock is synchronous and short (some system calls), so no holder waits for anything, in one process
 * two callers never meet inside it, and whoever waits does so for a process that is running or dead.
 */
import { lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import type { IdSource } from "../../id-source.ts";
import { systemCode, unlinkIfThere } from "./file-system-errors.ts";
import { livenessOf, ownIdentity } from "./process-identity.ts";

const FREE = "free";
const KEPT_GENERATIONS = 8;
/**
 * An owner of another boot, container or machine cannot be asked. Its work takes far less than a millisecond, so
 * after a minute it is held for dead; sharing a folder between containers is safe but for one paused that long inside.
 */
const UNKNOWN_OWNER_PATIENCE_MS = 60_000;
const MAX_WAIT_MS = 16;

/** Locks that this process holds no more but could not say so (a full disk); see {@link release}. */
const unreleased = new Set<string>();

export interface LockOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Time to wait for other processes before `store-unavailable`. */
  readonly timeoutMs: number;
}

/**
 * Runs `work` while no other process or thread runs work under the same lock folder. `store-unavailable` if the lock
 * is not to be had in time; then `work` has not begun.
 */
export async function withLock<T>(folder: string, { clock, ids, timeoutMs }: LockOptions, work: () => T): Promise<T> {
  const deadlineMs = clock.monotonicMs() + timeoutMs;
  for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    const generation = take(folder, clock);
    if (generation !== null) {
      try {
        return work();
      } finally {
        release(folder, generation);
      }
    }
    if (clock.monotonicMs() >= deadlineMs) {
      throw new SearchIndexError(
        "store-unavailable",
        `The lock ${folder} was held by another process for ${timeoutMs} ms. Is one of them stopped?`,
        { details: { folder, timeoutMs } },
      );
    }
    // A random part of the wait, so that those who wait do not come back together.
    await clock.sleep((waitMs * (1 + (ids.random32() % 1024))) / 1024);
  }
}

/** The generation that is ours now, or null where another has it or was faster. */
function take(folder: string, clock: Clock): number | null {
  const before = readGenerations(folder);
  const newest = Math.max(0, ...before);
  if (newest > 0 && !isVacant(folder, newest, clock)) return null;
  const ours = newest + 1;
  if (!makeLink(folder, ours, ownIdentity())) return null;
  try {
    if (Math.max(...readGenerations(folder)) !== ours) {
      unlinkIfThere(join(folder, String(ours)));
      return null;
    }
    for (const old of before) if (old < ours - KEPT_GENERATIONS) unlinkIfThere(join(folder, String(old)));
    return ours;
  } catch (error) {
    // Whether or not it became the highest, a `free` one above it does no harm and lets others on.
    release(folder, ours);
    throw error;
  }
}

/**
 * If no link can be made (a full disk), the lock stays ours until this process ends or takes it again, for which it
 * is remembered. Should the name be taken, the lock was taken from us as an unknown owner; nothing is left to release.
 */
function release(folder: string, generation: number): void {
  try {
    makeLink(folder, generation + 1, FREE);
  } catch {
    unreleased.add(join(folder, String(generation)));
  }
}

function isVacant(folder: string, generation: number, clock: Clock): boolean {
  const path = join(folder, String(generation));
  try {
    const owner = readlinkSync(path);
    if (owner === FREE) return true;
    if (unreleased.has(path)) return true;
    const liveness = livenessOf(owner);
    if (liveness !== "unknown") return liveness !== "alive";
    return clock.nowMs() - lstatSync(path).mtimeMs > UNKNOWN_OWNER_PATIENCE_MS;
  } catch (error) {
    // Tidied away since we read the folder: others were faster.
    if (systemCode(error) === "ENOENT") return false;
    // No link, so no lock: nobody makes one otherwise.
    if (systemCode(error) === "EINVAL") return true;
    throw error;
  }
}

/** False where the number is taken. Makes the folder if need be. */
function makeLink(folder: string, generation: number, target: string): boolean {
  const path = join(folder, String(generation));
  for (;;) {
    try {
      symlinkSync(target, path);
      return true;
    } catch (error) {
      if (systemCode(error) === "EEXIST") return false;
      if (systemCode(error) !== "ENOENT") throw error;
      mkdirSync(folder, { recursive: true });
    }
  }
}

function readGenerations(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isSafeInteger);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
