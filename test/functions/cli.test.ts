/**
 * The command as a person runs it: a process of its own over a folder of its own.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "dist/cli/main.js");

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return runProgram(command, args, environment);
}

function runProgram(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const env = { PATH: process.env.PATH, HOME: "/nonexistent", ...environment };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { cwd: root, env }, (failure, stdout, stderr) => {
      const exitCode = failure === null ? 0 : failure.code;
      if (typeof exitCode === "number") resolve({ exitCode, stdout, stderr });
      else reject(failure);
    });
  });
}

const pageAbout = (subject: string): string =>
  JSON.stringify({
    title: `${subject} встретил гостей`,
    text: `${subject} встретил гостей на набережной и показал им новый музей. Встреча длилась три часа и прошла тепло.`,
    source: "Вестник",
    date: "2016-10-09",
  });

describe("poisk", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let dataDir: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    dataDir = join(folder.path, "data");
  });
  afterEach(() => folder.remove());

  const poisk = (verb: string, ...args: string[]) => run([verb, "--data-dir", dataDir, ...args]);
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder.path, name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, text);
    return path;
  };

  it("searches by synonyms and half-life, as options and as the query function's variables", async () => {
    const words = await write("words.txt", "начальник => Лавров");
    await poisk("put", await write("lavrov.json", pageAbout("Лавров")));
    expect((await poisk("search", "начальник", "--no-correct")).stdout).toContain("Nothing found");
    for (const found of [
      await poisk("search", "начальник", "--words-file", words),
      await run(["search", "--data-dir", dataDir, "начальник"], { POISK_WORDS_FILE: words }),
    ]) {
      expect(found).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Лавров встретил гостей") });
    }
    const newer = pageAbout("Лавров").replace("2016", "2019");
    await poisk("put", await write("newer.json", newer));
    const scoreOf = async (...args: string[]): Promise<number> => {
      const { hits } = JSON.parse((await poisk("search", "лавров", "--json", ...args)).stdout);
      return hits.find(({ key }: { key: string }) => key === "articles/lavrov.json").score;
    };
    expect(await scoreOf("--recency", "1")).toBeCloseTo((await scoreOf("--recency", "0")) * 0.8, 9);
    const refused = await run(["search", "--data-dir", dataDir], { POISK_RECENCY_HALF_LIFE_DAYS: "soon" });
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringContaining("POISK_RECENCY_HALF_LIFE_DAYS must be"),
    ]);
  });

  it("puts a page, and finds it by another form of its words", async () => {
    const put = await poisk("put", await write("lavrov.json", pageAbout("Лавров")));
    expect(put).toEqual({ exitCode: 0, stdout: "indexed   articles/lavrov.json\n", stderr: "" });

    const found = await poisk("search", "гость", "Лаврова");
    expect(found).toMatchObject({ exitCode: 0, stderr: "" });
    expect(found.stdout).toContain("  1 Лавров встретил гостей\n    Вестник · 2016-10-09\n");

    const asJson = JSON.parse((await poisk("search", "Лаврова", "--json")).stdout);
    expect(asJson).toMatchObject({ query: { match: "all" }, total: 1, hits: [{ key: "articles/lavrov.json" }] });
    expect(asJson.hits[0].title.highlights).toEqual([[0, 6]]);

    const status = JSON.parse((await poisk("status", "--json")).stdout);
    expect(status).toMatchObject({ documents: 1, segments: 1, sequence: 1, rejected: 0 });
  });

  it("puts a folder, says which file was rejected and why, and lists it later", async () => {
    await write("pages/2016/a.json", pageAbout("Мэр"));
    await write("pages/b.bin", "нет");
    const put = await poisk("put", join(folder.path, "pages"));
    expect(put.exitCode).toBe(1);
    expect(put.stdout).toContain("indexed   articles/2016/a.json\n");
    expect(put.stdout).toMatch(/rejected {2}articles\/b\.bin: .*\.bin are not read.*\(unknown-type\)\n/);
    expect(put.stdout).toContain("1 of 2 files are in the index");
    expect((await poisk("rejected")).stdout).toMatch(
      /^articles\/b\.bin\n {2}.*\.bin are not read[^(]*\(unknown-type\)\n/,
    );
  });

  it("puts and reads the other files where one cannot be read or is too large, and says which", async () => {
    const a = await write("a.json", pageAbout("Лавров"));
    const big = await write("big.txt", " ".repeat(10 * 1024 * 1024 + 1));
    const b = await write("b.json", pageAbout("Песков"));
    const socket = join(folder.path, "socket.txt");
    const server = createServer().listen(socket);
    await once(server, "listening");
    try {
      const put = await poisk("put", a, socket, big, b);
      expect(put).toMatchObject({ exitCode: 1, stderr: "" });
      expect(put.stdout).toMatch(
        /^indexed {3}articles\/a\.json\nrejected {2}articles\/socket\.txt: .*cannot be read \(ENXIO\)/,
      );
      expect(put.stdout).toMatch(/rejected {2}articles\/big\.txt: .*at most 10485760 are read/);
      expect(put.stdout).toContain("indexed   articles/b.json\n2 of 4 files are in the index");
      expect((await poisk("search", "Песков")).stdout).toContain("Песков встретил гостей");

      const read = await run(["read", a, socket, big, b]);
      expect(read).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("socket.txt cannot be read (ENXIO)") });
      expect(read.stdout).toMatch(/big\.txt\nrejected {2}The file has 10485761 bytes/);
      expect(read.stdout).toMatch(/^title +Песков встретил гостей +JSON field$/m);
    } finally {
      server.close();
    }
  });

  it("replaces an article whose file is put again", async () => {
    await poisk("put", await write("a.json", pageAbout("Лавров")));
    await poisk("put", await write("a.json", pageAbout("Песков")));
    expect((await poisk("search", "Лавров")).stdout).toContain("Nothing found for «Лавров»");
    expect((await poisk("search", "Песков")).stdout).toContain("Песков встретил гостей");
  });

  it("reconciles what was deleted and dropped by hand", async () => {
    await poisk("put", await write("a.json", pageAbout("Лавров")));
    await rm(join(dataDir, "articles/a.json"));
    await writeFile(join(dataDir, "articles/b.json"), pageAbout("Песков"));
    const reconciled = await poisk("reconcile");
    expect(reconciled).toMatchObject({ exitCode: 0, stderr: "" });
    expect(reconciled.stdout).toContain("1 new, 0 changed, 1 gone");
    expect((await poisk("search", "Лавров", "--match", "all")).stdout).toContain("Nothing found");
    expect((await poisk("search", "Песков")).stdout).toContain("Песков встретил");
    expect((await poisk("reconcile")).stdout).toContain("The index agrees.");
  });

  it("tells at reconciling which files no search will find, since their names are no keys", async () => {
    await poisk("put", await write("a.json", pageAbout("Лавров")));
    // «ёлка» in windows-1251.
    const name = Buffer.concat([Buffer.from(`${dataDir}/articles/`), Buffer.from([0xb8, 0xeb, 0xea, 0xe0])]);
    await writeFile(name, pageAbout("Песков"));
    expect(await poisk("reconcile")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 upload in"),
      stderr: expect.stringMatching(/^skipped {3}articles\/\ufffd+: its name is not UTF-8\. Rename the file\.\n$/),
    });
  });

  it("says in a sentence that a file of its own is missing, and what to do", async () => {
    const bundle = await write("cli/main.js", await readFile(join(root, "dist/cli/main.js"), "utf8"));
    await write("package.json", '{"type": "module"}');
    const { exitCode, stdout, stderr } = await runProgram(bundle, ["search", "Лавров"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^poisk: The file russian\.dictionary is missing or damaged\. .*npm run dictionary.*\n$/);
  });

  it("rebuilds an index whose manifest was damaged", async () => {
    await poisk("put", await write("a.json", pageAbout("Лавров")));
    await writeFile(join(dataDir, "index/manifest.json"), "{");
    const broken = await poisk("search", "Лавров");
    expect(broken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("is no JSON") });
    expect((await poisk("rebuild")).stdout).toContain("1 article of 1 upload.");
    expect((await poisk("search", "Лавров")).stdout).toContain("Лавров встретил");
  });

  it("says of an index without its manifest that it is damaged, and what repairs it", async () => {
    await poisk("put", await write("a.json", pageAbout("Лавров")));
    await rm(join(dataDir, "index/manifest.json"));
    const lost = /^poisk: The index in .+ has lost its manifest; .*poisk rebuild.*poisk verify\n$/;
    expect(await poisk("search", "Лавров")).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(lost) });
    expect(await poisk("status")).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(lost) });
  });

  it("shows what it reads of a page, and what it leaves out and why", async () => {
    const lines = [
      "Лавров встретил гостей - Вестник, 09.10.2016",
      "Регион",
      "Лавров встретил гостей",
      "12:30 09.10.2016",
      "МОСКВА, 9 окт — Вестник. Министр иностранных дел Сергей Лавров встретил гостей на набережной и показал музей.",
      "Встреча длилась три часа, рассказали в пресс-службе, и прошла тепло. Гости подарили музею старинную карту.",
      "Читать в",
      "Telegram",
    ];
    const read = await run(["read", await write("page.txt", lines.join("\n"))]);
    expect(read).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read.stdout).toMatch(/^title +Лавров встретил гостей +title line$/m);
    expect(read.stdout).toMatch(/^date +2016-10-09T12:30\+03:00.* page text$/m);
    expect(read.stdout).toContain("  Встреча длилась три часа");
    expect(read.stdout).toMatch(/^ {2}a button or a part of a menu\n(?: {4}.*\n)* {4}Telegram$/m);

    const rejected = await run(["read", await write("page.bin", "нет")]);
    expect(rejected).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("rejected  Files that end with .bin"),
    });
  });

  it("paints its output where colours are asked for, and never with NO_COLOR", async () => {
    await poisk("put", await write("a.json", pageAbout("Лавров")));
    const search = ["search", "Лаврова", "--data-dir", dataDir];
    const painted = await run(search, { FORCE_COLOR: "1" });
    expect(painted.stdout).toContain("\u001b[33m\u001b[1mЛавров");
    expect((await run(search, { NO_COLOR: "1" })).stdout).not.toContain("\u001b");
  });

  it.each<[string, string[], number, RegExp]>([
    ["an unknown verb", ["serch"], 2, /unknown command 'serch'\n\(Did you mean search\?\)/],
    ["an unknown option", ["status", "--frob"], 2, /unknown option '--frob'/],
    ["a missing file name", ["put"], 2, /missing required argument 'file'/],
    ["a limit out of bounds", ["search", "x", "--limit", "51"], 2, /a whole number from 1 to 50/],
    ["an unknown way to match", ["search", "x", "--match", "some"], 2, /Allowed choices are auto, all, any/],
    ["a folder and a bucket at once", ["status", "--bucket", "b", "--data-dir", "d"], 2, /cannot be used with/],
    [
      "an endpoint without a bucket",
      ["status", "--endpoint", "http://127.0.0.1:1"],
      2,
      /--endpoint goes with --bucket/,
    ],
    ["an endpoint that is no address", ["status", "--bucket", "b", "--endpoint", "nine"], 2, /must be an address/],
    [
      "a folder that is not there",
      ["search", "x", "--data-dir", "/nonexistent"],
      1,
      /There is no folder \/nonexistent/,
    ],
    ["a file that is not there", ["read", "/nonexistent.txt"], 1, /There is no file \/nonexistent\.txt/],
    ["a key that leaves the uploads", ["read", "package.json", "--key", "articles/../x"], 2, /--key: .*a dot or two/],
    ["a region without a name", ["search", "x", "--bucket", "news", "--region", ""], 2, /--region is empty/],
    ["a distribution without a name", ["compact", "--distribution", ""], 2, /--distribution is empty/],
    ["a key outside the uploads", ["remove", "--data-dir", ".", "--key", "nope"], 2, /--key: .*articles\//],
    [
      "a bucket that does not answer",
      ["status", "--bucket", "b", "--endpoint", "http://127.0.0.1:1"],
      1,
      /ECONNREFUSED/,
    ],
  ])("refuses %s in a line or two on standard error", async (_, args, exitCode, message) => {
    const refused = await run(args);
    expect(refused).toMatchObject({ exitCode, stdout: "", stderr: expect.stringMatching(message) });
    expect(refused.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
    expect(refused.stderr).not.toMatch(/^\s+at /m);
  });

  it("keeps its exit code where nobody reads what it has to say", async () => {
    const child = spawn(process.execPath, [command, "serch"], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.destroy();
    expect(await once(child, "exit")).toEqual([2, null]);
  });

  it("says in an empty folder how to begin", async () => {
    await mkdir(dataDir);
    const refused = await poisk("search", "x");
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Put articles with: poisk put FILE…"),
    });
  });
});
