/** What tests pin down inside of articles, upload, beside its doors. Moving a file touches this list alone. */
export { gunzipWithoutNode } from "../../../src/articles/upload/gunzip.ts";
