/** Names inside store/s3 that tests import past its doors. Moving a file changes this list alone. */
export { ExpressSessions } from "../../../src/store/s3/directory-bucket.ts";
export { s3Failure } from "../../../src/store/s3/failures.ts";
export { GetObjectCommand, S3Client } from "../../../src/store/s3/light-client.ts";
export { takeContents } from "../../../src/store/s3/listing-answer.ts";
