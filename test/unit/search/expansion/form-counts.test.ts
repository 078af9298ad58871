import { expect, it } from "vitest";
import { SnapshotSource } from "../../../../src/index/read.ts";
import { NewsCorpus } from "../../../bench/news-corpus.ts";
import { makeContext } from "../../../support/index-context.ts";
import { countWithForms } from "../../../support/inside/search-expansion.ts";
import { commitArticles, removeArticles } from "../../../support/stored-articles.ts";

const HARD = [
  "Чуть-чуть не успел в Ростов-на-Дону, Ростов и Ростове: Т-34, 15 300 рублей, 3,5 % и №7.",
  "Сирия, сир, сиры и Сирии. Дания и данные Дании. Лавров, лавровый венок Лаврова.",
  "ОПЕК+ и опека, США и сша, Ё-мобиль, ёлка и елка, news.example и почта@news.example.",
];

it("a form is in as many documents by the positions of its term as by the lexicon, dead ones included", async () => {
  const context = makeContext();
  const made = new NewsCorpus(5, 60).take(120).map(({ title, text }, i): [string, { title: string; text: string }] => {
    const hard = HARD[i % HARD.length] ?? "";
    return [String(i), { title: i % 4 === 0 ? hard : title, text: i % 2 === 0 ? `${text} ${hard}` : text }];
  });
  await commitArticles(context, Object.fromEntries(made));
  await removeArticles(context, ["3", "4", "8"]);
  await new SnapshotSource(context).use(async ({ segments }) => {
    const all = segments.filter(({ reader }) => reader.contents.documents > 0);
    expect(all.map(({ dead }) => dead !== null)).toEqual([true]);
    for (const open of all) {
      const forms = await open.reader.formsWithPrefix("");
      expect(forms.length).toBeGreaterThan(1_000);
      const counted = await countWithForms(
        open,
        forms.map(({ term }) => term),
      );
      expect(forms.filter(({ term, documentFrequency }) => counted.get(term) !== documentFrequency)).toEqual([]);
    }
    expect((await countWithForms(all[0]!, ["нигденет"])).get("нигденет")).toBe(0);
  });
});
