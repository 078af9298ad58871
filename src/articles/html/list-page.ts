/**
 * Pages that say that they are lists of articles: archives of rubrics, tags, authors and days, and front pages, also
 * where whole posts stand in them. A page that calls itself an article is none of these, whatever else stands on it.
 */

import { canonicalUrl } from "../news/canonical-url.ts";
import { foldLine } from "../text/normalize-text.ts";
import { type HtmlText, isLink } from "./blocks.ts";
import type { PageDocument, PageElement } from "./document.ts";
import { isSentence, type MainText } from "./main.ts";
import type { HtmlMetadata, PageIdentity } from "./metadata.ts";

/** The parts of a page that are judged. */
export interface ClaimingPage {
  readonly document: PageDocument;
  readonly metadata: Pick<HtmlMetadata, "ownKind" | "identity">;
  readonly text: HtmlText;
  readonly main: MainText;
}

/**
 * Classes of `<body>` that programs write on lists: all words of a row, of which one with `*` is the beginning of a
 * word. One word alone is too little where it may be a section's name.
 */
const LIST_CLASSES = rows(
  // WordPress, get_body_class
  "archive category",
  "archive tag",
  "archive author",
  "archive date",
  "archive tax-*",
  "archive post-type-archive",
  "home blog",
  "blog hfeed",
  "blog wp-*",
  "home page-id-*",
  "search search-results",
  "search search-no-results",
  // Joomla
  "com_content view-category",
  "com_content view-categories",
  "com_content view-featured",
  "com_content view-archive",
  "com_tags view-tag",
  // Drupal 7, 8 and later
  "page-taxonomy page-taxonomy-term",
  "front page-node",
  "path-taxonomy",
  "path-frontpage",
  // Ghost
  "home-template",
  "tag-template",
  "author-template",
  // Blogger, LiveJournal, Squarespace
  "feed-view",
  "page-recent",
  "collection-type-* view-list",
);
/** Classes of the same programs for the page of one article, which precede those above. */
const ARTICLE_CLASSES = rows("single", "view-article", "node-type-*", "page-node-type-*", "post-template", "item-view");

/**
 * Words of the class of a block that is one of several posts: microformats, WordPress, Joomla, Drupal, 1C-Bitrix,
 * DataLife Engine.
 */
const ENTRY_CLASSES: readonly string[] = [
  "hentry",
  "h-entry",
  "wp-block-post",
  "blog-item",
  "views-row",
  "news-item",
  "shortstory",
];
const MIN_ENTRIES = 2;
/** Words of the class of a link that leads to a post beside its headline: microformats, Hugo's PaperMod, Bootstrap. */
const PERMALINK_CLASSES: readonly string[] = ["u-url", "entry-link", "stretched-link"];

