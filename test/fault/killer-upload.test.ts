/**
 * Uploads that end the process which reads them, met by real processes of the command: what is innocent goes in, the
 * guilty one is named, whoever meets it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const COMMAND = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const FAULTS = new URL("../support/kill-reader.mjs", import.meta.url).href;
/** More deaths than any of it should take. */
const MAX_LIVES = 12;

let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
const running: ChildProcess[] = [];

beforeEach(async () => {
  temporary = await makeTemporaryFolder();
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, "close");
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await ended;
  }
  await temporary.remove();
});

/** Starts the command over the folder, a group of processes of its own. */
function start(isDangerous: boolean, ...args: string[]) {
  const child = spawn(process.execPath, ["--no-warnings", COMMAND, ...args], {
    cwd: temporary.path,
    env: {
      PATH: process.env.PATH,
      HOME: "/nonexistent",
      ...(isDangerous ? { NODE_OPTIONS: `--import=${FAULTS}` } : {}),
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output };
}

/** Runs the command to its end; an exit code of null is a death. */
async function run(isDangerous: boolean, ...args: string[]) {
  const { child, output } = start(isDangerous, ...args);
  await once(child, "close");
  return { exitCode: child.exitCode, output: output() };
}

const article = (i: number) =>
  JSON.stringify({ title: `Заметка номер ${i}`, text: `Ледокол номер ${i} вышел в море рано утром.` });
const killer = JSON.stringify({ title: "Последняя заметка", text: "В этом тексте есть слово убийцачитателей." });

async function putUploads(count: number, killerAt: number): Promise<void> {
  const folder = join(temporary.path, ".data", "articles");
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < count; i += 1) {
    await writeFile(join(folder, `${String(i).padStart(3, "0")}.json`), i === killerAt ? killer : article(i));
  }
}

const documents = async (): Promise<number> =>
  JSON.parse((await run(false, "status", "--json")).output).documents as number;
const rejected = async (): Promise<unknown[]> =>
  (
    JSON.parse((await run(false, "rejected", "--json")).output) as {
      uploads: { key: string; parts: { code: string }[] }[];
    }
  ).uploads.map(({ key, parts }) => [key, parts[0]?.code]);

it("reconcile, begun again whenever it dies, brings in all others and names the one", async () => {
  await putUploads(30, 7);
  let lives = 0;
  let outcome = await run(true, "reconcile");
  while (outcome.exitCode === null && lives < MAX_LIVES) {
    lives += 1;
    outcome = await run(true, "reconcile");
  }
  expect(outcome.exitCode).toBe(0);
  // In the round, in a part of two, and three times alone.
  expect(lives).toBe(5);
  expect(await documents()).toBe(29);
  expect(await rejected()).toEqual([["articles/007.json", "reader-died"]]);
  expect((await run(true, "reconcile")).output).toContain("The index agrees.");
});

it("two kills by chance while it reads reject nothing", async () => {
  await putUploads(1, 0);
  for (let i = 0; i < 2; i += 1) expect((await run(true, "reconcile")).exitCode).toBeNull();
  expect((await run(false, "reconcile")).exitCode).toBe(0);
  expect(await documents()).toBe(1);
  expect(await rejected()).toEqual([]);
});

it("serve over a folder where it lay from the beginning gets over it by itself", async () => {
  await putUploads(30, 7);
  const { output } = start(true, "serve", "--port", "0", "--every", "1");
  const isDone = () => output().includes('"upload-rejected"');
  while (!isDone()) {
    if (running[0]?.exitCode !== null) throw new Error(output());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(output().split('"index-worker-ended"').length - 1).toBeLessThanOrEqual(6);
  expect(await documents()).toBe(29);
  expect(await rejected()).toEqual([["articles/007.json", "reader-died"]]);
});

it("an import goes on without the part that ends its readers", async () => {
  const lines = Array.from({ length: 4_000 }, (_, i) => (i === 2_500 ? killer : article(i)));
  await writeFile(join(temporary.path, "archive.jsonl"), `${lines.join("\n")}\n`);
  const { exitCode, output } = await run(true, "import", "archive.jsonl");
  expect([exitCode, output]).toEqual([expect.any(Number), expect.stringContaining("was ended without a word")]);
  expect(await documents()).toBe(3_750);
  expect(await rejected()).toEqual([[expect.stringMatching(/^articles\/import\/archive\/00011-/), "reader-died"]]);
});
