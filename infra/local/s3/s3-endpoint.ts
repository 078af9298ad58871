/**
 * The local S3 endpoint: what the AWS SDK and the AWS CLI need of S3, for one bucket over one store, on loopback, with
 * event notifications. It asks for no credentials, so it answers to nobody but programs of this machine.
 */

import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import type { S3Event } from "aws-lambda";
import { closeServer, listen } from "../../../functions/serve/http-listening.ts";
import { type Clock, systemClock } from "../../../src/clock.ts";
import { type IdSource, systemIdSource } from "../../../src/id-source.ts";
import type { ObjectStore } from "../../../src/storage/object-store/object-store.ts";
import type { EndpointContext } from "./endpoint-context.ts";
import { MultipartUploads } from "./multipart-uploads.ts";
import { Notifier } from "./notifications.ts";
import { ObjectWriter } from "./object-writer.ts";
import { guardRequest, isLoopbackHost } from "./request-guard.ts";
import { routeRequest } from "./route-request.ts";
import { toS3Error } from "./s3-error.ts";
import { parseS3Request } from "./s3-request.ts";
import type { S3Response } from "./s3-response.ts";
import { errorResponse, sendResponse } from "./send-response.ts";
import { createSpoolFolder } from "./spool-folder.ts";

export interface S3EndpointOptions {
  /** A memory or file store: listings use the form of their cursors. */
  readonly store: ObjectStore;
  readonly bucket: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** A loopback name or address; default 127.0.0.1. Anything else is refused. */
  readonly host?: string;
  /** Default us-east-1. */
  readonly region?: string;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  /** Called after each write and removal that is in the store, in order for each key; must not block. */
  readonly onEvent?: (event: S3Event) => void;
  /** Only keys that begin so are told of; default all. */
  readonly eventPrefix?: string;
  /** Largest object, whole or in parts; default 1 GiB. A store that cannot stream a replacement holds it whole. */
  readonly maxObjectBytes?: number;
  /** A connection on which nothing moves for so long is closed; default 2 minutes. */
  readonly idleTimeoutMs?: number;
  /** Where a folder for unfinished bodies is made; default the system's own. */
  readonly temporaryFolder?: string;
  /** Told of failures that clients see only as an internal error. Default: a line on standard error. */
  readonly onFailure?: (failure: unknown) => void;
}

export interface S3Endpoint {
  /** Such as `http://127.0.0.1:9000`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those in work finish (five seconds at most), and removes what is unfinished. */
  close(): Promise<void>;
}

const DEFAULT_MAX_OBJECT_BYTES = 1024 * 1024 * 1024;
const DEFAULT_IDLE_TIMEOUT_MS = 120_000;
/** For one request whole, slow clients included. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;
const CLOSE_TIMEOUT_MS = 5_000;
/** S3 takes 8 KB of headers, and a key of 1,024 bytes may be three times as long in the address. */
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 200;

/** Starts listening; rejects where the port is taken or the host is not loopback. */
export async function startS3Endpoint(options: S3EndpointOptions): Promise<S3Endpoint> {
  const host = options.host ?? "127.0.0.1";
  if (!isLoopbackHost(host))
    throw new Error(`The S3 endpoint asks for no credentials and binds to loopback, not ${host}.`);
  const spoolFolder = await createSpoolFolder(options.temporaryFolder ?? tmpdir());
  const context = createContext(options, spoolFolder);
  const inWork = new Set<Promise<void>>();
  const server = createHttpServer(context, inWork, options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS);
  try {
    await listen(server, options.port ?? 0, host);
  } catch (failure) {
    await rm(spoolFolder, { recursive: true, force: true });
    throw failure;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    close: async () => {
      await closeServer(server, CLOSE_TIMEOUT_MS);
      await Promise.all(inWork);
      await rm(spoolFolder, { recursive: true, force: true });
    },
  };
}

function createContext(options: S3EndpointOptions, spoolFolder: string): EndpointContext {
  const { store, bucket, region = "us-east-1", clock = systemClock, ids = systemIdSource } = options;
  const maxObjectBytes = options.maxObjectBytes ?? DEFAULT_MAX_OBJECT_BYTES;
  const reportFailure = options.onFailure ?? ((failure) => console.error("S3 endpoint:", failure));
  const onEvent = (event: S3Event) => {
    try {
      options.onEvent?.(event);
    } catch (failure) {
      // The object is in the store: its listener's trouble is not the client's.
      reportFailure(failure);
    }
  };
  const notifier = new Notifier({ bucket, region, clock, prefix: options.eventPrefix ?? "", onEvent });
  return {
    store,
    bucket,
    region,
    startedMs: clock.nowMs(),
    clock,
    ids,
    writer: new ObjectWriter(store, notifier),
    uploads: new MultipartUploads({ folder: spoolFolder, clock, ids, maxObjectBytes }),
    spoolFolder,
    maxObjectBytes,
    reportFailure,
  };
}

/** `inWork` holds every request from its beginning to its end, its store calls included. */
function createHttpServer(context: EndpointContext, inWork: Set<Promise<void>>, idleTimeoutMs: number): Server {
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    const work = serve(context, message, response, server)
      .catch(context.reportFailure)
      .finally(() => inWork.delete(work));
    inWork.add(work);
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT_MS }, listener);
  // A client that asks first whether to go on is told so when its body is read, and not before.
  server.on("checkContinue", listener);
  server.timeout = idleTimeoutMs;
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

/** One request from its first byte to its answer's last. */
async function serve(
  context: EndpointContext,
  message: IncomingMessage,
  response: ServerResponse,
  server: Server,
): Promise<void> {
  const requestId = createRequestId(context.ids);
  response.setHeader("server", "poisk-s3");
  response.setHeader("x-amz-request-id", requestId);
  response.setHeader("x-amz-id-2", requestId);
  const answer = await operate(context, message, response, requestId);
  // By the clock that objects are dated by: a client tells by it whether the second of an object was over when it was read.
  response.setHeader("date", new Date(context.clock.nowMs()).toUTCString());
  // A server that is closing waits for its connections, so none is kept for another request.
  if (!server.listening) response.shouldKeepAlive = false;
  try {
    await sendResponse(message, response, answer);
  } catch (failure) {
    // The status is out already: a cut connection is the only way left to say that the body is not whole.
    if (!isClientGone(failure)) context.reportFailure(failure);
    response.destroy();
  }
}

async function operate(
  context: EndpointContext,
  message: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<S3Response> {
  try {
    const { bucketInHost } = guardRequest(message.headers);
    return await routeRequest(context, parseS3Request(message, response, { bucketInHost, requestId }));
  } catch (failure) {
    const error = toS3Error(failure);
    if (error.status === 500) context.reportFailure(failure);
    return errorResponse(error, (message.url ?? "/").split("?")[0] ?? "/", requestId, message.method ?? "GET");
  }
}

/** 16 hexadecimal digits, as AWS's. */
function createRequestId(ids: IdSource): string {
  return [ids.random32(), ids.random32()]
    .map((word) => word.toString(16).padStart(8, "0"))
    .join("")
    .toUpperCase();
}

function isClientGone(failure: unknown): boolean {
  const code = (failure as NodeJS.ErrnoException | null)?.code;
  return code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE";
}
