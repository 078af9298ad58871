/**
 * GET /articles/{id}/similar (layer 5): what else there is to read about the same.
 */
import * as v from "valibot";
import type { SimilarAnswer } from "../../search-api.ts";
import { articleHref, searchHit } from "../answers/article-fields.ts";
import { answerConsistently } from "../answers/consistent-answer.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";
import { oneOf, readParameters, wholeNumber } from "../requests/parameters.ts";
import { articleNotFound, chooseArticle, idOfPath, keyParameter } from "./article-choice.ts";

/** What stands behind the id in the path. */
const ENDING = "/similar";

/** Whether a path below /articles/ is of this endpoint; an id may be called «similar». */
export function isSimilarPath(pathname: string): boolean {
  return pathname.endsWith(ENDING) && pathname.split("/").length > 3;
}

/** Nobody reads on in more. */
export const MAX_SIMILAR = 20;

export const similarParameters = v.object({
  key: keyParameter,
  limit: v.optional(wholeNumber(1, MAX_SIMILAR), "5"),
  collapse: v.optional(oneOf(["false", "true"]), "true"),
});

/** Answers with hits as /search does; problems as /articles/{id}. */
export async function answerSimilar(context: HttpContext): Promise<Response> {
  const url = new URL(context.req.url);
  const { values, problem } = readParameters(url.searchParams, similarParameters);
  if (problem !== null) return sendProblem(context, problem);
  const id = idOfPath(url.pathname, ENDING);
  if (id === null) return sendProblem(context, articleNotFound());
  const { key = "", limit, collapse } = values;
  const { search, meter } = context.var.dependencies;
  return answerConsistently(
    context,
    async () => {
      const chosen = chooseArticle(await search.findById(id, values.key));
      if ("code" in chosen) return chosen;
      return { chosen, hits: await search.findSimilar(chosen, { limit, collapse: collapse === "true" }) };
    },
    (found, { sequence }) => {
      if ("code" in found) return sendProblem(context, found);
      const { chosen, hits } = found;
      const answer: SimilarAnswer = {
        article: { id: chosen.id, href: articleHref(chosen.id, chosen.key), key: chosen.key },
        hits: hits.map((hit) => searchHit(hit, new URLSearchParams())),
        sequence,
        tookMs: tookMs(context),
        cost: meter.cost,
      };
      return context.json(answer);
    },
    ["similar", id, key, String(limit), collapse],
  );
}
