/**
 * The custom element `<poisk-search>` (layer 5): reads its attributes, wires a session to its views, and tells the page what
 * happens by events. docs/widget.md is its contract.
 *
 * Made when it is put into a page and taken down when it is taken out: nothing listens, waits or asks after that.
 */
import { systemClock } from "../clock.ts";
import type { SearchAnswer, SearchHit } from "../search-api.ts";
import { readWanted, writeWanted } from "./address-state.ts";
import { elementStyles } from "./element-styles.ts";
import { FiltersView } from "./filters-view.ts";
import type { HitContext } from "./hit-view.ts";
import { make } from "./make-element.ts";
import { type Messages, speechFor } from "./messages.ts";
import { remarks, summary, trouble } from "./notices.ts";
import { optionsOf } from "./options-view.ts";
import { ResultsView } from "./results-view.ts";
import { SearchBox } from "./search-box.ts";
import { createSearchClient } from "./search-client.ts";
import { SearchSession, type SessionState, type Wanted } from "./search-session.ts";

/** Of `poisk:search`: a first page has come. */
export interface PoiskSearchDetail {
  readonly query: string;
  readonly wanted: Wanted;
  readonly answer: SearchAnswer;
}

/** Of `poisk:select`: a hit is about to be opened; `preventDefault` keeps it closed. */
export interface PoiskSelectDetail {
  readonly query: string;
  readonly hit: SearchHit;
  /** Counted from 0 among the hits shown; -1 for one that is folded under another. */
  readonly position: number;
}

export interface PoiskSearchEvents {
  "poisk:search": CustomEvent<PoiskSearchDetail>;
  "poisk:select": CustomEvent<PoiskSelectDetail>;
}

/** Announced once nobody has typed for so long: a screen reader would talk over the typing. */
const ANNOUNCE_AFTER_MS = 700;
const DROPDOWN_HITS = 6;
const PAGE_HITS = 10;
const MAX_SUGGESTIONS = 5;

