/**
 * Which article an address names (layer 5). Two uploads may claim one id: then the client is told which, and `?key=` decides.
 */
import * as v from "valibot";
import type { FoundArticle } from "../../query/found-article.ts";
import { articleHrefWithKey } from "../answers/article-fields.ts";
import { clientProblem, type Problem } from "../problem-details.ts";

/** S3's bound on keys; in UTF-16 units here, which are never more than the bytes. */
const MAX_KEY_LENGTH = 1_024;

/** How many uploads of one id are listed; nobody chooses from more. */
const MAX_CANDIDATES = 20;

/** The parameter `key` of every address of an article. */
export const keyParameter = v.optional(
  v.pipe(
    v.string(),
    v.nonEmpty("Give the key of an upload, or leave it out."),
    v.maxLength(MAX_KEY_LENGTH, `Give at most ${MAX_KEY_LENGTH} characters.`),
  ),
);

/**
 * What stands in the path between its first part and `ending`, decoded; null where its escapes are broken. A slash may come
 * decoded already: API Gateway does that.
 */
export function idOfPath(pathname: string, ending = ""): string | null {
  try {
    return decodeURIComponent(
      pathname
        .slice(0, pathname.length - ending.length)
        .split("/")
        .slice(2)
        .join("/"),
    );
  } catch {
    return null;
  }
}

/** One upload holds an id once as a rule; where it holds it more often, its first article is as good as any. */
export function chooseArticle(found: readonly FoundArticle[]): FoundArticle | Problem {
  const byKey = new Map([...found].reverse().map((article) => [article.key, article]));
  const [only, ...others] = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (only === undefined) return articleNotFound();
  return others.length === 0 ? only : ambiguous([only, ...others]);
}

export function articleNotFound(): Problem {
  return clientProblem("article-not-found", "No article of this id is in the index, or none of this key.");
}

function ambiguous(found: readonly FoundArticle[]): Problem {
  const candidates = found.slice(0, MAX_CANDIDATES).map(({ id, key, article }) => {
    return { key, href: articleHrefWithKey(id, key), title: article.title };
  });
  const detail = `${found.length} uploads hold an article of this id. Choose one of them by the parameter key.`;
  return clientProblem("ambiguous-id", detail, { candidates });
}
