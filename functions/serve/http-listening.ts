/**
 * An HTTP server that hands web-standard requests to an app, and that slow clients cannot use up: starting it, and
 * ending it without cutting off who is being answered.
 */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { getRequestListener } from "@hono/node-server";
import { isReadableAddress, UNREADABLE_ADDRESS } from "../../src/http/http.ts";
import { readRawRequestLines } from "./raw-request-lines.ts";

/** The limits of a client's use of the server. Untuned. */
export interface ClientBounds {
  /** Time from a connection's or a request's first byte to the end of its headers, which are some hundred bytes. */
  readonly headersTimeoutMs: number;
  /** Time to the end of its body. */
  readonly requestTimeoutMs: number;
  /** Interval at which Node checks these times. Its own default of 30 seconds triples the first. */
  readonly checkEveryMs: number;
  /** Time without a byte in either direction: a client that does not read, or has gone without a word. */
  readonly idleTimeoutMs: number;
  /**
   * Open at once; each holds some kilobytes. One more takes the place of the one that has asked nothing for the
   * longest.
   */
  readonly maxConnections: number;
}

export const CLIENT_BOUNDS: ClientBounds = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  checkEveryMs: 1_000,
  idleTimeoutMs: 60_000,
  maxConnections: 2_000,
};

/** Answers a web-standard request. */
export type WebHandler = (request: Request, env: object) => Response | Promise<Response>;

/**
 * A server that does not listen yet. A request of whose Host and target no address can be made comes to the handler
 * under UNREADABLE_ADDRESS. What the handler throws is told to `onFailure`, and the client gets a 500 without a body.
 */
export function createWebServer(
  answer: WebHandler,
  onFailure: (error: unknown) => void,
  bounds: ClientBounds = CLIENT_BOUNDS,
): Server {
  const refuse = () => answer(new Request(UNREADABLE_ADDRESS), {});
  return createBoundedServer(
    getRequestListener(
      // The adapter takes hosts such as `xn--` for addresses without trying.
      (request, env) => (isReadableAddress(request.url) ? answer(request, env) : refuse()),
      {
        // HTTP/1.0 has no Host, and some load balancers' checks speak it.
        hostname: "localhost",
        errorHandler: (error) => {
          if (error instanceof Error && error.name === "RequestError") return refuse();
          onFailure(error);
          return new Response(null, { status: 500 });
        },
      },
    ),
    bounds,
  );
}

/**
 * A server that does not listen yet. A client that waits for `100 Continue` gets that where the listener writes it, or
 * its answer.
 */
export function createBoundedServer(listener: RequestListener, bounds: ClientBounds): Server {
  const server = createServer({
    headersTimeout: bounds.headersTimeoutMs,
    requestTimeout: bounds.requestTimeoutMs,
    connectionsCheckingInterval: bounds.checkEveryMs,
  });
  server.timeout = bounds.idleTimeoutMs;
  keepPlaces(server, bounds.maxConnections);
  readRawRequestLines(server);
  for (const event of REQUEST_EVENTS) server.on(event, listener);
  return server;
}

/** Events of the server that give request and response. */
const REQUEST_EVENTS = ["request", "checkContinue"] as const;

/**
 * Frees the connection that has waited longest for a request when all places are taken and a new one comes: a client
 * with a request sends it within one round trip, and one that drips or is done gives way. Only where every connection
 * has a request in work is the new one closed.
 */
function keepPlaces(server: Server, maxConnections: number): void {
  /** Connections without a running request, the longest waiting first. */
  const waiting = new Set<Socket>();
  /** Requests in work; a client may send the next before it has the answer. */
  const inWork = new WeakMap<Socket, number>();
  let connected = 0;
  server.on("connection", (socket) => {
    connected += 1;
    socket.once("close", () => {
      connected -= 1;
      waiting.delete(socket);
    });
    waiting.add(socket);
    if (connected <= maxConnections) return;
    const [longest = socket] = waiting;
    waiting.delete(longest);
    longest.destroy();
  });
  const noteRequest: RequestListener = ({ socket }, response) => {
    const count = (change: number): number => {
      const changed = (inWork.get(socket) ?? 0) + change;
      inWork.set(socket, changed);
      return changed;
    };
    count(1);
    waiting.delete(socket);
    response.once("close", () => {
      if (count(-1) === 0 && !socket.destroyed) waiting.add(socket);
    });
  };
  for (const event of REQUEST_EVENTS) server.on(event, noteRequest);
}

/** Milliseconds for which this process's event loop was not idle. */
export function busyLoopMs(): number {
  return performance.eventLoopUtilization().active;
}

/** Resolves when the server listens; rejects where the port is taken. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Lets open requests finish for `timeoutMs`, then cuts their connections. */
export function closeServer(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** A server that listens. */
export interface ListeningServer {
  /** Address, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes no more connections, and lets requests in work finish, eight seconds at most. */
  close(): Promise<void>;
}

/** Docker, and most that send SIGTERM, kill after ten. */
const CLOSE_TIMEOUT_MS = 8_000;

/**
 * Starts the server of createWebServer; port 0 is any free one. Rejects if the port is taken, or the host is none of
 * this machine's.
 */
export async function startWebServer(
  answer: WebHandler,
  { host, port, onFailure }: { host: string; port: number; onFailure: (error: unknown) => void },
): Promise<ListeningServer> {
  const server = createWebServer(answer, onFailure);
  await listen(server, port, host);
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server, CLOSE_TIMEOUT_MS),
  };
}
