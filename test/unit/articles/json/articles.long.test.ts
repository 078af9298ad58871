import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";

test("forty million blank lines before an article cost no memory of their own", async () => {
  const content = Buffer.concat([Buffer.alloc(40_000_000, "\n"), Buffer.from('{"text":"Мост."}')]);
  const { articles } = await readArticles(gzipSync(content), { key: "articles/many.jsonl" });
  expect(articles).toHaveLength(1);
});
