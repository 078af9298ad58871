/**
 * The frame of the pages that people see (layer 5): head, way back, main part. Everything that is put into it goes through
 * hono/html, which escapes.
 */
import { html } from "hono/html";

/** What hono/html makes: escaped text, perhaps still to come. */
export type Markup = ReturnType<typeof html>;

/** Nothing leaves the page but pictures, and nothing on it runs. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const STYLESHEET_PATH = "/article.css";

export interface PageFrame {
  readonly title: string;
  /** Of the page's text; Russian by default. */
  readonly lang?: string;
  /** Address of the original, for search engines; null for none. */
  readonly canonical: string | null;
  /** Where the way back leads; null for none. */
  readonly searchPage: string | null;
  /** What the search is called that the page offers to browsers. */
  readonly siteName: string;
  /** What stands before the paths of this server where it lies below a path of a site, such as `/api`; else empty. */
  readonly basePath: string;
  readonly main: Markup;
}

/** A whole page. */
export function pageFrame({ title, lang = "ru", canonical, searchPage, siteName, basePath, main }: PageFrame): Markup {
  return html`<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    ${canonical === null ? "" : html`<link rel="canonical" href="${canonical}">`}
    <link rel="search" type="${OPENSEARCH_TYPE}" title="${siteName}" href="${basePath}${OPENSEARCH_PATH}">
    <link rel="stylesheet" href="${basePath}${STYLESHEET_PATH}">
  </head>
  <body>
    ${searchPage === null ? "" : html`<nav><a class="back-link" href="${searchPage}">← К поиску</a></nav>`}
    ${main}
  </body>
</html>
`;
}

export const OPENSEARCH_PATH = "/opensearch.xml";
export const OPENSEARCH_TYPE = "application/opensearchdescription+xml";
