/**
 * Hits as a list: of the page of results, and what else there is to read below an article.
 */
import { html } from "hono/html";
import type { SearchHit } from "../../search-api.ts";
import { fillText } from "../../texts/texts.ts";
import { type Markup, markedText, type PageSite, typesetMarked } from "./page-frame.ts";
import { pageWords } from "./page-texts.ts";
import { publicationDate } from "./publication-date.ts";

interface HitListOptions {
  /** The query, whose words the article's page marks; empty for none. */
  readonly query: string;
  /** Level of the headings. */
  readonly level: 2 | 3;
}

/**
 * A title leads to the original, else to the article's page here. Where some hits lack words, the first of them says
 * so.
 */
export function hitList(hits: readonly SearchHit[], site: PageSite, options: HitListOptions): Markup {
  const { partial } = pageWords[site.language];
  const firstPartial = hits.findIndex(({ partialMatch }) => partialMatch === true);
  return html`<ol class="hits" role="list">${hits.map(
    (hit, place) => html`
          <li class="hit">
            ${place === firstPartial && place > 0 ? html`<p class="remark remark--partial">${partial}</p>` : ""}
            ${hitMarkup(hit, site, options)}
          </li>`,
  )}
        </ol>`;
}

function hitMarkup(hit: SearchHit, site: PageSite, { query, level }: HitListOptions): Markup {
  const { language, basePath, showsPictures } = site;
  const words = pageWords[language];
  const { title, snippet, url, image, source, place, notice, publishedAt, duplicates } = hit;
  const stored = `${basePath}${hit.href}`;
  const own =
    query === "" ? stored : `${stored}${stored.includes("?") ? "&" : "?"}${new URLSearchParams({ q: query })}`;
  const date = publicationDate(hit, language);
  const heading = title.text.trim() === "" ? words.untitled : markedText(typesetMarked(title));
  const link = html`<a href="${url ?? own}" ${url === null ? "" : html`rel="noreferrer"`}>${heading}</a>`;
  const others = duplicates && { path: basePath + duplicates.href.replace(/^\/search\b/, "/"), n: duplicates.count };
  const facts = [
    source === null ? "" : html`<span>${source}</span>`,
    date === null
      ? ""
      : publishedAt === null
        ? html`<span>${date}</span>`
        : html`<time datetime="${publishedAt}">${date}</time>`,
    place === null ? "" : html`<span>${place}</span>`,
    notice === null ? "" : html`<span class="notice">${notice}</span>`,
    url === null ? "" : html`<a href="${own}">${words.stored}</a>`,
    others === undefined
      ? ""
      : html`<a href="${others.path}">${fillText(words.duplicates, language, { n: others.n })}</a>`,
  ].filter((fact) => fact !== "");
  const picture =
    image === null || !showsPictures
      ? ""
      : html`<img class="hit__picture" src="${image}" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">`;
  return html`${picture}${level === 2 ? html`<h2 class="hit__title" lang="ru">${link}</h2>` : html`<h3 class="hit__title" lang="ru">${link}</h3>`}
            <p class="hit__text" lang="ru">${markedText(typesetMarked(snippet))}</p>
            ${facts.length === 0 ? "" : html`<p class="facts">${facts}</p>`}`;
}
