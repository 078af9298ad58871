/**
 * The custom element `<poisk-search>` (layer 5): reads its attributes, wires a session to its views, and tells the page what
 * happens by events. docs/widget.md is its contract.
 *
 * Made when it is put into a page and taken down when it is taken out: nothing listens, waits or asks after that.
 */
import { systemClock } from "../clock.ts";
import type { SearchAnswer, SearchHit } from "../search-api.ts";
import { adoptStyles } from "./adopt-styles.ts";
import { readEndpoint, readLanguage, readMessages, readPageSize, readResultsAddress } from "./element-attributes.ts";
import { elementStyles } from "./element-styles.ts";
import type { HitContext } from "./hit-view.ts";
import { type LaterParts, loadLaterParts } from "./later-parts.ts";
import { make } from "./make-element.ts";
import { remarks, summary, trouble } from "./notices.ts";
import { optionsOf } from "./options-view.ts";
import { SearchBox } from "./search-box.ts";
import { createSearchClient, type SearchClient } from "./search-client.ts";
import { SearchSession, type SessionState } from "./search-session.ts";
import { loadSpeech, type Messages, type Speech } from "./speech.ts";
import { viewKit } from "./view-kit.ts";
import { NOTHING_WANTED, type Wanted } from "./wanted.ts";

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
  /** Aborted when the element is taken down, with all that listens for it. */
  #life = new AbortController();
  #replaced: Partial<Messages> = {};
  /** What is wanted before there is a session, and over a rebuilding. */
  #wanted: Wanted | null = null;
  #address: LaterParts["address"] = null;
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
    return this.#box?.input.value ?? this.#wanted?.text ?? "";
  }
  set value(text: string) {
    this.#box?.setText(text);
    if (this.#session === null) this.#wanted = { ...NOTHING_WANTED, text };
    else this.#want({ text });
  }

  override focus(options?: FocusOptions): void {
    this.#box?.input.focus(options);
  }

  connectedCallback(): void {
    // A property that was set before the class was there hides the one of the class.
    for (const name of ["messages", "value"] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = this[name];
      delete (this as Partial<this>)[name];
      Object.assign(this, { [name]: value });
    }
    void this.#build();
  }

  disconnectedCallback(): void {
    this.#wanted = this.#session?.state.wanted ?? this.#wanted;
    this.#session?.stop();
    this.#session = null;
    this.#life.abort();
    this.#announcement++;
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#renew();
  }

  #renew(): void {
    if (!this.isConnected) return;
    this.disconnectedCallback();
    void this.#build();
  }

  async #build(): Promise<void> {
    this.#life.abort();
    this.#life = new AbortController();
    const { signal } = this.#life;
    const endpoint = readEndpoint(this);
    if (endpoint === null) {
      console.error("<poisk-search> needs an endpoint.");
      return;
    }
    const [speech, parts] = await Promise.all([
      loadSpeech(readLanguage(this), { ...readMessages(this), ...this.#replaced }),
      loadLaterParts(this),
    ]);
    // Attributes that are set one after another rebuild but once.
    if (!signal.aborted) this.#start(createSearchClient({ endpoint }), speech, parts, signal);
  }

  #start(client: SearchClient, speech: Speech, parts: LaterParts, signal: AbortSignal): void {
    const isPage = parts.page !== null;
    const template = this.querySelector<HTMLTemplateElement>(":scope>template");
    const fillTemplate = parts.template?.fillTemplate;
    const context: HitContext = {
      speech,
      fill: template && fillTemplate ? (hit, context) => fillTemplate(template, hit, context) : null,
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
    const root = make("div", { part: "root", lang: speech.language }, box.form, live);
    const onMore = (): void => void session.more();
    const onRetry = (): void => void session.retry();
    const onLiteral = (): void => this.#want({ isLiteral: true });
    const show = (state: SessionState): void => {
      root.setAttribute("aria-busy", `${state.isLoading}`);
      if (state.isLoading) return;
      void this.#announce(live, summary(state, speech));
      const onSuggestion = (text: string): void => this.#choose(text, isPage);
      const actions = { onSuggestion, onLiteral, onMore, resultsAddress: readResultsAddress(this, state.wanted.text) };
      const notices = isPage ? [] : [...remarks(state, speech), ...trouble(state, speech, onRetry)];
      box.show(optionsOf(state, context, actions, !isPage), notices);
      page?.show(state);
    };
    const session = new SearchSession({
      client,
      clock: systemClock,
      pageSize: readPageSize(this) ?? (isPage ? PAGE_HITS : DROPDOWN_HITS),
      maxSuggestions: MAX_SUGGESTIONS,
      countBesides: parts.page?.countBesides,
      facets: isPage ? ["source", "year"] : [],
      listsNewest: isPage,
      onChange: show,
      onAnswer: (answer, asked) => this.#tell("poisk:search", { query: asked.text, wanted: asked, answer }),
    });
    this.#session = session;
    this.#box = box;

    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [];
    adoptStyles(shadow, elementStyles);
    shadow.replaceChildren(root);
    const follow = (href: string): Promise<SearchAnswer> => client.follow(href, signal);
    const onWant = (change: Partial<Wanted>): void => this.#want(change);
    const page =
      parts.page &&
      new parts.page.PageView(viewKit, shadow, root, context, { onMore, onRetry, onLiteral, onWant, follow });

    addEventListener("online", () => session.state.failure && onRetry(), { signal });
    this.#address = parts.address;
    const read = (): Wanted | null => parts.address?.readWanted(location.href, this.#prefix) ?? null;
    addEventListener("popstate", () => parts.address && this.#show(read() ?? NOTHING_WANTED), { signal });
    const first = this.#wanted ?? read();
    if (first !== null || isPage) this.#show(first ?? NOTHING_WANTED);
  }

  get #prefix(): string {
    return this.getAttribute("sync-url") ?? "";
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
    const address = readResultsAddress(this, text);
    if (address !== null) {
      location.assign(address);
      return;
    }
    this.#want({ text });
    if (isPage) this.#box?.close();
    else this.#box?.open();
    this.#isTypingRun = false;
  }

  #writeAddress(isReplaced: boolean): void {
    const wanted = this.#session?.state.wanted;
    const address = wanted && this.#address?.writeWanted(location.href, this.#prefix, wanted);
    if (address === undefined || address === location.href) return;
    // The state is that of whoever else keeps one.
    if (isReplaced) history.replaceState(history.state, "", address);
    else history.pushState(history.state, "", address);
  }

  #select(hit: SearchHit, event: Event): void {
    const { state } = this.#session ?? {};
    const detail = { query: state?.wanted.text ?? "", hit, position: state?.hits.indexOf(hit) ?? -1 };
    if (this.#tell("poisk:select", detail)) return;
    event.preventDefault();
    this.#box?.close();
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
}
