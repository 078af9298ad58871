/**
 * One life of the element (layer 5), from being put into a page to being taken out: wires a session to the field, its views,
 * the page's address and its events. Nothing listens, waits or asks after its end.
 *
 * What not every page needs is a file of its own, loaded side by side before the field shows itself; one that cannot be loaded
 * is done without. The view is loaded while the first question is under way.
 */
import { systemClock } from "../clock.ts";
import type { SearchAnswer, SearchHit } from "../search-api.ts";
import { elementStyles } from "./element-styles.ts";
import { report } from "./report.ts";
import { createSearchClient, type SearchFailure } from "./search-client.ts";
import { createSearchSession, type SearchSession, type SessionState } from "./session/search-session.ts";
import { EMPTY_SEARCH, type SearchState } from "./session/search-state.ts";
import { loadMessages, type Messages } from "./texts/messages.ts";
import { make } from "./views/make-element.ts";
import { createSearchField, type SearchField } from "./views/search-field.ts";
import { laterView, type ViewHost, viewKit } from "./views/view.ts";

/** Of `poisk:search`: a first page has come. */
export interface PoiskSearchDetail {
  readonly query: string;
  readonly search: SearchState;
  readonly answer: SearchAnswer;
}

/** Of `poisk:select`: a hit is about to be opened; `preventDefault` keeps it closed. */
export interface PoiskSelectDetail {
  readonly query: string;
  readonly hit: SearchHit;
  /** Counted from 0 among the hits shown; -1 for one that is collapsed under another. */
  readonly position: number;
}

/** Of `poisk:change`: the reader wants something else, which is asked for next. */
export interface PoiskChangeDetail {
  readonly query: string;
  readonly search: SearchState;
}

/** Of `poisk:error`: what was wanted could not be had. */
export interface PoiskErrorDetail {
  readonly query: string;
  readonly failure: SearchFailure;
}

export interface PoiskSearchEvents {
  "poisk:change": CustomEvent<PoiskChangeDetail>;
  "poisk:error": CustomEvent<PoiskErrorDetail>;
  "poisk:search": CustomEvent<PoiskSearchDetail>;
  "poisk:select": CustomEvent<PoiskSelectDetail>;
}

export interface Connection {
  /** What is in the field. */
  text(): string;
  /** Searches for it. */
  setText(text: string): void;
  focus(options?: FocusOptions): void;
  /** Takes all down; gives what was wanted at last, or null. */
  end(): SearchState | null;
}

/** Announced once nobody has typed for so long: a screen reader would talk over the typing. */
const ANNOUNCE_AFTER_MS = 700;
const DROPDOWN_HITS = 6;
const PAGE_HITS = 10;

