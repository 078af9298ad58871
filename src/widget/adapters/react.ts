/**
 * `<poisk-search>` as a component of React 18 and 19 (layer 5). Rendered on a server it is the element with its attributes and what
 * stands inside; it comes to life in the browser.
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
import type { PoiskSearchElement, PoiskSearchEvents } from "../widget.ts";
import "../widget.ts";
import { attributesOf, type PoiskSearchOptions, setMessages } from "./element-options.ts";

interface PoiskSearchHandlers {
  readonly onSearch?: ((event: PoiskSearchEvents["poisk:search"]) => void) | undefined;
  readonly onSelect?: ((event: PoiskSearchEvents["poisk:select"]) => void) | undefined;
  readonly onChange?: ((event: PoiskSearchEvents["poisk:change"]) => void) | undefined;
  readonly onError?: ((event: PoiskSearchEvents["poisk:error"]) => void) | undefined;
}

/** `children` are shown until the element is there, and are its slots. */
export interface PoiskSearchProps
  extends PoiskSearchOptions,
    PoiskSearchHandlers,
    Omit<HTMLAttributes<PoiskSearchElement>, keyof PoiskSearchOptions | keyof PoiskSearchHandlers> {}

const EVENTS = {
  "poisk:search": "onSearch",
  "poisk:select": "onSelect",
  "poisk:change": "onChange",
  "poisk:error": "onError",
} as const;

/** Its `ref` is the element. */
export const PoiskSearch: ForwardRefExoticComponent<PoiskSearchProps & RefAttributes<PoiskSearchElement>> = forwardRef<
  PoiskSearchElement,
  PoiskSearchProps
>(function PoiskSearch(props, ref) {
  const {
    endpoint,
    mode,
    resultsPage,
    syncUrl,
    lang,
    theme,
    label,
    placeholder,
    pageSize,
    target,
    messages,
    ...others
  } = props;
  const { onSearch, onSelect, onChange, onError, className, ...rest } = others;
  const options = { endpoint, mode, resultsPage, syncUrl, lang, theme, label, placeholder, pageSize, target };
  const element = useRef<PoiskSearchElement>(null);
  const handlers = useRef<PoiskSearchHandlers>({});
  useEffect(() => {
    handlers.current = { onSearch, onSelect, onChange, onError };
    setMessages(element.current, messages);
  });
  useImperativeHandle(ref, () => element.current as PoiskSearchElement, []);
  useEffect(() => {
    const life = new AbortController();
    for (const [name, handler] of Object.entries(EVENTS)) {
      const hear = (event: Event) => (handlers.current[handler] as ((event: Event) => void) | undefined)?.(event);
      element.current?.addEventListener(name, hear, { signal: life.signal });
    }
    return () => life.abort();
  }, []);
  return createElement("poisk-search", { ...rest, ...attributesOf(options), class: className, ref: element });
});
