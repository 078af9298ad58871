/**
 * Starting an HTTP server, and ending it without cutting off who is being answered.
 */
import type { Server } from "node:http";

/** What a client may take; questions are some hundred bytes, and answers are ready before they are sent. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Without a byte in either direction: one who does not read, or has gone without a word. */
const IDLE_TIMEOUT_MS = 60_000;
/** Connections beyond it are closed at once; each holds some kilobytes. */
const MAX_CONNECTIONS = 2_000;

/** Bounds how long clients may take, and how many may be connected, so that slow ones cannot use the server up. */
export function boundClients(server: Server): void {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.timeout = IDLE_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
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
