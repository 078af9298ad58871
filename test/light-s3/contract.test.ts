/**
 * The contract of the store, and what S3ObjectStore makes of every answer, over the client that the query function has
 * in the SDK's place (src/store/s3/light-client.ts).
 */
import "../contract/s3-closed-connection.test.ts";
import "../contract/s3-conditional-delete.test.ts";
import "../contract/s3-doubtful-answers.test.ts";
import "../contract/s3-object-store.test.ts";
import "../contract/s3-parts.test.ts";
import "../contract/s3-refused-reads.test.ts";
import "../s3/s3-object-store.test.ts";
