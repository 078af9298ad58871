/**
 * The reader's last queries in the dialog, kept in this browser alone, where the site asks for it: nothing else of the
 * widget keeps anything.
 */
import type { DialogWords } from "./texts/dialog-words.ts";
import type { ViewKit } from "./views/view-kit.ts";

const MAX_RECENT = 5;

const recentStyles = `
.recent{margin-top:12px;padding-top:8px;border-top:1px solid var(--line)}
.recent p{display:flex;justify-content:space-between;align-items:center;padding-inline-start:.8em;font-size:.875em;color:var(--muted)}
.recent button{min-height:44px;padding:0 .8em;border:0;border-radius:var(--poisk-radius,8px);background:none;cursor:pointer;text-align:start}
.recent button:hover{background:var(--raised)}
.recent p~button{display:block;width:100%}
`;

export interface RecentSearches {
  readonly element: HTMLElement;
  /** Shows them where nothing is typed. */
  show(): void;
  remember(query: string): void;
}

/** Shown and kept by archive: the lists of two endpoints are apart. */
export function createRecentSearches(
  search: HTMLElementTagNameMap["poisk-search"],
  shadow: ShadowRoot,
  { make, adoptStyles }: Pick<ViewKit, "make" | "adoptStyles">,
  words: DialogWords,
): RecentSearches {
  const name = `poisk-recent ${search.getAttribute("endpoint")}`;
  const element = make("section", { part: "recent", "aria-label": words.recent, hidden: true });
  const write = (queries: readonly string[]): void => {
    try {
      if (queries.length > 0) localStorage.setItem(name, JSON.stringify(queries));
      else localStorage.removeItem(name);
    } catch (error) {
      // A browser may forbid it, or be full: the search goes on without.
      if (!(error instanceof DOMException)) throw error;
    }
  };
  const show = (): void => {
    const queries = search.value.trim() === "" ? read(name) : [];
    element.hidden = queries.length === 0;
    const take = (query: string) => (): void => {
      search.value = query;
      search.focus();
      search.shadowRoot?.querySelector("input")?.click();
      show();
    };
    const forget = (): void => {
      write([]);
      show();
      search.focus();
    };
    element.replaceChildren(
      make("p", {}, words.recent, make("button", { type: "button", click: forget }, words.forget)),
      ...queries.map((query) => make("button", { type: "button", dir: "auto", click: take(query) }, query)),
    );
  };
  adoptStyles(shadow, recentStyles);
  search.addEventListener("input", show);
  search.addEventListener("click", show);
  return {
    element,
    show,
    remember(query) {
      const text = query.trim();
      if (text !== "") write([text, ...read(name).filter((other) => other !== text)].slice(0, MAX_RECENT));
    },
  };
}

/** Empty where the browser keeps nothing, or something else. */
function read(name: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(kept) ? kept.filter((query) => typeof query === "string") : [];
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return [];
    throw error;
  }
}
