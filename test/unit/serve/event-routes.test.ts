import { request } from "node:http";
import { afterEach, expect, it } from "vitest";
import type { EventIdentity } from "../../../functions/serve/event-identity.ts";
import { createEventRoutes } from "../../../functions/serve/event-routes.ts";
import { type ListeningServer, startWebServer } from "../../../functions/serve/http-listening.ts";
import { type FetchText, SnsMessages } from "../../../functions/serve/sns-messages.ts";
import { PrometheusMetrics } from "../../../functions/telemetry/prometheus.ts";
import { systemClock } from "../../../src/clock.ts";
import { AdmissionGate } from "../../../src/http/http.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { EVENT_BODIES, ofSns, timerBody } from "../../functions/event-shapes.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { CERTIFICATE_ADDRESS, createSigner, TOPIC } from "./sns-signer.ts";

const SECRET = "a-secret-of-this-test-0123456789";
const OTHER = "another-secret-in-rotation-98765";
const BUCKET = "articles-bucket";
let server: ListeningServer | null = null;
afterEach(() => server?.close());

/** Routes over a worker that looks at every upload as `look` says. */
async function open(
  look: (key: string) => Promise<boolean> = async () => true,
  identity: EventIdentity = { secrets: [SECRET, OTHER], topics: [], isChecked: false },
  fetchText: FetchText = async () => Promise.reject(new Error("SNS is not asked")),
  gate?: AdmissionGate,
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
  const sns = new SnsMessages({ topics: identity.topics, clock: systemClock, fetchText });
  const routes = createEventRoutes({
    identity,
    sns,
    watched,
    worker: () => worker,
    ...(gate === undefined ? {} : { gate }),
    logger,
    metrics,
    patienceMs: 50,
  });
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
const systemTimes = { monotonicMs: () => performance.now(), busyMs: () => performance.now() };

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

it("holds such an event until it is indexed, since the processor is this process's only so long", async () => {
  const late = () => new Promise<boolean>((resolve) => setTimeout(resolve, 200, true));
  const { post } = await open(late, { secrets: [], topics: [], isChecked: true });
  expect((await post("/events", put(BUCKET, "articles/a.txt"))).status).toBe(200);
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

it("is asked again for what comes while others fill its hands, and looks at none of that", async () => {
  const gate = new AdmissionGate({ maxConcurrent: 1, maxBytes: 1e6, patienceMs: 1 }, systemTimes);
  const { post, looked } = await open(undefined, undefined, undefined, gate);
  const other = await gate.enter({ kind: "push", signal: new AbortController().signal });
  const refused = await post(`/events/${SECRET}`, put(BUCKET, "articles/a.json"));
  expect([refused.status, refused.headers.get("retry-after"), looked]).toEqual([503, "15", []]);
  if (other.kind === "admitted") other.leave();
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

const signer = createSigner();
const ofTopics: EventIdentity = { secrets: [], topics: [TOPIC], isChecked: false };

it.each(["1", "2"] as const)(
  "takes what a topic has signed that is named here, by signature version %s, and nothing else",
  async (version) => {
    const asked: string[] = [];
    const { post, looked } = await open(undefined, ofTopics, async (address) => {
      asked.push(address.href);
      return signer.certificate;
    });
    const signed = (changes: Record<string, unknown> = {}) =>
      signer.sign({ ...ofSns(put(BUCKET, "articles/a.txt")), TopicArn: TOPIC, SignatureVersion: version, ...changes });
    expect((await post("/events", signed())).status).toBe(200);
    const { Subject: _, ...withoutSubject } = signed();
    expect((await post("/events", signer.sign(withoutSubject))).status).toBe(200);
    expect([looked, asked]).toEqual([["articles/a.txt", "articles/a.txt"], [CERTIFICATE_ADDRESS]]);
    const bad = [
      { ...signed(), Message: JSON.stringify(put(BUCKET, "articles/b.txt")) },
      { ...signed(), Signature: "AAAA" },
      { ...signed(), SignatureVersion: version === "1" ? "2" : "1" },
      { ...signed(), SignatureVersion: "3" },
      signed({ TopicArn: "arn:aws:sns:eu-central-1:123456789012:other" }),
      ...FOREIGN_ADDRESSES.map((address) => signed({ SigningCertURL: address })),
      put(BUCKET, "articles/a.txt"),
      [signed()],
      "{",
    ];
    for (const event of bad) expect((await post("/events", event)).status).toBe(401);
    expect(looked).toHaveLength(2);
    // Not even asked for a certificate.
    expect(new Set(asked)).toEqual(new Set([CERTIFICATE_ADDRESS]));
  },
);

/** Addresses where an attacker's own certificate may be. */
const FOREIGN_ADDRESSES = [
  "http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
  "https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef.pem",
  "https://evil.example/SimpleNotificationService-0123456789abcdef.pem",
  "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
  "https://bucket.s3.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
  "https://user@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
  "https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef.pem",
  "https://sns.eu-central-1.amazonaws.com/?Action=Publish&Message=SimpleNotificationService-0123456789abcdef.pem",
  "no address",
];

it("confirms the subscription of a topic that is named here, at an address of SNS, and no other", async () => {
  const asked: string[] = [];
  const { post, lines } = await open(undefined, { ...ofTopics, secrets: [SECRET] }, async (address) => {
    asked.push(address.href);
    return signer.certificate;
  });
  const subscribeUrl = `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f`;
  // https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
  const confirmation = (changes: Record<string, unknown> = {}) =>
    signer.sign({
      Type: "SubscriptionConfirmation",
      MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
      Token: "2336412f",
      TopicArn: TOPIC,
      Message: "You have chosen to subscribe to the topic.",
      SubscribeURL: subscribeUrl,
      Timestamp: "2026-11-29T07:00:00.000Z",
      SignatureVersion: "2",
      SigningCertURL: CERTIFICATE_ADDRESS,
      ...changes,
    });
  expect((await post("/events", confirmation())).body).toEqual({ confirmed: TOPIC });
  expect(asked).toEqual([CERTIFICATE_ADDRESS, subscribeUrl]);
  expect(lines).toContainEqual(expect.objectContaining({ event: "subscription-confirmed", topic: TOPIC }));
  for (const address of ["http://127.0.0.1/", `${subscribeUrl}x`, subscribeUrl.replace("Confirm", "Un"), undefined]) {
    expect((await post("/events", confirmation({ SubscribeURL: address }))).status).toBe(
      address === `${subscribeUrl}x` ? 200 : 400,
    );
  }
  // A secret does not stand for a signature here.
  expect((await post(`/events/${SECRET}`, { ...confirmation(), Signature: "AAAA" })).status).toBe(401);
  expect((await post("/events", { ...ofSns({}), ...confirmation({ Type: "UnsubscribeConfirmation" }) })).status).toBe(
    200,
  );
});

it("is asked again where SNS gives no certificate, and refuses one whose time is over", async () => {
  const { post } = await open(undefined, ofTopics);
  const event = signer.sign({ ...ofSns({}), TopicArn: TOPIC, SigningCertURL: CERTIFICATE_ADDRESS });
  expect((await post("/events", event)).status).toBe(503);
  await server?.close();
  const old = createSigner("200101000000Z");
  const { post: postAgain } = await open(undefined, ofTopics, async () => old.certificate);
  expect((await postAgain("/events", old.sign({ ...ofSns({}), TopicArn: TOPIC }))).status).toBe(401);
});
