/**
 * A bucket that speaks S3 on this machine, with the events that it sends, and the functions over it.
 */
import { createHash } from "node:crypto";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Event, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { systemClock } from "../../src/clock.ts";
import type { SearchAnswer } from "../../src/search-api.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { type FunctionName, type RunningFunction, startFunction } from "./running-function.ts";

export const BUCKET = "articles-bucket";

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Bucket = Awaited<ReturnType<typeof startBucket>>;

/** Starts a bucket. With the name of another bucket, the functions keep the index there. */
export async function startBucket(indexBucket: string | null = null) {
  let lagMs = 0;
  const clock = {
    nowMs: () => systemClock.nowMs() - lagMs,
    monotonicMs: () => systemClock.monotonicMs(),
    sleep: (durationMs: number) => systemClock.sleep(durationMs),
  };
  const store = new MemoryObjectStore({ clock });
  const indexStore = new MemoryObjectStore();
  const events: S3Event[] = [];
  const endpoint = await startS3Endpoint({
    store,
    bucket: BUCKET,
    ...(indexBucket === null ? {} : { indexBucket: { name: indexBucket, store: indexStore } }),
    eventPrefix: "articles/",
    onEvent: (event) => events.push(event),
  });
  const client = new S3Client({
    endpoint: endpoint.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    forcePathStyle: true,
  });
  const running: RunningFunction[] = [];
  const put = async (key: string, content: string | Uint8Array, contentType?: string): Promise<void> => {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content, ContentType: contentType }));
  };
  return {
    store,
    indexStore,
    url: endpoint.url,
    /** Events that nobody has taken yet. */
    takeEvents: () => events.splice(0),
    put,
    /** Puts an object as if two hours ago. */
    putEarlier: async (key: string, content: string) => {
      lagMs = 2 * 60 * 60 * 1_000;
      await put(key, content);
      lagMs = 0;
    },
    remove: async (key: string) => {
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
    },
    start: async (name: FunctionName, environment: Record<string, string> = {}) => {
      const started = await startFunction(name, {
        POISK_BUCKET: BUCKET,
        POISK_ENDPOINT: endpoint.url,
        ...(indexBucket === null ? {} : { POISK_INDEX_BUCKET: indexBucket }),
        POISK_REVALIDATE_MS: "0",
        ...environment,
      });
      running.push(started);
      return started;
    },
    stop: async () => {
      await Promise.all(running.map((started) => started.stop()));
      client.destroy();
      await endpoint.close();
    },
  };
}

/** A batch of a queue: one message a body, named m0, m1… */
export function queueEvent(bodies: readonly unknown[]): SQSEvent {
  return {
    Records: bodies.map((body, i): SQSRecord => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return {
        messageId: `m${i}`,
        receiptHandle: `handle-${i}`,
        body: text,
        attributes: {
          ApproximateReceiveCount: "1",
          SentTimestamp: "1767225600000",
          SenderId: "AIDAEXAMPLE",
          ApproximateFirstReceiveTimestamp: "1767225600001",
        },
        messageAttributes: {},
        md5OfBody: createHash("md5").update(text).digest("hex"),
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:uploads",
        awsRegion: "us-east-1",
      };
    }),
  };
}

/** The ids of the messages that failed. */
export async function ingestQueue(ingest: RunningFunction, bodies: readonly unknown[]): Promise<string[]> {
  const response = await ingest.invoke<SQSBatchResponse>(queueEvent(bodies));
  return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** An event of the store with a key as it stands, for keys that no store would send. */
export function storeEvent(key: unknown, bucket: unknown = BUCKET, more: Record<string, unknown> = {}): unknown {
  return {
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: "2026-01-01T00:00:00.000Z",
        eventName: "ObjectCreated:Put",
        s3: { s3SchemaVersion: "1.0", bucket: { name: bucket }, object: { key } },
        ...more,
      },
    ],
  };
}

/** A request as a Function URL sends it, payload format 2.0. */
export async function request(
  query: Pick<RunningFunction, "invoke">,
  target: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<HttpAnswer> {
  const [rawPath = "/", rawQueryString = ""] = target.split("?", 2);
  return query.invoke<HttpAnswer>({
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers: { host: "abc.lambda-url.eu-central-1.on.aws", accept: "*/*", ...options.headers },
    requestContext: {
      accountId: "anonymous",
      apiId: "abc",
      domainName: "abc.lambda-url.eu-central-1.on.aws",
      domainPrefix: "abc",
      http: {
        method: options.method ?? "GET",
        path: rawPath,
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.1",
        userAgent: "test",
      },
      requestId: "r",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 1_767_225_600_000,
    },
    ...(options.body === undefined ? {} : { body: options.body }),
    isBase64Encoded: false,
  });
}

/** The titles that a query finds. */
export async function find(query: Pick<RunningFunction, "invoke">, text: string): Promise<string[]> {
  const answer = await request(query, `/search?q=${encodeURIComponent(text)}`);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${answer.body}`);
  return (JSON.parse(answer.body) as SearchAnswer).hits.map(({ title }) => title.text);
}
