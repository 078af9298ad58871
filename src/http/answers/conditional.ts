/**
 * ETags of answers, and If-None-Match (RFC 9110, 8.8.3 and 13.1.2; layer 5). An answer is named by what it is made of: a
 * commit, a build, the settings, and the day, since dates may be counted from it. Time taken and cost are left out: the
 * tags are weak.
 */
import { isoTimestamp } from "../../clock.ts";
import { sha256 } from "../../content-hash.ts";
import type { IndexStatus } from "../../query/snapshot/index-status.ts";
import type { HttpContext } from "../requests/http-context.ts";

/** 132 bits. */
const HASH_CHARACTERS = 22;

/** The tag of every answer that is made of one state of the index; `parts` is what else the answer depends on. */
export function entityTag(
  context: HttpContext,
  { sequence, commitId }: Pick<IndexStatus, "sequence" | "commitId">,
  parts: readonly (string | number)[] = [],
): string {
  const { clock, settings } = context.var.dependencies;
  const day = isoTimestamp(clock.nowMs()).slice(0, 10);
  const named = JSON.stringify([sequence, commitId, settings, day, ...parts]);
  return `W/"${sha256(named).toString("base64url").slice(0, HASH_CHARACTERS)}"`;
}

/** Whether the client says that it holds an answer of this tag; by weak comparison. */
export function holdsTag(context: HttpContext, tag: string): boolean {
  const wanted = tag.slice("W/".length);
  const header = context.req.header("if-none-match") ?? "";
  return [...header.matchAll(/"[^"]*"/g)].some(([held]) => held === wanted);
}

/** Nothing has changed: the tag and the rules of caching, no body. */
export function notModified(context: HttpContext, tag: string): Response {
  return withCaching(context, context.body(null, 304), tag);
}

/**
 * An answer with its tag and the rules of caching; without a tag (null) where the index moved while it was made. Anything
 * but 200 stays as it is. `If-None-Match: *` is content with any answer, so 200 becomes 304 for it.
 */
export function nameAnswer(context: HttpContext, response: Response, tag: string | null): Response {
  if (response.status !== 200) return response;
  const isAnyEnough = context.req.header("if-none-match")?.trim() === "*";
  return isAnyEnough && tag !== null ? notModified(context, tag) : withCaching(context, response, tag);
}

function withCaching(context: HttpContext, response: Response, tag: string | null): Response {
  if (tag !== null) response.headers.set("ETag", tag);
  response.headers.set("Cache-Control", context.var.dependencies.settings.cacheControl);
  return response;
}
