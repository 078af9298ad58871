/** Names inside articles/feed that tests import past its doors. Moving a file changes this list alone. */
export { MAX_ITEM_CHARACTERS } from "../../../src/articles/feed/feed-parser.ts";
export { MAX_XML_DEPTH } from "../../../src/articles/feed/xml.ts";
