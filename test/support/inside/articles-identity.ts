/** What tests pin down inside of articles, identity, beside its doors. Moving a file touches this list alone. */
export { documentId, givenId, maxIdLength } from "../../../src/articles/identity/document-id.ts";
export { decodeMetadataValue } from "../../../src/articles/identity/upload-metadata.ts";
