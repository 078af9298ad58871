/**
 * The push function: events of a Function URL, as Lambda sends them.
 */
import { expect, it } from "vitest";
import { createPushHandler, MAX_PUSH_BYTES } from "../../../functions/push/handler.ts";
import { createPresigner } from "../../../functions/push/presigned-put.ts";
import { createToken, tokenEntry } from "../../../functions/push/push-tokens.ts";
import { readArticles } from "../../../src/articles/articles.ts";
import { articleTimeZone } from "../../../src/articles/news.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { ManualClock } from "../../support/deterministic.ts";
import { parsedTokens } from "./parsed-tokens.ts";

const TOKEN = createToken(systemIdSource);
const STORY = JSON.stringify({
  title: "Мост открыли",
  text: "Мост через Лену открыли в среду утром, сообщил губернатор.",
});

const VARIABLES = {
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_SESSION_TOKEN: "session",
  AWS_REGION: "eu-central-1",
};

function openHandler(hosts: readonly string[] | null = null) {
  const store = new MemoryObjectStore();
  const handler = createPushHandler({
    context: { store, layout: defaultKeyLayout, clock: new ManualClock(), ids: systemIdSource },
    timeZone: articleTimeZone,
    tokens: parsedTokens(tokenEntry(TOKEN, "2026-12-31", "", { hosts })),
    read: readArticles,
    presign: createPresigner({ bucket: "news", region: undefined, endpoint: undefined }, VARIABLES, new ManualClock()),
    logger: recordingLogger().logger,
    problems: { documentation: null, basePath: "" },
  });
  const send = async (method: string, rawPath: string, body: Buffer | string = "", isBase64Encoded = false) => {
    const { statusCode, body: text = "" } = await handler({
      version: "2.0",
      rawPath,
      rawQueryString: "",
      headers: { authorization: `Bearer ${TOKEN}`, cookie: "a=б" },
      requestContext: { domainName: "abc.lambda-url.eu-central-1.on.aws", http: { method, path: rawPath } },
      body: isBase64Encoded ? Buffer.from(body).toString("base64") : String(body),
      isBase64Encoded,
    });
    return { statusCode, answer: JSON.parse(text) };
  };
  return { store, send, handler };
}

it.each([false, true])(
  "puts and deletes an upload, also one that is no text for Lambda: %s",
  async (isBase64Encoded) => {
    const { store, send } = openHandler();
    expect(await send("PUT", "/articles/%D0%B0.json", STORY, isBase64Encoded)).toMatchObject({ statusCode: 202 });
    const { bytes } = await store.get("articles/а.json" as ObjectKey);
    expect(Buffer.from(bytes).toString()).toBe(STORY);
    expect(await send("DELETE", "/articles/%D0%B0.json")).toMatchObject({ statusCode: 202 });
    expect((await store.list({ prefix: "" })).objects).toEqual([]);
  },
);

it("refuses more than Lambda would hand on", async () => {
  const { send } = openHandler();
  const { statusCode, answer } = await send("PUT", "/articles/a.txt", Buffer.alloc(MAX_PUSH_BYTES + 1, "a"), true);
  expect([statusCode, answer.code]).toEqual([413, "upload-too-large"]);
});

it("gives an address in the bucket for what is larger, bound to the key, the size and the type", async () => {
  const { send } = openHandler();
  const { statusCode, answer } = await send("POST", "/articles/blog/a%20(1).jsonl.gz", '{"sizeBytes": 9000000}');
  expect(statusCode).toBe(200);
  expect(answer).toMatchObject({ method: "PUT", headers: { "content-length": "9000000" } });
  const { host, pathname, searchParams } = new URL(answer.url);
  expect([host, pathname]).toEqual(["news.s3.eu-central-1.amazonaws.com", "/articles/blog/a%20%281%29.jsonl.gz"]);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    "X-Amz-Expires": "900",
    "X-Amz-Security-Token": "session",
    "X-Amz-SignedHeaders": "content-length;host",
  });
  expect(JSON.stringify(answer)).not.toContain('"secret"');
});

it("binds that address to the hosts that the token may speak for too", async () => {
  const { send } = openHandler(["blog.example"]);
  const { answer } = await send("POST", "/articles/a.jsonl.gz", '{"sizeBytes": 9000000}');
  expect(answer.headers).toEqual({ "content-length": "9000000", "x-amz-meta-hosts": "blog.example" });
  expect(new URL(answer.url).searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;host;x-amz-meta-hosts");
});

it.each([
  ["more than is read", '{"sizeBytes": 10485761}', 413],
  ["no size", "{}", 400],
  ["a size below nothing", '{"sizeBytes": -1}', 400],
  ["another member", '{"sizeBytes": 1, "key": "index/manifest.json"}', 400],
])("gives none for %s", async (_, body, status) => {
  const { send } = openHandler();
  expect((await send("POST", "/articles/a.jsonl.gz", body)).statusCode).toBe(status);
});

it.each([
  ["GET", "/articles/a.json", 405],
  ["PATCH", "/articles/a.json", 405],
  ["TRACE", "/articles/a.json", 405],
  ["PUT", "/", 404],
  ["PUT", "/articles/../index/manifest.json", 404],
  ["PUT", "/articles/a%2F..%2Fb", 400],
  ["PUT", "/articles/a%", 202],
  ["GET", "/problems/token-refused", 200],
] as const)("answers %s %s by %i", async (method, path, status) => {
  const { send } = openHandler();
  expect((await send(method, path, method === "PUT" ? STORY : "")).statusCode).toBe(status);
});

it("fails of what is no request, so that it shows in the log", async () => {
  const { handler } = openHandler();
  await expect(handler({ Records: [] })).rejects.toThrow("Function URL");
});
