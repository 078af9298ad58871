/**
 * The command with whole archives, as a person runs it: `import` and `export` in a process of their own.
 */
import { spawn } from "node:child_process";
import { mkdir, open, readdir, readFile, watch, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import MiniSearch from "minisearch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { articleIndexOptions } from "../../src/schema/schema.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], input: Uint8Array = new Uint8Array()): Promise<Finished> {
  return start(args, input).finished;
}

function start(args: readonly string[], input: Uint8Array = new Uint8Array()) {
  const command = [join(root, "dist/cli/main.js"), ...args];
  const env = { PATH: process.env.PATH, HOME: "/nonexistent" };
  const child = spawn(process.execPath, command, { cwd: root, env });
  const finished = new Promise<Finished>((resolve, reject) => {
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      output.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output.stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...output }));
  });
  child.stdin.end(input);
  return { child, finished };
}

/** Resolves once something in the folder is made or changed. Watches it from the call on. */
async function firstChange(path: string): Promise<void> {
  for await (const _ of watch(path)) return;
}

const line = (i: number) =>
  JSON.stringify({
    id: `n${i}`,
    title: `Мост ${i}`,
    text: `Мост номер ${i} открыли на набережной.`,
    date: "2016-10-09",
  });
const archive = (count: number) => Array.from({ length: count }, (_, i) => line(i)).join("\n");

