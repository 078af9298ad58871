/**
 * What a page loads (layer 5): defines `<poisk-search>` and hands out what is typed of it. Loading it twice, in whatever
 * versions, is harmless: the first definition stays.
 */
import { type PoiskSearchElement as Element, PoiskSearchElement, type PoiskSearchEvents } from "./search-element.ts";

export { createSearchClient, SearchFailure } from "./search-client.ts";
export {
  type PoiskSearchDetail,
  PoiskSearchElement,
  type PoiskSearchEvents,
  type PoiskSelectDetail,
} from "./search-element.ts";
export type { Messages } from "./speech.ts";

declare global {
  interface HTMLElementTagNameMap {
    "poisk-search": Element;
  }
  interface GlobalEventHandlersEventMap extends PoiskSearchEvents {}
}

// Where there is no DOM, or one that is too old, what stands inside the element stays.
if (globalThis.document?.adoptedStyleSheets && !customElements.get("poisk-search")) {
  customElements.define("poisk-search", PoiskSearchElement);
}
