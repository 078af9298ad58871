/**
 * `<poisk-dialog>`: the field with its list in a `<dialog>` of the platform, which keeps the focus inside and gives it
 * back. Opened by Ctrl-K, ⌘K and `/`, by what stands inside the element, by anything with `data-poisk-open`, and by
 * `open()`. Loaded where a page has the element; the search in it begins when it is first opened.
 */
import { systemClock } from "../clock.ts";
import { createRecentSearches, type RecentSearches } from "./recent-searches.ts";
import { type DialogWords, russianDialog } from "./texts/dialog-words.ts";
import { loadWords } from "./texts/messages.ts";
import type { ViewKit } from "./views/view-kit.ts";

/** The element once its part is loaded. */
export interface PoiskDialogElement extends HTMLElement {
  open(): void;
  close(): void;
}

const dialogStyles = `
:host{display:inline-block}
.dialog{width:min(40em,100vw - 2em);max-width:none;max-height:none;margin:8vh auto auto;padding:12px;border:1px solid var(--line);border-radius:calc(var(--poisk-radius,8px) + 6px);background:var(--ground);color:var(--text);box-shadow:0 16px 48px #0006;overflow:hidden}
.dialog::backdrop{background:#0007}
.close{position:absolute;inset:13px 13px auto auto;height:44px;min-width:44px;padding:0 .5em;border:0;background:none;color:var(--muted);cursor:pointer;border-radius:var(--poisk-radius,8px)}
.close:hover,.close:focus-visible{color:var(--text)}
poisk-search::part(box){margin-inline-end:60px}
poisk-search::part(panel){position:static;width:auto;max-height:calc(84vh - 150px);margin:12px 0 0;border:0;border-top:1px solid var(--line);border-radius:0;box-shadow:none}
.hints{display:flex;gap:1.25em;margin:12px 0 0;padding-top:10px;border-top:1px solid var(--line);font-size:.8125em;color:var(--muted)}
kbd{display:inline-block;min-width:1.7em;padding:0 .4em;border:1px solid var(--line);border-radius:4px;font:inherit;font-size:.85em;text-align:center;color:var(--muted);background:var(--raised)}
.open{display:inline-flex;gap:1em;align-items:center;min-height:44px;padding:0 .75em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--ground);color:var(--muted);cursor:pointer}
.open:hover{border-color:var(--accent)}
.word{position:absolute;clip-path:inset(50%)}
@media(max-width:600px){.dialog{width:100vw;height:100dvh;margin:0;padding:8px;border:0;border-radius:0}.close{inset:9px 9px auto auto}poisk-search::part(panel){max-height:calc(100dvh - 76px);margin-top:8px}.hints{display:none}}
@media(pointer:coarse){.hints,kbd{display:none}.word{position:static;clip-path:none}poisk-search::part(box){margin-inline-end:90px}}
`;

/** Attributes of the element itself, which the search in it does not get. */
const OWN_ATTRIBUTES = /^(id|class|style|slot|part|keys|recent|hidden)$/;

/** Makes the element work, once. `styles` are those of the box. */
export async function connectDialog(element: HTMLElement, kit: ViewKit, styles: string): Promise<void> {
  const language = element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || "ru";
  const words: DialogWords = { ...russianDialog, ...(await loadWords(language)) };
  if (element.shadowRoot) return;
  const dialog = new SearchDialog(element, kit, words);
  const shadow = element.attachShadow({ mode: "open" });
  kit.adoptStyles(shadow, styles);
  kit.adoptStyles(shadow, dialogStyles);
  shadow.append(kit.make("div", { part: "root", lang: language }, dialog.trigger, dialog.dialog));
  if (element.hasAttribute("recent")) dialog.keepRecent(shadow);
  listenToPage(dialog);
  Object.assign(element, { open: () => dialog.open(), close: () => dialog.close() });
}

