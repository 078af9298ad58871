import { expect, it } from "vitest";
import { choosePassage } from "../../../../src/articles/news.ts";
import type { MarkedText } from "../../../../src/search-api.ts";
import {
  ANALYSED_LENGTH,
  compileMarks,
  markArticle,
  markWords,
  NO_MARKS,
  type QueryMarks,
  scanStretches,
  stretchesToAnalyse,
} from "../../../support/inside/search-passages.ts";
import { compileArticleQuery } from "../../../support/inside/search-ranking.ts";
import { longArticles } from "../../../support/long-articles.ts";
import { expectGrowthBelow } from "../../../support/processor-time.ts";

const marksOf = (query: string, frequencies: Parameters<typeof compileMarks>[1] = null) =>
  compileMarks(compileArticleQuery(query, "any"), frequencies);
const makeSnippet = async (text: string, marks: QueryMarks) => (await markArticle("", text, marks)).snippet;
const FILLER = "Утром в городе было пасмурно, и снег шёл до самого вечера. ".repeat(8);

const marked = ({ text, highlights }: MarkedText): string[] => highlights.map(([start, end]) => text.slice(start, end));

it("opens at the beginning of the sentence that holds the words", async () => {
  const text = `${FILLER}Министр иностранных дел Сергей Лавров прибыл в Пекин. ${FILLER}`;
  const snippet = await makeSnippet(text, marksOf("лавров пекин"));
  expect(snippet.text).toMatch(/^Министр иностранных дел.*до самого вечера\.$/);
  expect(marked(snippet)).toEqual(["Лавров", "Пекин"]);
});

it("prefers the passage with more different words to one that repeats a single word", async () => {
  const text = `Пекин, Пекин, Пекин и снова Пекин. ${FILLER}Лавров улетел в Пекин. ${FILLER}`;
  expect(marked(await makeSnippet(text, marksOf("лавров пекин")))).toEqual(["Лавров", "Пекин"]);
});

it("finds the passage by a form that does not begin as the stem of the word", async () => {
  expect(marked(await makeSnippet(`${FILLER}${FILLER}Улица осталась без имени. ${FILLER}`, marksOf("имя")))).toEqual([
    "имени",
  ]);
  expect(marked(await makeSnippet(`${FILLER}${FILLER}Осталось пять дней. ${FILLER}`, marksOf("день")))).toEqual([
    "дней",
  ]);
});

it("of equal passages takes the first", async () => {
  const text = `Лавров прилетел. ${FILLER}Лавров улетел. ${FILLER}`;
  expect((await makeSnippet(text, marksOf("лавров"))).text).toMatch(/^Лавров прилетел/);
});

it("begins with an ellipsis where it opens inside a sentence", async () => {
  const text = `${"очень ".repeat(60)}Лавров ${"далеко ".repeat(60)}`;
  const snippet = await makeSnippet(text, marksOf("лавров"));
  expect(snippet.text).toMatch(/^…очень/);
  expect(marked(snippet)).toEqual(["Лавров"]);
});

it("shows the beginning where nothing is to be marked, in whole sentences, and all of a short text", async () => {
  expect((await makeSnippet(FILLER, NO_MARKS)).text).toMatch(/^Утром в городе.*до самого вечера\.$/);
  expect(await makeSnippet("Коротко о погоде.", NO_MARKS)).toEqual({ text: "Коротко о погоде.", highlights: [] });
  expect(await makeSnippet("", NO_MARKS)).toEqual({ text: "", highlights: [] });
});

it("shows paragraphs as one line with the marks in place", async () => {
  const snippet = await makeSnippet("Первый абзац.\n\nЛавров во втором.\tИ ещё.", marksOf("лавров"));
  expect(snippet.text).not.toMatch(/[\n\t]/);
  expect(marked(snippet)).toEqual(["Лавров"]);
});

it("keeps its match where a word without end follows", async () => {
  const text = `Итог дня. Лавров\thttps://example.ru/${"a".repeat(500)} конец`;
  expect(marked(await makeSnippet(text, marksOf("лавров")))).toEqual(["Лавров"]);
});

it("of two passages with one word each takes the one with the rarer word", async () => {
  const text = `Россия ответила. ${FILLER}Лавров улетел. ${FILLER}`;
  const frequencies = {
    documentCount: 1_000,
    ofAnyField: (term: string) => (term.startsWith("росс") ? 900 : 3),
  };
  expect(marked(await makeSnippet(text, marksOf("россия лавров", frequencies)))).toEqual(["Лавров"]);
  expect(marked(await makeSnippet(text, marksOf("россия лавров")))).toEqual(["Россия"]);
});

