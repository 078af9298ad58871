/**
 * The page of one article: for hits whose original cannot be opened, and for reading what was indexed. Plain
 * HTML from the server, without scripts; the picture is the reader's browser's to load, without a referrer.
 */
import { html } from "hono/html";
import { firstSentence } from "../../articles/news.ts";
import type { ArticleAnswer, MarkedText, SearchHit } from "../../search-api.ts";
import { fillText } from "../../texts/texts.ts";
import { hitList } from "./hit-list.ts";
import { type Markup, markedText, type PageSite, pageFrame, typesetMarked } from "./page-frame.ts";
import { pageWords } from "./page-texts.ts";
import { publicationDate } from "./publication-date.ts";

/** The data of an article's page beside the article's fields. */
export interface ArticlePage {
  readonly article: ArticleAnswer;
  /** Title, lead and text of the article, with marks or without. */
  readonly marked: { readonly title: MarkedText; readonly lead: MarkedText; readonly text: MarkedText };
  /** The query that led to the article; empty if none did. */
  readonly query: string;
  /** Similar articles, best first. */
  readonly similar: readonly SearchHit[];
  /** Address of the results that the page links back to. */
  readonly back: string;
  readonly isListed: boolean;
  /** True if the text is only the beginning of the article's. */
  readonly isCut: boolean;
}

/** A whole page of what /articles/{id} answers. */
export function articlePage(site: PageSite, page: ArticlePage): Markup {
  const { article, marked, query, similar, back, isListed, isCut } = page;
  const { title, lead, paragraphs, notice, image, url } = article;
  const { language } = site;
  const words = pageWords[language];
  const name = title ?? firstSentence(lead === "" ? (paragraphs[0] ?? "") : lead);
  const main = html`<nav class="back"><a href="${back}">${query === "" ? words.toSearch : fillText(words.toResults, language, { text: query })}</a></nav>
    <main id="content" tabindex="-1">
      <article class="article" lang="ru" ${title === null ? html`aria-label="${name}"` : ""}>
        ${query === "" ? "" : html`<p class="printed" lang="${language}">${fillText(words.printed, language, { text: query })}</p>`}
        ${title === null ? "" : html`<h1 class="article__title">${markedText(typesetMarked(marked.title))}</h1>`}
        ${articleMeta(article, site)}
        ${lead === "" ? "" : html`<p class="article__lead">${markedText(typesetMarked(marked.lead))}</p>`}
        ${image === null ? "" : html`<img class="article__image" src="${image}" alt="" loading="lazy" referrerpolicy="no-referrer">`}
        <div class="article__text">${paragraphsOf(typesetMarked(marked.text)).map((paragraph) => html`<p>${paragraph}</p>`)}</div>
        ${isCut ? html`<p class="article__notice" lang="${language}">${words.cut}</p>` : ""}
        ${notice === null ? "" : html`<p class="article__notice">${notice}</p>`}
      </article>
      ${similar.length === 0 ? "" : readAlso(similar, site)}
    </main>`;
  // What is shared of a page is its canonical address: neither the query nor the key of the upload is in it.
  const own = `${site.basePath}${article.href.split("?", 1)[0]}`;
  return pageFrame(site, { title: name, canonical: url ?? own, isListed, query, main });
}

function readAlso(similar: readonly SearchHit[], site: PageSite): Markup {
  return html`<section class="read-also">
        <h2 class="section-title">${pageWords[site.language].readAlso}</h2>
        ${hitList(similar, site, { query: "", level: 3 })}
      </section>`;
}

/** Splits the text of an ArticleAnswer into paragraphs at blank lines. */
function paragraphsOf(marked: MarkedText): (Markup | string)[][] {
  let start = 0;
  return marked.text.split("\n\n").map((paragraph) => {
    const end = start + paragraph.length;
    const parts = markedText(marked, start, end);
    start = end + "\n\n".length;
    return parts;
  });
}

/** Shows source, place, date and the link to the original: those that are known. */
function articleMeta(article: ArticleAnswer, { language }: PageSite): Markup | "" {
  const { source, agency, author, section, place, publishedAt, url } = article;
  const date = publicationDate(article, language);
  const names = [source, agency === source ? null : agency, author, section, place].filter((name) => name !== null);
  const parts = names.map((name) => html`<span>${name}</span>`);
  if (date !== null) {
    const shown = html`<time datetime="${publishedAt}">${date}</time>`;
    parts.push(html`${publishedAt === null ? html`<span>${date}</span>` : shown}`);
  }
  if (url !== null) {
    const text = fillText(pageWords[language].original, language, { text: hostOf(url) });
    parts.push(html`<a href="${url}" rel="noreferrer">${text}</a>`);
  }
  return parts.length === 0 ? "" : html`<p class="facts article__meta">${parts}</p>`;
}

/** The host as it is shown. Punycode (xn--80ae…) stays, since lookalike letters cannot be trusted. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, "");
}
