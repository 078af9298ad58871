/** What tests pin down inside of schema, beside its doors. Moving a file touches this list alone. */
export { MAX_DIFFERENT_BYTES } from "../../../src/schema/duplicate-groups.ts";
