/**
 * Connects a search to the rest of its page: the page's address, and other elements of one session. Loaded where
 * `sync-url` or `session` asks for it.
 */
export { connectAddress } from "./page-address.ts";
export { awaitSession, findElement, joinSession } from "./shared-session.ts";
