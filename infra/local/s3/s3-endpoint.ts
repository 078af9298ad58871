/**
 * The local S3 endpoint: what poisk, the AWS SDK and the AWS CLI need of S3, for one bucket over one store, and beside
 * it one for an index, on loopback, with event notifications. It asks for no credentials, so it answers to nobody but
 * programs of this machine. Objects are received and sent whole, in memory.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { S3Event } from "aws-lambda";
import {
  type ClientBounds,
  closeServer,
  createBoundedServer,
  listen,
} from "../../../functions/serve/http-listening.ts";
import { systemClock } from "../../../src/clock.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { isDirectoryBucket } from "../../../src/store/s3.ts";
import type { ObjectStore } from "../../../src/store/store.ts";
import { DirectoryObjectStore, DirectorySessions } from "./directory-bucket.ts";
import { listObjectsV1, listObjectsV2 } from "./listing.ts";
import { MultipartUploads } from "./multipart-uploads.ts";
import { createNotifier } from "./notifications.ts";
import { copyObject, deleteObject, deleteObjects, getObject, putObject } from "./object-operations.ts";
import { ObjectWriter } from "./object-writer.ts";
import { notImplemented, S3Error, toS3Error } from "./s3-error.ts";
import { parseS3Request, type S3Request } from "./s3-request.ts";
import { type EndpointContext, emptyResponse, REGION, type S3Response, xmlResponse } from "./s3-response.ts";
import { xmlDocument, xmlElement, xmlElements } from "./xml.ts";

export interface S3EndpointOptions {
  /** A memory or file store: listings use the form of their cursors. */
  readonly store: ObjectStore;
  readonly bucket: string;
  /** A second bucket, which sends no events. Named as a directory bucket it is one: `directory-bucket.ts`. */
  readonly indexBucket?: { readonly name: string; readonly store: ObjectStore };
  /** Default 0, any free port. */
  readonly port?: number;
  /** Called after each write and removal that is in the store, in order for each key; must not block. */
  readonly onEvent?: (event: S3Event) => void;
  /** Prefix of the keys that are reported; default all. */
  readonly eventPrefix?: string;
  /** Largest object, whole or in parts; default 256 MiB. */
  readonly maxObjectBytes?: number;
  /** Told of failures that clients see only as an internal error. Default: a line on standard error. */
  readonly onFailure?: (failure: unknown) => void;
  /** Limits of clients; default `CLIENT_BOUNDS` below. */
  readonly bounds?: ClientBounds;
}

export interface S3Endpoint {
  /** Address, such as `http://127.0.0.1:9000`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, and lets those in work finish (five seconds at most). */
  close(): Promise<void>;
}

/** Untuned, as are the bounds below. */
const DEFAULT_MAX_OBJECT_BYTES = 256 * 1024 * 1024;
const CLIENT_BOUNDS: ClientBounds = {
  headersTimeoutMs: 10_000,
  // The largest object takes seconds on loopback.
  requestTimeoutMs: 300_000,
  checkEveryMs: 1_000,
  idleTimeoutMs: 120_000,
  maxConnections: 200,
};
const CLOSE_TIMEOUT_MS = 5_000;
/** Most bytes that are read and discarded of a refused body, so that the client reads the answer. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;

/** Starts listening on 127.0.0.1; rejects where the port is taken. */
export async function startS3Endpoint(options: S3EndpointOptions): Promise<S3Endpoint> {
  const endpoint = openBuckets(options);
  /** Every request from its beginning to its end, its store calls included. */
  const inWork = new Set<Promise<void>>();
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    // A server that is closing waits for its connections, so none is kept for another request.
    const isClosing = () => !server.listening;
    const work = serve({ ...endpoint, isClosing }, message, response)
      .catch(endpoint.reportFailure)
      .finally(() => inWork.delete(work));
    inWork.add(work);
  };
  // A client that asks first whether to go on is told so when its body is read, and not before.
  const server = createBoundedServer(listener, options.bounds ?? CLIENT_BOUNDS);
  await listen(server, options.port ?? 0, "127.0.0.1");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      await closeServer(server, CLOSE_TIMEOUT_MS);
      await Promise.all(inWork);
    },
  };
}

