/**
 * GET /suggest: how a query may go on, for a field that somebody types into. docs/http-api.md describes it.
 */

import { findSuggestions, readParameters, suggestParameters } from "../../api/api.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";

/** The content type that browsers accept for suggestions in their address bar (OpenSearch Suggestions 1.1). */
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
    () => findSuggestions(search, values),
    (found) =>
      "sequence" in found
        ? context.json({ ...found, tookMs: tookMs(context), cost: meter.cost })
        : context.body(JSON.stringify(found), 200, { "Content-Type": OPENSEARCH_TYPE }),
  );
}
