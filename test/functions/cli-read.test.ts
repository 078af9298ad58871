/**
 * `poisk read` as a person runs it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = join(root, "test/fixtures/pages");

/** Runs it in a process of its own, with `input` on standard input. */
async function read(args: readonly string[], input: Uint8Array | string = "", environment: NodeJS.ProcessEnv = {}) {
  const env = { PATH: process.env.PATH, HOME: "/nonexistent", ...environment };
  const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), "read", ...args], {
    cwd: root,
    env,
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  child.stdin.end(input);
  const [exitCode] = await once(child, "close");
  return { exitCode, ...output };
}

const LINES = [
  '{"id":"a1","title":"Мост открыли","text":"Мост через реку открыли для движения."}',
  '{"title":"Без текста"}',
  "{broken",
  '{"id":"a2","text":"Музей закрыли на ремонт до весны."}',
].join("\n");

describe("poisk read", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  it("numbers the articles of a packed file of many, and its rejected lines", async () => {
    const file = join(folder.path, "many.jsonl.gz");
    await writeFile(file, gzipSync(LINES));
    const { exitCode, stdout } = await read([file]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("rejected  line 2: The article has no text");
    expect(stdout).toMatch(/rejected {2}line 3: The JSON is broken .*\(broken-json\)/);
    expect(stdout).toContain("\n1 of 2, line 1\ntitle     Мост открыли\n");
    expect(stdout).toContain("\n2 of 2, line 4\n");
  });

  it("reads standard input, whatever it holds, under a key if one is given", async () => {
    const asPage = await read(
      ["-"],
      "Мост открыли\n\nМост через реку Оку открыли для движения, сообщил журналистам мэр города.",
    );
    expect(asPage).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("title     Мост открыли") });
    const asLines = await read(["-", "--key", "articles/x.jsonl", "--json"], LINES);
    const result = JSON.parse(asLines.stdout);
    expect(result).toMatchObject({ path: null, key: "articles/x.jsonl", articles: [{ id: "a1" }, { id: "a2" }] });
    expect(result.rejected.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
  });

  it("takes the date from the key that a page would have", async () => {
    const page = join(pages, "ria-like.txt");
    expect((await read([page])).stdout).toContain("date      no year known (written «21 фев»)");
    const { exitCode, stdout } = await read([page, "--key", "articles/ria.ru/20210221/1598347411.txt"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("date      2021-02-21 (to the day, from the key or the url");
  });

  it("shows several files one after another, and fails if one of them is no article", async () => {
    const { exitCode, stdout } = await read([join(pages, "short-note.txt"), join(pages, "gallery.txt")]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/short-note\.txt\nkey +articles\/short-note\.txt\ntitle +В Пскове открыли каток/);
    expect(stdout).toMatch(/gallery\.txt\nrejected {2}The page is a photo gallery/);
  });

  it("shows the other files where one is not there, and fails", async () => {
    const there = join(folder.path, "there.json");
    await writeFile(there, '{"text": "Мост открыли."}');
    const { exitCode, stdout, stderr } = await read([join(folder.path, "none.txt"), there]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^poisk: There is no file .*none\.txt\.\n$/);
    expect(stdout).toContain("Мост открыли.");
  });

  it("paints where colours are asked for, and never with NO_COLOR or into a pipe", async () => {
    const page = join(pages, "short-note.txt");
    expect((await read([page], "", { FORCE_COLOR: "1" })).stdout).toContain("\u001b[36mtitle");
    expect((await read([page], "", { NO_COLOR: "1" })).stdout).not.toContain("\u001b");
    expect((await read([page])).stdout).not.toContain("\u001b");
  });

  it("refuses standard input twice, and a key for several files", async () => {
    for (const args of [
      ["-", "-"],
      ["-", "a.txt", "--key", "articles/a.txt"],
    ]) {
      expect(await read(args)).toMatchObject({ exitCode: 2, stdout: "" });
    }
  });
});
