/**
 * Makes an answer of one state of the index, with the tag of that state (layer 5).
 *
 * A search object moves on to newer commits by itself, between two calls too. So the state is asked for before and
 * after: where it is the same, all between is of it, since states only follow each other.
 */
import type { IndexStatus } from "../../query/snapshot/index-status.ts";
import type { HttpContext } from "../requests/http-context.ts";
import { entityTag, holdsTag, nameAnswer, notModified } from "./conditional.ts";

/** Under a commit a second the next try is quiet: a state holds for a second at least. */
const MAX_TRIES = 3;

/**
 * Runs `read`, hands what it found and its state to `respond`, and names the answer by that state; or answers 304 where
 * the client holds it already. An answer that is not 200 is passed on as it is: where there may be such, `parts` must
 * name what is asked for, since only a client that was given this very answer may be told that it has not changed.
 */
export async function answerConsistently<T>(
  context: HttpContext,
  read: () => Promise<T>,
  respond: (content: T, status: IndexStatus) => Response | Promise<Response>,
  parts: readonly string[] = [],
): Promise<Response> {
  const { search } = context.var.dependencies;
  let before = await search.status();
  for (let tries = 1; ; tries += 1) {
    const tag = entityTag(context, before, parts);
    if (holdsTag(context, tag)) return notModified(context, tag);
    const content = await read();
    const after = await search.status();
    const isSteady = after.commitId === before.commitId;
    if (!isSteady && tries < MAX_TRIES) {
      before = after;
      continue;
    }
    return nameAnswer(context, await respond(content, after), isSteady ? tag : null);
  }
}
