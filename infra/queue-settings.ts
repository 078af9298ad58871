/**
 * Which events of the bucket go into the queue, and how the queue hands them on; apart from CDK, so that tests can run
 * a queue as the stack's.
 */

/**
 * Types of S3's events in EventBridge (Amazon S3 User Guide, "Using EventBridge"). What a lifecycle rule lets expire is
 * deleted there too, and an archived upload can be read once it is restored.
 */
export const UPLOAD_EVENT_TYPES = ["Object Created", "Object Deleted", "Object Restore Completed"] as const;

/** One commit costs what it costs, with one upload or with hundreds. */
export const BATCH_SIZE = 200;

/** Time that a first event waits for others, which delays each upload's appearance in searches. */
export const BATCH_WINDOW_SECONDS = 2;

/**
 * Deliveries until an event is a dead letter. What fails comes again after 15 seconds, then twice as late up to a
 * quarter of an hour (functions/ingest/redelivery.ts): the 14th delivery comes two hours after the first, so that a
 * store that is away so long makes no dead letter. Six more are for an upload that ends its process each time, until it
 * is rejected (src/index/uploads/suspect-ingest.ts). What nothing fixes is a dead letter after three and a half hours.
 */
export const MAX_RECEIVES = 20;
