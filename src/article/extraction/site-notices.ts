/**
 * What a site says of itself below a story, in sentences that look like paragraphs (layer 1).
 */

import { isLastCall } from "../line-rules/call-to-action.ts";
import { countSiteBoilerplate } from "../line-rules/site-boilerplate.ts";
import type { DropReason, ModelLine } from "./page-model.ts";

/** So many words of a site's trade make a sentence its own. Counted: 1.2 % of 11,000 paragraphs of news have them. */
const MIN_SITE_TALK = 3;
/** And so many even where it stands right below the story. Our decision. */
const MIN_SURE_SITE_TALK = 5;
/** A text of fewer paragraphs is a note, whose every sentence may be news. Our decision. */
const MIN_CALLED_LINES = 2;

/** What a site says of itself stands below the story, parted from it by something that is no text. */
export function withoutSiteTalk(
  lines: readonly ModelLine[],
  body: number[],
  reasons: Map<number, DropReason>,
): number[] {
  const talk = body.map((i) => (lines[i]?.dateline === null ? countSiteBoilerplate(lines[i]?.text ?? "") : 0));
  let end = withoutLastCalls(lines, body);
  for (let n = end - 1; n > 0; n -= 1) {
    const i = body[n] ?? 0;
    const needed = n === end - 1 ? MIN_SITE_TALK : MIN_SITE_TALK - 1;
    if ((talk[n] ?? 0) < needed) break;
    if ((body[n - 1] ?? 0) < i - 1 || (talk[n] ?? 0) >= MIN_SURE_SITE_TALK) end = n;
  }
  end = Math.min(end, endBeforeNotices(lines, body, talk));
  // A heading of the notices is none of the story.
  while (end > 1 && end < body.length && isBareHeading(lines[body[end - 1] ?? -1])) end -= 1;
  for (const i of body.slice(end)) reasons.set(i, { kind: "notice", reason: "a notice to readers" });
  return body.slice(0, end);
}

/** Where the calls and sources begin that a text ends with; its first paragraphs are none. */
function withoutLastCalls(lines: readonly ModelLine[], body: readonly number[]): number {
  let end = body.length;
  while (end > MIN_CALLED_LINES) {
    const line = lines[body[end - 1] ?? -1];
    if (line === undefined || line.dateline !== null || !isLastCall(line.text, line.shape.words)) break;
    end -= 1;
  }
  return end;
}

function isBareHeading(line: ModelLine | undefined): boolean {
  return line?.role === "heading" && !line.shape.endsOpen;
}

/** Behind a notice that is surely one all goes, if every line has a word of the trade, and the story is longer. */
function endBeforeNotices(lines: readonly ModelLine[], body: readonly number[], talk: readonly number[]): number {
  const wordsAt = (n: number) => lines[body[n] ?? -1]?.shape.words ?? 0;
  let after = 0;
  let best = body.length;
  for (let n = body.length - 1; n > 0 && (talk[n] ?? 0) > 0; n -= 1) {
    after += wordsAt(n);
    if (lines[(body[n] ?? 0) - 1]?.noise === "legal") best = n;
  }
  const before = body.slice(0, best).reduce((sum, _, n) => sum + wordsAt(n), 0);
  return before > after ? best : body.length;
}
