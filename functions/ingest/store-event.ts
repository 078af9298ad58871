/**
 * Converts a notification to keys of changed uploads (pure): events as stores send them, and as queues, topics and
 * triggers wrap them, one in another. Only the key counts; what happened to it, and when, the bucket itself tells
 * better.
 */
import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { isUploadKey, type KeyLayout } from "../../src/index/shared.ts";
import { findKeyFault, type ObjectKey } from "../../src/store/store.ts";
import type { QueuedMessage } from "../queue/message-queue.ts";

/** The uploads whose events are meant for this index; events of other buckets and prefixes are ignored. */
export interface WatchedUploads {
  readonly bucket: string;
  readonly layout: KeyLayout;
  /** Prefix of the index's own keys in the bucket: empty, or a path that ends with a slash. Default: empty. */
  readonly prefix?: string;
}

/** Tasks that a clock requests: compare bucket and index, merge and collect, or read feeds. */
export const EVENT_TASKS = ["reconcile", "maintain", "poll"] as const;
export type EventTask = (typeof EVENT_TASKS)[number];

/** The content of one event. */
export interface EventContent {
  /** Uploads to look at, each once, as the index has them. */
  readonly keys: readonly ObjectKey[];
  readonly tasks: readonly EventTask[];
  /** Objects of other buckets and prefixes, folders, and what a store sends to try the way. */
  readonly ignored: number;
  /** Faults of parts that could not be understood, a sentence each. */
  readonly faults: readonly string[];
  /** True if it names more than was read. */
  readonly isCut: boolean;
}

/** One message of a queue. */
export interface ParsedMessage {
  readonly messageId: string;
  /** Deliveries so far, this one among them. Default 1. */
  readonly receiveCount?: number;
  readonly keys: readonly ObjectKey[];
  /** The first of what could not be understood; null where all could be. */
  readonly fault: string | null;
  /** The number of invocations in a row that gave its uploads back and finished none (uploadMessage). Default 0. */
  readonly stalledPasses?: number;
}

/** An object that an event names. */
interface ObjectPart {
  readonly bucket: string;
  readonly key: string;
  /** `form`: as forms are encoded; `raw`: as it is; `either` where nobody says. */
  readonly encoding: "form" | "raw" | "either";
}

/** A part of an event: an object, other events, a text of JSON, a task; or nothing. */
interface EventParts {
  readonly object?: ObjectPart;
  readonly events?: readonly unknown[];
  readonly text?: string;
  readonly task?: string;
}

interface EventShape {
  /** Name given by the sender. */
  readonly name: string;
  /** The parts of an event of this shape; null for any other. */
  readonly read: (event: unknown) => EventParts | null;
}

/** The schema holds what tells the shape from others, and what is read of it. */
function shape<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  read: (event: v.InferOutput<Schema>) => EventParts,
): EventShape {
  return {
    name,
    read: (event) => {
      const result = v.safeParse(schema, event);
      return result.success ? read(result.output) : null;
    },
  };
}

const text = v.pipe(v.string(), v.nonEmpty());
const objectOf = v.object({ bucket: v.object({ name: text }), object: v.object({ key: text }) });

/**
 * Senders of S3's shape that encode keys as forms are. Others' documentation does not say, and Ceph and moto send them
 * as they are.
 */
const FORM_ENCODERS = [
  // Amazon S3 User Guide, "Event message structure".
  "aws:s3",
  // https://github.com/minio/minio/blob/master/cmd/event-notification.go (ToEvent): the name is escaped as in a query.
  "minio:s3",
];

