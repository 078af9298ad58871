/**
 * Titles of articles that go on from what is typed (layer 4): all words in the title, the last one perhaps as a beginning.
 */
import type { MarkedText } from "../../search-api.ts";
import { resolvedArticleOptions, type StoredArticle } from "../../segment/schema/article-options.ts";
import { toFoundArticle } from "../found-article.ts";
import { compileMarks } from "../passages/query-marks.ts";
import { markArticle } from "../passages/snippet.ts";
import { type BooleanNode, mapChildren, type QueryNode, type QueryPlan } from "../plan/query-plan.ts";
import type { ArticlePlan } from "../ranking/article-query.ts";
import { rankPage } from "../ranking/ranked-page.ts";
import { loadHitDocuments } from "../searcher.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";

/** An article whose title goes on from a query. */
export interface SuggestedTitle {
  /** Matched words marked. */
  readonly title: MarkedText;
  readonly article: StoredArticle;
}

/**
 * The best `limit`, each title once; `compiled` is a query of all words. Requests: as rankPage of its plan; a stored block an
 * article.
 */
export async function suggestTitles(
  snapshot: IndexSnapshot,
  compiled: ArticlePlan,
  limit: number,
): Promise<SuggestedTitle[]> {
  if (compiled.words.length + compiled.phrases.length === 0) return [];
  const query = { match: "all", offset: 0, limit, counts: "page" } as const;
  const { hits } = await rankPage(snapshot, inTitle(compiled.plan), query);
  const documents = await loadHitDocuments(snapshot, hits);
  const marks = compileMarks(compiled);
  const seen = new Set<string>();
  return documents.flatMap((document) => {
    const { article } = toFoundArticle(document);
    const { title } = article;
    if (title === null || seen.has(title.toLowerCase())) return [];
    seen.add(title.toLowerCase());
    return [{ title: markArticle(title, "", marks).title, article }];
  });
}

const TITLE_FIELD = resolvedArticleOptions.fields.indexOf("title");

/** The same plan, of titles alone. */
function inTitle(plan: QueryPlan): QueryPlan {
  return { ...plan, root: { ...(nodeInTitle(plan.root) as BooleanNode), boosting: [] } };
}

function nodeInTitle(node: QueryNode): QueryNode {
  const changed = mapChildren(node, nodeInTitle);
  if (changed.kind === "term") return { ...changed, fields: changed.fields.filter(({ name }) => name === "title") };
  if (changed.kind === "phrase") return { ...changed, fields: changed.fields.filter((field) => field === TITLE_FIELD) };
  return changed;
}
