/**
 * The custom elements `<poisk-search>`, `<poisk-results>` and `<poisk-filters>`: their attributes, properties and
 * events, and their connections, each from being put into a page to being taken out (connection.ts). docs/widget.md is
 * their contract.
 */

import { type Connection, connect } from "./connection.ts";
import { EMPTY_SEARCH, type SearchState } from "./session/search-state.ts";
import type { Messages } from "./texts/messages.ts";

/** The base class. The module can also be imported without a DOM (rendering on a server). */
export const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class PoiskSearchElement extends Base {
  static readonly observedAttributes = [
    "endpoint",
    "index",
    "article-url",
    "session",
    "mode",
    "lang",
    "label",
    "placeholder",
    "results-page",
    "sync-url",
    "page-size",
    "target",
    "pictures",
    "messages",
  ];
  #connection: Connection | null = null;
  #replaced: Partial<Messages> | null = null;
  /** The search that is requested as soon as there is a connection; it outlives a connection. */
  #search: SearchState | null = null;

  /** Texts in place of the widget's own; those that are left out stay. */
  get messages(): Partial<Messages> {
    return this.#replaced ?? {};
  }
  set messages(messages: Partial<Messages>) {
    // Frameworks hand on another object of the same texts at each render.
    const isSame = JSON.stringify(messages) === JSON.stringify(this.#replaced);
    this.#replaced = messages;
    if (!isSame) this.#renew();
  }

  /** The text of the field; setting it searches for it. */
  get value(): string {
    return this.#connection?.text() ?? this.#search?.text ?? "";
  }
  set value(value: string) {
    // Frameworks hand on what they have.
    const text = `${value ?? ""}`;
    if (this.#connection !== null) this.#connection.setText(text);
    else this.#search = { ...EMPTY_SEARCH, text };
  }

  override focus(options?: FocusOptions): void {
    this.#connection?.focus(options);
  }

  connectedCallback(): void {
    // A property that was set before the class was there hides the one of the class.
    for (const name of ["messages", "value"] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const own = this as unknown as Record<string, unknown>;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    this.#renew();
  }

  disconnectedCallback(): void {
    this.#search = this.#connection?.end() ?? this.#search;
    this.#connection = null;
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#renew();
  }

  #renew(): void {
    if (!this.isConnected) return;
    this.disconnectedCallback();
    this.#connection = connect(this, this.#replaced, this.#search);
  }
}
