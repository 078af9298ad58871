/**
 * Messages that say "look at this upload", in the shape in which the bucket's own events come to the ingest function
 * (s3-event.ts), so that what is found by a listing goes the same way.
 */
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";

/**
 * The body of one message. A key a message: those that fail are told by their messages, and come again alone. Keys are encoded
 * as forms are (Amazon S3 User Guide, "Event message structure").
 */
export function uploadMessage(bucket: string, key: ObjectKey): string {
  const encoded = encodeURIComponent(key).replaceAll("%20", "+");
  const record = { eventSource: "aws:s3", s3: { bucket: { name: bucket }, object: { key: encoded } } };
  return JSON.stringify({ Records: [record] });
}
