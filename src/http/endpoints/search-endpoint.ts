/**
 * GET /search: parameters in, a page of hits out. docs/http-api.md describes both.
 */

import { findAnswer, readSearchParameters, searchParameters, toArticleQuery } from "../../api/api.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";

export const searchEndpoint: Endpoint = {
  path: "/search",
  answer: answerSearch,
  operation: {
    summary: "Ranked articles for a query, or the newest ones.",
    parameters: searchParameters,
    answers: { [JSON_TYPE]: "SearchAnswer" },
  },
};

/**
 * Answers one search; 400 names every wrong parameter. Where the suggestions fail, the hits are answered without them:
 * that is logged, and no cache keeps it.
 */
async function answerSearch(context: HttpContext): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const { values, problem } = readSearchParameters(query);
  if (problem !== null) return sendProblem(context, problem);
  const { search, meter, settings, logger } = context.var.dependencies;
  let failure: unknown = null;
  const response = await answerConsistently(
    context,
    () => findAnswer(search, query, values),
    ({ answer, suggestionsFailure }) => {
      failure = suggestionsFailure;
      const found = answer.total + answer.totalAny;
      context.set("searched", { found, ...(settings.logsQueries ? { q: values.q } : {}) });
      const unmetered = settings.isMetered ? {} : { unmetered: true };
      return context.json({ ...answer, ...unmetered, tookMs: tookMs(context), cost: meter.cost });
    },
    [],
    await search.dayOf(toArticleQuery(values)),
  );
  if (failure === null) return response;
  logger.error("suggestions-failed", { requestId: context.var.request.requestId, error: failure });
  response.headers.delete("ETag");
  response.headers.set("Cache-Control", "no-store");
  return response;
}
