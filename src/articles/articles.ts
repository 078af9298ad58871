/**
 * The door of the room that reads articles: from the bytes of an upload to articles, or to the reason why there are
 * none.
 */
export { decodeText } from "./encoding/decode-text.ts";
export { scanHtml } from "./html/tokens.ts";
export { maxArticlesPerUpload, type OnPlacedArticle, type PlacedArticle } from "./json/articles.ts";
export {
  isRejection,
  type ReadResult,
  type RejectedPart,
  type RejectionCode,
  rejectedResult,
  rejection,
  type UploadContext,
} from "./model/rejection.ts";
export { contentTypeOf, type ReadArticles, readArticles, uploadFormat } from "./upload/read-articles.ts";
export { maxUnpackedBytes, maxUploadBytes, unpack } from "./upload/unpack.ts";
