/** Names inside articles/identity that tests import past its doors. Moving a file changes this list alone. */
export { documentId, givenId, maxIdLength } from "../../../src/articles/identity/document-id.ts";
export { decodeMetadataValue } from "../../../src/articles/identity/upload-metadata.ts";
