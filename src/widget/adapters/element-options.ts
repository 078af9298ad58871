/**
 * What the wrappers for React and Vue share (layer 5), as data: the elements, and their attributes and events by the names that a
 * component's properties have.
 */
import type { Messages } from "../texts/messages.ts";
import type { PoiskDialogElement, PoiskSearchElement, PoiskSearchEvents } from "../widget.ts";

/** By the name of the component. */
export const ELEMENTS = {
  PoiskSearch: "poisk-search",
  PoiskResults: "poisk-results",
  PoiskFilters: "poisk-filters",
  PoiskDialog: "poisk-dialog",
} as const;

export type ElementName = (typeof ELEMENTS)[keyof typeof ELEMENTS];
export type ElementOf<Name extends ElementName> = Name extends "poisk-dialog" ? PoiskDialogElement : PoiskSearchElement;

/** The attributes of the elements (docs/widget.md). What is false or left out is no attribute, and true an empty one. */
export interface PoiskSearchOptions {
  readonly endpoint?: string | undefined;
  readonly index?: string | undefined;
  readonly articleUrl?: string | undefined;
  readonly session?: string | undefined;
  readonly mode?: "dropdown" | "page" | undefined;
  readonly resultsPage?: string | undefined;
  /** The prefix, or true for none. */
  readonly syncUrl?: string | boolean | undefined;
  readonly lang?: string | undefined;
  readonly theme?: "light" | "dark" | "auto" | undefined;
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly pageSize?: number | undefined;
  readonly target?: string | undefined;
  readonly pictures?: boolean | undefined;
  /** Of the dialog: `off` for none. */
  readonly keys?: "off" | undefined;
  /** Of the dialog. */
  readonly recent?: boolean | undefined;
  readonly messages?: Partial<Messages> | undefined;
}

/** The attribute of each option; the messages are set by {@link setMessages}. */
const ATTRIBUTES: Readonly<Record<Exclude<keyof PoiskSearchOptions, "messages">, string>> = {
  ...{ index: "index", articleUrl: "article-url" },
  ...{ endpoint: "endpoint", session: "session", mode: "mode", resultsPage: "results-page", syncUrl: "sync-url" },
  ...{ lang: "lang", theme: "theme", label: "label", placeholder: "placeholder", pageSize: "page-size" },
  ...{ target: "target", pictures: "pictures", keys: "keys", recent: "recent" },
};

export const OPTION_NAMES = [...(Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[]), "messages"] as const;

/** What a component calls each event. */
export const EVENTS = {
  search: "poisk:search",
  select: "poisk:select",
  change: "poisk:change",
  error: "poisk:error",
} as const satisfies Readonly<Record<string, keyof PoiskSearchEvents>>;

/**
 * What is left out, and false, is no attribute; nor are the messages, which frameworks would set as the property of that name,
 * and as often as they render.
 */
export function attributesOf(options: PoiskSearchOptions): Record<string, string> {
  const given = Object.entries(ATTRIBUTES).flatMap(([name, attribute]) => {
    const value = options[name as keyof typeof ATTRIBUTES];
    return value === undefined || value === false ? [] : [[attribute, value === true ? "" : `${value}`]];
  });
  return Object.fromEntries(given);
}

/** Sets the messages where they are others than before. */
export function setMessages(element: Element | null, messages: PoiskSearchOptions["messages"]): void {
  if (messages === undefined) element?.removeAttribute("messages");
  else element?.setAttribute("messages", JSON.stringify(messages));
}
