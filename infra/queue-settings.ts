/**
 * Which events the bucket sends, and how its queue hands them on; apart from CDK, so that tests can run a queue as the
 * stack's.
 */

/** What the trigger listens to; expiries by lifecycle rules too, so that what the owner lets expire is not found. */
export const UPLOAD_EVENTS = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"] as const;

/** One commit costs what it costs, with one upload or with hundreds. */
export const BATCH_SIZE = 200;

/** How long a first event waits for company: what an upload adds to the time until it is found. */
export const BATCH_WINDOW_SECONDS = 2;

/** An event that failed so often is no victim of its batch. */
export const MAX_RECEIVES = 5;
