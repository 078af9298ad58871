/**
 * What is said where there are no hits (layer 5): a failure, or that nothing was found, with what to do about it. Loaded where it is
 * first wanted.
 */
import { systemClock } from "../../clock.ts";
import type { SearchAnswer } from "../../search-api.ts";
import type { SearchFailure } from "../search-client.ts";
import type { SessionState } from "../session/search-session.ts";
import { isFiltered, NO_FILTERS } from "../session/search-state.ts";
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

/** What was announced last in a live region: an answer or a failure. */
const announced = new WeakMap<HTMLElement, SearchAnswer | SearchFailure | null>();

/**
 * Tells a screen reader, unless something else is wanted meanwhile, what is remarked, what went wrong, and how many there are; of
 * several elements of a session the one that has the hits does.
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
  const said = [...root.querySelectorAll(".remark,.problem p,.empty p:first-child")].map((node) => node.textContent);
  if (failure === null && answer?.hits.length && root.querySelector(".hit"))
    said.push(locale.messageOf("found", { n: answer.total }));
  live.replaceChildren(said.join(". "));
}

export function troubleOf({ failure, answer, search }: SessionState, host: ViewHost): HTMLElement {
  const { make, locale, session, want } = host;
  host.adoptStyles(host.shadow, troubleStyles);
  const words: TroubleWords = { ...russianTrouble, ...locale.replaced };
  const button = (text: string, click: () => void) => make("button", { part: "button", type: "button", click }, text);
  const about = (text: string, query: string): string => text.replace("{query}", () => query);
  if (failure !== null) {
    const { kind } = failure;
    const again = kind === "refused" ? null : button(words.retry, () => void session.retry());
    return make("div", { part: "problem" }, make("p", {}, words[kind]), again);
  }
  const query = search.text.trim();
  const offer = host.isPage() && answer?.query.offer;
  return make(
    "div",
    { part: "empty" },
    make("p", {}, query === "" ? words.empty : about(words.nothing, query)),
    make("slot", { name: "empty" }, query === "" ? null : make("p", {}, words.advice)),
    offer ? button(about(words.meant, offer), () => want({ text: offer })) : null,
    isFiltered(search) ? button(words.unfiltered, () => want(NO_FILTERS)) : null,
  );
}
