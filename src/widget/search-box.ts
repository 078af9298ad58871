/**
 * The box of an element: wires a session to the field, its view, the page's address and its events. `<poisk-search>`,
 * `<poisk-results>` and `<poisk-filters>` differ in the view that they show, and in who has the field.
 */
import { systemClock } from "../clock.ts";
import { LISTED_NAMES, type SearchAnswer, type SearchHit } from "../search-api.ts";
import { elementStyles } from "./element-styles.ts";
import { sendEvent } from "./events.ts";
import { createSearchClient } from "./search-client.ts";
import type { PageAddress } from "./session/page-address.ts";
import { createSearchSession, type SearchSession, type SessionOptions } from "./session/search-session.ts";
import { EMPTY_SEARCH, type SearchState } from "./session/search-state.ts";
import type { SessionState } from "./session/session-state.ts";
import { resultsAddress, type Settings } from "./settings.ts";
import type { Locale } from "./texts/messages.ts";
import { make } from "./views/make-element.ts";
import { createSearchField, type SearchField } from "./views/search-field.ts";
import { announce, troubleOf } from "./views/trouble-view.ts";
import type { View, ViewHost } from "./views/view.ts";
import { viewKit } from "./views/view-kit.ts";

/** Elements that show results as a page does. */
export const PAGE_OF_RESULTS = "poisk-results,[mode=page]";

/** The parts of a loaded box; null for those that the element does not use. */
export interface BoxParts extends Pick<ViewHost, "locale" | "loadList" | "loadFilters"> {
  readonly settings: Settings;
  /** Address of the API or of the index. */
  readonly address: URL;
  readonly locale: Locale;
  /** The state that was shown before the reader left the page. */
  readonly kept: Partial<SessionState> | null;
  readonly loadView: () => Promise<{ readonly createView: (host: ViewHost) => View }>;
  readonly hitOptions: typeof import("./views/hit-options.ts") | null;
  readonly pageAddress: Pick<typeof import("./session/page-session.ts"), "connectAddress"> | null;
  readonly sharedSessions: Pick<typeof import("./session/page-session.ts"), "findElement" | "joinSession"> | null;
  readonly indexClient: typeof import("./index-client.ts") | null;
}

/** The first search of a box. */
export interface FirstWish {
  readonly search: SearchState | null;
  /**
   * True if an earlier instance of the element wanted the same. Then text that was typed into its field since counts.
   */
  readonly isOfBefore: boolean;
  readonly isFocused: boolean;
}

/**
 * A reader who waits for longer wants to know for what (Nielsen, "Response Times": the flow of thought stays for a
 * second).
 */
const PREPARING_AFTER_MS = 1_000;
const DROPDOWN_HITS = 6;
const PAGE_HITS = 10;

export class SearchBox {
  readonly field: SearchField;
  readonly session: SearchSession;
  readonly #element: HTMLElement;
  readonly #parts: BoxParts;
  readonly #root: HTMLElement;
  /** Live region for screen readers. */
  readonly #live = make("div", { part: "live", role: "status" });
  readonly #host: ViewHost;
  readonly #view: View;
  /** Says that a first answer takes long: an index or a function may be cold. */
  readonly #preparing = make("p", { part: "preparing", role: "status" });
  #isPrepared = false;
  #address: PageAddress | null = null;
  #shownAnswer: SearchAnswer | null = null;
  /** The session's text that the field shows, or the field's text that the session has. */
  #shownText = "";

  /** Replaces what stands in the element's shadow root, and asks for what is wanted first. All ends with `signal`. */
  constructor(element: HTMLElement, parts: BoxParts, first: FirstWish, signal: AbortSignal) {
    const { settings, address, locale } = parts;
    const label = settings.label ?? locale.messageOf("label");
    this.#element = element;
    this.#parts = parts;
    this.field = createSearchField(
      locale,
      label,
      settings.placeholder ?? label,
      (text) => this.want({ text }, "typing"),
      (text) => this.#submit(text),
    );
    const form = element.localName === "poisk-search" ? this.field.form : null;
    this.#root = make("div", { part: "root", lang: locale.language }, form, this.#preparing, this.#live);
    const client = parts.indexClient?.createIndexClient(address, element) ?? createSearchClient({ endpoint: address });
    this.session = this.#openSession(client, first.search === null ? parts.kept : null);
    this.#host = this.#createHost(client, signal);
    this.#view = viewKit.laterView(async () => (await parts.loadView()).createView(this.#host));
    const search = this.#enter(first);
    addEventListener("online", () => this.session.state.failure && this.session.retry(), { signal });
    this.#address = parts.pageAddress?.connectAddress(settings.addressPrefix ?? "", this.session, signal) ?? null;
    this.#begin(search ?? this.#address?.read());
  }

