/**
 * Writes a large result: to a file that appears whole or not at all, or to a sink of bytes such as standard output, a
 * pipe or a device.
 */
import { once } from "node:events";
import { rmSync } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { CommandFailure } from "./failure.ts";
import { beforeStopSignal } from "./stop-signal.ts";

export interface Output {
  /** Makes ready for the first piece; called again, what was written before is gone, or it rejects. */
  begin(): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  /** Finishes; the written bytes are then there, and durable. */
  finish(): Promise<void>;
  /** Takes back the new output as far as possible. */
  abandon(): Promise<void>;
}

/** `-` is standard output. Says before any work where nothing can be written. */
export async function openOutput(path: string): Promise<Output> {
  if (path === "-") return oneWayOutput(path, writeToStandardOutput, null);
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory()) throw new CommandFailure(`${path} is a folder, not a file.`);
  if (there !== null && !there.isFile()) {
    const file = await open(path, "w").catch((failure: unknown) => throwUnwritable(path, failure));
    return oneWayOutput(path, (bytes) => file.writeFile(bytes), file);
  }
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory())
    throw new CommandFailure(`There is no folder ${dirname(path)} to write ${basename(path)} into.`);
  // A link stays one: the file that it leads to is replaced.
  return draftOutput(path, there === null ? path : await realpath(path));
}

/** Written under another name first. */
function draftOutput(path: string, place: string): Output {
  const draft = `${place}.${process.pid}.part`;
  let file: FileHandle | null = null;
  let hasDraft = false;
  const endWatch = beforeStopSignal(() => {
    if (hasDraft) rmSync(draft, { force: true });
  });
  const guard = (act: () => Promise<void>): Promise<void> =>
    act().catch((failure: unknown) => throwUnwritable(path, failure));
  const close = async (): Promise<void> => {
    await file?.close();
    file = null;
  };
  return {
    begin: () =>
      guard(async () => {
        await file?.close();
        file = await open(draft, "w");
        hasDraft = true;
      }),
    write: (bytes) => guard(async () => file?.writeFile(bytes)),
    finish: () =>
      guard(async () => {
        await file?.sync();
        await close();
        await rename(draft, place);
        endWatch();
      }),
    abandon: async () => {
      await close();
      if (hasDraft) await rm(draft, { force: true });
      endWatch();
    },
  };
}

function oneWayOutput(path: string, write: (bytes: Uint8Array) => Promise<void>, file: FileHandle | null): Output {
  let isBegun = false;
  const finish = async (): Promise<void> => file?.close();
  return {
    begin: async () => {
      if (!isBegun) return;
      throw new CommandFailure(
        "The index was merged meanwhile, and what is written cannot be taken back. Run it again.",
      );
    },
    write: async (bytes) => {
      isBegun = true;
      await write(bytes).catch((failure: unknown) => throwUnwritable(path, failure));
    },
    finish,
    abandon: finish,
  };
}

async function writeToStandardOutput(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, "drain");
}

/** The system names a draft, or no path at all. */
function throwUnwritable(path: string, failure: unknown): never {
  const { code } = failure as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") throw new CommandFailure(`There is no room left to write ${path}.`);
  if (code === "EACCES" || code === "EPERM") throw new CommandFailure(`There is no permission to write ${path}.`);
  throw new CommandFailure(`${path} cannot be written (${code ?? String(failure)}).`);
}