/** `replaced` are words of the host, or null, `before` is what an earlier life wanted. Begins at once and goes on by itself. */
export function connect(
  element: HTMLElement,
  replaced: Partial<Messages> | null,
  before: SearchState | null,
): Connection {
  const life = new AbortController();
  const { signal } = life;
  let first = before;
  let field: SearchField | null = null;
  let session: SearchSession | null = null;
  let address: typeof import("./session/address-state.ts") | null = null;
  let shownAnswer: SearchAnswer | null = null;
  /** Counts what is asked and shown: the newest alone is announced. */
  let announcement = 0;
  /** A run of typing is one step of the browser's history. */
  let isTypingRun = false;
  /** The focus was asked for before there was a field. */
  let isFocused = false;

  const prefix = element.getAttribute("sync-url") ?? "";
  const isPage = element.getAttribute("mode") === "page";
  const loadList = () => import("./views/option-list.ts");
  const loadView = isPage ? () => import("./views/page-view.ts") : loadList;

  const start = async (): Promise<void> => {
    const endpoint = readEndpoint(element);
    if (endpoint === null) {
      report("no endpoint");
      return;
    }
    void loadView().catch(report);
    const json = element.getAttribute("messages");
    const ownMessages =
      json || replaced
        ? import("./texts/own-messages.ts").then((own) => own.readMessages(json, replaced), report)
        : null;
    const template = element.querySelector<HTMLTemplateElement>(":scope>template");
    const [locale, options, addressState] = await Promise.all([
      loadMessages(readLanguage(element), ownMessages),
      template || element.hasAttribute("pictures") ? import("./views/hit-options.ts").catch(report) : null,
      element.hasAttribute("sync-url") ? import("./session/address-state.ts").catch(report) : null,
    ]);
    // Attributes that are set one after another begin but one life that lasts.
    if (signal.aborted) return;
    address = addressState;

    const label = element.getAttribute("label") ?? locale.messageOf("label");
    const placeholder = element.getAttribute("placeholder") ?? label;
    const live = make("div", { part: "live", role: "status" });
    const shown = (state: SessionState): void => {
      root.setAttribute("aria-busy", `${state.isLoading}`);
      const turn = ++announcement;
      // An answer to what was typed before is shown meanwhile.
      if (state.isLoading && state.answer === shownAnswer) return;
      shownAnswer = state.answer;
      const { failure } = state;
      if (failure) tell("poisk:error", { failure });
      void systemClock.sleep(ANNOUNCE_AFTER_MS).then(() => {
        if (turn !== announcement) return;
        // It is there then, where the connection is gone later.
        host.loadTrouble().then((part) => live.replaceChildren(part.announcementOf(state, host)), report);
      });
      view.show(state);
    };
    const client = createSearchClient({ endpoint });
    field = createSearchField(locale, label, placeholder, (text) => want({ text }, "typing"), submit);
    const root = make("div", { part: "root", lang: locale.language }, field.form, live);
    session = createSearchSession({
      client,
      pageSize: readPageSize(element) ?? (isPage ? PAGE_HITS : DROPDOWN_HITS),
      facets: isPage ? ["source"] : [],
      listsNewest: isPage,
      onChange: shown,
      onAnswer: (answer, search) => tell("poisk:search", { query: search.text, search, answer }),
    });
    const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const host: ViewHost = {
      ...viewKit,
      isPage,
      loadList,
      loadTrouble: () => import("./views/trouble-view.ts"),
      loadFilters: () => import("./views/filters-view.ts"),
      shadow,
      root,
      field,
      client,
      session,
      signal,
      locale,
      want,
      resultsAddress: (text) => readResultsAddress(element, text),
      fill: template && options ? (hit) => options.fillTemplate(template, hit, host) : null,
      picture: options?.hitPicture,
      target: element.getAttribute("target"),
      addressOf: client.addressOf,
      onSelect(hit, event) {
        const detail = { hit, position: host.session.state.hits.indexOf(hit) };
        // In a new tab or window it is opened whatever the page does in this one.
        const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
        if (!tell("poisk:select", detail, !isElsewhere)) event.preventDefault();
      },
    };
    const view = laterView(async () => (await loadView()).createView(host));
    shadow.adoptedStyleSheets = [];
    viewKit.adoptStyles(shadow, elementStyles + (options?.pictureStyles ?? ""));
    // Whoever types goes on typing in the field of the next life.
    const typed = shadow.querySelector("input")?.value;
    if (before && before === first && typed) first = { ...before, text: typed };
    isFocused ||= shadow.activeElement !== null;
    shadow.replaceChildren(root);
    if (isFocused) field.input.focus();
    view.show(session.state);

    addEventListener("online", () => host.session.state.failure && host.session.retry(), { signal });
    const read = () => addressState?.readSearchState(location.href, prefix);
    const step = (): void => {
      // A step to another place of the page is none of ours.
      if (otherAddress()) showAll(read() ?? EMPTY_SEARCH);
    };
    addEventListener("popstate", step, { signal });
    const search = first ?? read();
    if (search || isPage) showAll(search ?? EMPTY_SEARCH);
  };

  /** Wants all of it, without a step in the history. */
  const showAll = (search: SearchState): void => {
    isTypingRun = false;
    field?.setText(search.text);
    session?.want(search);
  };

  const want = (change: Partial<SearchState>, how: "typing" | "now" = "now"): void => {
    session?.want(change, how);
    if (how === "now") field?.setText(session?.state.search.text ?? "");
    writeAddress(how === "typing" && isTypingRun);
    isTypingRun = how === "typing";
    if (session) tell("poisk:change", { search: session.state.search });
  };

  const submit = (text: string): void => {
    const page = readResultsAddress(element, text);
    if (page === null) want({ text });
    else location.assign(page);
  };

  /** The page's address with what is wanted, unless it is that already. */
  const otherAddress = () => {
    const href = session && address?.writeSearchState(location.href, prefix, session.state.search);
    return href === location.href ? null : href;
  };

  const writeAddress = (isReplaced: boolean): void => {
    const href = otherAddress();
    // The state is that of whoever else keeps one.
    if (href) history[isReplaced ? "replaceState" : "pushState"](history.state, "", href);
  };

  /** Of what is typed, where `told` does not say of which query. False where a listener prevented it. */
  const tell = <Name extends keyof PoiskSearchEvents>(
    name: Name,
    told: Omit<PoiskSearchEvents[Name]["detail"], "query"> & { readonly query?: string },
    cancelable = false,
  ): boolean => {
    const detail = { query: session?.state.search.text, ...told };
    return element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail }));
  };

  void start();
  return {
    text: () => field?.input.value ?? first?.text ?? "",
    setText(text) {
      if (session === null) first = { ...EMPTY_SEARCH, text };
      else want({ text });
    },
    focus(options) {
      isFocused = true;
      field?.input.focus(options);
    },
    end() {
      life.abort();
      session?.stop();
      return session?.state.search ?? first;
    },
  };
}

// Attributes are read leniently: what cannot be used counts as left out.

/** Where the API lives, or null. */
function readEndpoint(element: Element): URL | null {
  return readAddress(element, "endpoint");
}

/** That of the element, of what it stands in, or of the page. */
function readLanguage(element: Element): string {
  return element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || "ru";
}

/** A number of hits that the API gives, or null. */
function readPageSize(element: Element): number | null {
  const [size] = /^([1-9]|[1-4]\d|50)$/.exec(element.getAttribute("page-size") ?? "") ?? [];
  return Number(size) || null;
}

/** The page with all results of a query, or null where none is named. */
function readResultsAddress(element: Element, text: string): string | null {
  const url = readAddress(element, "results-page");
  url?.searchParams.set("q", text.trim());
  return url?.href ?? null;
}

/** Relative to the page; null for anything but http and https. */
function readAddress(element: Element, name: string): URL | null {
  try {
    const url = new URL(element.getAttribute(name) ?? "about:", document.baseURI);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
