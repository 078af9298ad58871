/**
 * What a notification says, as keys to look at (pure): events as a bucket sends them itself, as EventBridge hands them on, and
 * either wrapped in messages of a queue. Only the key counts; what happened to it, and when, the bucket itself tells better.
 */
import type { SQSEvent } from "aws-lambda";
import { findKeyFault, isUploadKey, type KeyLayout } from "../../src/storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";
import type { QueuedMessage } from "../queue/message-queue.ts";

/** Whose events are meant for this index; those of other buckets and prefixes are passed over. */
export interface WatchedUploads {
  readonly bucket: string;
  readonly layout: KeyLayout;
}

/** Keys to look at, and what is wrong with the event where not all of it could be understood. */
interface ParsedEvent {
  readonly keys: readonly ObjectKey[];
  readonly fault: string | null;
}

/** One message of a queue. */
export interface ParsedMessage extends ParsedEvent {
  readonly messageId: string;
  /** Deliveries so far, this one among them. Default 1. */
  readonly receiveCount?: number;
}

/** Whether an event is a batch of a queue's messages. */
export function isQueueEvent(event: unknown): event is SQSEvent {
  const records = (event as { Records?: unknown } | null | undefined)?.Records;
  return Array.isArray(records) && records.length > 0 && records.every((record) => isText(record?.messageId));
}

/** The messages of a batch as they come from the queue itself. */
export function queuedMessages({ Records: records }: SQSEvent): QueuedMessage[] {
  return records.map(({ messageId, receiptHandle, body, attributes }) => ({
    ...{ messageId, receiptHandle, body },
    receiveCount: Number(attributes?.ApproximateReceiveCount ?? 1),
  }));
}

/** Each message by itself: a broken one is a fault of its own. */
export function parseMessages(
  messages: readonly Pick<QueuedMessage, "messageId" | "body" | "receiveCount">[],
  watched: WatchedUploads,
): ParsedMessage[] {
  return messages.map(({ messageId, body, receiveCount }) => ({
    ...{ messageId, receiveCount },
    ...parseBody(body, watched),
  }));
}

function parseBody(body: unknown, watched: WatchedUploads): ParsedEvent {
  try {
    return parseStoreEvent(JSON.parse(String(body)), watched);
  } catch {
    return { keys: [], fault: "The message is no JSON, so it is no event of a bucket." };
  }
}

/** The keys of one event of the store. `s3:TestEvent`, which S3 sends when notifications are switched on, has none. */
export function parseStoreEvent(event: unknown, watched: WatchedUploads): ParsedEvent {
  const { Records: records, Event: name, detail, source } = (event ?? {}) as Readonly<Record<string, unknown>>;
  // EventBridge says the same of one object (Amazon S3 User Guide, "EventBridge event message structure").
  if (records === undefined && source === "aws.s3") return parseRecord({ eventSource: source, s3: detail }, watched);
  if (records === undefined && name === "s3:TestEvent") return { keys: [], fault: null };
  if (!Array.isArray(records)) return { keys: [], fault: "The event has no Records, so it is no event of a bucket." };
  const parsed = records.map((record) => parseRecord(record, watched));
  return {
    keys: [...new Set(parsed.flatMap(({ keys }) => keys))],
    fault: parsed.find(({ fault }) => fault !== null)?.fault ?? null,
  };
}

function parseRecord(record: unknown, { bucket, layout }: WatchedUploads): ParsedEvent {
  const { s3, eventSource } = (record ?? {}) as { s3?: unknown; eventSource?: unknown };
  const { bucket: source, object } = (s3 ?? {}) as { bucket?: { name?: unknown }; object?: { key?: unknown } };
  const key = object?.key;
  if (!isText(source?.name) || !isText(key)) return { keys: [], fault: "A record names no bucket or no key." };
  if (source?.name !== bucket) return { keys: [], fault: null };
  const uploads = readings(key, eventSource).filter((text) => isUploadKey(layout, text));
  const usable = uploads.filter((text) => findKeyFault(text) === null);
  // A reading that cannot be used is not the one that was meant, where another is; alone, the ingester rejects it.
  return { keys: (usable.length > 0 ? usable : uploads.slice(0, 1)) as ObjectKey[], fault: null };
}

/**
 * What a key in an event may mean. S3 encodes it as forms are (Amazon S3 User Guide, "Event message structure"); EventBridge, of
 * which that guide says nothing, and other stores send it as it is, or encoded too, so both readings are looked at: to look at
 * a key too many does no harm.
 */
function readings(key: string, eventSource: unknown): readonly string[] {
  const decoded = decodeFormStyle(key);
  if (decoded === null || decoded === key) return [key];
  return eventSource === "aws:s3" ? [decoded] : [decoded, key];
}

function decodeFormStyle(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
