import { describe, expect, it } from "vitest";
import {
  readShortQueries,
  readShortQueryArticles,
  shortQueryKinds,
  toJudgedQuery,
} from "../../eval/ranking/short-queries.ts";

const queries = readShortQueries();
const articles = await readShortQueryArticles();

const share = (...kinds: string[]): number =>
  queries.filter(({ kind }) => kinds.includes(kind)).length / queries.length;

describe("the judged short queries", () => {
  it("are at least 150 of one to four words, each once", () => {
    expect(queries.length).toBeGreaterThanOrEqual(150);
    expect(new Set(queries.map(({ query }) => query)).size).toBe(queries.length);
    for (const { query } of queries) expect(query).toMatch(/^\S+(?: \S+){0,3}$/);
  });

  it("are names to 30 %, abbreviations and numbers to 20 %, and without an answer to 10 %", () => {
    expect(queries.every(({ kind }) => shortQueryKinds.includes(kind))).toBe(true);
    expect(share("name")).toBeGreaterThanOrEqual(0.3);
    expect(share("abbreviation", "number")).toBeGreaterThanOrEqual(0.2);
    expect(share("none")).toBeGreaterThanOrEqual(0.1);
  });

  it("name articles that there are, with grades from 1 to 3, and none where there is no answer", () => {
    const ids = new Set(articles.map(({ id }) => id));
    expect(ids.size).toBe(articles.length);
    expect(articles.length).toBeGreaterThanOrEqual(160);
    for (const query of queries) {
      const { relevant } = toJudgedQuery(query);
      for (const [id, grade] of relevant) {
        expect(ids).toContain(id);
        expect([1, 2, 3]).toContain(grade);
      }
      expect(relevant.size === 0).toBe(query.kind === "none");
    }
  });
});
