/**
 * Options of hits for some sites, loaded if they are used: the shape of their own `<template>`, or pictures. A picture
 * lies with the publisher of the article, who then learns that somebody looks at it, though not from where.
 */
import type { SearchHit } from "../../search-api.ts";
import { titleOf } from "./hit-view.ts";
import { make } from "./make-element.ts";
import type { ViewHost } from "./view.ts";

/**
 * Fills `data-poisk="title"`, `snippet`, `date`, and any other text of the hit, `image` into the `src` of a picture;
 * what is not known, or cannot be loaded, is taken out.
 */
export function fillTemplate(template: HTMLTemplateElement, hit: SearchHit, host: ViewHost): Node[] {
  const { locale } = host;
  const content = document.importNode(template.content, true);
  for (const place of content.querySelectorAll<HTMLElement>("[data-poisk]")) {
    const name = place.dataset.poisk ?? "";
    if (name === "link") {
      const { href, rel, target, click } = host.linkTo(hit, host);
      for (const [key, value] of Object.entries({ href, rel, target }))
        if (value !== null) place.setAttribute(key, value);
      place.addEventListener("click", click);
    } else if (name === "title") place.replaceChildren(...host.markedText(titleOf(hit, locale)));
    else if (name === "snippet") place.replaceChildren(...host.markedText(hit.snippet));
    else {
      const value = name === "date" ? host.publicationDate(hit, locale.language) : hit[name as keyof SearchHit];
      if (typeof value !== "string") place.remove();
      else if (place instanceof HTMLImageElement) fillPicture(place, value);
      else place.textContent = value;
      if (name === "date" && place instanceof HTMLTimeElement) place.dateTime = hit.publishedAt ?? "";
    }
  }
  return [...content.childNodes];
}

function fillPicture(picture: HTMLImageElement, address: string): void {
  picture.referrerPolicy = "no-referrer";
  picture.loading = "lazy";
  picture.addEventListener("error", () => picture.remove());
  picture.src = address;
}

/**
 * Creates the picture beside the texts, always of one shape. One that cannot be loaded leaves no gap. Null if the
 * article has none.
 */
export function createPicture({ image }: SearchHit, { adoptStyles, shadow }: ViewHost): HTMLImageElement | null {
  if (image === null || !/^https?:/i.test(image)) return null;
  adoptStyles(shadow, pictureStyles);
  const picture = make("img", {
    part: "picture",
    alt: "",
    loading: "lazy",
    decoding: "async",
    referrerpolicy: "no-referrer",
    error: () => picture.remove(),
    src: image,
  });
  return picture;
}

const pictureStyles = `
.picture{float:inline-end;width:6.5em;aspect-ratio:4/3;object-fit:cover;margin-inline-start:1em;border-radius:calc(var(--poisk-radius,8px)/2);background:var(--raised)}
.hit{display:flow-root}
.hits .picture{width:min(8.5em,26%)}
`;
