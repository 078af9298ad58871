/** What tests pin down inside of index, schema, beside its doors. Moving a file touches this list alone. */
export { textOfField, toJsonValue } from "../../../src/index/segment/schema/minisearch-options.ts";
