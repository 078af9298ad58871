/**
 * poisk: full-text search for Russian news, with an index kept in object storage. The public interface; everything else
 * may change.
 */

export type { ReadResult, RejectedPart, RejectionCode, UploadContext } from "./articles/model/rejection.ts";
// Reading uploads
export type { Article, DatePrecision, DateSource, DroppedLine } from "./articles/news/article.ts";
export { parserVersion } from "./articles/news/article.ts";
export { readArticles } from "./articles/upload/read-articles.ts";
// Errors and ports
export type { Clock } from "./clock.ts";
export type { ErrorCode, ErrorKind } from "./errors.ts";
export { isSearchIndexError, SearchIndexError } from "./errors.ts";
export type { IdSource } from "./id-source.ts";
export type { KeyLayout } from "./index/keys.ts";
export type { TokenWord } from "./index/language.ts";
// Searching it
export type { SearcherInput, SearcherOptions } from "./index/query/searcher.ts";
export { openSearcher, Searcher } from "./index/query/searcher.ts";
export type { IndexOptions, SourceDocument } from "./index/segment/schema/minisearch-options.ts";
export type { DigestField } from "./index/segment/stored/columns.ts";
// Writing an index
export type { ApplyOptions, ApplyReport, IndexWriterInput, SourceChange } from "./ingest/index-writer.ts";
export { IndexWriter } from "./ingest/index-writer.ts";
// Analysis
export type { Analyzer, QueryWord, TermAlternative, Token, WordSpan } from "./russian/analyzer.ts";
export { openRussianDictionary } from "./russian/dictionary/russian-dictionary.ts";
export { parseSynonyms, type SynonymsReading } from "./russian/query-words/parse-synonyms.ts";
export type { Synonyms } from "./russian/query-words/synonyms.ts";
export { russianAnalyzer } from "./russian/russian-analyzer.ts";
export { articleIndexOptions } from "./schema/article-options.ts";
export type { ArticleQuery, ArticleSearch, ArticleSearchResult } from "./search/article-search.ts";
export { type CreateSearchInput, createSearch, type MeteredSearch } from "./search/create-search.ts";
export type { FoundArticle } from "./search/found-article.ts";
export type { ArticleHit } from "./search/show.ts";
// Where it is kept
export { FileObjectStore } from "./store/file/file-object-store.ts";
export { MemoryObjectStore } from "./store/memory-object-store.ts";
export type * from "./store/object-store/object-store.ts";
export { S3ObjectStore } from "./store/s3/s3-object-store.ts";
export { FetchObjectStore, type FetchObjectStoreOptions } from "./store/web/fetch-object-store.ts";
