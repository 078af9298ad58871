import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { IngestProcesses } from "../../../functions/cli/commands/ingest-worker.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(() => folder.remove());

/** Finds the error about a worker that does this when it gets a task. */
async function failureOf(act: string): Promise<unknown> {
  const path = join(folder.path, "worker.mjs");
  await writeFile(path, `process.on("message", () => ${act});`);
  const unused = () => Promise.reject(new Error("No task stays in this process."));
  const processes = new IngestProcesses({}, { concurrency: 1, ingest: unused, merge: unused }, path);
  return processes.ingest([], false).catch(({ message }: Error) => message);
}

it.each([
  ["process.exit(1)", "A process that ingests was ended. Run the same import again: it goes on."],
  [
    'process.kill(process.pid, "SIGKILL")',
    "A process that ingests was ended by SIGKILL, as where memory runs out: each takes some 600 MB. Run the same import again: it goes on.",
  ],
])(
  "a worker that ends by %s in the midst of its task fails the import, and says what it may lack",
  async (act, told) => {
    expect(await failureOf(act)).toEqual(told);
  },
);
