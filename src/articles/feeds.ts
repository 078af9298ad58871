/**
 * The door to feeds: their items as they come, and the article that an item is.
 */
export {
  type ArticleFields,
  feedArticle,
  feedReaderVersion,
  itemIdentity,
  privateKind,
  type SourcedArticle,
} from "./feed/feed-article.ts";
export { type FeedItem, FeedParser } from "./feed/feed-parser.ts";
