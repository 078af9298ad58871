/**
 * poisk: full-text search for Russian news, with an index kept in object storage. The public interface; everything else
 * may change.
 */

// Analysis
export type { Analyzer, QueryWord, TermAlternative, Token, TokenWord, WordSpan } from "./analysis/analyzer.ts";
export { openRussianDictionary } from "./analysis/dictionary/russian-dictionary.ts";
export { parseSynonyms, type SynonymsReading } from "./analysis/query-words/parse-synonyms.ts";
export type { Synonyms } from "./analysis/query-words/synonyms.ts";
export { russianAnalyzer } from "./analysis/russian-analyzer.ts";
export type { ReadResult, RejectedPart, RejectionCode, UploadContext } from "./article/model/rejection.ts";
export { readArticles } from "./article/upload/read-articles.ts";
// Errors and ports
export type { Clock } from "./clock.ts";
export type { ErrorCode, ErrorKind } from "./errors.ts";
export { isSearchIndexError, SearchIndexError } from "./errors.ts";
export type { IdSource } from "./id-source.ts";
// Writing an index
export type { ApplyOptions, ApplyReport, IndexWriterInput, SourceChange } from "./indexer/ingest/index-writer.ts";
export { IndexWriter } from "./indexer/ingest/index-writer.ts";
// Reading uploads
export type { Article, DatePrecision, DateSource, DroppedLine } from "./news/article.ts";
export { parserVersion } from "./news/article.ts";
export type { ArticleQuery, ArticleSearch, ArticleSearchResult } from "./query/article-search.ts";
export { type CreateSearchInput, createSearch, type MeteredSearch } from "./query/create-search.ts";
export type { FoundArticle } from "./query/found-article.ts";
// Searching it
export type { SearcherInput, SearcherOptions } from "./query/searcher.ts";
export { openSearcher, Searcher } from "./query/searcher.ts";
export type { ArticleHit } from "./query/show.ts";
export { articleIndexOptions } from "./segment/schema/article-options.ts";
export type { IndexOptions, SourceDocument } from "./segment/schema/minisearch-options.ts";
export type { DigestField } from "./segment/stored/columns.ts";
// Where it is kept
export { FileObjectStore } from "./storage/file/file-object-store.ts";
export { MemoryObjectStore } from "./storage/memory-object-store.ts";
export type { KeyLayout } from "./storage/object-store/object-keys.ts";
export type * from "./storage/object-store/object-store.ts";
export { S3ObjectStore } from "./storage/s3/s3-object-store.ts";
export { FetchObjectStore, type FetchObjectStoreOptions } from "./storage/web/fetch-object-store.ts";
