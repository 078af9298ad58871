/**
 * What reads a published index in any runtime with `fetch`: Workers, Deno, Bun, browsers, Node. The rest of the library needs Node.
 */

export type { ErrorCode, ErrorKind } from "../errors.ts";
export { isSearchIndexError, SearchIndexError } from "../errors.ts";
export { openRussianDictionary } from "../russian/dictionary/russian-dictionary.ts";
export { parseSynonyms, type SynonymsReading } from "../russian/query-words/parse-synonyms.ts";
export type { Synonyms } from "../russian/query-words/synonyms.ts";
export type { ObjectReader } from "../store/object-store/object-store.ts";
export { FetchObjectStore, type FetchObjectStoreOptions } from "../store/web/fetch-object-store.ts";
export type { ArticleQuery, ArticleSearch, ArticleSearchResult } from "./article-search.ts";
export { type CreateSearchInput, createSearch, type MeteredSearch } from "./create-search.ts";
