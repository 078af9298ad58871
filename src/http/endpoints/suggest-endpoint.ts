/**
 * GET /suggest (layer 5): how a query may go on, for a field that somebody types into. docs/http-api.md describes it.
 */

import * as v from "valibot";
import type { OpenSearchSuggestions, SuggestAnswer } from "../../search-api.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";
import { oneOf, queryText, readParameters, wholeNumber } from "../requests/parameters.ts";

/** More is a list to read. Untuned. */
export const MAX_SUGGESTIONS = 20;

const suggestParameters = v.object({
  q: v.optional(queryText(), ""),
  limit: v.optional(wholeNumber(1, MAX_SUGGESTIONS), "10"),
  format: v.optional(oneOf(["json", "opensearch"]), "json"),
});

/** What browsers ask for in their address bar: the text and the ways to go on (OpenSearch Suggestions 1.1). */
const OPENSEARCH_TYPE = "application/x-suggestions+json";

export const suggestEndpoint: Endpoint = {
  path: "/suggest",
  answer: answerSuggest,
  operation: {
    summary: "How a query may go on.",
    parameters: suggestParameters,
    answers: { [JSON_TYPE]: "SuggestAnswer", [OPENSEARCH_TYPE]: "OpenSearchSuggestions" },
  },
};

/** Answers what goes on from `q`; 400 names every wrong parameter. */
async function answerSuggest(context: HttpContext): Promise<Response> {
  const { values, problem } = readParameters(new URL(context.req.url).searchParams, suggestParameters);
  if (problem !== null) return sendProblem(context, problem);
  const { search, meter } = context.var.dependencies;
  return answerConsistently(
    context,
    () => search.suggest({ text: values.q, limit: values.limit }),
    ({ suggestions, sequence }) => {
      if (values.format === "opensearch") {
        const answer: OpenSearchSuggestions = [values.q, suggestions.map(({ text }) => text)];
        return context.body(JSON.stringify(answer), 200, { "Content-Type": OPENSEARCH_TYPE });
      }
      const answer: SuggestAnswer = { suggestions, sequence, tookMs: tookMs(context), cost: meter.cost };
      return context.json(answer);
    },
  );
}
