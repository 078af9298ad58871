/**
 * The door to a store that is read over HTTP, without credentials, as a page reads a published index.
 */
export { FetchObjectStore, type FetchObjectStoreOptions } from "./web/fetch-object-store.ts";
