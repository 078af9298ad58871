/**
 * Where a large result is written: a file that appears whole or not at all, or something that takes bytes as they come and
 * gives none back, such as standard output, a pipe or a device.
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
  /** What was written is there, and durable. */
  finish(): Promise<void>;
  /** Nothing is there that was not before, as far as it can be taken back. */
  abandon(): Promise<void>;
}

/** `-` is standard output. Says before any work where nothing can be written. */
export async function openOutput(path: string): Promise<Output> {
  if (path === "-") return new OneWayOutput(path, writeToStandardOutput);
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory()) throw new CommandFailure(`${path} is a folder, not a file.`);
  if (there !== null && !there.isFile()) {
    const file = await open(path, "w").catch((failure: unknown) => throwUnwritable(path, failure));
    return new OneWayOutput(path, (bytes) => file.writeFile(bytes), file);
  }
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory())
    throw new CommandFailure(`There is no folder ${dirname(path)} to write ${basename(path)} into.`);
  // A link stays one: the file that it leads to is replaced.
  return new DraftOutput(path, there === null ? path : await realpath(path));
}

/** Written under another name first. */
class DraftOutput implements Output {
  readonly #path: string;
  readonly #place: string;
  readonly #draft: string;
  readonly #endWatch: () => void;
  #file: FileHandle | null = null;
  #hasDraft = false;

  constructor(path: string, place: string) {
    this.#path = path;
    this.#place = place;
    this.#draft = `${place}.${process.pid}.part`;
    this.#endWatch = beforeStopSignal(() => {
      if (this.#hasDraft) rmSync(this.#draft, { force: true });
    });
  }

  begin(): Promise<void> {
    return this.#guard(async () => {
      await this.#file?.close();
      this.#file = await open(this.#draft, "w");
      this.#hasDraft = true;
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#guard(async () => this.#file?.writeFile(bytes));
  }

  finish(): Promise<void> {
    return this.#guard(async () => {
      await this.#file?.sync();
      await this.#close();
      await rename(this.#draft, this.#place);
      this.#endWatch();
    });
  }

  async abandon(): Promise<void> {
    await this.#close();
    if (this.#hasDraft) await rm(this.#draft, { force: true });
    this.#endWatch();
  }

  async #close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #guard(act: () => Promise<void>): Promise<void> {
    await act().catch((failure: unknown) => throwUnwritable(this.#path, failure));
  }
}

class OneWayOutput implements Output {
  readonly #path: string;
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #file: FileHandle | null;
  #isBegun = false;

  constructor(path: string, write: (bytes: Uint8Array) => Promise<void>, file: FileHandle | null = null) {
    this.#path = path;
    this.#write = write;
    this.#file = file;
  }

  async begin(): Promise<void> {
    if (!this.#isBegun) return;
    throw new CommandFailure("The index was merged meanwhile, and what is written cannot be taken back. Run it again.");
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#isBegun = true;
    await this.#write(bytes).catch((failure: unknown) => throwUnwritable(this.#path, failure));
  }

  async finish(): Promise<void> {
    await this.#file?.close();
  }

  abandon(): Promise<void> {
    return this.finish();
  }
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
