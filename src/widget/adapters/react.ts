/**
 * The elements as components of React 18 and 19 (layer 5). Rendered on a server they are the elements with their attributes and what
 * stands inside; they come to life in the browser.
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
import type { PoiskDialogElement, PoiskSearchElement, PoiskSearchEvents } from "../widget.ts";
import "../widget.ts";
import {
  attributesOf,
  ELEMENTS,
  type ElementName,
  type ElementOf,
  EVENTS,
  OPTION_NAMES,
  type PoiskSearchOptions,
  setMessages,
} from "./element-options.ts";

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
