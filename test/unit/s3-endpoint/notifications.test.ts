import type { S3Event } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { createNotifier, type ObjectChange } from "../../../infra/local/s3/notifications.ts";
import type { Clock } from "../../../src/clock.ts";

function recordedEvents(changes: readonly ObjectChange[], prefix = ""): S3Event[] {
  const events: S3Event[] = [];
  let nowMs = Date.UTC(2016, 9, 9, 12, 30);
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => nowMs, sleep: async () => {} };
  const notify = createNotifier({
    bucket: "articles-bucket",
    clock,
    prefix,
    onEvent: (event) => events.push(event),
  });
  for (const change of changes) {
    notify(change);
    nowMs -= 1;
  }
  return events;
}

const PUT: ObjectChange = {
  eventName: "ObjectCreated:Put",
  key: "articles/Новость дня+1.txt",
  written: { sizeBytes: 12, etag: "abc" },
  requestId: "0123456789ABCDEF",
  sourceAddress: "127.0.0.1",
};
const REMOVAL: ObjectChange = { ...PUT, eventName: "ObjectRemoved:Delete", written: null };

describe("notifications", () => {
  it("sends a write in the shape of AWS", () => {
    expect(recordedEvents([PUT])).toEqual([
      {
        Records: [
          {
            eventVersion: "2.1",
            eventSource: "aws:s3",
            awsRegion: "us-east-1",
            eventTime: "2016-10-09T12:30:00.000Z",
            eventName: "ObjectCreated:Put",
            userIdentity: { principalId: "poisk-local" },
            requestParameters: { sourceIPAddress: "127.0.0.1" },
            responseElements: { "x-amz-request-id": "0123456789ABCDEF", "x-amz-id-2": "0123456789ABCDEF" },
            s3: {
              s3SchemaVersion: "1.0",
              configurationId: "poisk-local",
              bucket: {
                name: "articles-bucket",
                ownerIdentity: { principalId: "poisk-local" },
                arn: "arn:aws:s3:::articles-bucket",
              },
              object: {
                key: "articles/%D0%9D%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C+%D0%B4%D0%BD%D1%8F%2B1.txt",
                size: 12,
                eTag: "abc",
                sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
              },
            },
          },
        ],
      },
    ]);
  });

  it("leaves size and ETag out of a removal", () => {
    const object = recordedEvents([REMOVAL])[0]?.Records[0]?.s3.object ?? {};
    expect(Object.keys(object).sort()).toEqual(["key", "sequencer"]);
  });

  it("gives sequencers that grow, even where the clock goes back", () => {
    const sequencers = recordedEvents([PUT, REMOVAL, PUT, PUT]).map((event) => event.Records[0]?.s3.object.sequencer);
    expect(sequencers).toEqual([...new Set(sequencers)].sort());
    expect(sequencers).toHaveLength(4);
  });

  it("tells only of keys with its prefix", () => {
    const events = recordedEvents([PUT, { ...PUT, key: "index/manifest.json" }], "articles/");
    expect(events).toHaveLength(1);
  });
});