interface EndpointBucket {
  readonly context: EndpointContext;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Null for a bucket that is asked without. */
  readonly sessions: DirectorySessions | null;
}

interface Endpoint {
  readonly buckets: ReadonlyMap<string, EndpointBucket>;
  readonly reportFailure: (failure: unknown) => void;
}

function openBuckets({ indexBucket, ...options }: S3EndpointOptions): Endpoint {
  const contexts = [createContext(options)];
  if (indexBucket !== undefined) {
    const { onEvent: _, ...silent } = options;
    const { name, store } = indexBucket;
    const listed = isDirectoryBucket(name) ? new DirectoryObjectStore(store) : store;
    contexts.push(createContext({ ...silent, bucket: name, store: listed }));
  }
  const buckets = contexts.map((context): [string, EndpointBucket] => {
    const sessions = isDirectoryBucket(context.bucket) ? new DirectorySessions() : null;
    return [context.bucket, { context, operations: operationsOf(sessions), sessions }];
  });
  return { buckets: new Map(buckets), reportFailure: contexts[0]?.reportFailure ?? console.error };
}

function createContext({ store, bucket, onEvent, eventPrefix = "", ...options }: S3EndpointOptions): EndpointContext {
  const reportFailure = options.onFailure ?? ((failure) => console.error("S3 endpoint:", failure));
  const notify = createNotifier({
    bucket,
    clock: systemClock,
    prefix: eventPrefix,
    onEvent: (event) => {
      try {
        onEvent?.(event);
      } catch (failure) {
        // The object is in the store: its listener's trouble is not the client's.
        reportFailure(failure);
      }
    },
  });
  const maxObjectBytes = options.maxObjectBytes ?? DEFAULT_MAX_OBJECT_BYTES;
  return { store, bucket, writer: new ObjectWriter(store, notify), maxObjectBytes, reportFailure };
}

type Operation = (context: EndpointContext, request: S3Request) => Promise<S3Response>;

/**
 * Operations by "METHOD target choosers": the choosers are names in the query, and the header of copies. What is not
 * here is `NotImplemented`, never something else by mistake.
 */
function operationsOf(sessions: DirectorySessions | null): ReadonlyMap<string, Operation> {
  const uploads = new MultipartUploads();
  return new Map<string, Operation>([
    ...(sessions === null ? [] : [[CREATE_SESSION, async () => sessions.create()] as const]),
    ["HEAD bucket", async () => emptyResponse(200, { "x-amz-bucket-region": REGION })],
    ["PUT bucket", async ({ bucket }) => emptyResponse(200, { location: `/${bucket}` })],
    ["GET bucket location", async () => xmlResponse("LocationConstraint", [])],
    ["GET bucket", listObjectsV1],
    ["GET bucket list-type", listObjectsV2],
    ["POST bucket delete", deleteObjects],
    ["GET object", getObject],
    ["HEAD object", getObject],
    ["PUT object", putObject],
    ["PUT object x-amz-copy-source", copyObject],
    ["DELETE object", deleteObject],
    ["POST object uploads", (context, request) => uploads.create(context, request)],
    ["PUT object partNumber uploadId", (context, request) => uploads.uploadPart(context, request)],
    ["POST object uploadId", (context, request) => uploads.complete(context, request)],
    ["DELETE object uploadId", (context, request) => uploads.abort(context, request)],
  ]);
}

const CREATE_SESSION = "GET bucket session";

/** Query names that choose no operation: parameters of those above, signatures, and the SDK's own mark. */
const PARAMETER =
  /^(?:awsaccesskeyid|continuation-token|delimiter|encoding-type|expires|fetch-owner|marker|max-(?:buckets|keys)|bucket-region|prefix|signature|start-after|x-id|x-amz-.*)$/i;

