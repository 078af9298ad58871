/** What tests pin down inside of store, s3, beside its doors. Moving a file touches this list alone. */
export { ExpressSessions } from "../../../src/store/s3/directory-bucket.ts";
export { s3Failure } from "../../../src/store/s3/failures.ts";
export { GetObjectCommand, S3Client } from "../../../src/store/s3/light-client.ts";
export { takeContents } from "../../../src/store/s3/listing-answer.ts";
