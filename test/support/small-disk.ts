/**
 * A file system of its own for a test, so small that it can be filled: a tmpfs, which only root may mount.
 */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeTemporaryFolder } from "./temporary-folder.ts";

export interface SmallDisk {
  readonly path: string;
  /** Takes all the room that is left: so many pages. */
  fill(): number;
  /** Gives back what `fill` took. */
  clear(): void;
  /** Makes the disk read-only, or writable again. */
  remount(mode: "ro" | "rw"): void;
  remove(): Promise<void>;
}

const PAGE_BYTES = 4096;

export async function makeSmallDisk(sizeBytes: number): Promise<SmallDisk> {
  const folder = await makeTemporaryFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeBytes}`, "none", folder.path]);
  const ballast = join(folder.path, "ballast");
  return {
    path: folder.path,
    fill: () => {
      const descriptor = openSync(ballast, "a");
      let pages = 0;
      try {
        for (; ; pages += 1) writeSync(descriptor, Buffer.alloc(PAGE_BYTES));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        return pages;
      } finally {
        closeSync(descriptor);
      }
    },
    clear: () => rmSync(ballast, { force: true }),
    remount: (mode) => {
      execFileSync("mount", ["-o", `remount,${mode}`, folder.path]);
    },
    remove: async () => {
      execFileSync("umount", ["--lazy", folder.path]);
      await folder.remove();
    },
  };
}
