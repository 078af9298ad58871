/**
 * Requests of `npm run deploy` to an account before and after it deploys, at a Lambda and an S3 on this machine.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  askAccountConcurrency,
  beginMaintenance,
  contextValue,
  optionValues,
  restoreBucketEvents,
} from "../../infra/deploy.ts";
import { readStackSettings } from "../../infra/stack-settings.ts";

let server: Server;
let unreserved = 0;
let reserved: Readonly<Record<string, number>> = {};
/** Notifications of the bucket my-news, in XML. */
let notifications = "";
const puts: string[] = [];
const invocations: string[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { url = "", method } = request;
    const body = await text(request);
    if (url.startsWith("/my-news")) {
      if (method === "PUT") puts.push(body);
      response.end(`<NotificationConfiguration>${notifications}</NotificationConfiguration>`);
      return;
    }
    const invoked = /functions\/([^/]+)\/invocations/.exec(url)?.[1];
    if (invoked !== undefined) {
      invocations.push(`${invoked} ${request.headers["x-amz-invocation-type"]}`);
      response.writeHead(202).end();
      return;
    }
    const functionName = /functions\/([^/]+)\/concurrency/.exec(url)?.[1];
    const [status, answer] =
      functionName === undefined
        ? [200, { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: unreserved } }]
        : functionName in reserved
          ? [200, { ReservedConcurrentExecutions: reserved[functionName] }]
          : [404, { Message: "Function not found" }];
    response.setHeader("x-amzn-errortype", "ResourceNotFoundException").writeHead(status).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});

afterAll(() => {
  server.close();
});

const client = () => ({
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  region: "eu-central-1",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  forcePathStyle: true,
});

/** Reads the settings of a deployment with such keys that concern an account's executions. */
const settingsIn = async (context: Readonly<Record<string, string>> = {}) =>
  readStackSettings({ ...context, accountConcurrency: String(await askAccountConcurrency("poisk", client())) });

/** Tells whether it reserves some. */
const reserves = async (context: Readonly<Record<string, string>> = {}) =>
  (await settingsIn(context)).reservedExecutions !== null;

const ALL_FUNCTIONS = { pushTokens: `${"0".repeat(64)}:2027-01-31:`, feeds: "https://news.example/rss.xml" };

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

  it("stay with push and poll too when the stack is deployed again", async () => {
    unreserved = 128;
    reserved = {};
    expect(await reserves(ALL_FUNCTIONS)).toBe(true);
    unreserved = 100;
    reserved = { "poisk-query": 20, "poisk-compact": 1, "poisk-reconcile": 1, "poisk-push": 5, "poisk-poll": 1 };
    expect(await reserves(ALL_FUNCTIONS)).toBe(true);
    unreserved = 127;
    reserved = {};
    expect(await reserves(ALL_FUNCTIONS)).toBe(false);
  });

  it("have none where nobody asked, and all where the owner says so", () => {
    const reservedOf = (context: Readonly<Record<string, string>>) => readStackSettings(context).reservedExecutions;
    expect(reservedOf({})).toBeNull();
    expect(reservedOf({ reserveConcurrency: "true" })).toMatchObject({ query: 20, compact: 1, reconcile: 1 });
    expect(reservedOf({ reserveConcurrency: "false", accountConcurrency: "1000" })).toBeNull();
  });

  it("that the account cannot give are told of, and what cannot be known too", async () => {
    unreserved = 10;
    reserved = {};
    expect((await settingsIn()).unreservedReason).toMatch(/takes 122, and the account has 10/);
    expect(readStackSettings({}).unreservedReason).toMatch(/nobody asked Lambda/);
    unreserved = 1_000;
    expect((await settingsIn()).unreservedReason).toBeNull();
    expect((await settingsIn({ reserveConcurrency: "false" })).unreservedReason).toBeNull();
  });
});

describe("the children of a backfill", () => {
  it("are half of the executions of a small account, and twenty of a large one", async () => {
    reserved = {};
    const children = async (executions: number, context: Readonly<Record<string, string>> = {}) => {
      unreserved = executions;
      return (await settingsIn(context)).backfillConcurrency;
    };
    expect([await children(10), await children(1_000)]).toEqual([5, 20]);
    expect(await children(10, { backfillConcurrency: "8" })).toBe(8);
    expect(readStackSettings({}).backfillConcurrency).toBe(5);
  });
});

describe("after a deployment", () => {
  it("a bucket sends its events again, and notifies whom it notified", async () => {
    notifications = "<QueueConfiguration><Id>mine</Id><Queue>arn:aws:sqs:eu-central-1:1:q</Queue></QueueConfiguration>";
    expect(await restoreBucketEvents("my-news", client())).toBe(true);
    expect(puts).toHaveLength(1);
    expect(puts[0]).toContain("<EventBridgeConfiguration");
    expect(puts[0]).toContain("<Queue>arn:aws:sqs:eu-central-1:1:q</Queue>");
  });

  it("a bucket that sends its events is left as it is", async () => {
    puts.length = 0;
    notifications = "<EventBridgeConfiguration></EventBridgeConfiguration>";
    expect(await restoreBucketEvents("my-news", client())).toBe(false);
    expect(puts).toEqual([]);
  });

  it("reconcile and compact are begun, and not waited for", async () => {
    await beginMaintenance("poisk", client());
    expect(invocations).toEqual(["poisk-reconcile Event", "poisk-compact Event"]);
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
