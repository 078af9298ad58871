import { beforeAll, describe, expect, it } from "vitest";
import { type IndexSnapshot, SnapshotSource } from "../../../../src/index/read.ts";
import { publishedKeyLayout } from "../../../../src/index/shared.ts";
import { IndexWriter } from "../../../../src/ingest/ingest.ts";
import { articleIndexOptions } from "../../../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { DOCUMENTS_PER_COMMON_FORM, leastCommonFrequency } from "../../../support/inside/index-blocks.ts";
import {
  allTerms,
  decodeLexiconBlock,
  type LexiconBlock,
  LexiconBlockWriter,
} from "../../../support/inside/index-lexicon.ts";
import type { MayHold } from "../../../support/inside/index-reader.ts";
import { BeginningForms } from "../../../support/inside/search-expansion.ts";
import { formsNear } from "../../../support/inside/search-spelling.ts";
import { publishTo } from "../../../support/published-index.ts";

let source: SnapshotSource;

/** Two segments, with words in common. */
beforeAll(async () => {
  source = await index(
    [
      ["а", "Мосты города"],
      ["б", "Мост и мосты"],
    ],
    [
      ["в", "Ёлка у моста, моста нового"],
      ["г", "Мосты"],
    ],
  );
});

/** A segment for each list of articles. */
async function index(...segments: (readonly [id: string, text: string][])[]): Promise<SnapshotSource> {
  const context = makeContext();
  await fill(context, segments);
  return new SnapshotSource(context);
}

async function fill(context: TestContext, segments: Parameters<typeof index>): Promise<void> {
  const writer = new IndexWriter({ ...context, options: articleIndexOptions });
  for (const articles of segments) {
    await writer.apply(articles.map(([id, text]) => ({ sourceKey: id, version: "1", articles: [{ id, text }] })));
  }
}

/** One segment of the articles, as readers of a published index have it. */
async function published(...articles: Parameters<typeof index>): Promise<SnapshotSource> {
  const context = makeContext();
  await fill(context, articles);
  const store = new MemoryObjectStore();
  await publishTo(store, context);
  return new SnapshotSource({ ...context, store, layout: publishedKeyLayout });
}

function use<Found>(of: SnapshotSource, find: (snapshot: IndexSnapshot) => Promise<Found>): Promise<Found> {
  return of.use(async (snapshot) => {
    return find(snapshot);
  });
}

const near = async (form: string, maxDistance: number) => {
  const found = await use(source, (snapshot) => formsNear(snapshot, form, { maxEdits: maxDistance }));
  return found.map(({ count: { text, least, most }, edits }) => [text, least, most, edits]).sort();
};

it("a form is found by edits with the documents of all segments, once", async () => {
  expect(await near("мосты", 0)).toEqual([["мосты", 3, 3, 0]]);
  expect(await near("елка", 0)).toEqual([["елка", 1, 1, 0]]);
  expect(await near("мосту", 0)).toEqual([]);
  expect(await near("масты", 1)).toEqual([["мосты", 3, 3, 1]]);
  expect(await near("моста", 1)).toEqual([
    ["мост", 1, 1, 1],
    ["моста", 1, 1, 0],
    ["мосты", 3, 3, 1],
  ]);
});

/** The commonest forms with a beginning and their documents. */
const commonest = (of: SnapshotSource, beginning: string, n: number, formsASegment?: number) =>
  use(of, async (snapshot) => {
    const forms = await BeginningForms.find(snapshot, beginning, formsASegment);
    return (await forms.commonest(n, "counts")).map(({ text, count }) => [text, count.most]);
  });

it("forms that begin alike are found commonest first, equally common ones ascending", async () => {
  expect(await commonest(source, "мост", 9)).toEqual([
    ["мосты", 3],
    ["мост", 1],
    ["моста", 1],
  ]);
  expect(await commonest(source, "мост", 2)).toEqual([
    ["мосты", 3],
    ["мост", 1],
  ]);
  expect(await commonest(source, "мостик", 9)).toEqual([]);
});

describe("however few forms of each segment are looked at first, the same are found", () => {
  const WORDS = Array.from("абвгдежзик", (letter) => `мост${letter}`);
  /**
   * Makes an index whose first segment has common words from the beginning of the list, and the second from its end.
   */
  const skewed = () =>
    index(
      WORDS.map((_, i) => [`а${i}`, WORDS.slice(0, WORDS.length - i).join(" ")]),
      WORDS.map((_, i) => [`б${i}`, WORDS.slice(i).join(" ")]),
    );

  it.each([1, 2, 3, 7])("%i of them", async (formsASegment) => {
    const of = await skewed();
    for (let n = 1; n <= WORDS.length + 1; n += 1) {
      expect(await commonest(of, "мост", n, formsASegment)).toEqual(await commonest(of, "мост", n));
    }
    expect(await commonest(of, "мост", 2)).toEqual([
      ["моста", 11],
      ["мостб", 11],
    ]);
  });
});

