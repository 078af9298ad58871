/** What tests pin down inside of articles, feed, beside its doors. Moving a file touches this list alone. */
export { MAX_ITEM_CHARACTERS } from "../../../src/articles/feed/feed-parser.ts";
export { MAX_XML_DEPTH } from "../../../src/articles/feed/xml.ts";
