/**
 * Pushing to `poisk serve` as a process over the local S3 endpoint, which looks at the bucket by itself once an hour
 * only.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createToken, tokenEntry } from "../../functions/push/push-tokens.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { type RunningServe, requireRunning, startServe } from "./running-serve.ts";

const TOKEN = createToken(systemIdSource);
const store = new MemoryObjectStore();
let endpoint: Awaited<ReturnType<typeof startS3Endpoint>>;
let serve: RunningServe;

beforeAll(async () => {
  endpoint = await startS3Endpoint({ store, bucket: "news" });
  serve = requireRunning(
    await startServe(["--bucket", "news", "--endpoint", endpoint.url, "--every", "3600"], {
      POISK_PUSH_TOKENS: tokenEntry(TOKEN, "2999-12-31", "blog/"),
    }),
  );
  await serve.untilLogged("ready");
});

afterAll(async () => {
  await serve?.end("SIGTERM");
  await endpoint?.close();
});

const text = (word: string) => `${word} открыли для движения утром, сообщил в среду губернатор. `.repeat(4);

const push = (method: string, key: string, title: string | null, headers: Record<string, string> = {}) =>
  send(method, key, title === null ? null : JSON.stringify({ title, text: text(title) }), headers);

const send = (method: string, key: string, body: BodyInit | null, headers: Record<string, string> = {}) =>
  fetch(`${serve.url}/articles/${key}`, { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers }, body });

it("finds what is pushed, replaced and deleted without a look at the bucket", async () => {
  const put = await push("PUT", "blog/1.json", "Маяк");
  expect(put.status).toBe(202);
  await serve.untilFound("маяк", ["Маяк"]);
  const raced = await Promise.all(
    ["Канал", "Шлюз"].map((title) => push("PUT", "blog/1.json", title, { "if-match": put.headers.get("etag") ?? "" })),
  );
  expect(raced.map(({ status }) => status).sort()).toEqual([202, 412]);
  const winner = raced[0]?.status === 202 ? "Канал" : "Шлюз";
  await serve.untilFound(winner, [winner]);
  expect(await serve.find("маяк")).toEqual([]);
  expect((await push("DELETE", "blog/1.json", null)).status).toBe(202);
  await serve.untilFound(winner, []);
  expect(serve.log().filter(({ event }) => event === "differences-found")).toEqual([]);
});

it("refuses a body of megabytes by its first line, and one that is no article by its reason", async () => {
  expect((await send("PUT", "blog/2.txt", Buffer.alloc(11 * 1024 * 1024, "a"))).status).toBe(413);
  const empty = await send("PUT", "blog/2.json", "{}");
  expect(await empty.json()).toMatchObject({
    status: 422,
    code: "unreadable-upload",
    type: "/problems/unreadable-upload",
  });
  const meaning = await fetch(`${serve.url}/problems/unreadable-upload`, { headers: { accept: "application/json" } });
  expect(await meaning.json()).toMatchObject({ status: 422 });
  expect((await store.list({ prefix: "articles/blog/2" })).objects).toEqual([]);
});

it("leaves the search as it is: it reads, and allows other origins nothing more", async () => {
  expect((await push("PUT", "other/1.json", "Порт")).status).toBe(403);
  expect((await fetch(`${serve.url}/articles/blog/1.json`, { method: "PUT" })).status).toBe(401);
  expect((await fetch(`${serve.url}/search`, { method: "PUT" })).status).toBe(405);
  const preflight = await fetch(`${serve.url}/articles/blog/1.json`, { method: "OPTIONS" });
  expect(preflight.headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
  await expect(store.head("articles/other/1.json" as ObjectKey)).rejects.toMatchObject({ code: "object-not-found" });
  expect(JSON.stringify(serve.log())).not.toContain(TOKEN);
});