/** Headings of archives, as WordPress and its themes have them in Russian and in English. */
const ARCHIVE_TITLE =
  /^(?:(?:рубрика|категория|метка|тег|автор|category|tag|author|(?:все )?(?:записи|материалы|статьи|публикации) (?:автора|рубрики|с (?:меткой|тегом)|по (?:метке|тегу))|архивы? (?:рубрики|метки|автора|за)|(?:category|tag|author) archives?)(?:: | [«"])|(?:год|месяц|день|year|month|day): (?:\p{L}{3,8} )?\d)/iu;

/** A title of so many words that a headline begins with is that headline, cut short. Untuned. */
const MIN_CUT_TITLE_WORDS = 3;
const MAX_HEADING_LENGTH = 500;
/** Most titles of a page; tags repeat the same one. */
const MAX_TITLES = 20;

/** Finds the reason why the page calls itself a list, or null. */
export function findListClaim(page: ClaimingPage): string | null {
  const { document, metadata } = page;
  if (metadata.ownKind === "article") return null;
  if (metadata.ownKind === "list")
    return "The page calls itself a list (CollectionPage or the like), and is not one article.";
  const classes = listClassesOf(document.frame);
  if (classes !== null) return `The page calls itself a list (class="${classes}" of its body), and is not one article.`;
  return isListOfEntries(page)
    ? "The page is a list of articles, each under a link to its own page, and not one article."
    : null;
}

function rows(...table: readonly string[]): readonly (readonly string[])[] {
  return table.map((row) => row.split(" "));
}

/** The words by which the body says that its page is a list, or null. */
function listClassesOf(frame: readonly PageElement[]): string | null {
  const body = frame.find(({ name }) => name === "body");
  const written = body?.attribute("class").split(/\s+/) ?? [];
  const writtenOf = (word: string) =>
    written.find((name) => (word.endsWith("*") ? name.startsWith(word.slice(0, -1)) : name === word));
  const isWritten = (row: readonly string[]) => row.every((word) => writtenOf(word) !== undefined);
  if (ARTICLE_CLASSES.some(isWritten)) return null;
  return LIST_CLASSES.find(isWritten)?.map(writtenOf).join(" ") ?? null;
}

/**
 * Tells whether all sentences of the page stand in entries that lead elsewhere: in several, or below a heading that
 * archives have in one at least, above which the subject of the archive may stand. Linear in the lines times the depth.
 */
function isListOfEntries({ document, metadata, text, main }: ClaimingPage): boolean {
  const isLabelled = text.lines.some((line) => line.headingLevel === 1 && ARCHIVE_TITLE.test(line.text));
  const [base] = document.elements.filter(({ name }) => name === "base").map((element) => element.attribute("href"));
  const leading = new Set(
    innermostEntries(document.elements).filter((entry) => leadsElsewhere(entry, base, metadata.identity)),
  );
  if (leading.size === 0) return false;
  // A heading below a sentence is that of a part, or of another article.
  const headed = new Set([...leading].filter((entry) => headingOf(entry) === null));
  const said = new Set<PageElement>();
  for (const [place, line] of text.lines.entries()) {
    const entry = line.block.closest((block) => leading.has(block));
    if (line.headingLevel > 0 && entry !== null) headed.add(entry);
    if (main.hintOf(place) !== null || !isSentence(line)) continue;
    if (entry !== null && headed.has(entry)) said.add(entry);
    else if (!isLabelled || said.size > 0) return false;
  }
  return said.size >= (isLabelled ? 1 : MIN_ENTRIES);
}

/**
 * Those that hold no others: some pages have an `<article>` around their list, and articles have cards of others in
 * theirs.
 */
function innermostEntries(elements: readonly PageElement[]): PageElement[] {
  const entries = new Set(
    elements.filter(
      (element) => element.name === "article" || ENTRY_CLASSES.some((name) => element.hasWord("class", name)),
    ),
  );
  const around = new Set([...entries].map(({ parent }) => parent?.closest((element) => entries.has(element)) ?? null));
  return [...entries].filter((entry) => !around.has(entry));
}

function headingOf(entry: PageElement): PageElement | null {
  return entry.find(({ name }) => /^h[1-6]$/.test(name));
}

/**
 * Tells whether an entry's whole headline, or the permalink beside it, leads to another page, and is not the title of
 * this one.
 */
function leadsElsewhere(entry: PageElement, base: string | undefined, { addresses, titles }: PageIdentity): boolean {
  const heading = headingOf(entry);
  const title = foldLine(heading?.textUpTo(MAX_HEADING_LENGTH) ?? "");
  if (titles.slice(0, MAX_TITLES).some((own) => isSameTitle(own, title))) return false;
  const isHeadline = (link: PageElement) => isLink(link) && foldLine(link.textUpTo(MAX_HEADING_LENGTH)) === title;
  const isPermalink = (link: PageElement) =>
    isLink(link) && (link.hasWord("rel", "bookmark") || PERMALINK_CLASSES.some((name) => link.hasWord("class", name)));
  const link =
    heading?.closest(isLink) ?? heading?.find(isHeadline) ?? (heading?.name === "h1" ? null : entry.find(isPermalink));
  const href = link?.attribute("href") ?? "#";
  if (href.includes("#")) return false;
  const [own] = addresses;
  const from = base ?? (own === undefined ? undefined : `https://${own}`);
  return !URL.canParse(href, from) || !addresses.has(canonicalUrl(new URL(href, from).href) ?? "");
}

/**
 * Tells whether a folded title of the page, perhaps with the site's name, has a headline's words, or their beginning.
 */
function isSameTitle(own: string, headline: string): boolean {
  if (headline === "") return false;
  return (
    ` ${own} `.includes(` ${headline} `) || (own.split(" ").length >= MIN_CUT_TITLE_WORDS && headline.startsWith(own))
  );
}
