import { describe, expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/russian/words.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { readShortQueryArticles } from "../../eval/ranking/short-queries.ts";
import { makeContext } from "../../support/index-context.ts";
import { commitArticles } from "../../support/stored-articles.ts";

/** Shorter beginnings begin more terms than a query may stand for. */
const MIN_LENGTH = 2;
/** Typed texts without other signs: behind one (8,5 as far as its comma) a word is taken for whole. */
const TYPED = /^[\p{L}\p{N}]{2}.*[\p{L}\p{N}-]$/u;

describe("every word of every title of the samples", () => {
  it("finds its article at every key while it is typed", { timeout: 300_000 }, async () => {
    const articles = (await readShortQueryArticles()).filter(({ title }) => title !== null);
    const context = makeContext();
    for (let from = 0; from < articles.length; from += 60) {
      const some = articles.slice(from, from + 60).map(({ id, title, lead, text }) => [id, { title, lead, text }]);
      await commitArticles(context, Object.fromEntries(some));
    }
    const search = new ArticleSearch(context, { revalidateMs: 1e9 });
    const found = new Map<string, Promise<{ keys: Set<string>; isBounded: boolean }>>();
    const ask = async (text: string) => {
      const keys = new Set<string>();
      for (let offset = 0; ; offset += 50) {
        const page = await search.search({ text, match: "auto", offset, limit: 50 });
        for (const { key } of page.hits) keys.add(key);
        if (page.hits.length < 50) return { keys, isBounded: page.bounded.length > 0 };
      }
    };
    const lost: string[] = [];
    let [tried, bounded] = [0, 0];
    for (const { id, title } of articles) {
      for (const { text } of russianAnalyzer.analyzeQuery(title ?? "")) {
        for (let length = MIN_LENGTH; length <= text.length; length += 1) {
          const typed = text.slice(0, length);
          if (!TYPED.test(typed)) continue;
          const answer = found.get(typed) ?? ask(typed);
          found.set(typed, answer);
          const { keys, isBounded } = await answer;
          tried += 1;
          if (isBounded) bounded += 1;
          else if (!keys.has(id)) lost.push(`${typed} | ${text} | ${id}`);
        }
      }
    }
    console.log(`${tried} keys, ${bounded} of them with more terms than are searched for`);
    expect(lost).toEqual([]);
    expect(bounded / tried).toBeLessThan(0.1);
  });
});
