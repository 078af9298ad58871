/**
 * The pages that people see: their frame, of head, field and main part, and what they share. Everything that is put
 * into it goes through hono/html, which escapes.
 */
import { html } from "hono/html";
import { MAX_QUERY_LENGTH, type MarkedText } from "../../search-api.ts";
import { joinWords, typeset } from "../../typeset.ts";
import { publicPath } from "../answers/public-address.ts";
import type { HttpContext } from "../requests/http-context.ts";
import type { HttpSettings, PageLanguage } from "../requests/http-options.ts";
import { pageWords } from "./page-texts.ts";

/** The result of hono/html: escaped text, perhaps still a promise. */
export type Markup = ReturnType<typeof html>;

/**
 * The Content-Security-Policy of the pages: nothing leaves them but pictures and what the field asks, of this server or
 * of the owner's page of results. Scripts are those of the search box, on the page of results alone, which has pictures
 * of others where the owner wants them.
 */
export function pagePolicy(
  { searchPage, showsPictures }: Pick<HttpSettings, "searchPage" | "showsPictures">,
  isOfResults: boolean,
): string {
  const ofOwner = searchPage !== null && URL.canParse(searchPage) ? ` ${new URL(searchPage).origin}` : "";
  const scripts = isOfResults ? " script-src 'self'; connect-src 'self';" : "";
  const pictures = isOfResults && !showsPictures ? "" : " https:";
  return `default-src 'none';${scripts} style-src 'self'; img-src 'self'${pictures}; base-uri 'none'; form-action 'self'${ofOwner}; frame-ancestors 'none'`;
}

export const STYLESHEET_PATH = "/pages.css";

export const OPENSEARCH_PATH = "/opensearch.xml";
export const OPENSEARCH_TYPE = "application/opensearchdescription+xml";

/** Settings shared by all pages of a server. */
export interface PageSite {
  readonly language: PageLanguage;
  readonly siteName: string;
  readonly showsPictures: boolean;
  /** Prefix of this server's paths if it lies below a path of a site, such as `/api`; else empty. */
  readonly basePath: string;
  /** Address of the page of results, on this server or the owner's site. */
  readonly searchPage: string;
}

/** Makes the site from the settings and the address of this server. */
export function pageSite(context: HttpContext): PageSite {
  const { pageLanguage: language, siteName, showsPictures, searchPage } = context.var.dependencies.settings;
  const basePath = publicPath(context, "");
  return { language, siteName, showsPictures, basePath, searchPage: searchPage ?? `${basePath}/` };
}

/** Tells whether search engines may list the answer: articles if the owner allows it, but not once for each query. */
export function isListed(context: HttpContext): boolean {
  const { pathname, searchParams } = new URL(context.req.url);
  return context.var.dependencies.settings.listsArticles && pathname.startsWith("/a/") && !searchParams.has("q");
}

export interface PageFrame {
  readonly title: string;
  /** Address of the original, for search engines; null for none. */
  readonly canonical: string | null;
  /** True if search engines may list the page. */
  readonly isListed: boolean;
  /** Text of the search field; the other fields are sent with it. */
  readonly query?: string;
  readonly kept?: URLSearchParams;
  /** Another language than the site's, of the page's own text. */
  readonly language?: PageLanguage;
  /** A path of a script that the page runs; null for none. */
  readonly script?: string | null;
  /** The path of a feed of what the page lists; null for none. */
  readonly feed?: string | null;
  readonly main: Markup;
}

/** A whole page. */
export function pageFrame(site: PageSite, frame: PageFrame): Markup {
  const { siteName, basePath, language } = site;
  const { title, canonical, isListed, script = null, feed = null, main } = frame;
  return html`<!doctype html>
<html lang="${frame.language ?? language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    ${isListed ? "" : html`<meta name="robots" content="noindex">`}
    <title>${title}</title>
    ${canonical === null ? "" : html`<link rel="canonical" href="${canonical}">`}
    <link rel="search" type="${OPENSEARCH_TYPE}" title="${siteName}" href="${basePath}${OPENSEARCH_PATH}">
    ${feed === null ? "" : html`<link rel="alternate" type="application/rss+xml" title="${title}" href="${feed}">`}
    <link rel="stylesheet" href="${basePath}${STYLESHEET_PATH}">
    ${script === null ? "" : html`<script type="module" src="${script}"></script>`}
  </head>
  <body>
    <a class="skip" href="#content">${pageWords[site.language].skip}</a>
    <header class="masthead">
      <a class="brand" href="${site.searchPage}">${siteName}</a>
      ${searchBox(site, frame)}
    </header>
    ${main}
  </body>
</html>
`;
}

/** The field: a plain form. What the address of the owner's page asks with, a form would leave out. */
function searchBox(
  { language, searchPage, showsPictures }: PageSite,
  { query = "", kept = new URLSearchParams() }: PageFrame,
): Markup {
  const { label, submit } = pageWords[language];
  const [path = "", asked] = searchPage.split("?", 2);
  const sent = [...new URLSearchParams(asked), ...kept].filter(([name]) => name !== "q");
  return html`<form class="box" role="search" action="${path}" method="get"${showsPictures ? " data-pictures" : ""}>
        <input class="box__input" type="search" name="q" value="${query}" maxlength="${MAX_QUERY_LENGTH}" aria-label="${label}" placeholder="${label}" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search" dir="auto">
        ${sent.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
        <button class="box__submit" aria-label="${submit}"></button>
      </form>`;
}

/**
 * The same with the signs and spaces that printers set, each as long as what it stands for, so that the ranges hold.
 */
export function typesetMarked({ text, highlights }: MarkedText): MarkedText {
  return { text: text.split("\n").map(typeset).join("\n"), highlights };
}

/** A text with `<mark>` around its ranges, of those that lie in [start, end), and short pairs kept on their lines. */
export function markedText({ text, highlights }: MarkedText, start = 0, end = text.length): (Markup | string)[] {
  const parts: (Markup | string)[] = [];
  let written = start;
  for (const [from, to] of highlights) {
    if (from < written || to > end) continue;
    parts.push(joinWords(text, written, from), html`<mark>${joinWords(text, from, to)}</mark>`);
    written = to;
  }
  return [...parts, joinWords(text, written, end)];
}
