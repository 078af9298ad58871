/**
 * The questions of a search: its first page, and the pages behind it. Each is a function of the state that it is asked
 * in.
 */
import { MAX_LIMIT, MAX_OFFSET, type SearchAnswer, type SearchHit } from "../../search-api.ts";
import type { SearchClient, SearchQuery } from "../search-client.ts";
import { queryOf, type SearchState } from "./search-state.ts";
import type { FoundPage, SessionState } from "./session-state.ts";

/** The source of pages, and their size. */
export interface PageSource {
  readonly client: Pick<SearchClient, "search">;
  readonly pageSize: number;
  readonly facets?: SearchQuery["facets"];
  /** Tells whether an empty query lists the newest articles. */
  readonly listsNewest?: () => boolean;
}

export const MAX_SUGGESTIONS = 5;

/**
 * Asks for the first page with suggestions, in the midst of typing (`isMidst`) without passages. Where nothing is found
 * it asks once more, for the newest articles. One letter that is being typed is the beginning of something, and no word
 * yet, however late its answer comes: it has suggestions alone, and the page of results lists the newest as for no
 * text.
 */
export async function findFirstPage(
  { client, pageSize, facets, listsNewest }: PageSource,
  { search, isPaused }: SessionState,
  isMidst: boolean,
  signal: AbortSignal,
): Promise<FoundPage> {
  const query = { ...queryOf(search), limit: pageSize, facets };
  const text = query.q?.trim() ?? "";
  const isLetter = !isPaused && text.length === 1;
  const passages = isMidst ? ("none" as const) : undefined;
  const typed = { ...query, limit: isLetter ? 0 : pageSize, passages, suggest: MAX_SUGGESTIONS };
  const found = await client.search(query.q ? typed : query, signal);
  const answer = isLetter ? withoutHits(found) : found;
  const { hits, suggestions = [] } = answer;
  const wantsNewest = text !== "" && hits.length === 0 && (!isLetter || listsNewest?.());
  const newest = wantsNewest
    ? await client.search({ ...query, q: "", facets: [] }, signal).catch(() => answer)
    : answer;
  return { answer, hits: withoutDoubles([], newest.hits), suggestions, ...pageTo(pageSize, answer, search) };
}

/** The answer, with neither hits nor remarks on the query. */
function withoutHits({ query: { text, applied, match }, ...answer }: SearchAnswer): SearchAnswer {
  const query = { text, applied, match, corrections: [], offer: null, understood: [] };
  return { ...answer, query, hits: [] };
}

/**
 * Asks for the page behind the hits shown. Where the index has changed since, places have moved: the question is asked
 * again with as many of these hits as one answer holds, so that nothing is doubled and what moved up is not passed
 * over.
 */
export async function findNextPage(
  { client, pageSize }: PageSource,
  { search, nextOffset: offset, hits, answer: first }: SessionState,
  signal: AbortSignal,
): Promise<FoundPage> {
  const end = offset + pageSize;
  const query = { ...queryOf(search), limit: pageSize, offset };
  let answer = await client.search(query, signal);
  if (answer.sequence !== first?.sequence) {
    const wide = { offset: Math.max(0, end - MAX_LIMIT), limit: Math.min(end, MAX_LIMIT) };
    answer = await client.search({ ...query, ...wide }, signal);
  }
  return { hits: withoutDoubles(hits, answer.hits), ...pageTo(end, answer, search) };
}

/** Describes the page behind this one; null at the end. An order by date lists only the hits of `total`. */
function pageTo(nextOffset: number, { hits, total, totalAny }: SearchAnswer, { sort, text }: SearchState) {
  const listed = total + (sort === "relevance" && text.trim() !== "" ? totalAny : 0);
  return { nextOffset, hasMore: hits.length > 0 && nextOffset < listed && nextOffset <= MAX_OFFSET };
}

function withoutDoubles(shown: readonly SearchHit[], more: readonly SearchHit[]): readonly SearchHit[] {
  const name = ({ id, key }: SearchHit): string => `${key}\n${id}`;
  const names = new Set(shown.map(name));
  return [...shown, ...more.filter((hit) => names.size < names.add(name(hit)).size)];
}
