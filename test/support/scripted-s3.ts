/**
 * An HTTP server on loopback that gives what a test tells it to, for what an S3-speaking store may answer, or not.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { S3ObjectStore } from "../../src/store/s3.ts";

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export type Script = (request: ReceivedRequest, response: ServerResponse) => void;

export interface ScriptedS3 {
  readonly endpoint: string;
  readonly requests: ReceivedRequest[];
  answer: Script;
  close(): Promise<void>;
}

export async function startScriptedS3(): Promise<ScriptedS3> {
  const scripted: ScriptedS3 = {
    endpoint: "",
    requests: [],
    answer: (_request, response) => response.writeHead(500).end(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks) };
      scripted.requests.push(received);
      scripted.answer(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(scripted, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** A store that speaks to it. */
export function openScriptedStore({ endpoint }: ScriptedS3): S3ObjectStore {
  return new S3ObjectStore({ bucket: "b", endpoint, credentials: { accessKeyId: "a", secretAccessKey: "s" } });
}

/** S3's error as it comes: XML with a code, or nothing but a status to HEAD. */
export function s3Error(status: number, code: string): Script {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>told by a test</Message></Error>`;
  return (request, response) => {
    response.writeHead(status, { "content-type": "application/xml" }).end(request.method === "HEAD" ? "" : body);
  };
}

/** A good answer, whose length is that of its body unless the headers say otherwise. */
export function s3Answer(status: number, headers: Record<string, string>, body: string | Uint8Array = ""): Script {
  const usual = { etag: '"abc"', "last-modified": "Sun, 09 Oct 2016 09:30:00 GMT" };
  const length = status === 304 ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return (_request, response) => {
    response.writeHead(status, { ...usual, ...length, ...headers }).end(body);
  };
}