/** Shapes of events that are understood. The first that fits is taken. */
const EVENT_SHAPES: readonly EventShape[] = [
  // Amazon S3 User Guide, "Event message structure"; so do MinIO and Ceph
  // (https://docs.ceph.com/en/reef/radosgw/notifications/#events), and SQS, whose messages are records too (AWS Lambda
  // Developer Guide, "Using Lambda with Amazon SQS").
  shape("records", v.object({ Records: v.array(v.unknown()) }), ({ Records: events }) => ({ events })),
  shape(
    "a record of S3, MinIO or Ceph",
    v.object({ eventSource: v.optional(v.unknown()), s3: objectOf }),
    ({ eventSource, s3 }) => ({
      object: {
        bucket: s3.bucket.name,
        key: s3.object.key,
        encoding: FORM_ENCODERS.includes(String(eventSource)) ? "form" : "either",
      },
    }),
  ),
  shape("a message of SQS", v.object({ messageId: text, body: text }), ({ body }) => ({ text: body })),
  // Sent when notifications are switched on (Amazon S3 User Guide, "Event message structure").
  shape("S3's test", v.object({ Event: v.literal("s3:TestEvent") }), () => ({})),
  // Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format".
  shape("a notification of SNS", v.object({ Type: v.literal("Notification"), Message: text }), ({ Message }) => ({
    text: Message,
  })),
  // Told when a subscription has ended.
  shape("SNS's farewell", v.object({ Type: v.literal("UnsubscribeConfirmation") }), () => ({})),
  // Amazon S3 User Guide, "EventBridge event message structure", which does not say how keys are encoded.
  shape("an event of EventBridge", v.object({ source: v.literal("aws.s3"), detail: objectOf }), ({ detail }) => ({
    object: { bucket: detail.bucket.name, key: detail.object.key, encoding: "either" },
  })),
  // https://developers.cloudflare.com/r2/buckets/event-notifications/#message-format
  shape(
    "an event of R2",
    v.object({ action: text, bucket: text, object: v.object({ key: text }) }),
    ({ bucket, object }) => ({ object: { bucket, key: object.key, encoding: "raw" } }),
  ),
  shape("messages of a trigger of Yandex Cloud", v.object({ messages: v.array(v.unknown()) }), ({ messages }) => ({
    events: messages,
  })),
  // https://yandex.cloud/en/docs/serverless-containers/concepts/trigger/os-trigger
  shape(
    "an event of Yandex Object Storage",
    v.object({ details: v.object({ bucket_id: text, object_id: text }) }),
    ({ details }) => ({ object: { bucket: details.bucket_id, key: details.object_id, encoding: "raw" } }),
  ),
  // https://yandex.cloud/en/docs/serverless-containers/concepts/trigger/ymq-trigger
  shape(
    "a message of Yandex Message Queue",
    v.object({ details: v.object({ message: v.object({ body: text }) }) }),
    ({ details }) => ({ text: details.message.body }),
  ),
  // https://yandex.cloud/en/docs/serverless-containers/concepts/trigger/timer
  shape(
    "a message of a timer of Yandex Cloud",
    v.object({ details: v.object({ trigger_id: text, payload: v.string() }) }),
    ({ details }) => ({ task: details.payload }),
  ),
  shape("a list of events", v.pipe(v.array(v.unknown()), v.nonEmpty()), (events) => ({ events })),
];

/** Largest depth, that of a queue message from a topic: list, records, message, notification, records, record. */
const MAX_DEPTH = 8;
/** Objects and tasks of one event. A message of SQS, of 256 KB, has room for some five hundred records. */
const MAX_EVENT_PARTS = 1_000;
const TOO_MANY = `The event names more than ${MAX_EVENT_PARTS} objects. Send fewer at once.`;

/** Reads the objects and tasks of an event for these uploads. Never throws; a broken part harms no other. */
export function readEvent(event: unknown, watched: WatchedUploads): EventContent {
  const keys = new Set<ObjectKey>();
  const tasks = new Set<EventTask>();
  const faults = new Set<string>();
  let [visited, named, ignored] = [0, 0, 0];
  const isCut = (): boolean => named > MAX_EVENT_PARTS || visited > MAX_DEPTH * MAX_EVENT_PARTS;
  const visitPart = ({ object, events = [], text: inner, task }: EventParts, depth: number): void => {
    for (const one of events) visit(one, depth + 1);
    if (inner !== undefined) visitText(inner, depth + 1);
    if (task !== undefined && isTask(task)) tasks.add(task);
    else if (task !== undefined) faults.add(`The payload of a timer must be one of ${EVENT_TASKS.join(", ")}.`);
    if (object !== undefined) {
      const found = uploadKeys(object, watched);
      for (const key of found) keys.add(key);
      if (found.length === 0) ignored += 1;
    } else if (events.length === 0 && inner === undefined && task === undefined) ignored += 1;
  };
  const visitText = (inner: string, depth: number): void => {
    try {
      visit(JSON.parse(inner), depth);
    } catch {
      faults.add("A message is no JSON, so it is no event of a bucket.");
    }
  };
  const visit = (one: unknown, depth: number): void => {
    visited += 1;
    if (depth > MAX_DEPTH) return void faults.add(`The event is nested deeper than ${MAX_DEPTH} levels.`);
    const parts = isCut() ? null : partsOf(one);
    if (parts === null) return void faults.add(isCut() ? TOO_MANY : unknownEvent(one));
    if (parts.events === undefined && parts.text === undefined) named += 1;
    if (isCut()) return void faults.add(TOO_MANY);
    visitPart(parts, depth);
  };
  visit(event, 1);
  return { keys: [...keys], tasks: [...tasks], ignored, faults: [...faults], isCut: isCut() };
}

