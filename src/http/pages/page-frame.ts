/**
 * The pages that people see (layer 5): their frame, of head, way back and main part, and their stylesheet. Everything that is put into it goes through
 * hono/html, which escapes.
 */
import { html } from "hono/html";

/** What hono/html makes: escaped text, perhaps still to come. */
export type Markup = ReturnType<typeof html>;

/** Nothing leaves the page but pictures, and nothing on it runs. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const STYLESHEET_PATH = "/article.css";

export const OPENSEARCH_PATH = "/opensearch.xml";
export const OPENSEARCH_TYPE = "application/opensearchdescription+xml";

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

/**
 * What the article page and the search page of the local stack look alike in: colours, type, links, focus. Text and not a file,
 * since the bundle is one file. Colours are pairs for light and dark; text on its ground is at least 4.5:1 (WCAG AA), in both.
 */
export const baseCss = `:root {
  color-scheme: light dark;
  --ground: #ffffff;
  --raised: #f3f5f8;
  --text: #1a1d21;
  --muted: #59616b;
  --line: #d5dae1;
  --field-line: #7d8793;
  --link: #1550b5;
  --visited: #6a3a9c;
  --accent: #1f5fbf;
  --on-accent: #ffffff;
  --mark: #ffe79a;
  --on-mark: #1a1d21;
  --warning: #9a3412;
  --measure: 44rem;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b;
    --raised: #1f242a;
    --text: #e4e7eb;
    --muted: #a0a9b4;
    --line: #343b44;
    --field-line: #7b8591;
    --link: #8db6ff;
    --visited: #c7a6f2;
    --accent: #8db6ff;
    --on-accent: #10151c;
    --mark: #4d3d08;
    --on-mark: #fff3c9;
    --warning: #ffb59a;
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

body {
  margin: 0;
  padding: clamp(1rem, 4vw, 2.5rem) clamp(1rem, 4vw, 2rem) 4rem;
  background: var(--ground);
  color: var(--text);
  font:
    1rem / 1.5 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Noto Sans",
    "Liberation Sans",
    sans-serif;
  overflow-wrap: break-word;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}

a {
  color: var(--link);
  text-underline-offset: 0.15em;
}

a:visited {
  color: var(--visited);
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
  border-radius: 2px;
}
`;

/** The stylesheet of the article page, served by the app itself. */
export const articleCss = `${baseCss}
nav,
.article {
  max-width: var(--measure);
  margin-inline: auto;
}

.back-link {
  display: inline-block;
  margin-bottom: 1.5rem;
}

.article__title {
  margin: 0 0 0.5rem;
  font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.125rem);
  line-height: 1.2;
  text-wrap: balance;
}

.article__meta {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.9em;
  margin: 0.2rem 0 1.5rem;
  color: var(--muted);
  font-size: 0.875rem;
}

.article__meta > * {
  min-width: 0;
}

.article__lead {
  margin: 0 0 1.25rem;
  font-size: 1.1875rem;
  font-weight: 500;
}

.article__image {
  display: block;
  max-width: 100%;
  height: auto;
  margin: 0 0 1.25rem;
  border-radius: 8px;
}

.article__text {
  font-size: 1.0625rem;
  line-height: 1.65;
}

.article__text p {
  margin: 0 0 1em;
  white-space: pre-line;
}

.article__notice {
  margin: 2rem 0 0;
  padding-top: 0.75rem;
  border-top: 1px solid var(--line);
  color: var(--muted);
  font-size: 0.875rem;
}

@media print {
  .back-link {
    display: none;
  }
}
`;
