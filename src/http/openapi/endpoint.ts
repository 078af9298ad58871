/**
 * GET /openapi.json (layer 5): the description of the API for programs and for those who write them.
 */
import { answerFixed } from "../answers/fixed-answer.ts";
import { publicBase } from "../answers/public-address.ts";
import type { HttpContext } from "../requests/http-context.ts";
import { describeApi } from "./openapi.ts";

/** Changes with the build and the settings alone. */
const MAX_AGE_S = 3_600;

/** Asks nothing of the store; made anew each time, since it is asked for seldom. */
export function answerOpenApi(context: HttpContext): Response {
  const { siteName, documentation } = context.var.dependencies.settings;
  const serverUrl = publicBase(context);
  const json = JSON.stringify(describeApi({ siteName, serverUrl, documentation }));
  return answerFixed(context, json, "application/json", MAX_AGE_S);
}
