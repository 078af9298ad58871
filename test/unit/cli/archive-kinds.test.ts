/**
 * Files that `poisk import` accepts as an archive, and those that it refers to `poisk put` before anything is written.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openArchive } from "../../../functions/cli/import/archive-stream.ts";

const ARTICLE = { title: "Мост", text: "Мост через Лену открыли в среду утром, сообщил губернатор." };
const LINE = JSON.stringify(ARTICLE);
const WITHOUT_EXPORT = { hasPages: false, username: null };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "poisk-archive-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(content: string | Uint8Array) {
  const path = join(folder, "file");
  await writeFile(path, content);
  return openArchive(path, WITHOUT_EXPORT);
}

it.each([
  ["a page as text", `Мост открыли\n\n${ARTICLE.text}\n`],
  ["a page of HTML", `<!doctype html><html><body><p>${ARTICLE.text}</p></body></html>`],
  ["an article over several lines", JSON.stringify(ARTICLE, null, 2)],
  ["a list of articles", `[${LINE},${LINE}]`],
  ["a list over several lines", `[\n${LINE},\n${LINE}\n]`],
  ["a table", "id,title,text\n1,Мост,Мост открыли\n"],
  ["bytes", Uint8Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 251)],
])("is no archive: %s", async (_, content) => {
  await expect(open(content)).rejects.toThrow(/^The file .+file is no archive.* poisk put .+file$/);
});

it.each([
  ["lines of articles", `${LINE}\n${LINE}\n`],
  ["lines behind a mark of their order of bytes", `\uFEFF${LINE}\n`],
  ["one line", LINE],
  ["a line that is longer than what tells", `${JSON.stringify({ ...ARTICLE, text: "Мост. ".repeat(9_000) })}\n`],
  ["lines of which one is bad", `id,title\n${LINE}\n`],
  ["lines of Windows", `\r\n${LINE}\r\n`],
  ["nothing", ""],
  ["a feed", "<?xml version='1.0'?><rss><channel><title>Вестник</title></channel></rss>"],
  ["a JSON Feed", `{"title":"Край","version":"https:\\/\\/jsonfeed.org\\/version\\/1.1","items":[${LINE}]}`],
  ["a map of a site", "<?xml version='1.0'?><urlset><url><loc>https://news.example/1</loc></url></urlset>"],
  ["a saved MiniSearch", JSON.stringify({ documentCount: 0, nextId: 0, documentIds: {}, storedFields: {} }, null, 1)],
])("is an archive: %s", async (_, content) => {
  await expect(open(content)).resolves.toMatchObject({ sizeBytes: Buffer.byteLength(content) });
});
