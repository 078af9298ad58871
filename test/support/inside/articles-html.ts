/** What tests pin down inside of articles, html, beside its doors. Moving a file touches this list alone. */
export { type PageDocument, PageElement, parseHtml } from "../../../src/articles/html/document.ts";
export { holdsHtml, htmlToText } from "../../../src/articles/html/text.ts";
