/**
 * GET /suggest (layer 5): how a query may go on, for a field that somebody types into. docs/http-api.md describes it.
 */
import * as v from "valibot";
import type { SuggestAnswer } from "../search-api.ts";
import { answerConsistently } from "./consistent-answer.ts";
import { type HttpContext, tookMs } from "./http-context.ts";
import { readParameters, wholeNumber } from "./parameters.ts";
import { queryText } from "./search-parameters.ts";
import { sendProblem } from "./send-problem.ts";

/** More is a list to read. Our decision. */
export const MAX_SUGGESTIONS = 20;

export const suggestParameters = v.object({
  q: v.optional(queryText(), ""),
  limit: v.optional(wholeNumber(1, MAX_SUGGESTIONS), "10"),
});

/** Answers what goes on from `q`; 400 names every wrong parameter. */
export async function answerSuggest(context: HttpContext): Promise<Response> {
  const { values, problem } = readParameters(new URL(context.req.url).searchParams, suggestParameters);
  if (problem !== null) return sendProblem(context, problem);
  const { search, meter } = context.var.dependencies;
  return answerConsistently(
    context,
    () => search.suggest({ text: values.q, limit: values.limit }),
    ({ suggestions, sequence }) => {
      const answer: SuggestAnswer = { suggestions, sequence, tookMs: tookMs(context), cost: meter.cost };
      return context.json(answer);
    },
  );
}
