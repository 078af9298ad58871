/**
 * Events for changes that the endpoint did not see: files dropped into the folder or removed from it, and what
 * reconciling finds. They are S3's own events, so that every change goes the one way.
 */
import type { S3Event } from "aws-lambda";
import type { Clock } from "../../src/clock.ts";
import { Notifier } from "./s3/notifications.ts";

export interface BucketEventsOptions {
  readonly bucket: string;
  readonly clock: Clock;
  readonly push: (event: S3Event) => void;
}

/** The result tells of one key that somebody should look at. */
export function createBucketEvents({ bucket, clock, push }: BucketEventsOptions): (key: string) => void {
  const notifier = new Notifier({ bucket, clock, prefix: "", onEvent: push });
  return (key) =>
    notifier.notify({
      eventName: "ObjectCreated:Put",
      key,
      written: null,
      requestId: "local",
      sourceAddress: "127.0.0.1",
    });
}