  /** Asks for something else, and tells the page. */
  want(change: Partial<SearchState>, how: "typing" | "now" = "now"): void {
    if (how === "typing") this.#shownText = change.text ?? "";
    this.session.want(change, how);
    this.#address?.write(how);
    const { search } = this.session.state;
    sendEvent(this.#element, "poisk:change", { query: search.text, search });
  }

  /** Tells whether the page shows results, by this element or another of the session. */
  #isPage(): boolean {
    const element = this.#element;
    return (
      element.matches(PAGE_OF_RESULTS) || Boolean(this.#parts.sharedSessions?.findElement(element, PAGE_OF_RESULTS))
    );
  }

  #openSession(client: SessionOptions["client"], before: Partial<SessionState> | null): SearchSession {
    const { settings, sharedSessions } = this.#parts;
    // Results and filters may come later.
    const isWide = sharedSessions !== null || this.#isPage();
    const options: SessionOptions = {
      client,
      pageSize: settings.pageSize || (isWide ? PAGE_HITS : DROPDOWN_HITS),
      facets: isWide ? LISTED_NAMES : [],
      listsNewest: () => this.#isPage(),
      before,
      onChange: (state) => this.#show(state),
      onAnswer: (answer, search) => sendEvent(this.#element, "poisk:search", { query: search.text, search, answer }),
      onFailure: (failure) =>
        sendEvent(this.#element, "poisk:error", { query: this.session.state.search.text, failure }),
    };
    return sharedSessions?.joinSession(this.#element, options, createSearchSession) ?? createSearchSession(options);
  }

  #createHost(client: Pick<ViewHost, "addressOf"> & ViewHost["client"], signal: AbortSignal): ViewHost {
    const { hitOptions, loadFilters, loadList, locale, settings } = this.#parts;
    const { target, template } = settings;
    const host: ViewHost = {
      ...viewKit,
      client,
      loadFilters,
      loadList,
      locale,
      signal,
      target,
      field: this.field,
      root: this.#root,
      session: this.session,
      shadow: this.#element.shadowRoot ?? this.#element.attachShadow({ mode: "open" }),
      isPage: () => this.#isPage(),
      want: (change) => this.want(change),
      resultsAddress: (text) => resultsAddress(this.#element, text),
      trouble: (state) => troubleOf(state, host),
      fill: template && hitOptions ? (hit) => hitOptions.fillTemplate(template, hit, host) : null,
      picture: hitOptions ? (hit) => hitOptions.createPicture(hit, host) : null,
      addressOf: client.addressOf,
      onSelect: (hit, event) => this.#select(hit, event),
    };
    return host;
  }

  /**
   * Puts all into the shadow root. Tells what to search for: whoever types goes on typing in the field of the next
   * life.
   */
  #enter({ search, isOfBefore, isFocused }: FirstWish): SearchState | null {
    const { shadow, adoptStyles } = this.#host;
    shadow.adoptedStyleSheets = [];
    adoptStyles(shadow, elementStyles);
    const typed = shadow.querySelector<HTMLInputElement>(".input")?.value;
    const hadFocus = shadow.activeElement !== null;
    shadow.replaceChildren(this.#root);
    if (isFocused || hadFocus) this.field.input.focus();
    this.#view.show(this.session.state);
    return search && isOfBefore && typed ? { ...search, text: typed } : search;
  }

  /** Asks, unless what is kept, or was asked by another element, is there already. */
  #begin(search: SearchState | undefined): void {
    const { state } = this.session;
    this.#showText(state);
    if (!state.answer && !state.isLoading && (search || this.#isPage())) this.session.want(search ?? EMPTY_SEARCH);
  }

  #show(state: SessionState): void {
    this.#root.setAttribute("aria-busy", `${state.isLoading}`);
    void this.#prepare(state);
    this.#showText(state);
    // An answer to what was typed before is shown meanwhile.
    if (state.isLoading && state.answer === this.#shownAnswer) return;
    this.#shownAnswer = state.answer;
    this.#view.show(state);
    void announce(state, this.#host, this.#live);
  }

  async #prepare({ answer, failure, isLoading }: SessionState): Promise<void> {
    this.#isPrepared ||= answer !== null || failure !== null;
    if (!this.#isPrepared && isLoading) await systemClock.sleep(PREPARING_AFTER_MS);
    const isLate = !this.#isPrepared && this.session.state.isLoading;
    this.#preparing.textContent = isLate ? this.#parts.locale.messageOf("preparing") : "";
  }

  #showText({ search: { text } }: SessionState): void {
    if (text === this.#shownText) return;
    this.#shownText = text;
    this.field.setText(text);
  }

  #submit(text: string): void {
    const page = !this.#isPage() && resultsAddress(this.#element, text);
    if (page) location.assign(page);
    else this.want({ text });
  }

  #select(hit: SearchHit, event: MouseEvent): void {
    const { hits, search } = this.session.state;
    // In a new tab or window it is opened whatever the page does in this one.
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    const detail = { query: search.text, hit, position: hits.indexOf(hit) };
    if (!sendEvent(this.#element, "poisk:select", detail, !isElsewhere)) event.preventDefault();
  }
}
