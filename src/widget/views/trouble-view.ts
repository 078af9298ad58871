/**
 * What is said where there are no hits (layer 5): a failure, or that nothing was found, with what to do about it. Loaded where it is
 * first wanted.
 */
import type { SessionState } from "../session/search-session.ts";
import { englishTrouble, russianTrouble, type TroubleWords } from "../texts/trouble-words.ts";
import type { ViewHost } from "./view.ts";

export function troubleOf({ failure, search }: SessionState, host: ViewHost): HTMLElement {
  const { make, locale, session } = host;
  const words: TroubleWords = { ...(locale.isRussian ? russianTrouble : englishTrouble), ...locale.replaced };
  if (failure !== null) {
    const { kind } = failure;
    const retry = () => void session.retry();
    const again = make("button", { part: "button", type: "button", click: retry }, words.retry);
    return make("div", { part: "problem" }, make("p", {}, words[kind]), kind === "refused" ? null : again);
  }
  const query = search.text.trim();
  const said = query === "" ? words.empty : words.nothing.replace("{query}", () => query);
  const advice = query === "" ? null : make("p", {}, words.advice);
  return make("div", { part: "empty" }, make("p", {}, said), make("slot", { name: "empty" }, advice));
}
