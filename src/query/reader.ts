/**
 * What reads a published index in any runtime with `fetch`: Workers, Deno, Bun, browsers, Node. The rest of the library needs Node.
 */

export { openRussianDictionary } from "../analysis/dictionary/russian-dictionary.ts";
export { parseSynonyms, type SynonymsReading } from "../analysis/query-words/parse-synonyms.ts";
export type { Synonyms } from "../analysis/query-words/synonyms.ts";
export type { ErrorCode, ErrorKind } from "../errors.ts";
export { isSearchIndexError, SearchIndexError } from "../errors.ts";
export type { ObjectReader } from "../storage/object-store/object-store.ts";
export { FetchObjectStore, type FetchObjectStoreOptions } from "../storage/web/fetch-object-store.ts";
export type { ArticleQuery, ArticleSearch, ArticleSearchResult } from "./article-search.ts";
export { type CreateSearchInput, createSearch, type MeteredSearch } from "./create-search.ts";
