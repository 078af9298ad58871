/**
 * S3 event notifications in AWS's own shape ("Event message structure" in the Amazon S3 User Guide): one record an
 * event, the key URL-encoded, and a sequencer that grows with every write.
 */
import type { S3Event, S3EventRecord } from "aws-lambda";
import { type Clock, isoTimestamp } from "../../../src/clock.ts";

/** The events that this endpoint sends, by their names in AWS. */
export type S3EventName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete";

/** The change of one object. A write has the new size and ETag; a removal has none. */
export interface ObjectChange {
  readonly eventName: S3EventName;
  readonly key: string;
  readonly written: { readonly sizeBytes: number; readonly etag: string } | null;
  readonly requestId: string;
  readonly sourceAddress: string;
}

interface NotifierOptions {
  readonly bucket: string;
  readonly clock: Clock;
  /** Prefix of the keys that are reported. */
  readonly prefix: string;
  readonly onEvent: (event: S3Event) => void;
}

/**
 * URL encoding as S3 writes it into event notifications and into listings with `encoding-type=url`: the form style, in
 * which a space is `+`, and the slash stays.
 */
export function encodeFormStyle(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1).replaceAll("%2F", "/");
}

/** AWS: 2.1 for everything but replication and lifecycle events. */
const EVENT_VERSION = "2.1";
/** Names the notification's configuration and the bucket's owner; any text. */
const LOCAL_ID = "poisk-local";
/** Room for a million events a millisecond behind the time in a sequencer. */
const SEQUENCER_COUNTER_BITS = 20n;

/**
 * Makes an event of each change and hands it on: called after the change is in the store, in the order of changes of
 * each key.
 */
export function createNotifier({ bucket, clock, prefix, onEvent }: NotifierOptions): (change: ObjectChange) => void {
  let lastSequencer = 0n;
  /** Begins with the time, so that it grows over restarts as well; 18 digits as AWS's, compared as text. */
  const nextSequencer = (): string => {
    const now = BigInt(Math.floor(clock.nowMs())) << SEQUENCER_COUNTER_BITS;
    lastSequencer = now > lastSequencer ? now : lastSequencer + 1n;
    return lastSequencer.toString(16).toUpperCase().padStart(18, "0");
  };
  return ({ eventName, key, written, requestId, sourceAddress }) => {
    if (!key.startsWith(prefix)) return;
    // AWS leaves size and eTag out of removals, which its published types do not know.
    const version = written === null ? {} : { size: written.sizeBytes, eTag: written.etag };
    const object = {
      key: encodeFormStyle(key),
      ...version,
      sequencer: nextSequencer(),
    } as S3EventRecord["s3"]["object"];
    const record: S3EventRecord = {
      eventVersion: EVENT_VERSION,
      eventSource: "aws:s3",
      awsRegion: "us-east-1",
      eventTime: isoTimestamp(clock.nowMs()),
      eventName,
      userIdentity: { principalId: LOCAL_ID },
      requestParameters: { sourceIPAddress: sourceAddress },
      responseElements: { "x-amz-request-id": requestId, "x-amz-id-2": requestId },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId: LOCAL_ID,
        bucket: { name: bucket, ownerIdentity: { principalId: LOCAL_ID }, arn: `arn:aws:s3:::${bucket}` },
        object,
      },
    };
    onEvent({ Records: [record] });
  };
}
