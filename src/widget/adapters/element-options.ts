/**
 * What the wrappers for React and Vue share (layer 5): the attributes of `<poisk-search>` by the names that a component's
 * properties have.
 */
import type { Messages } from "../texts/messages.ts";

/** The attributes of the element (docs/widget.md); `syncUrl` is its prefix, or true for none. */
export interface PoiskSearchOptions {
  readonly endpoint: string;
  readonly mode?: "dropdown" | "page" | undefined;
  readonly resultsPage?: string | undefined;
  readonly syncUrl?: string | boolean | undefined;
  readonly lang?: string | undefined;
  readonly theme?: "light" | "dark" | "auto" | undefined;
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly pageSize?: number | undefined;
  readonly target?: string | undefined;
  readonly messages?: Partial<Messages> | undefined;
}

/**
 * What is left out, and false, is no attribute; nor are the messages, which frameworks would set as the property of that name,
 * and as often as they render.
 */
export function attributesOf(options: PoiskSearchOptions): Record<string, string> {
  const { resultsPage, syncUrl, pageSize, messages: _, ...named } = options;
  const attributes = {
    ...named,
    "results-page": resultsPage,
    "sync-url": syncUrl === true ? "" : syncUrl,
    "page-size": pageSize,
  };
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(given.map(([name, value]) => [name, `${value}`]));
}

/** Sets the messages where they are others than before. */
export function setMessages(element: Element | null, messages: PoiskSearchOptions["messages"]): void {
  if (messages === undefined) element?.removeAttribute("messages");
  else element?.setAttribute("messages", JSON.stringify(messages));
}
