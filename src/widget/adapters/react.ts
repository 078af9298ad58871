/**
 * The elements as components of React 18 and 19. Rendered on a server they are the elements with their attributes and
 * what stands inside; they come to life in the browser. React 19 by itself gives an element that a server has rendered
 * neither listeners nor objects.
 */
"use client";

import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type HTMLAttributes,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";
import type { Messages } from "../texts/messages.ts";
import type { PoiskDialogElement, PoiskSearchElement, PoiskSearchEvents } from "../widget.ts";
import "../widget.ts";

/** The elements by the name of their component. */
const ELEMENTS = {
  PoiskSearch: "poisk-search",
  PoiskResults: "poisk-results",
  PoiskFilters: "poisk-filters",
  PoiskDialog: "poisk-dialog",
} as const;

type ElementName = (typeof ELEMENTS)[keyof typeof ELEMENTS];
type ElementOf<Name extends ElementName> = Name extends "poisk-dialog" ? PoiskDialogElement : PoiskSearchElement;

/**
 * The attributes of the elements (docs/widget.md). What is false or left out is no attribute, and true an empty one.
 */
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
  /** Keys that open the dialog: `off` for none. */
  readonly keys?: "off" | undefined;
  /** True if the dialog keeps recent searches. */
  readonly recent?: boolean | undefined;
  readonly messages?: Partial<Messages> | undefined;
}

/** The attribute of each option; the messages are set by {@link setMessages}. */
const ATTRIBUTES: Readonly<Record<Exclude<keyof PoiskSearchOptions, "messages">, string>> = {
  index: "index",
  articleUrl: "article-url",
  endpoint: "endpoint",
  session: "session",
  mode: "mode",
  resultsPage: "results-page",
  syncUrl: "sync-url",
  lang: "lang",
  theme: "theme",
  label: "label",
  placeholder: "placeholder",
  pageSize: "page-size",
  target: "target",
  pictures: "pictures",
  keys: "keys",
  recent: "recent",
};

const OPTION_NAMES = [...(Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[]), "messages"] as const;

/** The names of events in components. */
const EVENTS = {
  search: "poisk:search",
  select: "poisk:select",
  change: "poisk:change",
  error: "poisk:error",
} as const satisfies Readonly<Record<string, keyof PoiskSearchEvents>>;

/**
 * Makes the attributes. A value that is left out, or false, is no attribute; nor are the messages, which frameworks
 * would set as the property of that name, and as often as they render.
 */
function attributesOf(options: PoiskSearchOptions): Record<string, string> {
  const given = Object.entries(ATTRIBUTES).flatMap(([name, attribute]) => {
    const value = options[name as keyof typeof ATTRIBUTES];
    return value === undefined || value === false ? [] : [[attribute, value === true ? "" : `${value}`]];
  });
  return Object.fromEntries(given);
}

/** Sets the messages where they are others than before. */
function setMessages(element: Element | null, messages: PoiskSearchOptions["messages"]): void {
  if (messages === undefined) element?.removeAttribute("messages");
  else element?.setAttribute("messages", JSON.stringify(messages));
}

type EventName = keyof typeof EVENTS;
type PoiskSearchHandlers = {
  readonly [name in EventName as `on${Capitalize<name>}`]?:
    | ((event: PoiskSearchEvents[(typeof EVENTS)[name]]) => void)
    | undefined;
};

/** `children` are shown until the element is there, and are its slots. */
export interface PoiskSearchProps
  extends PoiskSearchOptions,
    PoiskSearchHandlers,
    Omit<HTMLAttributes<HTMLElement>, keyof PoiskSearchOptions | keyof PoiskSearchHandlers> {}

type Component<Element extends HTMLElement> = ForwardRefExoticComponent<PoiskSearchProps & RefAttributes<Element>>;

const handlerOf = (name: string): string => `on${name[0]?.toUpperCase()}${name.slice(1)}`;
const OWN_NAMES = new Set<string>([...OPTION_NAMES, ...Object.keys(EVENTS).map(handlerOf), "className"]);

/** The `ref` of the component is the element. */
function wrap<Name extends ElementName>(name: Name): Component<ElementOf<Name>> {
  return forwardRef<ElementOf<Name>, PoiskSearchProps>(function PoiskElement(props, ref) {
    const element = useRef<ElementOf<Name>>(null);
    const newest = useRef(props);
    useEffect(() => {
      newest.current = props;
      setMessages(element.current, props.messages);
    });
    useImperativeHandle(ref, () => element.current as ElementOf<Name>, []);
    useEffect(() => {
      const life = new AbortController();
      for (const [event, type] of Object.entries(EVENTS)) {
        const hear = (told: Event): void => {
          const handler = newest.current[handlerOf(event) as keyof PoiskSearchHandlers];
          (handler as ((told: Event) => void) | undefined)?.(told);
        };
        element.current?.addEventListener(type, hear, { signal: life.signal });
      }
      return () => life.abort();
    }, []);
    const others = Object.fromEntries(Object.entries(props).filter(([prop]) => !OWN_NAMES.has(prop)));
    return createElement(name, { ...others, ...attributesOf(props), class: props.className, ref: element });
  });
}

export const PoiskSearch: Component<PoiskSearchElement> = wrap(ELEMENTS.PoiskSearch);
export const PoiskResults: Component<PoiskSearchElement> = wrap(ELEMENTS.PoiskResults);
export const PoiskFilters: Component<PoiskSearchElement> = wrap(ELEMENTS.PoiskFilters);
export const PoiskDialog: Component<PoiskDialogElement> = wrap(ELEMENTS.PoiskDialog);