/** Where there is no DOM (rendering on a server) the module can still be imported. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);
let sheet: CSSStyleSheet | undefined;

export class PoiskSearchElement extends Base {
  static readonly observedAttributes = [
    "endpoint",
    "mode",
    "lang",
    "label",
    "placeholder",
    "results-page",
    "sync-url",
    "page-size",
    "target",
    "messages",
  ];
  #session: SearchSession | null = null;
  #box: SearchBox | null = null;
  #takenOut = new AbortController();
  #replaced: Partial<Messages> = {};
  #announcement = 0;
  /** A run of typing is one step of the browser's history. */
  #isTypingRun = false;

  /** Texts in place of the widget's own; those that are left out stay. */
  get messages(): Partial<Messages> {
    return this.#replaced;
  }
  set messages(messages: Partial<Messages>) {
    this.#replaced = messages;
    this.#renew();
  }

  /** What is in the field; setting it searches for it. */
  get value(): string {
    return this.#box?.input.value ?? "";
  }
  set value(text: string) {
    this.#box?.setText(text);
    this.#want({ text });
  }

  override focus(options?: FocusOptions): void {
    this.#box?.input.focus(options);
  }

  connectedCallback(): void {
    for (const name of ["messages", "value"] as const) this.#upgrade(name);
    this.#build();
  }

  disconnectedCallback(): void {
    this.#takeDown();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#renew();
  }

  #renew(): void {
    if (this.#session === null) return;
    const { wanted } = this.#session.state;
    this.#takeDown();
    this.#build(wanted);
  }

  /** A property that was set before the class was there hides the one of the class. */
  #upgrade(name: "messages" | "value"): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = this[name];
    delete (this as Partial<this>)[name];
    Object.assign(this, { [name]: value });
  }

  #takeDown(): void {
    this.#session?.stop();
    this.#takenOut.abort();
    this.#announcement++;
    this.#session = null;
  }

  #build(wanted?: Wanted): void {
    const endpoint = this.getAttribute("endpoint");
    const base = URL.canParse(endpoint ?? "", document.baseURI) ? new URL(endpoint ?? "", document.baseURI) : null;
    if (endpoint === null || base === null) {
      console.error("<poisk-search> needs the attribute endpoint: the address of the search.");
      return;
    }
    this.#takenOut = new AbortController();
    const client = createSearchClient({ endpoint: base });
    const isPage = this.getAttribute("mode") === "page";
    const speech = speechFor(this.#language(), { ...this.#messagesAttribute(), ...this.#replaced });
    const context: HitContext = {
      speech,
      template: this.querySelector<HTMLTemplateElement>(":scope > template"),
      target: this.getAttribute("target"),
      addressOf: client.addressOf,
      onSelect: (hit, event) => this.#select(hit, event),
    };
    const box = new SearchBox({
      speech,
      label: this.getAttribute("label") ?? speech.say("label"),
      placeholder: this.getAttribute("placeholder"),
      onInput: (text) => this.#want({ text }, "typing"),
      onSubmit: (text) => this.#submit(text, isPage),
    });
    const live = make("div", { part: "live", role: "status" });
    const root = make("div", { part: "root", lang: speech.language }, box.form);
    const status = make("p", { part: "summary" });
    const filters = new FiltersView(speech, (change) => this.#want(change));
    const results = new ResultsView(context, {
      onMore: () => void session.more(),
      onRetry: () => void session.retry(),
      onLiteral: () => this.#want({ isLiteral: true }),
      follow: (href) => client.follow(href, this.#takenOut.signal),
    });
    if (isPage) {
      root.append(
        make("div", { part: "tools" }, status, filters.sort),
        make("div", { part: "columns" }, filters.element, results.element),
      );
    }
    root.append(live);

    const show = (state: SessionState): void => {
      root.setAttribute("aria-busy", `${state.isLoading}`);
      if (state.isLoading) return;
      const text = summary(state, speech);
      void this.#announce(live, text);
      const actions = {
        onSuggestion: (suggested: string) => this.#choose(suggested, isPage),
        onLiteral: () => this.#want({ isLiteral: true }),
        onMore: () => void session.more(),
        resultsAddress: this.#resultsAddress(state.wanted.text),
      };
      const notices = isPage ? [] : [...remarks(state, speech), ...trouble(state, speech, () => void session.retry())];
      box.show(optionsOf(state, context, actions, !isPage), notices);
      if (!isPage) return;
      status.textContent = state.failure === null && state.hits.length > 0 ? text : "";
      filters.show(state);
      results.show(state);
    };
    const session = new SearchSession({
      client,
      clock: systemClock,
      pageSize: Number(this.getAttribute("page-size")) || (isPage ? PAGE_HITS : DROPDOWN_HITS),
      maxSuggestions: MAX_SUGGESTIONS,
      facets: isPage ? ["source", "year"] : [],
      listsNewest: isPage,
      onChange: show,
      onAnswer: (answer, asked) => this.#tell("poisk:search", { query: asked.text, wanted: asked, answer }),
    });
    this.#session = session;
    this.#box = box;

    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(elementStyles);
    }
    shadow.adoptedStyleSheets = [sheet];
    shadow.replaceChildren(root);
    filters.element.open =
      filters.element.clientWidth > 0 && getComputedStyle(filters.element.children[0] as Element).display === "none";

    const { signal } = this.#takenOut;
    addEventListener("online", () => session.state.failure && void session.retry(), { signal });
    const prefix = this.getAttribute("sync-url");
    if (prefix !== null) {
      addEventListener("popstate", () => this.#show(readWanted(location.href, prefix)), { signal });
    }
    const first = wanted ?? (prefix === null ? undefined : readWanted(location.href, prefix));
    if (first !== undefined || isPage) this.#show(first ?? session.state.wanted);
  }

  /** Wants all of it, without a step in the history. */
  #show(wanted: Wanted): void {
    this.#isTypingRun = false;
    this.#box?.setText(wanted.text);
    this.#session?.want(wanted);
  }

  #want(change: Partial<Wanted>, how: "typing" | "now" = "now"): void {
    this.#session?.want(change, how);
    this.#writeAddress(how === "typing" && this.#isTypingRun);
    this.#isTypingRun = how === "typing";
  }

  #choose(text: string, isPage: boolean): void {
    this.#box?.setText(text);
    this.#want({ text });
    if (isPage) this.#box?.close();
  }

  #submit(text: string, isPage: boolean): void {
    const address = this.#resultsAddress(text);
    if (address !== null) {
      location.assign(address);
      return;
    }
    this.#want({ text });
    if (isPage) this.#box?.close();
    else this.#box?.open();
    this.#isTypingRun = false;
  }

  #resultsAddress(text: string): string | null {
    const page = this.getAttribute("results-page");
    if (page === null || !URL.canParse(page, document.baseURI)) return null;
    const url = new URL(page, document.baseURI);
    url.searchParams.set("q", text.trim());
    return /^https?:$/.test(url.protocol) ? url.href : null;
  }

  #writeAddress(isReplaced: boolean): void {
    const prefix = this.getAttribute("sync-url");
    if (prefix === null || this.#session === null) return;
    const address = writeWanted(location.href, prefix, this.#session.state.wanted);
    if (address === location.href) return;
    // The state is that of whoever else keeps one.
    if (isReplaced) history.replaceState(history.state, "", address);
    else history.pushState(history.state, "", address);
  }

  #select(hit: SearchHit, event: Event): void {
    const { state } = this.#session ?? {};
    const detail = { query: state?.wanted.text ?? "", hit, position: state?.hits.indexOf(hit) ?? -1 };
    if (!this.#tell("poisk:select", detail)) event.preventDefault();
  }

  /** False where a listener prevented what is told. */
  #tell<Name extends keyof PoiskSearchEvents>(name: Name, detail: PoiskSearchEvents[Name]["detail"]): boolean {
    const isCancelable = name === "poisk:select";
    return this.dispatchEvent(
      new CustomEvent(name, { bubbles: true, composed: true, cancelable: isCancelable, detail }),
    );
  }

  async #announce(live: HTMLElement, text: string): Promise<void> {
    const turn = ++this.#announcement;
    await systemClock.sleep(ANNOUNCE_AFTER_MS);
    if (turn === this.#announcement) live.textContent = text;
  }

  #language(): string {
    return this.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || "ru";
  }

  #messagesAttribute(): Partial<Messages> {
    try {
      return JSON.parse(this.getAttribute("messages") ?? "{}") as Partial<Messages>;
    } catch {
      console.error("<poisk-search>: the attribute messages is not JSON.");
      return {};
    }
  }
}
