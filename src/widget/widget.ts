/**
 * The entry of a page: defines the elements and exports their types. Loading it twice, in whatever versions, is
 * harmless: the first definition stays.
 */

import type { PoiskDialogElement } from "./dialog.ts";
import { elementStyles } from "./element-styles.ts";
import type { PoiskSearchEvents } from "./events.ts";
import { report } from "./report.ts";
import { Base, type PoiskSearchElement as Element, PoiskSearchElement } from "./search-element.ts";
import { viewKit } from "./views/view-kit.ts";

export type { PoiskDialogElement } from "./dialog.ts";
export type {
  PoiskChangeDetail,
  PoiskErrorDetail,
  PoiskSearchDetail,
  PoiskSearchEvents,
  PoiskSelectDetail,
} from "./events.ts";
export { createSearchClient, SearchFailure } from "./search-client.ts";
export { PoiskSearchElement } from "./search-element.ts";
export type { Messages } from "./texts/messages.ts";

declare global {
  interface HTMLElementTagNameMap {
    "poisk-search": Element;
    "poisk-results": Element;
    "poisk-filters": Element;
    "poisk-dialog": PoiskDialogElement;
  }
  interface GlobalEventHandlersEventMap extends PoiskSearchEvents {}
}

// Where there is no DOM, or one that is too old, what stands inside the element stays.
if (globalThis.document?.adoptedStyleSheets && !customElements.get("poisk-search")) {
  customElements.define("poisk-search", PoiskSearchElement);
  customElements.define("poisk-results", class extends PoiskSearchElement {});
  customElements.define("poisk-filters", class extends PoiskSearchElement {});
  customElements.define(
    "poisk-dialog",
    class extends Base {
      connectedCallback(): void {
        import("./dialog.ts").then((part) => part.connectDialog(this, viewKit, elementStyles), report);
      }
    },
  );
}
