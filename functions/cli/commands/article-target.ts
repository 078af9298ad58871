/**
 * From the options `--id`, `--url` and `--key` to the articles that they mean.
 */
import { canonicalUrl } from "../../../src/news/canonical-url.ts";
import { UsageError } from "../terminal/failure.ts";
import type { ArticleTarget } from "./takedown-text.ts";

/** Every article of an id; two uploads may claim one. */
export function idTarget(id: string): ArticleTarget {
  if (id === "") throw new UsageError("--id is empty.");
  return {
    name: `the id ${id}`,
    find: (search) => search.findById(id),
    selects: (article) => article.id === id,
  };
}

/** Every article of an address, also where it is written otherwise (canonical-url.ts). */
export function urlTarget(url: string): ArticleTarget {
  const wanted = canonicalUrl(url);
  if (wanted === null) throw new UsageError(`--url must be an address such as https://news.example/1, not ${url}.`);
  return {
    name: `the address ${url}`,
    find: (search) => search.findByUrl(url),
    selects: (article) => canonicalUrl(article.url) === wanted,
  };
}

/** Whatever an upload of this key holds. */
export function keyTarget(key: string): ArticleTarget {
  return { name: `the upload ${key}`, find: async () => [], selects: () => true };
}
