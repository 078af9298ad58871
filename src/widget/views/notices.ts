/**
 * What is said about an answer (layer 5): how many there are, what was corrected, what is missing, what went wrong.
 */
import type { SearchHit } from "../../search-api.ts";
import type { SessionState } from "../session/search-session.ts";
import type { Speech } from "../texts/messages.ts";
import { make } from "./make-element.ts";

/** The number of what was found, or that nothing was; empty while nothing is known. */
export function summary({ answer, wanted, failure }: SessionState, speech: Speech): string {
  if (failure !== null) return speech.say(failure.kind);
  if (answer === null) return "";
  const query = wanted.text.trim();
  if (answer.hits.length === 0) return query === "" ? speech.say("empty") : speech.say("nothing", { query });
  return speech.say("found", { n: answer.total });
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
export function remarks(state: SessionState, speech: Speech): HTMLElement[] {
  const { answer, hits } = state;
  const corrected = correctedQuery(state);
  const texts = [
    corrected === null ? null : speech.say("corrected", { query: corrected }),
    answer?.query.leftOut ? speech.say("leftOut") : null,
    answer?.query.match === "any" && hits.length > 0 ? speech.say("anyWord") : null,
  ];
  return texts.filter((text) => text !== null).map((text) => make("p", { part: "remark" }, text));
}

/** A failure, or that nothing was found, with what to do about it; else nothing. */
export function trouble(state: SessionState, speech: Speech, retry: () => void): HTMLElement[] {
  const { failure, answer, wanted } = state;
  if (failure !== null) {
    const again = make("button", { part: "button", type: "button", click: retry }, speech.say("retry"));
    const { kind } = failure;
    return [make("div", { part: "problem" }, make("p", {}, speech.say(kind)), kind === "refused" ? null : again)];
  }
  if (answer === null || answer.hits.length > 0) return [];
  const advice = wanted.text.trim() === "" ? null : make("p", {}, speech.say("advice"));
  return [
    make("div", { part: "empty" }, make("p", {}, summary(state, speech)), make("slot", { name: "empty" }, advice)),
  ];
}