function partsOf(event: unknown): EventParts | null {
  for (const { read } of EVENT_SHAPES) {
    const parts = read(event);
    if (parts !== null) return parts;
  }
  return null;
}

function isTask(payload: string): payload is EventTask {
  return (EVENT_TASKS as readonly string[]).includes(payload);
}

/** The members of what was not understood, so that its sender can be found. Their values are not told. */
function unknownEvent(event: unknown): string {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return "This is no event of a bucket.";
  const names = Object.keys(event).slice(0, 8);
  const told = names.map((name) => name.slice(0, 40).replaceAll(/[^\w.:-]/g, "?"));
  return `This is no event of a bucket that is known: its members are ${told.join(", ") || "none"}.`;
}

/** The keys that the name of an object may mean, as the index has them; none where it is no upload. */
function uploadKeys({ bucket, key, encoding }: ObjectPart, { layout, prefix = "", ...watched }: WatchedUploads) {
  if (bucket !== watched.bucket) return [];
  const uploads = readings(key, encoding)
    .filter((reading) => reading.startsWith(prefix))
    .map((reading) => reading.slice(prefix.length))
    .filter((reading) => isUploadKey(layout, reading));
  const usable = uploads.filter((reading) => findKeyFault(reading) === null);
  // A reading that cannot be used is not the one that was meant, where another is; alone, the ingester rejects it.
  return (usable.length > 0 ? usable : uploads.slice(0, 1)) as ObjectKey[];
}

/** Lists the readings of a key. If its encoding is unknown both are used: an extra key does no harm. */
function readings(key: string, encoding: ObjectPart["encoding"]): readonly string[] {
  const decoded = encoding === "raw" ? null : decodeFormStyle(key);
  if (decoded === null || decoded === key) return [key];
  return encoding === "form" ? [decoded] : [decoded, key];
}

function decodeFormStyle(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    return null;
  }
}

/** Tells whether an event is a batch of a queue's messages. */
export function isQueueEvent(event: unknown): event is SQSEvent {
  const records = (event as { Records?: unknown } | null | undefined)?.Records;
  return Array.isArray(records) && records.length > 0 && records.every((record) => v.is(text, record?.messageId));
}

/** The messages of a batch as they come from the queue itself. */
export function queuedMessages({ Records: records }: SQSEvent): QueuedMessage[] {
  return records.map(({ messageId, receiptHandle, body, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    receiveCount: Number(attributes?.ApproximateReceiveCount ?? 1),
  }));
}

/** Parses each message by itself: a broken one is a fault of its own. */
export function parseMessages(
  messages: readonly Pick<QueuedMessage, "messageId" | "body" | "receiveCount">[],
  watched: WatchedUploads,
): ParsedMessage[] {
  return messages.map(({ messageId, body, receiveCount }) => ({
    messageId,
    receiveCount,
    ...parseBody(body, watched),
  }));
}

const stalledPassesOf = v.object({ stalledPasses: v.pipe(v.number(), v.integer(), v.minValue(1)) });

function parseBody(body: unknown, watched: WatchedUploads): Pick<ParsedMessage, "keys" | "fault" | "stalledPasses"> {
  try {
    const event: unknown = JSON.parse(String(body));
    const stalled = v.is(stalledPassesOf, event) ? { stalledPasses: event.stalledPasses } : {};
    return { ...parseStoreEvent(event, watched), ...stalled };
  } catch {
    return { keys: [], fault: "The message is no JSON, so it is no event of a bucket." };
  }
}

/** The keys of one event, and the first of what could not be understood. */
export function parseStoreEvent(event: unknown, watched: WatchedUploads): Pick<ParsedMessage, "keys" | "fault"> {
  const { keys, faults } = readEvent(event, watched);
  return { keys, fault: faults[0] ?? null };
}
