/**
 * `<poisk-search>` as a component of Vue 3 (layer 5). Rendered on a server it is the element with its attributes and what stands
 * inside; it comes to life in the browser.
 */
import { type DefineSetupFnComponent, defineComponent, h, ref, type SlotsType, watchPostEffect } from "vue";
import type { PoiskSearchElement, PoiskSearchEvents } from "../widget.ts";
import "../widget.ts";
import { attributesOf, type PoiskSearchOptions, setMessages } from "./element-options.ts";

/** The events of the element by their last word. */
export type PoiskSearchEmits = {
  search: (event: PoiskSearchEvents["poisk:search"]) => void;
  select: (event: PoiskSearchEvents["poisk:select"]) => void;
  change: (event: PoiskSearchEvents["poisk:change"]) => void;
  error: (event: PoiskSearchEvents["poisk:error"]) => void;
};

/** What stands in its slot is shown until the element is there. `element` of its ref is the element. */
export const PoiskSearch: DefineSetupFnComponent<PoiskSearchOptions, PoiskSearchEmits, SlotsType> = defineComponent<
  PoiskSearchOptions,
  PoiskSearchEmits
>(
  (props, { emit, expose, slots }) => {
    const element = ref<PoiskSearchElement | null>(null);
    expose({ element });
    watchPostEffect(() => setMessages(element.value, props.messages));
    return () =>
      h(
        "poisk-search",
        {
          ref: element,
          ...attributesOf(props),
          "onPoisk:search": (event: PoiskSearchEvents["poisk:search"]) => emit("search", event),
          "onPoisk:select": (event: PoiskSearchEvents["poisk:select"]) => emit("select", event),
          "onPoisk:change": (event: PoiskSearchEvents["poisk:change"]) => emit("change", event),
          "onPoisk:error": (event: PoiskSearchEvents["poisk:error"]) => emit("error", event),
        },
        slots.default?.(),
      );
  },
  {
    name: "PoiskSearch",
    props: [
      "endpoint",
      "mode",
      "resultsPage",
      "syncUrl",
      "lang",
      "theme",
      "label",
      "placeholder",
      "pageSize",
      "target",
      "messages",
    ],
    emits: ["search", "select", "change", "error"],
  },
);