describe("poisk import and export", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let dataDir: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    dataDir = join(folder.path, "data");
  });
  afterEach(() => folder.remove());

  const poisk = (verb: string, ...args: string[]) => run([verb, "--data-dir", dataDir, ...args]);
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder.path, name);
    await writeFile(path, content);
    return path;
  };
  const importedParts = (name: string) => readdir(join(dataDir, "articles/import", name));

  it("imports an archive, finds it, and changes nothing the second time", async () => {
    const file = await write("новости.jsonl", archive(2_500));
    const first = await poisk("import", file);
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    // A process a core: one commit or two.
    expect(first.stdout).toMatch(
      /^Imported 2500 articles into .* \(10 parts, (?:1 commit|2 commits)\)\.\n(?:Merged 2500 articles in 1 merge: the index has 1 segment\.\n)?$/,
    );
    expect(await importedParts("новости")).toHaveLength(10);
    expect((await poisk("search", "мосты", "2499")).stdout).toContain("  1 Мост 2499\n");
    const manifest = await readFile(join(dataDir, "index/manifest.json"));

    const second = await poisk("import", file);
    expect(second).toMatchObject({ exitCode: 0, stderr: "" });
    expect(second.stdout).toBe(`All 2500 articles of ${file} are in ${dataDir} already: 0 commits.\n`);
    expect(await readFile(join(dataDir, "index/manifest.json"))).toEqual(manifest);
    expect((await poisk("reconcile")).stdout).toContain("The index agrees.");
  });

  it("imports a large archive in several processes, and loses and doubles nothing", async () => {
    const file = await write("a.jsonl", archive(17_000));
    expect(await poisk("import", file)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^Imported 17000 articles into .* \(68 parts, \d+ commits\)\.\nMerged .* 1 merge: /,
      ),
      stderr: "",
    });
    expect(JSON.parse((await poisk("status", "--json")).stdout)).toMatchObject({ documents: 17_000, rejected: 0 });
    expect((await poisk("compact")).stdout).toContain("Nothing is due to be merged.");
    expect((await poisk("reconcile")).stdout).toContain("The index agrees.");
    expect((await poisk("import", file)).stdout).toContain("0 commits");
  });

  it("goes on where an import was killed, and leaves segments unmerged when told", async () => {
    const file = await write("a.jsonl", archive(17_000));
    await mkdir(join(dataDir, "index/segments"), { recursive: true });
    const firstSegment = firstChange(join(dataDir, "index/segments"));
    const killed = start(["import", file, "--data-dir", dataDir]);
    await firstSegment;
    killed.child.kill("SIGKILL");
    expect(await killed.finished).toMatchObject({ exitCode: null, stdout: "" });

    const again = await poisk("import", file, "--no-merge");
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Imported \d+ articles .*\n$/),
      stderr: "",
    });
    expect(JSON.parse((await poisk("status", "--json")).stdout)).toMatchObject({ documents: 17_000, rejected: 0 });
    expect((await poisk("reconcile")).stdout).toContain("The index agrees.");
    expect((await poisk("compact")).stdout).toMatch(/^1 merge/m);
  });

  it("says how to go on when it is told to stop, and leaves no process behind", async () => {
    const file = await write("a.jsonl", archive(17_000));
    await mkdir(join(dataDir, "index/segments"), { recursive: true });
    const firstSegment = firstChange(join(dataDir, "index/segments"));
    const stopped = start(["import", file, "--data-dir", dataDir]);
    await firstSegment;
    stopped.child.kill("SIGINT");
    // Closed once the workers, which have the same standard error, are gone too.
    expect(await stopped.finished).toEqual({
      exitCode: null,
      stdout: "",
      stderr: "Stopped. Run the same import again: it goes on.\n",
    });
  });

  it("reads a packed archive and standard input, packed or not, as the same parts", async () => {
    await poisk("import", await write("a.jsonl.gz", gzipSync(archive(10))));
    const parts = await importedParts("a");
    for (const input of [Buffer.from(archive(10)), gzipSync(archive(10))]) {
      const again = await run(["import", "-", "--name", "a", "--data-dir", dataDir], input);
      expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("0 commits") });
    }
    expect(await importedParts("a")).toEqual(parts);
  });

  it("tells bad lines by their numbers, takes the others, and exits with 1", async () => {
    const lines = [
      line(1),
      "не JSON",
      "",
      '{"title": "Без текста"}',
      line(2),
      ...Array.from({ length: 12 }, () => "5"),
    ];
    const imported = await poisk("import", await write("a.jsonl", lines.join("\n")));
    expect(imported.exitCode).toBe(1);
    expect(imported.stdout).toContain("Imported 2 articles");
    expect(imported.stdout).toContain("rejected  14 lines:\n  line 2: The line is no JSON object.");
    expect(imported.stdout).toMatch(/^ {2}line 2: .* \(invalid-article\)$/m);
    expect(imported.stdout).toMatch(/^ {2}line 4: The article has no text.* \(no-text\)$/m);
    expect(imported.stdout.match(/^ {2}line /gm)).toHaveLength(10);
    expect(imported.stdout).toContain("  and 4 more\n");
  });

  it("replaces an earlier state of the archive when told, and says so when not", async () => {
    await poisk("import", await write("a.jsonl", archive(20)));
    const file = await write("a.jsonl", archive(10));
    const kept = await poisk("import", file);
    expect(kept.exitCode).toBe(0);
    expect(kept.stderr).toContain("Import with --replace to remove them");
    const empty = await run(["import", "-", "--name", "a", "--replace", "--data-dir", dataDir]);
    expect([empty.exitCode, empty.stderr]).toEqual([
      1,
      "2 parts of an earlier state stay under the name a: an archive without articles replaces nothing.\n",
    ]);
    const replaced = await poisk("import", file, "--replace");
    expect(replaced).toMatchObject({ exitCode: 0, stderr: "" });
    expect(replaced.stdout).toContain("Removed 1 part that");
    expect(JSON.parse((await poisk("status", "--json")).stdout)).toMatchObject({ documents: 10, rejected: 0 });
  });

  it("exports what MiniSearch opens, whole or not at all", async () => {
    await poisk("import", await write("a.jsonl", archive(50)));
    const target = join(folder.path, "index.json");
    const exported = await poisk("export", "--minisearch", target);
    expect(exported).toMatchObject({ exitCode: 0, stderr: "" });
    expect(exported.stdout).toContain("Exported 50 articles");
    const opened = MiniSearch.loadJSON(await readFile(target, "utf8"), articleIndexOptions);
    expect(opened.search("Мосты 7", { combineWith: "AND" }).map(({ id }) => id)).toEqual(["n7"]);

    const piped = await poisk("export", "--minisearch", "-");
    expect(piped).toMatchObject({ exitCode: 0, stdout: await readFile(target, "utf8") });
    expect(piped.stderr).toMatch(/^Exported 50 articles with \d+ terms to standard output \(.*\)\.\n$/);

    const nowhere = await poisk("export", "--minisearch", join(folder.path, "none", "other.json"));
    expect(nowhere.stderr).toBe(`poisk: There is no folder ${join(folder.path, "none")} to write other.json into.\n`);
    const onFolder = await poisk("export", "--minisearch", folder.path);
    expect([onFolder.exitCode, onFolder.stderr]).toEqual([1, `poisk: ${folder.path} is a folder, not a file.\n`]);
    await poisk("import", await write("b.jsonl", line(7)));
    const refused = await poisk("export", "--minisearch", join(folder.path, "other.json"));
    expect(refused).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining('the id "n7"') });
    expect((await readdir(folder.path)).sort()).toEqual(["a.jsonl", "b.jsonl", "data", "index.json"]);
  });

  it("imports the articles of a saved MiniSearch, such as its own export", async () => {
    await poisk("import", await write("a.jsonl", archive(50)));
    const saved = join(folder.path, "saved.json");
    await poisk("export", "--minisearch", saved);
    const elsewhere = ["--data-dir", join(folder.path, "elsewhere")];
    const imported = await run(["import", saved, ...elsewhere]);
    expect([imported.exitCode, imported.stdout]).toEqual([0, expect.stringContaining("Imported 50 articles")]);
    const found = await run(["search", "мосты", "7", ...elsewhere]);
    expect(found.stdout).toContain("  1 Мост 7\n    2016-10-09\n");

    const texts = new MiniSearch({ fields: ["text"], storeFields: ["title"] });
    texts.add({ id: 1, title: "Мост", text: "Мост развели ночью." });
    const bare = await poisk("import", await write("bare.json", JSON.stringify(texts)));
    expect([bare.exitCode, bare.stderr]).toEqual([1, expect.stringContaining("it stores title. Name the field text")]);
  });

  it("says in a line that standard output has no room, and exits with 1", async () => {
    await poisk("import", await write("a.jsonl", line(1)));
    const full = await open("/dev/full", "w");
    try {
      const args = [join(root, "dist/cli/main.js"), "status", "--data-dir", dataDir];
      const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", full.fd, "pipe"] });
      const ended = new Promise((resolve) => child.on("close", resolve));
      let told = "";
      child.stderr?.on("data", (chunk) => {
        told += chunk;
      });
      expect(await ended).toBe(1);
      expect(told).toBe("poisk: Standard output cannot be written (ENOSPC).\n");
    } finally {
      await full.close();
    }
  });

  it("refuses what is no archive in a line", async () => {
    await mkdir(dataDir);
    const cut = gzipSync(archive(3_000)).subarray(0, 5_000);
    for (const [args, exitCode, message] of [
      [["export", "--minisearch", join(folder.path, "none.json")], 1, /There is no index/],
      [["import", "/nonexistent.jsonl"], 1, /There is no file/],
      [["import", "-"], 2, /--name/],
      [["import", await write("x.jsonl", line(1)), "--name", "a/b"], 2, /--name.*slash/],
      [["import", await write("x.jsonl", line(1)), "--name", ""], 2, /--name.*blank/],
      [["import", await write("cut.jsonl.gz", cut)], 1, /damaged or cut short/],
      [["import", folder.path, "--name", "a"], 1, /is a folder/],
      [["export"], 2, /--minisearch/],
    ] as const) {
      const refused = await run([...args, "--data-dir", dataDir]);
      expect(refused).toMatchObject({ exitCode, stdout: "", stderr: expect.stringMatching(message) });
      expect(refused.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
    }
    expect(await run(["ingest-worker"])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: "poisk: Only import starts ingest-worker.\n",
    });
    const empty = await poisk("import", await write("empty.jsonl", "\n"));
    expect(empty).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("There are no articles") });
  });
});
