import MiniSearch from "minisearch";
import { expect, it } from "vitest";
import { withMiniSearchAsLines } from "../../../functions/cli/import/archive-stream.ts";

const DOCUMENTS = [
  { id: 7, title: "Паром", text: "Паром вышел в море.", tag: "суда" },
  { id: "b", title: "Мост", text: "Мост развели ночью.", publishedAt: "2021-03-12" },
];

function savedIndex(storeFields: string[], documents: readonly object[] = DOCUMENTS): string {
  const index = new MiniSearch({ fields: ["title", "text"], storeFields });
  index.addAll(documents);
  return JSON.stringify(index);
}

/** The archive's lines, read in pieces of so many bytes. */
async function read(content: string, pieceBytes = 1 << 20): Promise<string> {
  const bytes = Buffer.from(content, "utf8");
  async function* pieces() {
    for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
  }
  const out: Uint8Array[] = [];
  for await (const chunk of withMiniSearchAsLines(pieces())) out.push(chunk);
  return Buffer.concat(out).toString("utf8");
}

it.each([1, 7, 150, 1 << 20])("gives the stored fields of a saved MiniSearch, read %i bytes at once", async (bytes) => {
  const lines = (await read(savedIndex(["title", "text", "publishedAt"]), bytes)).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { id: 7, title: "Паром", text: "Паром вышел в море." },
    { id: "b", title: "Мост", text: "Мост развели ночью.", date: "2021-03-12", publishedAt: "2021-03-12" },
  ]);
});

it("takes an indented file, and an index that was emptied", async () => {
  const indented = JSON.stringify(JSON.parse(savedIndex(["text"])), null, 4);
  expect((await read(indented)).split("\n")).toHaveLength(DOCUMENTS.length + 1);
  expect(await read(savedIndex(["text"], []))).toBe("");
});

it("leaves every other archive as it is", async () => {
  const lines = `{"documentCount":3}\n${DOCUMENTS.map((document) => JSON.stringify(document)).join("\n")}\n`;
  for (const bytes of [1, 60, 1 << 20]) expect(await read(lines, bytes)).toBe(lines);
  expect(await read("")).toBe("");
});

it.each([
  [
    "what it stores where there is no text",
    savedIndex(["title"]),
    /holds no texts of articles: it stores title\. Name/,
  ],
  ["that nothing is stored", savedIndex([]), /it stores no fields/],
  ["that it is cut short", savedIndex(["text"]).slice(0, -20), /damaged or cut short/],
  ["what it lacks", '{"documentCount":1,"nextId":1}', /has no documentIds/],
])("says %s", async (_, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});
