/**
 * Puts uploads into the queue that the bucket's events wait in: SQS's sending side. Region and credentials are the SDK's to
 * find; the queue's address names its region at AWS.
 */
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { SearchIndexError } from "../../src/errors.ts";
import { mapConcurrently } from "../../src/indexer/commit/map-concurrently.ts";
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";
import { sqsClientConfig } from "./sqs-client-config.ts";

/** The most that SQS takes in one call (Amazon SQS API Reference, "SendMessageBatch"). */
const MAX_PER_CALL = 10;
const CALLS_AT_ONCE = 16;
/** A message that SQS refuses alone is sent again; the whole is tried again by the caller. */
const MAX_ATTEMPTS = 4;

export class SqsUploadQueue {
  readonly #url: string;
  readonly #bucket: string;
  readonly #client: SQSClient;

  constructor(url: string, bucket: string) {
    this.#url = url;
    this.#bucket = bucket;
    this.#client = new SQSClient(sqsClientConfig(url));
  }

  /** One request for ten keys. `store-unavailable` where the queue does not take them all; some are in it then. */
  async send(keys: readonly ObjectKey[]): Promise<void> {
    await mapConcurrently(tens(keys), CALLS_AT_ONCE, (some) => this.#sendTen(some));
  }

  async #sendTen(keys: readonly ObjectKey[]): Promise<void> {
    let waiting = keys;
    for (let attempt = 0; attempt < MAX_ATTEMPTS && waiting.length > 0; attempt += 1) {
      const Entries = waiting.map((key, i) => ({ Id: String(i), MessageBody: uploadMessage(this.#bucket, key) }));
      const { Failed: failed = [] } = await this.#client.send(
        new SendMessageBatchCommand({ QueueUrl: this.#url, Entries }),
      );
      const refused = new Set(failed.map(({ Id }) => Number(Id)));
      waiting = waiting.filter((_, i) => refused.has(i));
    }
    if (waiting.length === 0) return;
    throw new SearchIndexError("store-unavailable", `The queue did not take ${waiting.length} messages. Try again.`);
  }
}

function tens(keys: readonly ObjectKey[]): (readonly ObjectKey[])[] {
  const calls = Math.ceil(keys.length / MAX_PER_CALL);
  return Array.from({ length: calls }, (_, i) => keys.slice(i * MAX_PER_CALL, (i + 1) * MAX_PER_CALL));
}

// Messages that say "look at this upload", in the shape in which the bucket's own events come to the ingest function
// (s3-event.ts), so that what is found by a listing goes the same way.

/**
 * The body of one message. A key a message: those that fail are told by their messages, and come again alone. Keys are encoded
 * as forms are (Amazon S3 User Guide, "Event message structure").
 */
export function uploadMessage(bucket: string, key: ObjectKey): string {
  const encoded = encodeURIComponent(key).replaceAll("%20", "+");
  const record = { eventSource: "aws:s3", s3: { bucket: { name: bucket }, object: { key: encoded } } };
  return JSON.stringify({ Records: [record] });
}
