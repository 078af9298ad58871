/** Names inside articles/news that tests import past its doors. Moving a file changes this list alone. */
export { leadingPublisher, publisherOf, publisherOfHost } from "../../../src/articles/news/agencies.ts";
export type { DroppedKind } from "../../../src/articles/news/article.ts";
export { findGluedDateline, openingPlace, parseDateline } from "../../../src/articles/news/dateline.ts";
export { SentenceReader } from "../../../src/articles/news/passage.ts";
export { isKnownPlace, nominativePlace, ordinaryPlace } from "../../../src/articles/news/place.ts";
export { keyHost, siteName } from "../../../src/articles/news/site-name.ts";
