/**
 * Sends what an operation answered, or the error it ended with, over Node's HTTP.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { S3Error } from "./s3-error.ts";
import { emptyResponse, type S3Response } from "./s3-response.ts";
import { xmlErrorDocument } from "./xml-writer.ts";

/** What is read and thrown away of a refused body, so that the client comes to read the answer; our decision. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;

/** Sends headers and body. Rejects where the body fails midway or the client is gone; the connection is then closed. */
export async function sendResponse(
  message: IncomingMessage,
  response: ServerResponse,
  answer: S3Response,
): Promise<void> {
  if (!message.complete) await drain(message, response);
  const { status, headers, body } = answer;
  if (typeof body === "string") {
    const bytes = Buffer.from(body, "utf8");
    response.writeHead(status, { ...headers, "content-length": String(bytes.length) });
    response.end(message.method === "HEAD" ? undefined : bytes);
  } else if (body === null) {
    const length = status === 204 || status === 304 || message.method === "HEAD" ? {} : { "content-length": "0" };
    response.writeHead(status, { ...length, ...headers });
    response.end();
  } else {
    response.writeHead(status, headers);
    await pipeline(Readable.from(body, { objectMode: false }), response);
  }
}

/** The answer that an error is: S3's document; on HEAD only the status. */
export function errorResponse(error: S3Error, resource: string, requestId: string, method: string): S3Response {
  const headers = error.status === 416 ? { "content-range": `bytes */${error.fields.ActualObjectSize ?? "*"}` } : {};
  if (method === "HEAD") return emptyResponse(error.status, headers);
  const document = xmlErrorDocument({
    Code: error.code,
    Message: error.message,
    ...error.fields,
    Resource: resource,
    RequestId: requestId,
    HostId: requestId,
  });
  return { status: error.status, headers: { "content-type": "application/xml", ...headers }, body: document };
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
    // The client is gone, and with it the need to drain; sending will tell.
  }
}
