/**
 * The list under the field (layer 5): the popup of the ARIA combobox, and its keys. The focus stays in the field;
 * `aria-activedescendant` walks over the options, which say what there is. On a page of results it is loaded
 * after the first hits, and offers suggestions alone, in one row that leaves the first hit to be seen.
 */

import type { SearchHit } from "../../search-api.ts";
import type { SessionState } from "../session/search-session.ts";
import { listStyles } from "./list-styles.ts";
import type { View, ViewHost } from "./view.ts";

/** The list keeps this far from the edges of the window. */
const EDGE_PX = 8;

/** Puts itself at the end of the form. */
export function createView(host: ViewHost): View {
  const { field, make, shadow, signal, locale } = host;
  const { form, input } = field;
  let items: readonly HTMLElement[] = [];
  let active = -1;
  /** Somebody who types already waits for it; on a page of results they look at the results. */
  let isWanted = !host.isPage() && shadow.activeElement === input;

  const list = make("div", {
    part: "list",
    id: "list",
    role: "listbox",
    "aria-label": locale.messageOf("suggestions"),
    // A hit that the page opens by itself, or a suggestion beside the results.
    click: (event: MouseEvent) => (event.defaultPrevented || host.isPage()) && want(false),
  });
  const notice = make("div", { part: "notice" });
  const panel = make(
    "div",
    // The focus stays in the field: neither a press nor Tab, which stops at what scrolls, takes it here.
    { part: "panel", hidden: true, tabindex: -1, mousedown: (event: MouseEvent) => event.preventDefault() },
    notice,
    list,
    make("slot", { name: "footer" }),
  );

  const want = (isOpen: boolean): void => {
    isWanted = isOpen;
    if (!isOpen) activate(-1);
    layOut();
  };

  const layOut = (): void => {
    const isOpen = isWanted && (items.length > 0 || notice.hasChildNodes());
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
  };

  const activate = (index: number, scroll = true): void => {
    items[active]?.removeAttribute("aria-selected");
    input.removeAttribute("aria-activedescendant");
    active = -1;
    const item = items[index];
    if (item === undefined) return;
    active = index;
    item.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", item.id);
    if (scroll) item.scrollIntoView({ block: "nearest" });
  };

  /** Whether the key was one of the list's. */
  const press = ({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean => {
    const isOpen = !panel.hidden;
    const count = items.length;
    if (key === "ArrowDown" || key === "ArrowUp") {
      // One place more than there are options: the field itself.
      const step = key === "ArrowDown" ? 1 : count;
      if (isOpen) activate(((active + 1 + step) % (count + 1)) - 1);
      else want(true);
    } else if ((key === "Home" || key === "End") && active >= 0) activate(key === "Home" ? 0 : count - 1);
    else if (key === "Enter" && active >= 0) {
      const click = { bubbles: true, cancelable: true, composed: true, ctrlKey, metaKey, shiftKey };
      items[active]?.dispatchEvent(new MouseEvent("click", click));
    } else if (key === "Escape" && isOpen) {
      input.focus();
      want(false);
    } else return false;
    return true;
  };

  const listen = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
    // The list is asked before the field.
  ): void => form.addEventListener(type, listener, { capture: true, signal });
  const typed = (event: Event): void => {
    if ((event as InputEvent).isComposing) return;
    activate(-1);
    want(true);
  };
  listen("input", typed);
  listen("compositionend", typed);
  listen("keydown", (event) => {
    const isOurs = event.target === input || event.key === "Escape";
    if (isOurs && !event.isComposing && press(event)) event.preventDefault();
  });
  listen("click", ({ target }) => target === input && want(true));
  listen("submit", () => {
    want(!host.isPage());
    // The keyboard on the screen would cover the results.
    if (host.isPage() && matchMedia("(pointer:coarse)").matches) input.blur();
  });
  addEventListener("resize", layOut, { signal });
  listen("focusout", ({ relatedTarget }) => form.contains(relatedTarget as Node | null) || want(false));

  host.adoptStyles(shadow, listStyles);
  form.append(panel);

  return {
    /** An active option stays active where its `data-key` is there still; for «more» stands the first that came by it. */
    show(state) {
      const key = items[active]?.dataset.key;
      const isMore = key === "more";
      list.replaceChildren(...optionsOf(host, state));
      host.refine(list, locale);
      // A button that was pressed by keyboard is gone in a moment.
      if (notice.matches(":focus-within")) input.focus();
      const said = host.isPage() ? [] : [...host.remarks(state, locale), ...host.trouble(state, host)];
      notice.replaceChildren(...said);
      panel.classList.toggle("row", host.isPage());
      items = [...list.querySelectorAll<HTMLElement>("[role=option]")];
      for (const [index, item] of items.entries()) item.id = `option-${index}`;
      activate(isMore ? active : items.findIndex(({ dataset }) => dataset.key === key), isMore);
      layOut();
    },
  };
}

// What the list under the field offers (layer 5): ways to go on with the query, and in a dropdown the best hits and the way
// to the rest. Every option is a link or does something at a click; none of them holds another control.

/** The children of the listbox. */
function optionsOf(host: ViewHost, state: SessionState): HTMLElement[] {
  const { make, session, locale, want } = host;
  const { failure, hits, suggestions, search } = state;
  const query = search.text.trim();

  /** A link where it has an address. `name` tells it from others of its kind. */
  const option = (
    kind: string,
    name: string,
    attributes: { readonly href?: string | null; readonly lang?: string; readonly click?: (event: MouseEvent) => void },
    ...children: (Node | string)[]
  ): HTMLElement =>
    make(
      attributes.href ? "a" : "div",
      { part: `option ${kind}`, role: "option", tabindex: -1, "data-key": kind + name, ...attributes },
      ...children,
    );

  const hitOption = (hit: SearchHit): HTMLElement => {
    const { duplicates, key, id } = hit;
    const element = option("hit", `${key} ${id}`, host.linkTo(hit, host), ...host.hitContent(hit, host, false));
    if (duplicates) {
      const others = locale.messageOf("duplicates", { n: duplicates.count });
      (element.querySelector(".meta") ?? element).append(make("span", { part: "duplicates" }, others));
    }
    return element;
  };

  const offer = state.answer?.query.offer;
  const items = suggestions
    // A title that is a hit anyway need not be offered twice.
    .filter(({ kind, text }) => kind === "word" && text.toLowerCase() !== query.toLowerCase())
    .concat(offer ? { kind: "word", text: offer, highlights: [] } : [])
    .map((suggestion) => {
      const { text } = suggestion;
      const click = (): void => want({ text });
      return option("suggestion", text, { lang: "ru", click }, ...host.markedText(suggestion));
    });
  const ids = state.answer?.query.corrections.map(({ id }) => id) ?? [];
  if (ids.length > 0) {
    const click = (): void => want({ ignore: [...ids, ...search.ignore] });
    items.push(option("literal", "", { click }, locale.messageOf("literally", { query })));
  }
  if (host.isPage() || failure !== null) return items;
  for (const [index, hit] of hits.entries()) {
    const divider = host.dividerAt(state, index, locale);
    if (divider !== null) items.push(make("div", { part: "divider", role: "presentation" }, divider));
    items.push(hitOption(hit));
  }
  const href = host.resultsAddress(search.text);
  if (href && state.answer?.hits.length) items.push(option("all", "", { href }, locale.messageOf("all")));
  else if (state.hasMore)
    items.push(option("more", "", { click: () => void session.more() }, locale.messageOf("more")));
  return items;
}
