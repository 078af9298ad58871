/**
 * A feed as an upload: each item is an article, as each line of a .jsonl is. Exports of WordPress, whose drafts and
 * addresses are nobody's to read, and maps of sites, which hold no texts, are refused by name.
 */

import type { ReaderContext } from "../extraction/article-fields.ts";
import { readArticleValue } from "../json/article.ts";
import { ArticleCollector, type OnPlacedArticle, tooMany } from "../json/articles.ts";
import { type ReadResult, type RejectedPart, rejectedResult, rejection } from "../model/rejection.ts";
import type { Article } from "../news/article.ts";
import { feedArticle, privateKind } from "./feed-article.ts";
import { type FeedChannel, type FeedItem, type FeedKind, FeedParser, MAX_ITEM_CHARACTERS } from "./feed-parser.ts";

const REFUSED: Readonly<Partial<Record<FeedKind, string>>> = {
  wordpress:
    "The file is an export of WordPress, which holds drafts, comments and addresses. Delete it here, and bring it in by: poisk import.",
  sitemap:
    "The file is a map of a site, which holds no texts. Bring in the pages that it lists by: poisk import --sitemap URL.",
  other: "The XML is no RSS or Atom feed. Upload a feed, or the articles as .html or .json.",
};

/**
 * The articles of a feed, in order. So much of it is written at once that an item more than may be read costs little.
 */
const CHUNK_CHARACTERS = 65_536;

/** Reads RSS, Atom or JSON Feed. What is whole of a feed that is cut short goes in. Linear in the text. */
export function readFeed(text: string, context: ReaderContext, onArticle?: OnPlacedArticle): ReadResult {
  const parser = new FeedParser();
  const collector = new ArticleCollector("item", context, onArticle);
  let last = 0;
  for (let start = 0; start <= text.length && !collector.isFull; start += CHUNK_CHARACTERS) {
    const isEnd = start + CHUNK_CHARACTERS > text.length;
    const items = parser.write(text.slice(start, start + CHUNK_CHARACTERS));
    if (isEnd) items.push(...parser.end());
    const refused = parser.kind === null ? undefined : REFUSED[parser.kind];
    if (refused !== undefined) return rejectedResult(rejection("not-an-article", refused));
    for (const item of items) {
      if (collector.isFull) break;
      last = item.number;
      collector.add(readItem(item, parser.channel, collector.context), item.number);
    }
  }
  if (collector.isFull) collector.add(tooMany("items", last + 1), last + 1);
  if (parser.fault !== null) collector.add(brokenXml(parser.fault), last + 1);
  else if (collector.count === 0) return rejectedResult(rejection("invalid-article", "The feed holds no items."));
  return collector.result();
}

function readItem(item: FeedItem, channel: FeedChannel, context: ReaderContext): Article | RejectedPart {
  if (item.isTooLong) return TOO_LONG;
  const kind = privateKind(item);
  if (kind !== null) return rejection("not-an-article", `The item is a ${kind}, which nobody is to find.`);
  const { fields, origins } = feedArticle(item, channel);
  return readArticleValue(fields, { ...context, fieldOrigins: origins });
}

const TOO_LONG = rejection(
  "too-large",
  `The item has more than ${MAX_ITEM_CHARACTERS} characters; an article has a hundredth of it.`,
);

function brokenXml(fault: string): RejectedPart {
  return rejection("broken-xml", `The feed was not read from here on, since ${fault}. Upload it again, whole.`);
}
