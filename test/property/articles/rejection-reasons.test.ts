import fc from "fast-check";
import { expect, it } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";

/** A word that only the upload has. */
const MARK = "Квазимодулятор";

const FIELDS = [
  "id",
  "title",
  "lead",
  "text",
  "url",
  "date",
  "updatedAt",
  "source",
  "agency",
  "author",
  "place",
  "image",
];
const marked = fc.constantFrom<unknown>(
  MARK,
  [MARK],
  { [MARK]: MARK },
  `<p>${MARK}</p>`,
  `${MARK} `.repeat(400),
  `2016-${MARK}-09`,
  `https://${MARK}.example/`,
);
const fields = fc.dictionary(fc.constantFrom(...FIELDS, "notice", "unknown", MARK), fc.oneof(marked, fc.jsonValue()));
const json = fields.map((value) => JSON.stringify(value));
const cut = fc.tuple(json, fc.nat({ max: 200 })).map(([text, end]) => text.slice(0, end));
const body = fc.oneof(
  json,
  cut,
  fc.array(fc.oneof(json, cut), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
  fc.array(fc.oneof(json, cut), { maxLength: 4 }).map((lines) => lines.join("\n")),
  fc
    .array(fc.constantFrom(MARK, "<b>", "", "Меню", "Поделиться", "{", '"'), { maxLength: 30 })
    .map((l) => l.join("\n")),
);
const name = fc.constantFrom("a.json", "a.jsonl", "a.txt", "a.html", "a", "a.xml", "a.json.gz", "a.pdf", "a.docx");

it("no reason for a rejection holds anything of the upload's text", async () => {
  await fc.assert(
    fc.asyncProperty(body, name, async (text, ending) => {
      const { rejected } = await readArticles(Buffer.from(text), { key: `articles/${ending}` });
      for (const { reason } of rejected) expect(reason.toLowerCase()).not.toContain("квазимод");
    }),
    { numRuns: 2_000 },
  );
});
