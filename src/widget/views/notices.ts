/**
 * What is said about an answer (layer 5): how many there are, what was corrected, what is missing, what went wrong.
 */
import type { SearchHit } from "../../search-api.ts";
import type { SessionState } from "../session/search-session.ts";
import type { Locale } from "../texts/messages.ts";
import { make } from "./make-element.ts";

/** The number of what was found, or that nothing was; empty while nothing is known. */
export function summary({ answer, search, failure }: SessionState, locale: Locale): string {
  if (failure !== null) return locale.messageOf(failure.kind);
  if (answer === null) return "";
  const query = search.text.trim();
  if (answer.hits.length === 0)
    return query === "" ? locale.messageOf("empty") : locale.messageOf("nothing", { query });
  return locale.messageOf("found", { n: answer.total });
}

/** What was searched for in place of what was typed, or null where nothing was corrected. */
function correctedQuery({ answer }: SessionState): string | null {
  const corrections = answer?.query.corrections ?? [];
  if (corrections.length === 0) return null;
  return corrections.reduce((text, { from, to }) => text.replace(from, () => to), answer?.query.text ?? "").trim();
}

/** Whether the first hit that lacks some of the words, after others that have all, is at this place. */
export function startsPartial(hits: readonly SearchHit[], index: number): boolean {
  const before = hits[index - 1];
  return before !== undefined && !before.partialMatch && hits[index]?.partialMatch === true;
}

/** That the query was corrected, cut, or met by no article whole. */
export function remarks(state: SessionState, locale: Locale): HTMLElement[] {
  const { answer, hits } = state;
  const corrected = correctedQuery(state);
  const texts = [
    corrected === null ? null : locale.messageOf("corrected", { query: corrected }),
    answer?.query.leftOut ? locale.messageOf("leftOut") : null,
    answer?.query.match === "any" && hits.length > 0 ? locale.messageOf("anyWord") : null,
  ];
  return texts.filter((text) => text !== null).map((text) => make("p", { part: "remark" }, text));
}

/** A failure, or that nothing was found, with what to do about it; else nothing. */
export function trouble(state: SessionState, locale: Locale, retry: () => void): HTMLElement[] {
  const { failure, answer, search } = state;
  if (failure !== null) {
    const again = make("button", { part: "button", type: "button", click: retry }, locale.messageOf("retry"));
    const { kind } = failure;
    return [make("div", { part: "problem" }, make("p", {}, locale.messageOf(kind)), kind === "refused" ? null : again)];
  }
  if (answer === null || answer.hits.length > 0) return [];
  const advice = search.text.trim() === "" ? null : make("p", {}, locale.messageOf("advice"));
  return [
    make("div", { part: "empty" }, make("p", {}, summary(state, locale)), make("slot", { name: "empty" }, advice)),
  ];
}
