/**
 * The list under the field: the popup of the ARIA combobox, and its keys. The focus stays in the field;
 * `aria-activedescendant` walks over the options, which say what there is. On a page of results it is loaded
 * after the first hits, and offers suggestions alone, in one row that leaves the first hit to be seen.
 */
import type { SearchHit } from "../../search-api.ts";
import type { SessionState } from "../session/session-state.ts";
import { type ListItem, listItems } from "./list-items.ts";
import { listStyles } from "./list-styles.ts";
import type { View, ViewHost } from "./view.ts";

/** The list keeps this far from the edges of the window. */
const EDGE_PX = 8;

/** Puts itself at the end of the form. */
export function createView(host: ViewHost): View {
  return new OptionList(host);
}

class OptionList implements View {
  readonly #host: ViewHost;
  readonly #panel: HTMLElement;
  readonly #notice: HTMLElement;
  readonly #list: HTMLElement;
  /** The remarks, their ways on and the suggestions. */
  readonly #row: HTMLElement;
  #options: readonly HTMLElement[] = [];
  /** The number of the active option; -1 while none is. */
  #active = -1;
  /** True if the list opens as soon as it has items. */
  #isWanted: boolean;

  constructor(host: ViewHost) {
    const { field, make, shadow, locale } = host;
    this.#host = host;
    // Somebody who types already waits for it; on a page of results they look at the results.
    this.#isWanted = !host.isPage() && shadow.activeElement === field.input;
    this.#notice = make("div", { part: "notice" });
    this.#list = make("div", {
      part: "list",
      id: "list",
      role: "listbox",
      "aria-label": locale.messageOf("suggestions"),
      // A hit that the page opens by itself, or a suggestion beside the results.
      click: (event: MouseEvent) => (event.defaultPrevented || host.isPage()) && this.#want(false),
    });
    this.#row = make("div", { part: "suggestions", role: "presentation" });
    this.#panel = make(
      "div",
      // The focus stays in the field: neither a press nor Tab, which stops at what scrolls, takes it here.
      { part: "panel", hidden: true, tabindex: -1, mousedown: (event: MouseEvent) => event.preventDefault() },
      this.#notice,
      this.#list,
      make("slot", { name: "footer" }),
    );
    this.#listen();
    host.adoptStyles(shadow, listStyles);
    field.form.append(this.#panel);
  }

  /** An active option stays active where its `data-key` is there still; for «more» stands the first that came by it. */
  show(state: SessionState): void {
    const host = this.#host;
    const { field, locale } = host;
    const isPage = host.isPage();
    const key = this.#options[this.#active]?.dataset.key;
    const isMore = key === "more";
    const remarks = host.remarks(state, locale);
    const items = listItems(state, {
      isPage,
      remarks,
      allHref: host.resultsAddress(state.search.text),
      dividerAt: (index) => host.dividerAt(state, index, locale),
    });
    const drawn = (isWayOn: boolean): HTMLElement[] =>
      items
        .filter(({ kind }) => (kind === "suggestion" || kind === "way") === isWayOn)
        .flatMap((item) => drawItem(item, state, host));
    const said = isPage ? [] : remarks.map(({ text }) => host.make("p", { part: "remark", title: text }, text));
    const hasHits = !isPage && state.hits.length > 0;
    const waysOn = [...(hasHits ? said : []), ...drawn(true)];
    // Above hits they are one row, which is never empty: the first hit stays where it is while the text grows.
    const isRow = isPage || hasHits;
    if (waysOn.length === 0 && hasHits) {
      const found = locale.messageOf("found", { n: state.answer?.total ?? 0 });
      waysOn.push(host.make("div", { part: "divider", role: "presentation" }, found));
    }
    const { scrollLeft } = this.#row;
    this.#row.replaceChildren(...waysOn);
    this.#list.replaceChildren(...(waysOn.length > 0 ? [this.#row] : []), ...drawn(false));
    host.refine(this.#list, locale);
    // A button that was pressed by keyboard is gone in a moment.
    if (this.#notice.matches(":focus-within")) field.input.focus();
    this.#notice.replaceChildren(...(hasHits ? [] : said), ...(isPage ? [] : host.trouble(state)));
    this.#panel.classList.toggle("row", isRow);
    this.#options = [...this.#list.querySelectorAll<HTMLElement>("[role=option]")];
    for (const [index, option] of this.#options.entries()) option.id = `option-${index}`;
    const same = this.#options.findIndex(({ dataset }) => dataset.key === key);
    this.#activate(isMore ? this.#active : same, isMore);
    this.#layOut();
    // What the keys have led to stays in view.
    this.#row.scrollLeft = same < 0 ? 0 : scrollLeft;
  }

  #listen(): void {
    const { form, input } = this.#host.field;
    const { isPage, signal } = this.#host;
    const listen = <Type extends keyof HTMLElementEventMap>(
      type: Type,
      listener: (event: HTMLElementEventMap[Type]) => void,
      // The list is asked before the field.
    ): void => form.addEventListener(type, listener, { capture: true, signal });
    const typed = (event: Event): void => {
      if ((event as InputEvent).isComposing) return;
      this.#activate(-1);
      this.#want(true);
    };
    listen("input", typed);
    listen("compositionend", typed);
    listen("keydown", (event) => {
      const isOurs = event.target === input || event.key === "Escape";
      if (isOurs && !event.isComposing && this.#press(event)) event.preventDefault();
    });
    listen("click", ({ target }) => target === input && this.#want(true));
    listen("submit", () => {
      this.#want(!isPage());
      // The keyboard on the screen would cover the results.
      if (isPage() && matchMedia("(pointer:coarse)").matches) input.blur();
    });
    listen("focusout", ({ relatedTarget }) => form.contains(relatedTarget as Node | null) || this.#want(false));
    addEventListener("resize", () => this.#layOut(), { signal });
  }

  /** Handles a key; tells whether it was one of the list's. */
  #press(event: KeyboardEvent): boolean {
    const isOpen = !this.#panel.hidden;
    const move = moveOf(event.key, isOpen, this.#active, this.#options.length);
    if (move === null) return false;
    if (move === "open") this.#want(true);
    else if (move === "close") {
      this.#host.field.input.focus();
      this.#want(false);
    } else if (move === "follow") {
      const { ctrlKey, metaKey, shiftKey } = event;
      const click = { bubbles: true, cancelable: true, composed: true, ctrlKey, metaKey, shiftKey };
      this.#options[this.#active]?.dispatchEvent(new MouseEvent("click", click));
    } else this.#activate(move);
    return true;
  }

  #want(isOpen: boolean): void {
    this.#isWanted = isOpen;
    if (!isOpen) this.#activate(-1);
    this.#layOut();
  }

  #activate(index: number, scroll = true): void {
    const { input } = this.#host.field;
    this.#options[this.#active]?.removeAttribute("aria-selected");
    input.removeAttribute("aria-activedescendant");
    const option = this.#options[index];
    this.#active = option === undefined ? -1 : index;
    if (option === undefined) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    if (scroll) option.scrollIntoView({ block: "nearest" });
  }

  #layOut(): void {
    const { form, input } = this.#host.field;
    const panel = this.#panel;
    const isOpen = this.#isWanted && (this.#options.length > 0 || this.#notice.hasChildNodes());
    panel.hidden = !isOpen;
    input.setAttribute("aria-expanded", `${isOpen}`);
    if (!isOpen) return;
    // A narrow field in a page's head has a list that can be read all the same, and wholly in the window.
    panel.style.left = "0";
    const { left, right, height } = panel.getBoundingClientRect();
    const { top, bottom, right: end } = form.getBoundingClientRect();
    // Where it does not fit to the right, it ends where the field does.
    if (right + EDGE_PX > document.documentElement.clientWidth)
      panel.style.left = `${Math.min(0, Math.max(end - right, EDGE_PX - left))}px`;
    // A field at the foot of the window has it above, if it fits there.
    panel.classList.toggle("above", bottom + height > innerHeight && top > height);
  }
}

/**
 * The effect of a key: the option it moves to, -1 for the field itself, or another action. Null if it is none of the
 * list's.
 */
function moveOf(
  key: string,
  isOpen: boolean,
  active: number,
  count: number,
): number | "open" | "close" | "follow" | null {
  switch (key) {
    case "ArrowDown":
    case "ArrowUp": {
      // One place more than there are options: the field itself.
      const step = key === "ArrowDown" ? 1 : count;
      return isOpen ? ((active + 1 + step) % (count + 1)) - 1 : "open";
    }
    case "Home":
      return active < 0 ? null : 0;
    case "End":
      return active < 0 ? null : count - 1;
    case "Enter":
      return active < 0 ? null : "follow";
    case "Escape":
      return isOpen ? "close" : null;
    default:
      return null;
  }
}

// Every option is a link or does something at a click; none of them holds another control.

interface OptionAttributes {
  /** A link where it has an address. */
  readonly href?: string | null;
  readonly lang?: string;
  readonly click?: (event: MouseEvent) => void;
}

function drawItem(item: ListItem, { search }: SessionState, host: ViewHost): HTMLElement[] {
  const { locale, make, session, want } = host;
  /** `name` tells it from others of its kind. */
  const option = (name: string, attributes: OptionAttributes, ...children: (Node | string)[]): HTMLElement =>
    make(
      attributes.href ? "a" : "div",
      {
        part: `option ${item.kind}`,
        role: "option",
        tabindex: -1,
        "data-key": item.kind + name,
        ...attributes,
      },
      ...children,
    );
  switch (item.kind) {
    case "suggestion": {
      const { text } = item.suggestion;
      return [option(text, { lang: "ru", click: () => want({ text }) }, ...host.markedText(item.suggestion))];
    }
    case "way": {
      const { wayOn } = item;
      const change = "text" in wayOn ? { text: wayOn.text } : { ignore: [...wayOn.ignore, ...search.ignore] };
      return [option(wayOn.label, { click: () => want(change) }, wayOn.label)];
    }
    case "hit": {
      const { hit, divider } = item;
      const element = option(`${hit.key} ${hit.id}`, host.linkTo(hit, host), ...host.hitContent(hit, host, false));
      markDuplicates(element, hit, host);
      return divider === null ? [element] : [make("div", { part: "divider", role: "presentation" }, divider), element];
    }
    case "all":
      return [option("", { href: item.href }, locale.messageOf("all"))];
    case "more":
      return [option("", { click: () => void session.more() }, locale.messageOf("more"))];
  }
}

/** Says how many others are collapsed under a hit. */
function markDuplicates(element: HTMLElement, { duplicates }: SearchHit, { locale, make }: ViewHost): void {
  if (!duplicates) return;
  const others = locale.messageOf("duplicates", { n: duplicates.count });
  (element.querySelector(".meta") ?? element).append(make("span", { part: "duplicates" }, others));
}
