/** Names inside articles/html that tests import past its doors. Moving a file changes this list alone. */
export { type PageDocument, PageElement, parseHtml } from "../../../src/articles/html/document.ts";
export { holdsHtml, htmlToText } from "../../../src/articles/html/text.ts";
