/**
 * Stands between a function and the store, so that a test can act at a moment of its choice: hands every request on,
 * tells of each answer before the function has it, and answers some by itself.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, request as openRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request of the store: `GET /bucket/key`, the key as it is written in addresses. */
export interface TappedRequest {
  readonly method: string;
  readonly path: string;
}

export interface StoreTap {
  readonly url: string;
  close(): Promise<void>;
}

export interface TapOptions {
  /** Tells whether the store refuses this request by a policy (403 AccessDenied). */
  readonly isDenied: (request: TappedRequest) => boolean;
  /** Called when the store has done what was asked, and the function does not know it yet. */
  readonly onAnswer: (request: TappedRequest, status: number) => void;
}

export async function startStoreTap(storeUrl: string, { isDenied, onAnswer }: TapOptions): Promise<StoreTap> {
  const { hostname, port } = new URL(storeUrl);
  const server = createServer(async (incoming, response) => {
    const { method = "", url: path = "" } = incoming;
    if (isDenied({ method, path })) {
      response.writeHead(403, { "content-type": "application/xml" });
      response.end("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
      return;
    }
    try {
      const outgoing = openRequest({ hostname, port, method, path, headers: incoming.headers });
      outgoing.end(await buffer(incoming));
      const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
      const body = await buffer(answer);
      onAnswer({ method, path }, answer.statusCode ?? 0);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.end(body);
    } catch {
      // The function was killed while it asked, or the store while it answered.
      response.destroy();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