it("prefers words that stand near each other to words that only share a passage", async () => {
  const text = `Лавров после долгого перелёта встретился с послом, а потом уехал в Пекин. ${FILLER}В Пекине Лавров. ${FILLER}`;
  expect((await makeSnippet(text, marksOf("лавров пекин"))).text).toMatch(/^В Пекине Лавров/);
});

it("shows the phrase that was asked for, not its words apart", async () => {
  const text = `Сергей Иванов и Пётр Лавров. ${FILLER}Прилетел Сергей Лавров. ${FILLER}`;
  expect(marked(await makeSnippet(text, marksOf('"сергей лавров"')))).toEqual(["Сергей", "Лавров"]);
});

it("marks a phrase that goes on over a blank line, as the search finds it", async () => {
  const text = `${FILLER}Встречал гостей Лавров\n\nприбыл и губернатор. ${FILLER}`;
  expect(marked(await makeSnippet(text, marksOf('"лавров прибыл"')))).toEqual(["Лавров", "прибыл"]);
});

it.each([
  ["an abbreviation", "На площади им. Ленина в г. Москве собрались жители, говорил Лавров."],
  ["initials", "На открытии был и А. С. Лавров."],
])("takes no %s for the end of a sentence", async (_, sentence) => {
  const snippet = await makeSnippet(`${FILLER}${sentence} ${FILLER}`, marksOf("лавров"));
  expect(snippet.text.startsWith(sentence)).toBe(true);
});

it("opens with the quotation marks or the dash of a sentence that begins with them", async () => {
  for (const sentence of ["«Лавров прав», — сказал посол.", "— Лавров прав, — сказал посол."]) {
    expect((await makeSnippet(`${FILLER}${sentence} ${FILLER}`, marksOf("лавров"))).text.startsWith(sentence)).toBe(
      true,
    );
  }
});

it("cuts no letter from its accent", async () => {
  const text = `${"а\u0301".repeat(400)} Лавров`;
  const { text: shown } = await makeSnippet(text, NO_MARKS);
  expect(shown.length).toBeGreaterThan(230);
  expect(shown).toMatch(/^(?:а\u0301)+…$/);
});

it("marks what a passage holds behind the stretches that were read", async () => {
  const lines = Array.from({ length: 40 }, (_, i) => `Лавров и Пекин, строка ${i}. ${"слово ".repeat(20)}`);
  const text = `Лавров, Пекин, Китай, Москва.\nСнова Лавров в эфире.\n${lines.join("\n")}`;
  const snippet = await makeSnippet(text, marksOf("лавров пекин китай москва"));
  expect(marked(snippet)).toEqual(expect.arrayContaining(["Лавров", "Пекин", "Китай", "Москва"]));
  expect(marked(snippet).filter((word) => word === "Лавров")).toHaveLength(snippet.text.split("Лавров").length - 1);
});

it("reads no more of a long article than a bounded part, however often the words stand there", async () => {
  for (const text of longArticles(10)) {
    expect(text.length).toBeGreaterThan(15_000);
    for (const query of ["порт", "город", "порт город река", "2021"]) {
      const { stretches } = stretchesToAnalyse(text, marksOf(query));
      const read = stretches.reduce((sum, [start, end]) => sum + end - start, 0);
      expect(read).toBeLessThanOrEqual(ANALYSED_LENGTH + 800);
      expect((await makeSnippet(text, marksOf(query))).highlights.length > 0).toBe(true);
    }
    expect(stretchesToAnalyse(text, marksOf("синхрофазотрон")).stretches).toEqual([]);
  }
});

it("does not read a very long text to its end", async () => {
  const text = `${"очень ".repeat(4_000)}Лавров`;
  expect((await makeSnippet(text, marksOf("лавров"))).highlights).toEqual([]);
});

/** Sentences of about as many letters as are asked for. */
const sentence = (beginning: string, length: number): string =>
  `${`${beginning} ${"и дальше ".repeat(40)}`.slice(0, length - 1).trimEnd()}.`;

