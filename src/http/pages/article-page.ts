/**
 * The page of one article (layer 5): for hits whose original cannot be opened, and for reading what was indexed. Plain
 * HTML from the server, without scripts; the picture is the reader's browser's to load, without a referrer.
 */
import { html } from "hono/html";
import { firstSentence } from "../../query/article-title.ts";
import type { ArticleAnswer } from "../../search-api.ts";
import { type Markup, type PageFrame, pageFrame } from "./page-frame.ts";
import { publicationDate } from "./publication-date.ts";

/** A whole page of what /articles/{id} answers. */
export function articlePage(
  article: ArticleAnswer,
  frame: Pick<PageFrame, "searchPage" | "siteName" | "basePath">,
): Markup {
  const { title, lead, paragraphs, notice, image, url } = article;
  const name = title ?? firstSentence(lead === "" ? (paragraphs[0] ?? "") : lead);
  const main = html`<main>
      <article class="article" ${title === null ? html`aria-label="${name}"` : ""}>
        ${title === null ? "" : html`<h1 class="article__title">${title}</h1>`}
        ${articleMeta(article)}
        ${lead === "" ? "" : html`<p class="article__lead">${lead}</p>`}
        ${image === null ? "" : html`<img class="article__image" src="${image}" alt="" loading="lazy" referrerpolicy="no-referrer">`}
        <div class="article__text">${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</div>
        ${notice === null ? "" : html`<p class="article__notice">${notice}</p>`}
      </article>
    </main>`;
  return pageFrame({ ...frame, title: name, canonical: url, main });
}

/** Who, where, when, and the way to the original: whichever are known. */
function articleMeta({ source, agency, author, place, publishedAt, dateRange, url }: ArticleAnswer): Markup | "" {
  const date = publicationDate(dateRange === undefined ? { publishedAt } : { publishedAt, dateRange });
  const names = [source, agency === source ? null : agency, author, place].filter((name) => name !== null);
  const parts = names.map((name) => html`<span>${name}</span>`);
  if (date !== null) {
    parts.push(
      publishedAt === null ? html`<span>${date}</span>` : html`<time datetime="${publishedAt}">${date}</time>`,
    );
  }
  if (url !== null) parts.push(html`<a href="${url}" rel="noreferrer">Оригинал на ${hostOf(url)}</a>`);
  return parts.length === 0 ? "" : html`<p class="article__meta">${parts}</p>`;
}

/** As people read it: xn--80ae… stays, since lookalike letters are not to be trusted. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, "");
}
