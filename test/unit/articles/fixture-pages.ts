/**
 * The fixture pages and how tests read them.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readArticles, type UploadContext } from "../../../src/articles/articles.ts";
import type { Article } from "../../../src/articles/news.ts";

/** The bytes of a page in test/fixtures/pages. */
export function fixtureBytes(name: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(`../../fixtures/pages/${name}`, import.meta.url)));
}

/** The one article of some bytes, which must give one. */
export async function readOne(bytes: Uint8Array | string, context: Partial<UploadContext> = {}): Promise<Article> {
  const content = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  const { articles, rejected } = await readArticles(content, { key: "articles/page-01.txt", ...context });
  const [article] = articles;
  if (article === undefined || articles.length !== 1 || rejected.length > 0) {
    throw new Error(`Not one article: ${JSON.stringify(rejected)}`);
  }
  return article;
}

/** The code of the one reason why some bytes give no article. */
export async function readRejection(bytes: Uint8Array | string, context: Partial<UploadContext> = {}) {
  const content = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  const { articles, rejected } = await readArticles(content, { key: "articles/page-01.txt", ...context });
  if (articles.length > 0 || rejected.length !== 1) throw new Error("Not one reason");
  return { code: rejected[0]!.code, reason: rejected[0]!.reason };
}
