/** Names inside index/schema that tests import past its doors. Moving a file changes this list alone. */
export { textOfField, toJsonValue } from "../../../src/index/segment/schema/minisearch-options.ts";