it("takes as many whole sentences as have room, and cuts none", async () => {
  const text = [sentence("Лавров улетел", 90), sentence("Снег шёл", 90), sentence("Ветер утих", 90)].join(" ");
  const { text: shown } = await makeSnippet(text, marksOf("лавров"));
  expect(shown).toBe(text.slice(0, text.indexOf(" Ветер")));
});

it("cuts a sentence only for a further word of the query, or where it is too long, at a clause", async () => {
  const two = `${sentence("Лавров улетел", 180)} В Пекине ${sentence("прошёл", 120)}`;
  expect((await makeSnippet(two, marksOf("лавров пекин"))).text).toMatch(/В Пекине.*…$/);
  const long = `Лавров улетел ${"очень ".repeat(30)}далеко, ${"хотя и ".repeat(30)}вернулся. ${FILLER}`;
  expect((await makeSnippet(long, marksOf("лавров"))).text).toMatch(/^Лавров улетел.* далеко…$/);
});

it("opens at a clause where a word stands deep in a long sentence", async () => {
  const text = `${FILLER}Он сказал, ${"очень ".repeat(40)}долго, что Лавров далеко. ${FILLER}`;
  expect((await makeSnippet(text, marksOf("лавров"))).text).toMatch(/^…что Лавров далеко\b|^…что Лавров далеко\./);
});

it("shows beside a very short sentence what stands before it", async () => {
  const text = `${sentence("Утром", 200)} ${sentence("Снег шёл", 100)} Лавров ушёл. ${sentence("Ветер утих", 239)}`;
  expect((await makeSnippet(text, marksOf("лавров"))).text).toMatch(/^Снег шёл.* Лавров ушёл\.$/);
});

it("closes the quotation marks and brackets that it opens, where that has room", async () => {
  const quoted = `«Лавров прав, и ${"всё ".repeat(20)}тут. Это знают», — сказал посол. ${sentence("Ветер утих", 200)}`;
  expect((await makeSnippet(`${FILLER}${quoted}`, marksOf("лавров"))).text).toMatch(/^«Лавров.*сказал посол\.$/);
  const closed = `${FILLER}«Это так, и ${"всё ".repeat(18)}тут. Лавров знает», — сказал посол. ${sentence("Ветер утих", 100)}`;
  expect((await makeSnippet(closed, marksOf("лавров"))).text).toMatch(/^«Это так.* сказал посол\./);
});

it("does not repeat the title where another sentence has a word of the query", async () => {
  const show = async (text: string): Promise<string> =>
    (await markArticle("Лавров улетел в Пекин", text, marksOf("лавров пекин"))).snippet.text;
  const other = sentence("Визит Лаврова продлится", 100);
  expect(await show(`Лавров улетел в Пекин.\n${FILLER}${other}`)).toContain(other);
  expect(await show(`Лавров улетел в Пекин.\n${FILLER}${other}`)).not.toContain("Лавров улетел");
  expect(await show(`Лавров улетел в Пекин.\n${FILLER}`)).toMatch(/^Лавров улетел в Пекин\. Утром/);
  expect(
    (await markArticle("Лавров улетел в Пекин", `Лавров улетел в Пекин\n${FILLER}`, NO_MARKS)).snippet.text,
  ).toMatch(/^Утром/);
});

it.each(["Лавров ", "Лавров. ", "Лавров, ", "Лавров «", "а. Лавров) ", ". ", " ", "\n", "Лавров\n"])(
  "chooses among 100,000 letters of nothing but %j in time that is proportional to them",
  async (pattern) => {
    const marks = marksOf("лавров");
    const choosing = (length: number) => {
      const text = pattern.repeat(Math.ceil(length / pattern.length));
      const [words = []] = markWords([scanStretches(text, [[0, text.length]], marks)], marks);
      return () => choosePassage(text, words, "Лавров улетел");
    };
    // Ten times the text: quadratic work would take a hundred times as long.
    await expectGrowthBelow(60, choosing(10_000), choosing(100_000));
  },
);

it("has no space before a comma or within quotation marks, where a link left one, and marks what it did", async () => {
  const text = "Об этом сообщило « РИА Новости » , передаёт Лавров . Позже ( днём ) Лавров улетел .";
  const snippet = await makeSnippet(text, marksOf("лавров"));
  expect(snippet.text).toBe("Об этом сообщило «РИА Новости», передаёт Лавров. Позже (днём) Лавров улетел.");
  expect(marked(snippet)).toEqual(["Лавров", "Лавров"]);
});
