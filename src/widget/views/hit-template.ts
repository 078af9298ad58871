/**
 * One hit in the shape of the host's `<template>` (layer 5). Loaded where there is one.
 */
import type { SearchHit } from "../../search-api.ts";
import { type HitContext, linkTo, markedText, titleOf } from "./hit-view.ts";
import { publicationDate } from "./publication-date.ts";

/** Fills `data-poisk="title"`, `snippet`, `date` and any other text of the hit; what is not known is taken out. */
export function fillTemplate(template: HTMLTemplateElement, hit: SearchHit, context: HitContext): Node[] {
  const { locale } = context;
  const content = document.importNode(template.content, true);
  for (const place of content.querySelectorAll<HTMLElement>("[data-poisk]")) {
    const name = place.dataset.poisk ?? "";
    if (name === "link") {
      const { href, rel, target, click } = linkTo(hit, context);
      for (const [key, value] of Object.entries({ href, rel, target }))
        if (value !== null) place.setAttribute(key, value);
      place.addEventListener("click", click);
    } else if (name === "title") place.replaceChildren(...titleOf(hit, locale));
    else if (name === "snippet") place.replaceChildren(...markedText(hit.snippet));
    else {
      const value = name === "date" ? publicationDate(hit, locale.language) : hit[name as keyof SearchHit];
      if (typeof value === "string") place.textContent = value;
      else place.remove();
    }
  }
  return [...content.childNodes];
}
