/** Names inside schema that tests import past its doors. Moving a file changes this list alone. */
export { MAX_DIFFERENT_BYTES } from "../../../src/schema/duplicate-groups.ts";