function operate({ buckets }: Endpoint, request: S3Request): Promise<S3Response> {
  const { method, bucket, query, headers } = request;
  const asked = bucket === null ? undefined : buckets.get(bucket);
  if (bucket !== null && asked === undefined) {
    throw new S3Error("NoSuchBucket", "The specified bucket does not exist");
  }
  // With a path for a directory bucket, which AWS does not have, the SDK puts two slashes before the key.
  const isInSession = asked !== undefined && asked.sessions !== null;
  const key = isInSession ? request.key?.replace(/^\//, "") || null : request.key;
  const choosers = [...query.keys()].filter((name) => !PARAMETER.test(name));
  if (method === "PUT" && headers["x-amz-copy-source"] !== undefined) choosers.push("x-amz-copy-source");
  const target = bucket === null ? "service" : key === null ? "bucket" : "object";
  const name = [method, target, ...choosers.sort()].join(" ");
  if (asked === undefined && name === "GET service") return listBuckets([...buckets.keys()]);
  const operation = asked?.operations.get(name);
  if (asked === undefined || operation === undefined) throw notImplemented(`the operation ${name}`);
  if (name !== CREATE_SESSION) asked.sessions?.require(request);
  return operation(asked.context, { ...request, key });
}

async function listBuckets(names: readonly string[]): Promise<S3Response> {
  const CreationDate = new Date(systemClock.nowMs()).toISOString();
  const Buckets = names.map((Name) => xmlElement("Bucket", xmlElements({ Name, CreationDate })));
  return xmlResponse("ListAllMyBucketsResult", xmlElements({ Buckets }));
}

/** One request from its first byte to its answer's last. */
async function serve(
  endpoint: Endpoint & { isClosing(): boolean },
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = createRequestId();
  const { status, headers, body } = await Promise.resolve()
    .then(() => operate(endpoint, parseS3Request(message, response, requestId)))
    .catch((failure: unknown) => errorResponse(endpoint, failure, message, requestId));
  if (!message.complete) await drain(message, response);
  if (endpoint.isClosing()) response.shouldKeepAlive = false;
  response.writeHead(status, {
    server: "poisk-s3",
    "x-amz-request-id": requestId,
    "x-amz-id-2": requestId,
    ...(status === 204 || status === 304 || message.method === "HEAD"
      ? {}
      : { "content-length": String(Buffer.byteLength(body ?? "")) }),
    ...headers,
  });
  response.end(message.method === "HEAD" ? null : body);
}

/** The answer that an error is: S3's document; on HEAD only the status. */
function errorResponse(
  { reportFailure }: Endpoint,
  failure: unknown,
  { url = "/", method }: IncomingMessage,
  requestId: string,
): S3Response {
  const { code, message, status, headers } = toS3Error(failure);
  if (status === 500) reportFailure(failure);
  if (method === "HEAD") return emptyResponse(status, headers);
  const Resource = url.split("?")[0] ?? "/";
  const fields = { Code: code, Message: message, Resource, RequestId: requestId, HostId: requestId };
  const body = xmlDocument("Error", xmlElements(fields));
  return { status, headers: { "content-type": "application/xml", ...headers }, body };
}

/**
 * Reads the rest of a body that is not wanted. A client that waits for `100 Continue` never sends it, and one that
 * sends more than the bound loses its connection.
 */
async function drain(message: IncomingMessage, response: ServerResponse): Promise<void> {
  response.shouldKeepAlive = false;
  if (message.headers.expect !== undefined || message.destroyed) return;
  let drainedBytes = 0;
  try {
    for await (const piece of message) {
      drainedBytes += (piece as Uint8Array).length;
      if (drainedBytes > MAX_DRAINED_BYTES) return;
    }
  } catch {
    // The client is gone, and with it the need to drain.
  }
}

/** 16 hexadecimal digits, as AWS's. */
function createRequestId(): string {
  return [systemIdSource.random32(), systemIdSource.random32()]
    .map((word) => word.toString(16).padStart(8, "0"))
    .join("")
    .toUpperCase();
}
