/**
 * One life of an element (layer 5), from being put into a page to being taken out: wires a session to the field, its views,
 * the page's address and its events. Nothing listens, waits or asks after its end. `<poisk-search>`, `<poisk-results>` and
 * `<poisk-filters>` differ in the view that they show, and in who has the field; elements of one `session` share it.
 *
 * What not every page needs is a file of its own, loaded side by side before the field shows itself; one that cannot be loaded
 * is done without. The view is loaded while the first question is under way.
 */
import { MAX_LIMIT, type SearchAnswer, type SearchHit } from "../search-api.ts";
import { elementStyles } from "./element-styles.ts";
import { report } from "./report.ts";
import { createSearchClient, type SearchFailure } from "./search-client.ts";
import type { PageAddress } from "./session/page-address.ts";
import {
  createSearchSession,
  type SearchSession,
  type SessionOptions,
  type SessionState,
} from "./session/search-session.ts";
import { EMPTY_SEARCH, type SearchState } from "./session/search-state.ts";
import { loadMessages, type Messages } from "./texts/messages.ts";
import { make } from "./views/make-element.ts";
import { createSearchField, type SearchField } from "./views/search-field.ts";
import { laterView, type ViewHost, viewKit } from "./views/view.ts";

/** Of `poisk:search`: the first page of what is wanted has come, with its passages. */
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

const DROPDOWN_HITS = 6;
const PAGE_HITS = 10;
/** Elements that show results as a page does. */
const RESULTS = "poisk-results,[mode=page]";

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
  let address: PageAddress | undefined;
  let shared: typeof import("./session/shared-session.ts") | null = null;
  let shownAnswer: SearchAnswer | null = null;
  /** What the field has of the session, or the session of the field. */
  let shownText = "";
  /** The focus was asked for before there was a field. */
  let isFocused = false;

  const kind = element.localName;
  const hasResults = element.matches(RESULTS);
  const loadList = () => import("./views/option-list.ts");
  const loadFilters = () => import("./views/filters-view.ts");
  const loadView =
    kind === "poisk-filters" ? loadFilters : hasResults ? () => import("./views/page-view.ts") : loadList;
  /** Whether the page shows results, by this element or another of the session. */
  const isPage = (): boolean => hasResults || Boolean(shared?.findElement(element, RESULTS));
  /** What one element of a session says for all. */
  const readSetting = (name: string): string | null =>
    (shared?.findElement(element, `[${name}]`) ?? element).getAttribute(name);

  const start = async (): Promise<void> => {
    void loadView().catch(report);
    if (element.hasAttribute("session")) shared = await import("./session/shared-session.ts").catch(report);
    const index = readSetting("index");
    const endpoint = parseAddress(index || readSetting("endpoint"));
    if (endpoint === null) {
      report("no endpoint");
      shared?.awaitSession(element, start);
      return;
    }
    const prefix = readSetting("sync-url");
    const json = element.getAttribute("messages");
    const ownMessages =
      json || replaced
        ? import("./texts/own-messages.ts").then((own) => own.readMessages(json, replaced), report)
        : null;
    const template = element.querySelector<HTMLTemplateElement>(":scope>template");
    const [locale, options, addressPart, wayBack, indexPart] = await Promise.all([
      loadMessages(readLanguage(element), ownMessages),
      template || element.hasAttribute("pictures") ? import("./views/hit-options.ts").catch(report) : null,
      prefix === null ? null : import("./session/page-address.ts").catch(report),
      history.state?.poisk ? import("./session/way-back.ts").catch(report) : null,
      index ? import("./index-client.ts").catch(report) : null,
    ]);
    // Attributes that are set one after another begin but one life that lasts.
    if (signal.aborted) return;

    const label = element.getAttribute("label") ?? locale.messageOf("label");
    const placeholder = element.getAttribute("placeholder") ?? label;
    const live = make("div", { part: "live", role: "status" });
    const shown = (state: SessionState): void => {
      root.setAttribute("aria-busy", `${state.isLoading}`);
      showText(state);
      // An answer to what was typed before is shown meanwhile.
      if (state.isLoading && state.answer === shownAnswer) return;
      shownAnswer = state.answer;
      view.show(state);
      // It is there then, where the connection is gone later.
      host.loadTrouble().then((part) => part.announce(state, host, live), report);
    };
    const client = indexPart?.createIndexClient(endpoint, element) ?? createSearchClient({ endpoint });
    field = createSearchField(locale, label, placeholder, (typed) => want({ text: typed }, "typing"), submit);
    const form = kind === "poisk-search" ? field.form : null;
    const root = make("div", { part: "root", lang: locale.language }, form, live);
    // Results and filters may come later.
    const isWide = shared || hasResults;
    const sessionOptions: SessionOptions = {
      client,
      pageSize: readPageSize(readSetting("page-size")) || (isWide ? PAGE_HITS : DROPDOWN_HITS),
      facets: isWide ? ["source"] : [],
      listsNewest: isPage,
      before: first ? null : wayBack?.readKept(element),
      onChange: shown,
      onAnswer: (answer, search) => tell("poisk:search", { query: search.text, search, answer }),
      onFailure: (failure) => tell("poisk:error", { failure }),
    };
    session = shared?.joinSession(element, sessionOptions, createSearchSession) ?? createSearchSession(sessionOptions);
    const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const host: ViewHost = {
      ...viewKit,
      isPage,
      loadList,
      loadTrouble: () => import("./views/trouble-view.ts"),
      loadFilters,
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
      picture: options ? (hit) => options.createPicture(hit, host) : null,
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
    viewKit.adoptStyles(shadow, elementStyles);
    // Whoever types goes on typing in the field of the next life.
    const typed = shadow.querySelector<HTMLInputElement>(".input")?.value;
    if (before && before === first && typed) first = { ...before, text: typed };
    isFocused ||= shadow.activeElement !== null;
    shadow.replaceChildren(root);
    if (isFocused) field.input.focus();
    view.show(session.state);

    addEventListener("online", () => host.session.state.failure && host.session.retry(), { signal });
    address = addressPart?.connectAddress(prefix ?? "", session, signal);
    const { state } = session;
    showText(state);
    const search = first ?? address?.read();
    // What is kept, or was asked by another element, is there already.
    if (!state.answer && !state.isLoading && (search || isPage())) session.want(search ?? EMPTY_SEARCH);
  };

  const showText = ({ search }: SessionState): void => {
    if (search.text === shownText) return;
    shownText = search.text;
    field?.setText(shownText);
  };

  const want = (change: Partial<SearchState>, how: "typing" | "now" = "now"): void => {
    if (how === "typing") shownText = change.text ?? "";
    session?.want(change, how);
    address?.write(how);
    if (session) tell("poisk:change", { search: session.state.search });
  };

  const submit = (text: string): void => {
    const page = !isPage() && readResultsAddress(element, text);
    if (page) location.assign(page);
    else want({ text });
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

/** That of the element, of what it stands in, or of the page. */
function readLanguage(element: Element): string {
  return element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || "ru";
}

/** As many hits as the API gives at the most, or 0. */
function readPageSize(text: string | null): number {
  return Math.max(0, Math.min(Math.trunc(Number(text)), MAX_LIMIT));
}

/** The page with all results of a query; undefined where none is named. */
function readResultsAddress(element: Element, text: string): string | undefined {
  const url = parseAddress(element.getAttribute("results-page"));
  url?.searchParams.set("q", text.trim());
  return url?.href;
}

/** Relative to the page; null for anything but http and https. */
function parseAddress(text: string | null): URL | null {
  try {
    const url = new URL(text ?? "about:", document.baseURI);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
