/**
 * The door to feeds: their items as they come, and the article that an item is.
 */
export {
  type ArticleFields,
  type FoundArticle,
  feedArticle,
  feedReaderVersion,
  itemIdentity,
  privateKind,
} from "./feed/feed-article.ts";
export { type FeedItem, FeedParser } from "./feed/feed-parser.ts";
