/**
 * poisk: full-text search for Russian news, with an index kept in object storage. The public interface; everything else
 * may change.
 */

export {
  type ReadResult,
  type RejectedPart,
  type RejectionCode,
  readArticles,
  type UploadContext,
} from "./articles/articles.ts";
// Reading uploads
export {
  type Article,
  type DatePrecision,
  type DroppedLine,
  type Origin,
  type Origins,
  parserVersion,
} from "./articles/news.ts";
// Errors and ports
export type { Clock } from "./clock.ts";
export type { ErrorCode, ErrorKind } from "./errors.ts";
export { isSearchIndexError, SearchIndexError } from "./errors.ts";
export type { IdSource } from "./id-source.ts";
// Searching it
export { openSearcher, Searcher, type SearcherInput, type SearcherOptions } from "./index/read.ts";
export type { DigestField, IndexOptions, KeyLayout, SourceDocument, TokenWord } from "./index/shared.ts";
// Writing an index
export {
  type ApplyOptions,
  type ApplyReport,
  IndexWriter,
  type IndexWriterInput,
  type SourceChange,
} from "./ingest/ingest.ts";
export { parseSynonyms, type Synonyms, type SynonymsReading } from "./russian/queries.ts";
// Analysis
export {
  type Analyzer,
  openRussianDictionary,
  type QueryWord,
  russianAnalyzer,
  type TermAlternative,
  type Token,
  type WordSpan,
} from "./russian/words.ts";
export { articleIndexOptions } from "./schema/schema.ts";
export {
  type ArticleHit,
  type ArticleQuery,
  type ArticleSearch,
  type ArticleSearchResult,
  type CreateSearchInput,
  createSearch,
  type FoundArticle,
  type MeteredSearch,
} from "./search/search.ts";
// Where it is kept
export { FileObjectStore, MemoryObjectStore } from "./store/local.ts";
export { S3ObjectStore } from "./store/s3.ts";
export type {
  ETag,
  GetOptions,
  ListOptions,
  ListPage,
  ObjectHead,
  ObjectKey,
  ObjectReader,
  ObjectStore,
  ObjectSummary,
  PutOptions,
  StoredObject,
} from "./store/store.ts";
export { FetchObjectStore, type FetchObjectStoreOptions } from "./store/web.ts";
