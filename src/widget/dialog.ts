/**
 * `<poisk-dialog>` (layer 5): the field with its list in a `<dialog>` of the platform, which keeps the focus inside and gives it
 * back. Opened by Ctrl-K, ⌘K and `/`, by what stands inside the element, by anything with `data-poisk-open`, and by `open()`.
 * Loaded where a page has the element; the search in it begins when it is first opened.
 */
import { systemClock } from "../clock.ts";
import { report } from "./report.ts";
import { type DialogWords, russianDialog } from "./texts/dialog-words.ts";
import type { ViewKit } from "./views/view.ts";

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

/** Of the element, and none of the search in it. */
const OWN_ATTRIBUTES = /^(id|class|style|slot|part|keys|recent|hidden)$/;

/** Makes the element work, once. Its listeners of the page end themselves when it has been taken out. `styles` are those of the box. */
export async function connectDialog(element: HTMLElement, { make, adoptStyles }: ViewKit, styles: string) {
  const language = element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || "ru";
  const load = () => import("./texts/languages.ts").then(({ loadWords }) => loadWords(language), report);
  const words: DialogWords = { ...russianDialog, ...(/^ru\b/i.test(language) ? null : await load()) };
  if (element.shadowRoot) return;
  const label = element.getAttribute("label") ?? words.search;
  const isMac = /Mac|iP/.test(navigator.platform);
  const hasKeys = element.getAttribute("keys") !== "off";

  const open = (): void => {
    if (dialog.open) return;
    if (!search.isConnected) dialog.prepend(search);
    dialog.showModal();
    search.focus();
    // What was typed last can be gone on with, or typed over.
    const input = search.shadowRoot?.querySelector("input");
    input?.select();
    input?.click();
    recent?.show();
  };
  const close = (): void => dialog.close();

  let recent: ReturnType<typeof import("./recent-searches.ts")["createRecentSearches"]> | null = null;
  const search = document.createElement("poisk-search");
  for (const { name, value } of element.attributes) if (!OWN_ATTRIBUTES.test(name)) search.setAttribute(name, value);
  if (!search.hasAttribute("label")) search.setAttribute("label", label);
  const template = element.querySelector(":scope>template");
  if (template) search.append(template.cloneNode(true));
  // Where the page opens a hit by itself, the dialog is in its way.
  search.addEventListener("poisk:select", (event) => {
    recent?.remember(event.detail.query);
    void systemClock.sleep(0).then(() => event.defaultPrevented && close());
  });
  // Before the field leads to the page of results; where these are below the dialog, it is in their way.
  const sendOff = ({ key }: KeyboardEvent): void => {
    if (key !== "Enter") return;
    recent?.remember(search.value);
    const input = search.shadowRoot?.querySelector("input");
    if (search.hasAttribute("session"))
      void systemClock.sleep(0).then(() => input?.ariaExpanded === "false" && close());
  };
  search.addEventListener("keydown", sendOff, true);
  // Where no page lists all results Enter opens the first hit, which is active as if somebody had walked down to it; not
  // where a newer text waits for its own.
  search.addEventListener("poisk:search", ({ detail: { answer, query } }) => {
    if (search.hasAttribute("results-page") || search.hasAttribute("session")) return;
    const input = search.shadowRoot?.querySelector("input");
    if (!answer.hits.length || query !== search.value || input?.ariaExpanded !== "true") return;
    if (input.hasAttribute("aria-activedescendant")) return;
    for (const option of search.shadowRoot?.querySelectorAll("[role=option]") ?? []) {
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, composed: true }));
      if (option.matches(".hit")) return;
    }
  });

  const key = (name: string) => make("kbd", {}, name);
  const hint = (keys: readonly string[], text: string) => make("span", {}, ...keys.map(key), ` ${text}`);
  const dialog = make(
    "dialog",
    {
      part: "dialog",
      "aria-label": label,
      // A press beside it.
      click: (event: MouseEvent) => event.target === dialog && isBeside(dialog, event) && close(),
    },
    make(
      "button",
      { part: "close", type: "button", click: close },
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
  const trigger = make(
    "button",
    { part: "open", type: "button", "aria-haspopup": "dialog", "aria-keyshortcuts": hasKeys && "Control+K Meta+K /" },
    label,
    hasKeys ? key(isMac ? "⌘ K" : "Ctrl K") : null,
  );
  const slot = make(
    "slot",
    {
      click: (event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        open();
      },
    },
    trigger,
  );
  const shadow = element.attachShadow({ mode: "open" });
  adoptStyles(shadow, styles);
  adoptStyles(shadow, dialogStyles);
  shadow.append(make("div", { part: "root", lang: language }, slot, dialog));

  if (element.hasAttribute("recent"))
    import("./recent-searches.ts").then(({ createRecentSearches }) => {
      recent = createRecentSearches(search, shadow, { make, adoptStyles }, words);
      dialog.lastElementChild?.before(recent.element);
      recent.show();
    }, report);

  /** Of several the first answers, in the order of the page. */
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
    if (dialog.open && event.key === "Escape" && !event.isComposing) {
      close();
      return true;
    }
    if (!hasKeys || !isOpening(event, dialog) || !isFirst("poisk-dialog:not([keys=off])")) return false;
    if (dialog.open) close();
    else open();
    return true;
  });
  listen("click", ({ target }) => {
    const button = (target as Element).closest?.("[data-poisk-open]");
    const id = button?.getAttribute("data-poisk-open");
    if (!button || (id ? id !== element.id : !isFirst("poisk-dialog"))) return false;
    open();
    return true;
  });
  Object.assign(element, { open, close });
}

/**
 * Ctrl-K or ⌘K, by the key whatever it is in the reader's layout; `/` where nobody types. Until the page is drawn again the focus stays in the field
 * of a dialog that was closed, where nobody can type.
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
