/**
 * ETags of answers, and If-None-Match (RFC 9110, 8.8.3 and 13.1.2). An answer is named by what it is made of: a commit,
 * a build, the settings, and the day in the owner's zone where the query says «вчера». Time taken and cost are left
 * out: the tags are weak.
 */
import { sha256, toBase64Url } from "../../content-hash.ts";
import type { IndexStatus } from "../../index/read.ts";
import type { HttpContext } from "../requests/http-context.ts";
import type { SearchedArticles } from "../requests/http-options.ts";

/** 132 bits. */
const HASH_CHARACTERS = 22;

/** The owner's day that an answer is of, and what is left of it. */
type AnswerDay = NonNullable<Awaited<ReturnType<SearchedArticles["dayOf"]>>>;

/** Number of tries. A state holds for at least a second under a commit a second, so the next try succeeds. */
const MAX_TRIES = 3;

/**
 * Makes an answer of one state of the index, with the tag of that state. A search object moves on to newer commits by
 * itself, between two calls too. So the state is asked for before and after: where it is the same, all between is of
 * it, since states only follow each other.
 *
 * Runs `read`, hands what it found and its state to `respond`, and names the answer by that state; or answers 304 where
 * the client holds it already. An answer that is not 200 is passed on as it is: where there may be such, `parts` must
 * name what is asked for, since only a client that was given this very answer may be told that it has not changed.
 * `day`: the answer is of that day alone, and no cache keeps it beyond its end.
 */
export async function answerConsistently<T>(
  context: HttpContext,
  read: () => Promise<T>,
  respond: (content: T, status: IndexStatus) => Response | Promise<Response>,
  parts: readonly string[] = [],
  day: AnswerDay | null = null,
): Promise<Response> {
  const { search } = context.var.dependencies;
  const asking = search.status();
  // Of a client that holds nothing: what is found is needed whatever the state is, which is asked for first all the
  // same.
  let reading = context.req.header("if-none-match") === undefined ? read() : null;
  // Whoever awaits it hears of a failure.
  reading?.catch(() => undefined);
  let before = await asking;
  for (let tries = 1; ; tries += 1) {
    const tag = entityTag(context, before, day === null ? parts : [...parts, day.day]);
    if (holdsTag(context, tag)) return notModified(context, tag, day);
    const content = await (reading ?? read());
    reading = null;
    const after = await search.status();
    const isSteady = after.commitId === before.commitId;
    if (!isSteady && tries < MAX_TRIES) {
      before = after;
      continue;
    }
    const response = await respond(content, after);
    if (response.status !== 200) return response;
    // `*` is content with any answer, so 200 becomes 304 for it.
    const isAnyEnough = context.req.header("if-none-match")?.trim() === "*";
    if (isSteady && isAnyEnough) return notModified(context, tag, day);
    return withCaching(context, response, isSteady ? tag : null, day);
  }
}

/**
 * An answer that no commit changes, made of the build and the settings alone and named by its own text; or 304 where
 * the client holds it already. `headers` are of both. Asks nothing of the store.
 */
export function answerFixed(
  context: HttpContext,
  text: string,
  contentType: string,
  headers: Readonly<Record<string, string>>,
): Response {
  const tag = tagOf(text);
  if (holdsTag(context, tag)) return context.body(null, 304, { ...headers, ETag: tag });
  return context.body(text, 200, { ...headers, ETag: tag, "Content-Type": contentType });
}

/** The tag of every answer that is made of one state of the index; `parts` is what else the answer depends on. */
function entityTag(
  context: HttpContext,
  { sequence, commitId }: Pick<IndexStatus, "sequence" | "commitId">,
  parts: readonly string[],
): string {
  const { settings } = context.var.dependencies;
  return tagOf(JSON.stringify([sequence, commitId, settings, ...parts]));
}

/** Tells whether the client holds an answer of this tag, by weak comparison. */
function holdsTag(context: HttpContext, tag: string): boolean {
  const wanted = tag.slice("W/".length);
  const header = context.req.header("if-none-match") ?? "";
  return [...header.matchAll(/"[^"]*"/g)].some(([held]) => held === wanted);
}

/** Answers that nothing has changed: the tag and the rules of caching, no body. */
function notModified(context: HttpContext, tag: string, day: AnswerDay | null): Response {
  return withCaching(context, context.body(null, 304), tag, day);
}

/** The rules of caching, and the tag; none (null) where the index moved while the answer was made. */
function withCaching(context: HttpContext, response: Response, tag: string | null, day: AnswerDay | null): Response {
  const { cacheControl } = context.var.dependencies.settings;
  if (tag !== null) response.headers.set("ETag", tag);
  response.headers.set("Cache-Control", day === null ? cacheControl : cutAges(cacheControl, day.leftMs));
  return response;
}

/** Limits the ages in Cache-Control, stale ones included, to the time that is left. */
function cutAges(cacheControl: string, leftMs: number): string {
  const leftSeconds = Math.max(0, Math.floor(leftMs / 1_000));
  const ages = [...cacheControl.matchAll(/\b(?:s-maxage|max-age)=(\d+)/gi)].map(([, age]) => Number(age));
  const staleSeconds = Math.max(0, leftSeconds - Math.max(0, ...ages));
  return cacheControl.replace(/\b([a-z-]+)=(\d+)/gi, (_, name: string, age: string) => {
    const most = /^stale-/i.test(name) ? staleSeconds : leftSeconds;
    return `${name}=${Math.min(Number(age), most)}`;
  });
}

function tagOf(text: string): string {
  return `W/"${toBase64Url(sha256(text)).slice(0, HASH_CHARACTERS)}"`;
}
