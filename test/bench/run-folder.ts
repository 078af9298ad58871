/**
 * The folder of one run of a bench, which is removed at its end, and when somebody ends the run by the keyboard.
 */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function withRunFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "poisk-bench-"));
  const leave = () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  process.once("SIGINT", leave);
  try {
    return await act(folder);
  } finally {
    process.off("SIGINT", leave);
    await rm(folder, { recursive: true, force: true });
  }
}
