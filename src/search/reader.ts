/**
 * Reads a published index in any runtime with `fetch`: Workers, Deno, Bun, browsers, Node. The rest of the library
 * needs Node.
 */

export type { ErrorCode, ErrorKind } from "../errors.ts";
export { isSearchIndexError, SearchIndexError } from "../errors.ts";
export { parseSynonyms, type Synonyms, type SynonymsReading } from "../russian/queries.ts";
export { openRussianDictionary } from "../russian/words.ts";
export type { ObjectReader } from "../store/store.ts";
export { FetchObjectStore, type FetchObjectStoreOptions } from "../store/web.ts";
export type { ArticleQuery, ArticleSearch, ArticleSearchResult } from "./article-search.ts";
export { type CreateSearchInput, createSearch, type MeteredSearch } from "./create-search.ts";
