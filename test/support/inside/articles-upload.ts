/** Names inside articles/upload that tests import past its doors. Moving a file changes this list alone. */
export { gunzipWithoutNode } from "../../../src/articles/upload/gunzip.ts";
