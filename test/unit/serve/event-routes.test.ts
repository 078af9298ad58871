import { request } from "node:http";
import { afterEach, expect, it } from "vitest";
import type { EventIdentity } from "../../../functions/serve/event-identity.ts";
import { createEventRoutes } from "../../../functions/serve/event-routes.ts";
import { type ListeningServer, startWebServer } from "../../../functions/serve/http-listening.ts";
import { PrometheusMetrics } from "../../../functions/telemetry/prometheus.ts";
import { defaultKeyLayout } from "../../../src/storage/object-store/object-keys.ts";
import { EVENT_BODIES, timerBody } from "../../functions/event-shapes.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";

const SECRET = "a-secret-of-this-test-0123456789";
const OTHER = "another-secret-in-rotation-98765";
const BUCKET = "articles-bucket";
let server: ListeningServer | null = null;
afterEach(() => server?.close());

/** Routes over a worker that looks at every upload as `look` says. */
async function open(
  look: (key: string) => Promise<boolean> = async () => true,
  identity: EventIdentity = { secrets: [SECRET, OTHER], topics: [], isChecked: false },
) {
  const looked: string[] = [];
  const tasks: string[] = [];
  const { logger, lines } = recordingLogger();
  const metrics = new PrometheusMetrics();
  const worker = {
    look: (key: string) => {
      looked.push(key);
      return look(key);
    },
    run: async (task: string) => {
      tasks.push(task);
      return true;
    },
  };
  const watched = { bucket: BUCKET, layout: defaultKeyLayout };
  const routes = createEventRoutes({ identity, watched, worker: () => worker, logger, metrics, patienceMs: 50 });
  server = await startWebServer(routes.fetch, {
    host: "127.0.0.1",
    port: 0,
    onFailure: (error) => lines.push({ error }),
  });
  const { url } = server;
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${url}${path}`, { method: "POST", body: text, headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { url, post, looked, tasks, lines, metrics };
}

const put = EVENT_BODIES["S3 itself"];

it("takes an event with a secret in the path, or in the header with and without Bearer, and no other", async () => {
  const { post, looked, lines } = await open();
  const event = put(BUCKET, "articles/a.txt");
  for (const secret of [SECRET, OTHER]) {
    expect((await post(`/events/${secret}`, event)).status).toBe(200);
    expect((await post("/events", event, { authorization: `Bearer ${secret}` })).status).toBe(200);
    expect((await post("/events", event, { authorization: secret })).status).toBe(200);
  }
  expect(looked).toHaveLength(6);
  for (const wrong of ["x", SECRET.slice(1), `${SECRET}x`, SECRET.toUpperCase(), "%00", "__proto__", "undefined"]) {
    expect((await post(`/events/${wrong}`, event)).status).toBe(401);
    if (wrong !== "%00") expect((await post("/events", event, { authorization: `Bearer ${wrong}` })).status).toBe(401);
  }
  expect((await post("/events", event)).status).toBe(401);
  expect(looked).toHaveLength(6);
  expect(JSON.stringify(lines)).not.toContain(SECRET);
});

it("takes every event where the platform before it has looked already", async () => {
  const { post } = await open(undefined, { secrets: [], topics: [], isChecked: true });
  expect((await post("/events", put(BUCKET, "articles/a.txt"))).body).toEqual({ indexed: 1, ignored: 0, refused: [] });
});

it("says what became of an event, with its neighbours of other buckets and those that are broken", async () => {
  const { post, looked, metrics } = await open();
  const events = [put(BUCKET, "articles/a.txt"), put("other", "articles/a.txt"), { kind: "storage#object" }];
  expect((await post(`/events/${SECRET}`, events)).body).toEqual({
    indexed: 1,
    ignored: 1,
    refused: [expect.stringContaining("kind")],
  });
  expect(looked).toEqual(["articles/a.txt"]);
  expect(metrics.text()).toContain('poisk_event_hints_total{outcome="indexed"} 1\n');
  expect(metrics.text()).toContain('poisk_event_posts_total{status="200"} 1\n');
});

it("is asked again for what failed, and for what takes longer than its sender waits", async () => {
  const { post } = await open(async (key) =>
    key.includes("slow") ? new Promise<boolean>(() => {}) : !key.includes("bad"),
  );
  const statusOf = async (...keys: string[]) =>
    post(
      `/events/${SECRET}`,
      keys.map((key) => put(BUCKET, `articles/${key}`)),
    );
  expect((await statusOf("good")).status).toBe(200);
  for (const key of ["bad", "slow"]) {
    const { status, headers, body } = await statusOf("good", key);
    expect([status, headers.get("retry-after"), body]).toEqual([
      503,
      "15",
      { status: 503, detail: "1 of 2 are not indexed yet. Send the event again." },
    ]);
  }
});

it("refuses what is no event by name, and never asks for it again", async () => {
  const { post, looked } = await open();
  for (const body of ["", "{", "null", "[]", "{}", '"x"', { kind: "storage#object" }, { messages: [{}] }]) {
    const { status, body: answer } = await post(`/events/${SECRET}`, body);
    expect([status, answer.detail]).toEqual([400, expect.any(String)]);
  }
  expect(looked).toEqual([]);
  expect((await post(`/events/${SECRET}`, { Event: "s3:TestEvent" })).status).toBe(200);
});

it("refuses keys that no store has, and looks at none of them", async () => {
  const { post, looked } = await open();
  const keys = ["articles/../index/manifest.json", `articles/${"a".repeat(900_000)}`, "articles/\0", "articles/\ud800"];
  for (const key of keys) {
    expect((await post(`/events/${SECRET}`, EVENT_BODIES.R2(BUCKET, key))).status, key.slice(0, 40)).toBe(400);
  }
  expect((await post(`/events/${SECRET}`, '{"__proto__": {"Records": []}, "constructor": 1}')).status).toBe(400);
  expect((await post(`/events/${SECRET}`, EVENT_BODIES.R2(BUCKET, "articles/__proto__"))).status).toBe(200);
  expect(looked).toEqual(["articles/__proto__"]);
});

it("reads no more than a megabyte and a thousand objects, whatever the length that is told", async () => {
  const { url, post, looked } = await open();
  expect((await post(`/events/${SECRET}`, `"${"a".repeat(1024 * 1024)}"`)).status).toBe(413);
  const many = Array.from({ length: 1_001 }, (_, i) => EVENT_BODIES.R2(BUCKET, `articles/${i}`));
  expect((await post(`/events/${SECRET}`, many)).status).toBe(413);
  expect(looked).toEqual([]);
  // In chunks, without a length.
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request(`${url}/events/${SECRET}`, { method: "POST" }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on("error", reject);
    for (let i = 0; i < 20; i += 1) sending.write(" ".repeat(100_000));
    sending.end();
  });
  expect(status).toBe(413);
});

it("does at once what a clock asks for", async () => {
  const { post, tasks } = await open();
  expect((await post(`/events/${SECRET}`, timerBody("reconcile"))).body).toEqual({
    indexed: 1,
    ignored: 0,
    refused: [],
  });
  expect((await post(`/events/${SECRET}`, timerBody("maintain"))).status).toBe(200);
  expect((await post(`/events/${SECRET}`, timerBody("purge"))).status).toBe(400);
  expect(tasks).toEqual(["reconcile", "maintain"]);
});

it("has events posted only, and goes on after a connection that breaks off in the middle of one", async () => {
  const { url, post } = await open();
  for (const method of ["GET", "PUT", "DELETE"]) {
    const response = await fetch(`${url}/events/${SECRET}`, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  }
  await new Promise((resolve) => {
    const sending = request(`${url}/events/${SECRET}`, { method: "POST", headers: { "content-length": 1_000 } });
    sending.on("error", resolve);
    sending.write('{"Records":[', () => sending.destroy(new Error("the sender went away")));
  });
  expect((await post(`/events/${SECRET}`, put(BUCKET, "articles/a.txt"))).status).toBe(200);
});
