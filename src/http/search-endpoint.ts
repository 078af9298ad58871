/**
 * GET /search (layer 5): parameters in, a page of hits out. docs/http-api.md describes both.
 */
import * as v from "valibot";
import type { ArticleSearchResult } from "../query/article-search.ts";
import type { SearchAnswer } from "../search-api.ts";
import { searchHit } from "./article-fields.ts";
import { answerConsistently } from "./consistent-answer.ts";
import { type HttpContext, tookMs } from "./http-context.ts";
import { oneOf, readParameters, wholeNumber } from "./parameters.ts";
import { sendProblem } from "./send-problem.ts";

/** Longer than any question; in UTF-16 units, as a text field's maxlength counts. */
const MAX_QUERY_LENGTH = 500;

const searchParameters = v.object({
  q: v.optional(v.pipe(v.string(), v.maxLength(MAX_QUERY_LENGTH, `Give at most ${MAX_QUERY_LENGTH} characters.`)), ""),
  limit: v.optional(wholeNumber(1, 50), "10"),
  offset: v.optional(wholeNumber(0, 1_000), "0"),
  match: v.optional(oneOf(["auto", "all", "any"]), "auto"),
  count: v.optional(oneOf(["exact", "none"]), "exact"),
});

type SearchParameters = v.InferOutput<typeof searchParameters>;

/** Parts of the interface that are not built yet: an answer that ignored them would be another question's. */
const UNSUPPORTED = ["sort", "from", "to", "source", "agency", "place", "correct", "fold", "explain", "facets"];

/** Answers one search; 400 names every wrong parameter. */
export async function answerSearch(context: HttpContext): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const { values, problem } = readParameters(query, searchParameters, UNSUPPORTED);
  if (problem !== null) return sendProblem(context, problem);
  const { q: text, match, offset, limit, count } = values;
  const { search, meter } = context.var.dependencies;
  return answerConsistently(
    context,
    () => search.search({ text, match, offset, limit, counts: count === "exact" ? "all" : "page" }),
    (result) => {
      const answer: SearchAnswer = {
        query: { text, applied: result.appliedText, corrections: [], match: result.match },
        ...countHits(result, values),
        hits: result.hits.map(searchHit),
        sequence: result.sequence,
        tookMs: tookMs(context),
        cost: meter.cost,
      };
      return context.json(answer);
    },
  );
}

/**
 * How many there are. `count=none` does not ask for more than one beyond the page, which is enough to know whether there
 * is a next one.
 */
function countHits(
  { total, totalRest }: ArticleSearchResult,
  { count, offset, limit }: SearchParameters,
): Pick<SearchAnswer, "total" | "totalRelation" | "totalAny"> {
  if (count === "exact") return { total, totalRelation: "exact", totalAny: totalRest };
  const enough = offset + limit + 1;
  return {
    total: Math.min(total, enough),
    totalRelation: total < enough ? "exact" : "atLeast",
    totalAny: Math.min(totalRest, Math.max(0, enough - total)),
  };
}
