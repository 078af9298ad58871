/**
 * A host of static files on a port of this machine, as an index is published on one: it serves what a store has, with
 * ETags, 304, HEAD and ranges of one part (RFC 9110), and misbehaves where a test says so.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerFile } from "../../functions/serve/file-answers.ts";
import { isSearchIndexError } from "../../src/errors.ts";
import type { ObjectKey, ObjectReader } from "../../src/store/store.ts";

/** Answers a request in the place of the host; false leaves it to the host. */
type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface FileHost {
  /** Such as `http://127.0.0.1:40000/index/`. */
  readonly address: string;
  /** Every request that came: the method, the path below the address, and the range. */
  readonly requests: string[];
  misbehave: Misbehaviour | null;
  close(): Promise<void>;
}

const PATH = "/index/";

export async function startFileHost(store: ObjectReader): Promise<FileHost> {
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    host.requests.push(`${method} ${url.slice(PATH.length)}${headers.range === undefined ? "" : ` ${headers.range}`}`);
    if (host.misbehave?.(request, response) === true) return;
    serve(store, request, response).catch((error: unknown) => {
      const isAbsent = isSearchIndexError(error) && ["not-found", "invalid-request"].includes(error.kind);
      response.writeHead(isAbsent ? 404 : 500, { "Content-Type": "text/html" }).end("<p>Nothing here.</p>");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host: FileHost = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    requests: [],
    misbehave: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return host;
}

async function serve(store: ObjectReader, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "", headers } = request;
  const key = url.slice(PATH.length).split("/").map(decodeURIComponent).join("/") as ObjectKey;
  const { sizeBytes, etag, lastModifiedMs, cacheControl } = await store.head(key);
  const asked = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const answer = await answerFile(new Request(new URL(url, host(request)), { method, headers: asked }), {
    sizeBytes,
    etag: `"${etag}"`,
    headers: {
      "Last-Modified": new Date(lastModifiedMs).toUTCString(),
      ...(cacheControl === null || response.hasHeader("Cache-Control") ? {} : { "Cache-Control": cacheControl }),
    },
    read: async (start, end) => new Uint8Array(await store.getRange(key, start, end)),
  });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(new Uint8Array(await answer.arrayBuffer()));
}

/** The address of the host, as a client named it. */
const host = ({ headers }: IncomingMessage): string => `http://${headers.host ?? "127.0.0.1"}`;