describe("of forms in segments with dead documents", () => {
  /** 300 articles with a word each, and three with another one, of which two die. */
  const withDead = async () => {
    const context = makeContext();
    const writer = new IndexWriter({ ...context, options: articleIndexOptions });
    const articles = (text: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => ({
        sourceKey: String(from + i),
        version: "1",
        articles: [{ id: String(from + i), text }],
      }));
    await writer.apply([
      ...articles("мостки", 0, 300),
      ...articles("мостов", 300, 303),
      ...articles("мосту", 303, 305),
    ]);
    await writer.apply([300, 301].map((key) => ({ sourceKey: String(key), deleted: true as const })));
    return new SnapshotSource(context);
  };

  it("the live documents decide", async () => {
    expect(await commonest(await withDead(), "мост", 3)).toEqual([
      ["мостки", 300],
      ["мосту", 2],
      ["мостов", 1],
    ]);
  });

  it("only those are read on which the choice hangs, and each once", async () => {
    const of = await withDead();
    await use(of, async (snapshot) => {
      const asked: string[][] = [];
      for (const { reader } of snapshot.segments) {
        const read = reader.occurrences.bind(reader);
        reader.occurrences = (terms) => {
          asked.push([...terms]);
          return read(terms);
        };
      }
      const forms = await BeginningForms.find(snapshot, "мост");
      await forms.commonest(1, "order");
      expect(asked).toEqual([]);
      expect((await forms.commonest(2, "set")).map(({ text }) => text)).toEqual(["мостки", "мосту"]);
      expect(asked.length).toBeGreaterThan(0);
      const before = asked.length;
      await (await BeginningForms.find(snapshot, "мост")).commonest(2, "set");
      expect(asked.length).toBe(before);
      expect(asked.flat()).not.toContain("мостк");
    });
  });
});

/** The blocks that a reader would read, were each term a block of its own. */
function byTerm(blocks: readonly LexiconBlock[], mayHold: MayHold): LexiconBlock[] {
  const terms = blocks.flatMap(allTerms);
  const writer = new LexiconBlockWriter();
  for (const [i, { term }] of terms.entries()) {
    if (mayHold(term, terms[i + 1]?.term ?? null)) writer.add(terms[i]!);
  }
  return writer.isEmpty ? [] : [decodeLexiconBlock(writer.take())];
}

it.each([
  ["the common forms", DOCUMENTS_PER_COMMON_FORM + 1, { maxEdits: 1, isCommon: true }],
  ["the common forms, where all are,", DOCUMENTS_PER_COMMON_FORM - 1, { maxEdits: 1, isCommon: true }],
  ["all forms, where all are common,", DOCUMENTS_PER_COMMON_FORM - 1, { maxEdits: 1 }],
])("%s near a word are found among those that begin or end as it does", async (_, documents, asked) => {
  const random32 = seededRandom32(7);
  const wordOf = (letters: number) => Array.from({ length: letters }, () => "абв"[random32() % 3]).join("");
  // Short words stand in many documents, long ones in few.
  const text = () => [4, 5, 6, 7, 8, 9].map(wordOf).join(" ");
  const make = documents > DOCUMENTS_PER_COMMON_FORM ? index : published;
  const of = await make(Array.from({ length: documents }, (_, i) => [String(i), text()]));
  await use(of, async (snapshot) => {
    const describe = (found: Awaited<ReturnType<typeof formsNear>>) =>
      found.map(({ count: { text: form, most }, edits }) => [form, most, edits]).sort();
    const { reader } = snapshot.segments[0]!;
    const { contents } = reader;
    const [forms, reversedForms] = [await reader.formBlocks(), await reader.reversedFormBlocks()];
    expect(contents.reversedForms).not.toBeNull();
    reader.formBlocks = async (mayHold = () => true) => byTerm(forms, mayHold);
    reader.reversedFormBlocks = async (mayHold = () => true) => byTerm(reversedForms, mayHold);
    let [common, rare] = [0, 0];
    for (let i = 0; i < 60; i += 1) {
      const word = wordOf(4 + (i % 5));
      Object.assign(reader, { contents: { ...contents, reversedForms: null } });
      const all = await formsNear(snapshot, word, { maxEdits: 1 });
      Object.assign(reader, { contents });
      const expected = all.filter(({ count }) => count.most >= leastCommonFrequency(documents));
      for (const way of [true, false]) {
        reader.looksUpInWhole = () => way;
        expect(describe(await formsNear(snapshot, word, asked))).toEqual(describe(expected));
      }
      common += expected.length;
      rare += all.length - expected.length;
    }
    expect(common).toBeGreaterThan(100);
    if (documents > DOCUMENTS_PER_COMMON_FORM) expect(rare).toBeGreaterThan(20);
  });
});
