/**
 * What `npm run deploy` asks of an account before it deploys, at a Lambda on this machine.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askAccountConcurrency, contextValue, optionValues } from "../../infra/deploy.ts";
import { readStackSettings } from "../../infra/stack-settings.ts";

let server: Server;
let unreserved = 0;
let reserved: Readonly<Record<string, number>> = {};

beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    const functionName = /functions\/([^/]+)\/concurrency/.exec(url)?.[1];
    const [status, body] =
      functionName === undefined
        ? [200, { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: unreserved } }]
        : functionName in reserved
          ? [200, { ReservedConcurrentExecutions: reserved[functionName] }]
          : [404, { Message: "Function not found" }];
    response.setHeader("x-amzn-errortype", "ResourceNotFoundException").writeHead(status).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});

afterAll(() => {
  server.close();
});

const ask = () =>
  askAccountConcurrency("poisk", {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });

/** Whether a deployment reserves executions in such an account. */
const reserves = async () => readStackSettings({ accountConcurrency: String(await ask()) }).reserveConcurrency;

describe("executions of their own", () => {
  it("have the functions of no new account, where all ten are needed", async () => {
    unreserved = 10;
    reserved = {};
    expect(await reserves()).toBe(false);
  });

  it("have those where a hundred stay, and keep them when the stack is deployed again", async () => {
    unreserved = 122;
    reserved = {};
    expect(await reserves()).toBe(true);
    unreserved = 100;
    reserved = { "poisk-query": 20, "poisk-compact": 1, "poisk-reconcile": 1 };
    expect(await reserves()).toBe(true);
    unreserved = 121;
    reserved = {};
    expect(await reserves()).toBe(false);
  });

  it("have none where nobody asked, and all where the owner says so", () => {
    expect(readStackSettings({}).reserveConcurrency).toBe(false);
    expect(readStackSettings({ reserveConcurrency: "true" }).reserveConcurrency).toBe(true);
    expect(readStackSettings({ reserveConcurrency: "false", accountConcurrency: "1000" }).reserveConcurrency).toBe(
      false,
    );
  });
});

describe("what the command was given", () => {
  it("is understood as CDK understands it", () => {
    const args = ["--profile", "news", "-c", "stackName=a", "--context=stackName=b", "--context", "corsOrigins=*"];
    expect(optionValues(args, "--profile")).toEqual(["news"]);
    expect(contextValue(args, "stackName")).toBe("b");
    expect(contextValue(args, "corsOrigins")).toBe("*");
    expect(contextValue(args, "alarmEmail")).toBeUndefined();
  });
});
