/**
 * The elements as components of Vue 3 (layer 5). Rendered on a server they are the elements with their attributes and what stands
 * inside; they come to life in the browser.
 */
import { type DefineSetupFnComponent, defineComponent, h, ref, type SlotsType, watchPostEffect } from "vue";
import type { PoiskSearchEvents } from "../widget.ts";
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

/** The events of the element by their last word. */
export type PoiskSearchEmits = {
  readonly [name in keyof typeof EVENTS]: (event: PoiskSearchEvents[(typeof EVENTS)[name]]) => void;
};

type Component = DefineSetupFnComponent<PoiskSearchOptions, PoiskSearchEmits, SlotsType>;

/** What stands in its slot is shown until the element is there. `element` of its ref is the element. */
function wrap(name: string, tag: ElementName): Component {
  return defineComponent<PoiskSearchOptions, PoiskSearchEmits>(
    (props, { emit, expose, slots }) => {
      const element = ref<ElementOf<ElementName> | null>(null);
      expose({ element });
      watchPostEffect(() => setMessages(element.value, props.messages));
      const tell = emit as (name: string, event: Event) => void;
      const listeners = Object.fromEntries(
        Object.entries(EVENTS).map(([event, type]) => [
          `on${type[0]?.toUpperCase()}${type.slice(1)}`,
          (told: Event) => tell(event, told),
        ]),
      );
      return () => h(tag, { ref: element, ...attributesOf(props), ...listeners }, slots.default?.());
    },
    { name, props: [...OPTION_NAMES], emits: Object.keys(EVENTS) as (keyof typeof EVENTS)[] },
  );
}

export const PoiskSearch: Component = wrap("PoiskSearch", ELEMENTS.PoiskSearch);
export const PoiskResults: Component = wrap("PoiskResults", ELEMENTS.PoiskResults);
export const PoiskFilters: Component = wrap("PoiskFilters", ELEMENTS.PoiskFilters);
export const PoiskDialog: Component = wrap("PoiskDialog", ELEMENTS.PoiskDialog);
