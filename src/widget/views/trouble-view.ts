/**
 * What is said where there are no hits (layer 5): a failure, or that nothing was found, with what to do about it. Loaded where it is
 * first wanted.
 */
import type { SessionState } from "../session/search-session.ts";
import { russianTrouble, type TroubleWords } from "../texts/trouble-words.ts";
import type { ViewHost } from "./view.ts";

const troubleStyles = `
.problem,.empty{padding:.6em .8em}
.problem{border-inline-start:4px solid var(--warning)}
.button{min-height:44px;padding:.4em 1.1em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--raised);cursor:pointer}
.button:hover{border-color:var(--accent)}
.empty .button,.problem .button{display:block;margin-top:.6em}
.results .empty{padding-inline:0;margin-bottom:1em}
.empty>p{font-weight:600}
`;

/** What a screen reader is told once nobody types: what is remarked, what went wrong, and how many there are. */
export function announcementOf({ answer, failure }: SessionState, { root, locale }: ViewHost): string {
  const said = [...root.querySelectorAll(".remark,.problem p,.empty p:first-child")].map((node) => node.textContent);
  if (failure === null && answer?.hits.length) said.push(locale.messageOf("found", { n: answer.total }));
  return said.join(". ");
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
  const isFiltered = search.sources.length > 0 || search.from !== "" || search.to !== "";
  const offer = host.isPage && answer?.query.offer;
  return make(
    "div",
    { part: "empty" },
    make("p", {}, query === "" ? words.empty : about(words.nothing, query)),
    make("slot", { name: "empty" }, query === "" ? null : make("p", {}, words.advice)),
    offer ? button(about(words.meant, offer), () => want({ text: offer })) : null,
    isFiltered ? button(words.unfiltered, () => want({ sources: [], from: "", to: "" })) : null,
  );
}
