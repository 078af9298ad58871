/**
 * The parts that not every page needs, each a file of its own, loaded side by side before an element shows itself (layer 5).
 * One that cannot be loaded is done without: the field and its list find all that there is.
 */

/** Null where a part is not wanted, or could not be loaded. */
export interface LaterParts {
  readonly page: typeof import("./page-view.ts") | null;
  readonly template: typeof import("./hit-template.ts") | null;
  readonly address: typeof import("./address-state.ts") | null;
}

/** What the attributes and the `<template>` of the element ask for. */
export async function loadLaterParts(element: Element): Promise<LaterParts> {
  const [page, template, address] = await Promise.all([
    element.getAttribute("mode") === "page" ? import("./page-view.ts").catch(report) : null,
    element.querySelector(":scope>template") ? import("./hit-template.ts").catch(report) : null,
    element.hasAttribute("sync-url") ? import("./address-state.ts").catch(report) : null,
  ]);
  return { page, template, address };
}

function report(error: unknown): null {
  console.error("<poisk-search>: no part", error);
  return null;
}
