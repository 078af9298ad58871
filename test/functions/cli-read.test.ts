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

const WORDPRESS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Вестник</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>anna</wp:author_login><wp:author_display_name>Анна Белых</wp:author_display_name></wp:author>
<item><title>Мост открыли</title><dc:creator>anna</dc:creator><content:encoded><![CDATA[18+\n\nПервым проехал автобус.]]></content:encoded>
<wp:post_date_gmt>2016-10-10 12:30:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>2</wp:meta_value></wp:postmeta></item>
<item><wp:post_id>2</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://vestnik.example/most.jpg</wp:attachment_url></item>
<item><title>Черновик</title><content:encoded>Не вышел.</content:encoded><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>`;
const CHANNEL = JSON.stringify({
  name: "Вестник",
  type: "public_channel",
  id: 42,
  messages: [
    { id: 1, type: "service" },
    { id: 7, type: "message", date_unixtime: "1710266820", text: "18+\nМост открыли\n\nПервым проехал автобус." },
  ],
});

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
    expect(stdout).toMatch(/\n1 of 2, line 1\ntitle {5}Мост открыли +JSON field\n/);
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
    expect((await read([page])).stdout).toMatch(/^date {6}no year known \(written «21 фев»\) +dateline$/m);
    const { exitCode, stdout } = await read([page, "--key", "articles/ria.ru/20210221/1598347411.txt"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^date {6}2021-02-21 \(written «20210221»\) +key$/m);
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

  it("shows the articles of a WordPress export as an import makes them, and where each field was found", async () => {
    const file = join(folder.path, "site.xml.gz");
    await writeFile(file, gzipSync(WORDPRESS));
    const { exitCode, stdout } = await read([file, "--time-zone", "Asia/Yakutsk"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\nkey {7}articles\/import\/site\/\nholds {5}1 article\nleft out {2}attachment 1, draft post 1\n/,
    );
    expect(stdout).toContain("\n1 of 1, item 1\n");
    for (const [field, value, origin] of [
      ["date", "2016-10-10T21:30\\+09:00", "wp:post_date_gmt"],
      ["zone", "Asia/Yakutsk", "setting"],
      ["author", "Анна Белых", "wp:author"],
      ["image", "https://vestnik.example/most.jpg", "_thumbnail_id"],
      ["notice", "18\\+", "content:encoded"],
    ]) {
      expect(stdout).toMatch(new RegExp(`^${field} +${value}.* ${origin}$`, "m"));
    }
  });

  it("shows a Telegram channel's posts, from standard input too, and numbers messages as an import does", async () => {
    const asText = await read(["-", "--channel", "vestnik"], CHANNEL);
    expect(asText).toMatchObject({ exitCode: 0, stderr: "" });
    expect(asText.stdout).toContain("\n1 of 1, message 2\n");
    expect(asText.stdout).toMatch(/^url +https:\/\/t\.me\/vestnik\/7 +setting$/m);
    const asJson = JSON.parse((await read(["-", "--json"], CHANNEL)).stdout);
    expect(asJson).toMatchObject({
      key: "articles/import/standard-input/",
      articles: [{ origins: { title: ["text"], date: ["date_unixtime"], notice: ["text"], zone: ["default"] } }],
      leftOut: { "service message": 1 },
      fault: null,
    });
  });

  it("says of an export that is cut short what is wrong, and fails", async () => {
    const { exitCode, stdout } = await read(["-"], CHANNEL.slice(0, -2));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^broken {4}It was not read to its end, since /m);
    expect(stdout).toContain("1 of 1, message 2");
  });

  it("takes a page that tells of exports for a page", async () => {
    const page = `<html><body><h1>Как перенести сайт</h1><p>Файл начинается с адреса wordpress.org/export/ и версии, рассказал редактор журнала.</p></body></html>`;
    const { exitCode, stdout } = await read(["-"], page);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^title +Как перенести сайт +h1$/m);
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
