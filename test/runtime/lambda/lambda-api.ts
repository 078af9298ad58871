/**
 * The part of Lambda's own API that a function uses of another: an asynchronous invocation, accepted at once and run
 * when its turn comes (AWS Lambda API Reference, "Invoke": status 202).
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Outcome } from "./execution-environment.ts";
import type { LambdaFunction } from "./lambda-function.ts";

export interface LambdaApi {
  /** Address for AWS_ENDPOINT_URL_LAMBDA. */
  readonly url: string;
  /** Waits for all accepted invocations, and lists their outcomes. */
  outcomes(): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}

export async function startLambdaApi(functions: Readonly<Record<string, LambdaFunction>>): Promise<LambdaApi> {
  const accepted: Promise<Outcome>[] = [];
  const server = createServer(async (request, response) => {
    const event = await json(request);
    const [, name = ""] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? "") ?? [];
    const target = functions[decodeURIComponent(name)];
    const isEvent = request.headers["x-amz-invocation-type"] === "Event";
    if (target !== undefined && isEvent) accepted.push(target.run(event));
    response.writeHead(target === undefined ? 404 : isEvent ? 202 : 400);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    outcomes: () => Promise.all(accepted),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