/** The search in its dialog, and what opens it. */
class SearchDialog {
  readonly element: HTMLElement;
  readonly dialog: HTMLDialogElement;
  /** The element's own content, or a button. Pressing it opens the dialog. */
  readonly trigger: HTMLElement;
  /** True if keys of the page open the dialog. */
  readonly hasKeys: boolean;
  readonly #search: HTMLElementTagNameMap["poisk-search"];
  readonly #kit: ViewKit;
  readonly #words: DialogWords;
  #recent: RecentSearches | null = null;

  constructor(element: HTMLElement, kit: ViewKit, words: DialogWords) {
    const label = element.getAttribute("label") ?? words.search;
    this.element = element;
    this.hasKeys = element.getAttribute("keys") !== "off";
    this.#kit = kit;
    this.#words = words;
    this.#search = createSearch(element, label);
    this.dialog = this.#drawDialog(label);
    this.trigger = this.#drawTrigger(label);
    this.#listen();
  }

  open(): void {
    if (this.dialog.open) return;
    if (!this.#search.isConnected) this.dialog.prepend(this.#search);
    this.dialog.showModal();
    this.#search.focus();
    // What was typed last can be gone on with, or typed over.
    this.#input?.select();
    this.#input?.click();
    this.#recent?.show();
  }

  close(): void {
    this.dialog.close();
  }

  /** Shows the reader's last queries, and keeps those to come. */
  keepRecent(shadow: ShadowRoot): void {
    const recent = createRecentSearches(this.#search, shadow, this.#kit, this.#words);
    this.#recent = recent;
    this.dialog.lastElementChild?.before(recent.element);
    recent.show();
  }

  get #input(): HTMLInputElement | null | undefined {
    return this.#search.shadowRoot?.querySelector("input");
  }

  #listen(): void {
    const search = this.#search;
    this.dialog.addEventListener("keydown", (event) => this.#takeLetter(event));
    // Where the page opens a hit by itself, the dialog is in its way.
    search.addEventListener("poisk:select", (event) => {
      this.#recent?.remember(event.detail.query);
      void systemClock.sleep(0).then(() => event.defaultPrevented && this.close());
    });
    // Before the field leads to the page of results; where these are below the dialog, it is in their way.
    const sendOff = ({ key }: KeyboardEvent): void => {
      if (key !== "Enter") return;
      this.#recent?.remember(search.value);
      const input = this.#input;
      if (search.hasAttribute("session"))
        void systemClock.sleep(0).then(() => input?.ariaExpanded === "false" && this.close());
    };
    search.addEventListener("keydown", sendOff, true);
    // Where no page lists all results Enter opens the first hit; not where a newer text waits for its own.
    const isAlone = (): boolean => !search.hasAttribute("results-page") && !search.hasAttribute("session");
    search.addEventListener("poisk:search", ({ detail: { answer, query } }) => {
      if (isAlone() && answer.hits.length > 0 && query === search.value) this.#activateFirstHit();
    });
  }

  /** Letters that are typed before the field is loaded stand in it afterwards. */
  #takeLetter(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey, isComposing } = event;
    if (this.#input || altKey || ctrlKey || metaKey || isComposing) return;
    const text = this.#search.value;
    if (key === "Backspace") this.#search.value = text.slice(0, -1);
    else if (key.length === 1) this.#search.value = text + key;
    else return;
    // A space would press the button that has the focus meanwhile.
    event.preventDefault();
  }

  /** The first hit becomes active as if somebody had walked down to it, unless somebody walks already. */
  #activateFirstHit(): void {
    const input = this.#input;
    if (input?.ariaExpanded !== "true" || input.hasAttribute("aria-activedescendant")) return;
    for (const option of this.#search.shadowRoot?.querySelectorAll("[role=option]") ?? []) {
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, composed: true }));
      if (option.matches(".hit")) return;
    }
  }

  #drawDialog(label: string): HTMLDialogElement {
    const { make } = this.#kit;
    const words = this.#words;
    const key = (name: string) => make("kbd", {}, name);
    const hint = (keys: readonly string[], text: string) => make("span", {}, ...keys.map(key), ` ${text}`);
    const dialog = make(
      "dialog",
      {
        part: "dialog",
        "aria-label": label,
        // A press beside it.
        click: (event: MouseEvent) => event.target === dialog && isBeside(dialog, event) && this.close(),
      },
      make(
        "button",
        { part: "close", type: "button", click: () => this.close() },
        key("esc"),
        make("span", { part: "word" }, words.close),
      ),
      make(
        "div",
        { part: "hints", "aria-hidden": "true" },
        hint(["↓", "↑"], words.choose),
        hint(["↵"], words.follow),
        hint(["esc"], words.close.toLowerCase()),
      ),
    );
    return dialog;
  }

  #drawTrigger(label: string): HTMLElement {
    const { make } = this.#kit;
    const keys = this.hasKeys ? "Control+K Meta+K /" : null;
    const isMac = /Mac|iP/.test(navigator.platform);
    const button = make(
      "button",
      { part: "open", type: "button", "aria-haspopup": "dialog", "aria-keyshortcuts": keys },
      label,
      keys && make("kbd", {}, isMac ? "⌘ K" : "Ctrl K"),
    );
    const press = (event: MouseEvent): void => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open();
    };
    return make("slot", { click: press }, button);
  }
}

