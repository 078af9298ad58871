/**
 * A process that works on a FileObjectStore until its job is done or somebody kills it; worker-process.ts starts it.
 * It writes one line of output for each thing that it knows has happened.
 *
 *   add FOLDER NAME COUNT       adds one to NAME's number in the object `tally`, COUNT times, by read and put-if-match;
 *                               says each number that is safely in
 *   once FOLDER ACTION KILL_AT  does one thing, and kills itself before its KILL_AT-th call that changes the folder
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { isErrorOfKind } from "../../src/errors.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { actions, parseTally, serializeTally, tallyKey } from "./file-store-actions.ts";

const [job, folder = "", name = "", number = "0"] = process.argv.slice(2);

/** Every call that changes what is on the disk; killing before each of them in turn is killing anywhere. */
const CHANGING_CALLS = [
  "openSync",
  "writeSync",
  "writeFileSync",
  "utimesSync",
  "symlinkSync",
  "linkSync",
  "renameSync",
  "unlinkSync",
  "mkdirSync",
  "rmdirSync",
] as const;

function killBeforeCall(killAt: number): void {
  let calls = 0;
  for (const call of CHANGING_CALLS) {
    const original: (...args: never[]) => unknown = fs[call];
    const counted = (...args: never[]): unknown => {
      calls += 1;
      if (calls === killAt) process.kill(process.pid, "SIGKILL");
      return original(...args);
    };
    Object.assign(fs, { [call]: counted });
  }
  syncBuiltinESMExports();
}

async function add(store: FileObjectStore, count: number): Promise<void> {
  for (let i = 1; i <= count; i += 1) {
    for (;;) {
      const object = await store.get(tallyKey);
      const tally = parseTally(object.bytes);
      const next = { ...tally, [name]: i };
      const { bytes, options } = serializeTally(next);
      try {
        await store.putIfMatch(tallyKey, bytes, object.etag, options);
        break;
      } catch (error) {
        if (!isErrorOfKind(error, "conflict")) throw error;
      }
    }
    // Not console.log, which may be written later than a kill comes.
    fs.writeSync(1, `${i}\n`);
  }
}

const store = new FileObjectStore({ rootFolder: folder, isDurable: false });
if (job === "add") await add(store, Number(number));
else {
  const action = actions[name];
  if (action === undefined) throw new Error(`There is no action ${name}.`);
  killBeforeCall(Number(number));
  await action(store, "a/object.txt" as ObjectKey);
  fs.writeSync(1, "done\n");
}
