/**
 * The message in place of hits: a failure, or that nothing was found, with what to do about it.
 */
import { systemClock } from "../../clock.ts";
import type { SearchAnswer } from "../../search-api.ts";
import { fillText } from "../../texts/texts.ts";
import type { SearchFailure } from "../search-client.ts";
import { isFiltered, NO_FILTERS, type SearchState } from "../session/search-state.ts";
import type { SessionState } from "../session/session-state.ts";
import { russianTrouble, type TroubleWords } from "../texts/trouble-words.ts";
import { buttonStyles } from "./button-styles.ts";
import type { ViewHost } from "./view.ts";

const troubleStyles = `${buttonStyles}
.button:hover{border-color:var(--accent)}
.problem,.empty{padding:.6em .8em}
.problem{border-inline-start:4px solid var(--warning)}
.empty .button,.problem .button{display:block;margin-top:.6em}
.results .empty{padding-inline:0;margin-bottom:1em}
.empty>p{font-weight:600}
`;

/** Announced once nobody has typed for so long: a screen reader would talk over the typing. */
const ANNOUNCE_AFTER_MS = 700;

/** The last announcement of each live region: an answer or a failure. */
const announced = new WeakMap<HTMLElement, SearchAnswer | SearchFailure | null>();

/**
 * Tells a screen reader, unless something else is wanted meanwhile, what is remarked, what went wrong, and how many
 * there are; of several elements of a session the one that has the hits does.
 */
export async function announce({ search, answer, failure, isPaused }: SessionState, host: ViewHost, live: HTMLElement) {
  const { root, locale, session } = host;
  await systemClock.sleep(ANNOUNCE_AFTER_MS);
  const { state } = session;
  const news = failure ?? answer;
  if (state.search !== search || (state.failure ?? state.answer) !== news || state.isLoading) return;
  // That nothing was found is told anew at the pause.
  if (answer?.hits.length === 0 && !isPaused) return;
  if (announced.get(live) === news) return;
  announced.set(live, news);
  const said = [...root.querySelectorAll(".remark,.problem p,.empty p:first-child")].map(({ textContent }) =>
    textContent.trim(),
  );
  if (failure === null && answer?.hits.length && root.querySelector(".hit"))
    said.push(locale.messageOf("found", { n: answer.total }));
  live.replaceChildren(said.join(". ").replace(/([.:])\. /g, "$1 "));
}

/** A failure, or that nothing was found, once nobody types; else nothing. One letter is the beginning of something. */
export function troubleOf(state: SessionState, host: ViewHost): HTMLElement[] {
  const { failure, answer, isPaused, search } = state;
  const isNothing = answer?.hits.length === 0 && isPaused && search.text.trim().length !== 1;
  if (failure === null && !isNothing) return [];
  host.adoptStyles(host.shadow, troubleStyles);
  const words: TroubleWords = { ...russianTrouble, ...host.locale.replaced };
  return [failure === null ? nothingFound(state, words, host) : problem(failure, words, host)];
}

function problem({ kind }: SearchFailure, words: TroubleWords, { make, session }: ViewHost): HTMLElement {
  const retry = (): void => void session.retry();
  const again = make("button", { part: "button", type: "button", click: retry }, words.retry);
  return make("div", { part: "problem" }, make("p", {}, words[kind]), kind === "refused" ? null : again);
}

/** Makes the message that nothing was found, with a button that removes filters. */
function nothingFound({ search }: SessionState, words: TroubleWords, host: ViewHost): HTMLElement {
  const { make, want } = host;
  const query = search.text.trim();
  const button = (text: string, change: Partial<SearchState>) =>
    make("button", { part: "button", type: "button", click: () => want(change) }, text);
  return make(
    "div",
    { part: "empty" },
    make("p", {}, query === "" ? words.empty : fillText(words.nothing, host.locale.language, { text: query })),
    make("slot", { name: "empty" }, query === "" ? null : make("p", {}, words.advice)),
    isFiltered(search) ? button(words.unfiltered, NO_FILTERS) : null,
  );
}
