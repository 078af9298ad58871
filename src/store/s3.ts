/**
 * The door to stores that speak S3: the store itself, what is known of such services, and signed addresses.
 */
export { isDirectoryBucket } from "./s3/directory-bucket.ts";
export { askUnsigned, type KnownStore, recogniseStore } from "./s3/known-stores.ts";
export { S3ObjectStore, type S3ObjectStoreOptions } from "./s3/s3-object-store.ts";
export { encode, S3Signer } from "./s3/signer.ts";
