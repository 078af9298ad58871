/**
 * The page of one article (layer 5): for hits whose original cannot be opened, and for reading what was indexed. Plain
 * HTML from the server, without scripts; the picture is the reader's browser's to load, without a referrer.
 */
import { html } from "hono/html";
import { epochMsOf } from "../../clock.ts";
import { articleTimeZone } from "../../news/time-zone.ts";
import { firstSentence } from "../../query/article-title.ts";
import type { ArticleAnswer, ArticleFields } from "../../search-api.ts";
import { type Markup, type PageFrame, pageFrame } from "./page-frame.ts";

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

/** A moment is shown as the owner's time zone has it; a day, month or year is no moment and is never moved by a zone. */
const formats = {
  year: new Intl.DateTimeFormat("ru", { timeZone: "UTC", year: "numeric" }),
  month: new Intl.DateTimeFormat("ru", { timeZone: "UTC", year: "numeric", month: "long" }),
  day: new Intl.DateTimeFormat("ru", { timeZone: "UTC", year: "numeric", month: "long", day: "numeric" }),
  minute: new Intl.DateTimeFormat("ru", { timeZone: articleTimeZone, dateStyle: "long", timeStyle: "short" }),
};

interface Moment {
  readonly epochMs: number;
  readonly precision: keyof typeof formats;
}

/** ISO 8601 as Article has it; seconds may follow the minutes. */
const ISO_DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?)?)?$/;

/** The date as precisely as it is known and no more: «9 октября 2016 г. в 12:30», «октябрь 2016 г.», «2016», a span of days where only that is known, or null. */
export function publicationDate({
  publishedAt,
  dateRange,
}: Pick<ArticleFields, "publishedAt" | "dateRange">): string | null {
  const moment = parseMoment(publishedAt);
  if (moment !== null) return formats[moment.precision].format(moment.epochMs);
  const first = parseMoment(dateRange?.[0] ?? null);
  const last = parseMoment(dateRange?.[1] ?? null);
  if (first === null || last === null || first.epochMs > last.epochMs) return null;
  return formats.day.formatRange(first.epochMs, last.epochMs);
}

function parseMoment(iso: string | null): Moment | null {
  const match = ISO_DATE.exec(iso ?? "");
  // What names no time is of UTC (ECMAScript, "Date Time String Format").
  const epochMs = epochMsOf(match?.[0] ?? "");
  if (match === null || Number.isNaN(epochMs)) return null;
  const [, month, day, time] = match;
  const precision = time !== undefined ? "minute" : day !== undefined ? "day" : month !== undefined ? "month" : "year";
  return { epochMs, precision };
}
