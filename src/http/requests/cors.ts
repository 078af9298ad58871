/**
 * Cross-origin reading (Fetch Standard, "CORS protocol"; layer 5): every origin without credentials by default, or a
 * list of origins. Runs around everything, so that problems can be read across origins too.
 */
import type { MiddlewareHandler } from "hono";
import type { HttpEnvironment } from "./http-context.ts";
import type { HttpSettings } from "./http-options.ts";

/** All that this app answers to. */
export const ALLOWED_METHODS = "GET, HEAD, OPTIONS";

/** Headers that scripts may send besides the safelisted ones, and those that they may read. */
const ALLOWED_HEADERS = "Content-Type, If-None-Match";
const EXPOSED_HEADERS = "ETag, Retry-After, X-Request-Id";

/** A day; browsers cut it to two hours or less. */
const PREFLIGHT_MAX_AGE_S = 86_400;

/** Sets the headers of every answer. An origin that is not on the list gets none, and its browser refuses the answer. */
export function crossOrigin({ corsOrigins }: Pick<HttpSettings, "corsOrigins">): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    await next();
    // Some answers let everybody in, whoever may read the others.
    if (context.res.headers.get("Access-Control-Allow-Origin") === "*") return;
    if (corsOrigins !== "*") context.res.headers.append("Vary", "Origin");
    const allowed = allowedOrigin(corsOrigins, context.req.header("origin"));
    if (allowed === null) return;
    context.res.headers.set("Access-Control-Allow-Origin", allowed);
    context.res.headers.set("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    if (context.req.method !== "OPTIONS") return;
    context.res.headers.set("Access-Control-Allow-Methods", ALLOWED_METHODS);
    context.res.headers.set("Access-Control-Allow-Headers", ALLOWED_HEADERS);
    context.res.headers.set("Access-Control-Max-Age", String(PREFLIGHT_MAX_AGE_S));
  };
}

/** The value of Access-Control-Allow-Origin, or null for none. Origins compare as text: browsers send them normalised. */
function allowedOrigin(corsOrigins: HttpSettings["corsOrigins"], origin: string | undefined): string | null {
  if (corsOrigins === "*") return "*";
  return origin !== undefined && corsOrigins.includes(origin) ? origin : null;
}
