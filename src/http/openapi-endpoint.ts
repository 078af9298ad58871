/**
 * GET /openapi.json (layer 5): the description of the API for programs and for those who write them.
 */
import { sha256 } from "../content-hash.ts";
import type { HttpContext } from "./http-context.ts";
import { describeApi } from "./openapi.ts";
import { publicAddress } from "./public-address.ts";

/** Changes with the build and the settings alone. */
const CACHE_CONTROL = "public, max-age=3600";

/** Asks nothing of the store; made anew each time, since it is asked for seldom. */
export function answerOpenApi(context: HttpContext): Response {
  const { siteName, documentation } = context.var.dependencies.settings;
  const serverUrl = publicAddress(context, "/").replace(/\/$/, "");
  const json = JSON.stringify(describeApi({ siteName, serverUrl, documentation }));
  const tag = `"${sha256(json).toString("base64url").slice(0, 22)}"`;
  const headers = { ETag: tag, "Cache-Control": CACHE_CONTROL };
  if (context.req.header("if-none-match") === tag) return context.body(null, 304, headers);
  return context.body(json, 200, { ...headers, "Content-Type": "application/json" });
}