/** The search in the dialog, with the attributes and the template of the element. */
function createSearch(element: HTMLElement, label: string): HTMLElementTagNameMap["poisk-search"] {
  const search = document.createElement("poisk-search");
  for (const { name, value } of element.attributes) if (!OWN_ATTRIBUTES.test(name)) search.setAttribute(name, value);
  if (!search.hasAttribute("label")) search.setAttribute("label", label);
  const template = element.querySelector(":scope>template");
  if (template) search.append(template.cloneNode(true));
  return search;
}

/**
 * Opens and closes the dialog by keys and presses anywhere in the page. The listeners end themselves when the element
 * has been taken out.
 */
function listenToPage(search: SearchDialog): void {
  const { element, dialog, hasKeys } = search;
  /** Tells whether the element is the first of its kind on the page: of several the first answers. */
  const isFirst = (selector: string): boolean => (document.querySelector(selector) ?? element) === element;
  const listen = <Type extends "keydown" | "click">(type: Type, answer: (event: WindowEventMap[Type]) => boolean) => {
    const listener = (event: WindowEventMap[Type]): void => {
      if (!element.isConnected) removeEventListener(type, listener, true);
      else if (!event.defaultPrevented && answer(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    addEventListener(type, listener, true);
  };
  listen("keydown", (event) => {
    const isClosing = dialog.open && event.key === "Escape" && !event.isComposing;
    const isToggling = hasKeys && isOpening(event, dialog) && isFirst("poisk-dialog:not([keys=off])");
    if (!isClosing && !isToggling) return false;
    if (dialog.open) search.close();
    else search.open();
    return true;
  });
  listen("click", ({ target }) => {
    const button = (target as Element).closest?.("[data-poisk-open]");
    const id = button?.getAttribute("data-poisk-open");
    if (!button || (id ? id !== element.id : !isFirst("poisk-dialog"))) return false;
    search.open();
    return true;
  });
}

/**
 * Ctrl-K or ⌘K, by the key whatever it is in the reader's layout; `/` where nobody types. Until the page is drawn again
 * the focus stays in the field of a dialog that was closed, where nobody can type.
 */
function isOpening(event: KeyboardEvent, dialog: HTMLDialogElement): boolean {
  const { ctrlKey, metaKey, altKey, shiftKey, code, key, isComposing } = event;
  if (altKey || isComposing) return false;
  if (ctrlKey !== metaKey) return code === "KeyK" && !shiftKey;
  const path = event.composedPath();
  const target = path[0] as HTMLElement;
  const isField = target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
  const isTyping = isField && (dialog.open || !path.includes(dialog));
  return key === "/" && !ctrlKey && !isTyping;
}

function isBeside(dialog: HTMLElement, { clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
