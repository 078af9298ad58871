import { expect, it } from "vitest";
import { resolveIndexOptions } from "../../../../src/index/shared.ts";
import type { SourceDocuments } from "../../../../src/index/write.ts";
import { articleIndexOptions } from "../../../../src/schema/schema.ts";
import { codeOf } from "../../../support/error-of.ts";
import { putSegment } from "../../../support/segment-under-test.ts";

const options = resolveIndexOptions(articleIndexOptions);

function sourcesOf(...texts: string[]): SourceDocuments[] {
  return texts.map((text, i) => ({
    sourceKey: `articles/${i}.txt`,
    version: "1",
    documents: [{ id: `${i}`, title: "", lead: "", text }],
  }));
}

/** [ordinal, position, form] of a term in the body. */
async function occurrencesOf(term: string, sources: readonly SourceDocuments[]) {
  const reader = await (await putSegment(sources, options)).open();
  const found = (await reader.occurrences([term])).get(term);
  const field = found?.fields.find((candidate) => candidate.field === options.fields.indexOf("body"));
  if (found === undefined || field === undefined) return null;
  return [...field.ordinals].flatMap((ordinal) => {
    const place = field.placeOf(ordinal);
    const [start, end] = [field.starts[place] ?? 0, field.starts[place + 1] ?? 0];
    return Array.from({ length: end - start }, (_, i) => [
      ordinal,
      field.positions[start + i],
      found.forms[field.formNumbers[start + i] ?? -1],
    ]);
  });
}

it("a term's occurrences have their positions, counted in words, and the forms that stand there", async () => {
  const sources = sourcesOf("Мост открыли. У моста ёлка.", "Река и мосты реки", "Ни слова о нём");
  expect(await occurrencesOf("мост", sources)).toEqual([
    [0, 0, "мост"],
    [0, 2, "моста"],
    [1, 1, "мосты"],
  ]);
  expect(await occurrencesOf("елка", sources)).toEqual([[0, 3, "елка"]]);
  expect(await occurrencesOf("нет", sources)).toBeNull();
});

it("the parts of a hyphenated word have consecutive positions, and its whole that of the first", async () => {
  const sources = sourcesOf("В Нью-Йорке дождь чуть-чуть стих");
  expect(await occurrencesOf("нью", sources)).toEqual([[0, 0, "нью"]]);
  expect(await occurrencesOf("йорк", sources)).toEqual([[0, 1, "йорке"]]);
  expect(await occurrencesOf("ньюйорк", sources)).toEqual([[0, 0, "нью-йорке"]]);
  expect(await occurrencesOf("дождь", sources)).toEqual([[0, 2, "дождь"]]);
  expect(await occurrencesOf("чуть", sources)).toEqual([
    [0, 3, "чуть"],
    [0, 4, "чуть"],
  ]);
});

it("positions may be as far apart as a text is long", async () => {
  const text = `начало ${"слово ".repeat(1_500)}конец начало`;
  const found = await occurrencesOf("начал", sourcesOf(text));
  expect(found).toEqual([
    [0, 0, "начало"],
    [0, 1_502, "начало"],
  ]);
  expect(await occurrencesOf("конец", sourcesOf(text))).toEqual([[0, 1_501, "конец"]]);
  expect((await occurrencesOf("слов", sourcesOf(text)))?.length).toBe(1_500);
});

it("surface forms are listed with the number of documents that hold them", async () => {
  const reader = await (await putSegment(sourcesOf("мост мосты мост", "мост Китая", "Китая"), options)).open();
  expect(await reader.formsWithPrefix("")).toEqual([
    { term: "китая", documentFrequency: 2 },
    { term: "мост", documentFrequency: 2 },
    { term: "мосты", documentFrequency: 1 },
  ]);
  expect(await reader.formsWithPrefix("мосты")).toEqual([{ term: "мосты", documentFrequency: 1 }]);
});

it("surface forms are listed by each of their keys, with the same documents", async () => {
  const keysOfForm = (form: string) => (form.startsWith("мост") ? ["м", "most"] : []);
  const reader = await (await putSegment(sourcesOf("мост мосты", "мост река"), { ...options, keysOfForm })).open();
  const most = [
    { term: "мост", documentFrequency: 2 },
    { term: "мосты", documentFrequency: 1 },
  ];
  expect(await reader.formsOfKeys(["most"])).toEqual(most);
  expect(await reader.formsOfKeys(["м", "most"])).toEqual([...most, ...most]);
  expect(await reader.formsOfKeys(["mos", "мо"])).toEqual([]);
  const without = await (await putSegment(sourcesOf("мост"), { ...options, keysOfForm: null })).open();
  expect([without.contents.keyedForms, await without.formsOfKeys(["м"])]).toEqual([null, []]);
});

it("a segment of an index without words of tokens has none, and says what to do", async () => {
  const reader = await (await putSegment([], resolveIndexOptions({ fields: ["text"] }))).open();
  expect(reader.hasOccurrences).toBe(false);
  expect(await codeOf(() => reader.occurrences(["мост"]))).toBe("index-outdated");
  expect(await reader.formsWithPrefix("")).toEqual([]);
});
