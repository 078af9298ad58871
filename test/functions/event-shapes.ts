/**
 * Events of each store as its documentation shows them, of any bucket and key, so that what is read can be compared
 * with what was meant. Values that nobody reads are made up.
 */

/** Escapes as Go's url.QueryEscape does, which writes MinIO's keys. */
const queryEscape = (key: string): string => new URLSearchParams([["", key]]).toString().slice(1);
/** Escapes keys as S3 does. */
const formEscape = (key: string): string => queryEscape(key).replaceAll("%2F", "/");

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
const ofS3 = (bucket: string, key: string) => ({
  Records: [
    {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: "eu-central-1",
      eventTime: "2026-11-29T07:00:00.000Z",
      eventName: "ObjectCreated:Put",
      userIdentity: { principalId: "AIDAEXAMPLE" },
      requestParameters: { sourceIPAddress: "192.0.2.3" },
      responseElements: {
        "x-amz-request-id": "C3D13FE58DE4C810",
        "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7",
      },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId: "uploads",
        bucket: { name: bucket, ownerIdentity: { principalId: "A3NL1KOZZKExample" }, arn: `arn:aws:s3:::${bucket}` },
        object: {
          key: formEscape(key),
          size: 1024,
          eTag: "d41d8cd98f00b204e9800998ecf8427e",
          sequencer: "0055AED6DCD90281E5",
        },
      },
    },
  ],
});

// https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
export const ofSns = (message: unknown) => ({
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: "arn:aws:sns:eu-central-1:123456789012:uploads",
  Subject: "Amazon S3 Notification",
  Message: JSON.stringify(message),
  Timestamp: "2026-11-29T07:00:00.000Z",
  SignatureVersion: "1",
  Signature: "EXAMPLE",
  SigningCertURL: "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
  UnsubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
});

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
const ofSqs = (message: unknown) => ({
  Records: [
    {
      messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
      receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
      body: JSON.stringify(message),
      attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1545082649183" },
      messageAttributes: {},
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:uploads",
      awsRegion: "eu-central-1",
    },
  ],
});

// https://yandex.cloud/en/docs/serverless-containers/concepts/trigger/os-trigger
const ofYandex = (bucket: string, key: string) => ({
  messages: [
    {
      event_metadata: {
        event_id: "bb1dd06d-a82c-49b4-af98-000000000000",
        event_type: "yandex.cloud.events.storage.ObjectCreate",
        created_at: "2026-11-29T07:00:00.000000Z",
        tracing_context: { trace_id: "dd52ace79c62892f", span_id: "", parent_span_id: "" },
        cloud_id: "b1gcloudexample00000",
        folder_id: "b1gfolderexample0000",
      },
      details: { bucket_id: bucket, object_id: key },
    },
  ],
});

// https://developers.cloudflare.com/r2/buckets/event-notifications/#message-format
const ofR2 = (bucket: string, key: string) => ({
  account: "3f4b7e3dcab231cbfdaa90a6a28bd548",
  action: "PutObject",
  bucket,
  object: { key, size: 65536, eTag: "c846ff7a18f28c2e262116d6e8719ef0" },
  eventTime: "2026-11-29T07:00:00.000Z",
});

/** Events about a put object, by the name of the sender. */
export const EVENT_BODIES = {
  "S3 itself": ofS3,
  "S3 by SQS": (bucket, key) => ofSqs(ofS3(bucket, key)),
  "S3 by SNS": (bucket, key) => ofSns(ofS3(bucket, key)),
  "S3 by SNS and SQS": (bucket, key) => ofSqs(ofSns(ofS3(bucket, key))),
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
  "S3 by EventBridge": (bucket, key) => ({
    version: "0",
    id: "17793124-05d4-b198-2fde-7ededc63b103",
    "detail-type": "Object Created",
    source: "aws.s3",
    account: "111122223333",
    time: "2026-11-29T07:00:00Z",
    region: "eu-central-1",
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: { key, size: 5, etag: "b1946ac92492d2347c6235b4d2611184", sequencer: "00617F08299329D189" },
      "request-id": "N4N7GDK58NMKJ12R",
      requester: "123456789012",
      reason: "PutObject",
    },
  }),
  // https://min.io/docs/minio/linux/administration/monitoring/bucket-notifications.html, and its
  // cmd/event-notification.go
  MinIO: (bucket, key) => ({
    EventName: "s3:ObjectCreated:Put",
    Key: `${bucket}/${key}`,
    Records: [
      {
        eventVersion: "2.0",
        eventSource: "minio:s3",
        awsRegion: "",
        eventTime: "2026-11-29T07:00:00.000Z",
        eventName: "s3:ObjectCreated:Put",
        userIdentity: { principalId: "editor" },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: "Config",
          bucket: { name: bucket, ownerIdentity: { principalId: "editor" }, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: queryEscape(key),
            size: 5,
            eTag: "b1946ac92492d2347c6235b4d2611184",
            sequencer: "16E9E2D7DE7E3D1B",
          },
        },
        source: { host: "192.0.2.3", port: "", userAgent: "MinIO (linux; amd64)" },
      },
    ],
  }),
  // https://docs.ceph.com/en/reef/radosgw/notifications/#events
  Ceph: (bucket, key) => ({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "ceph:s3",
        awsRegion: "default",
        eventTime: "2026-11-29T07:00:00.124724Z",
        eventName: "ObjectCreated:Put",
        userIdentity: { principalId: "editor" },
        requestParameters: { sourceIPAddress: "" },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: "uploads",
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: "editor" },
            arn: `arn:aws:s3:default::${bucket}`,
            id: "503a4c37.5332.38",
          },
          object: {
            key,
            size: "1024",
            eTag: "37b51d194a7513e45b56f6524f2d51f2",
            versionId: "",
            sequencer: "F7E6D75DC742D108",
            metadata: [],
            tags: [],
          },
        },
        eventId: "",
        opaqueData: "",
      },
    ],
  }),
  R2: ofR2,
  // A batch of its consumer, as docs/self-hosting.md sends it.
  "R2 in a list": (bucket, key) => [ofR2(bucket, key)],
  "Yandex Object Storage": ofYandex,
  // https://yandex.cloud/en/docs/serverless-containers/concepts/trigger/ymq-trigger
  "Yandex Message Queue": (bucket, key) => ({
    messages: [
      {
        event_metadata: { event_id: "cce76685", event_type: "yandex.cloud.events.messagequeue.QueueMessage" },
        details: {
          queue_id: "yrn:yc:ymq:ru-central1:aoeexample0000000000:retry",
          message: {
            message_id: "cce76685",
            md5_of_body: "",
            body: JSON.stringify(ofYandex(bucket, key)),
            attributes: {},
          },
        },
      },
    ],
  }),
} satisfies Readonly<Record<string, (bucket: string, key: string) => unknown>>;

/** https://yandex.cloud/en/docs/serverless-containers/concepts/trigger/timer */
export const timerBody = (payload: string) => ({
  messages: [
    {
      event_metadata: { event_id: "a1s", event_type: "yandex.cloud.events.serverless.triggers.TimerMessage" },
      details: { trigger_id: "a1sexample0000000000", payload },
    },
  ],
});
