/**
 * The temporary folder of bodies and parts that are not yet objects. Its name carries the process, so that the next
 * endpoint to start removes what a killed one left.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const NAME = /^poisk-s3-([0-9]{1,10})-/;

/** Makes a fresh folder inside `parent`, after removing those of processes that are no more. */
export async function createSpoolFolder(parent: string): Promise<string> {
  for (const name of await readdir(parent)) {
    const processId = NAME.exec(name)?.[1];
    if (processId === undefined || isRunning(Number(processId))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(ignoreDenied);
  }
  return mkdtemp(join(parent, `poisk-s3-${process.pid}-`));
}

/** Signal 0 only asks; a process of another user says EPERM, and is there. */
function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Another user's folder stays theirs. */
function ignoreDenied(failure: NodeJS.ErrnoException): void {
  if (failure.code !== "EPERM" && failure.code !== "EACCES") throw failure;
}
