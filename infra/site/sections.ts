/**
 * Splits a built page of the site into sections, each an article for the index of the site's own search.
 */
import { scanHtml } from "../../src/articles/articles.ts";
import { SECTION_PARAMETER } from "./addresses.ts";

/** An upload of one section, as docs/uploads.md describes JSON. */
export interface Section {
  readonly title: string;
  /** The title of the page, shown beside the result. */
  readonly source: string;
  readonly text: string;
  readonly url: string;
}

/** VitePress writes each heading of a page with an id. */
const HEADING = /(?=<h[123] id=")/;
const HEADING_PARTS = /^<h([123]) id="([^"]+)"[^>]*>([\s\S]*?)<\/h\1>/;

/** The sections with text of a page in their order. A page without a main part has none. */
export function sectionsOf(html: string, page: URL): Section[] {
  const main = html.slice(html.indexOf('class="vp-doc'), html.indexOf("</main>"));
  const sections: Section[] = [];
  let pageTitle = "";
  for (const part of main.split(HEADING)) {
    const [heading = "", level, anchor = "", title = ""] = HEADING_PARTS.exec(part) ?? [];
    if (heading === "") continue;
    const name = textOf(title);
    if (level === "1") pageTitle = name;
    const text = part.slice(heading.length);
    if (textOf(text) === "") continue;
    const url = new URL(page);
    if (level !== "1") url.searchParams.set(SECTION_PARAMETER, anchor);
    sections.push({ title: name, source: pageTitle || "poisk", text, url: url.href });
  }
  return sections;
}

/** The text of a piece of HTML, without the signs that VitePress links headings by. */
function textOf(html: string): string {
  let text = "";
  scanHtml(html, {
    isDone: false,
    text: (piece) => {
      text += piece;
    },
    raw: () => {},
    open: () => {},
    close: () => {},
  });
  return text
    .replace(/\u200b/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
