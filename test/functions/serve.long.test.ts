/**
 * `poisk serve` whole, as a process over the local S3 endpoint: what is uploaded, overwritten and deleted, as HTTP sees
 * it; and how it begins and ends.
 */
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { defaultKeyLayout, ManifestStore, schemaOf } from "../../src/index/shared.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { type ObjectKey, type ObjectStore, putLatest } from "../../src/store/store.ts";
import { faultyStore } from "../support/faulty-object-store.ts";
import { interceptStore } from "../support/intercepting-object-store.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { startSmallSqs } from "../support/small-sqs.ts";
import { storeEvent } from "./bucket.ts";
import { EVENT_BODIES, timerBody } from "./event-shapes.ts";
import { type RunningServe, requireRunning, startServe } from "./running-serve.ts";

const BUCKET = "articles-bucket";
let inner: MemoryObjectStore;
const closers: (() => Promise<unknown>)[] = [];
const gates: (() => void)[] = [];

beforeEach(() => {
  inner = new MemoryObjectStore();
});
afterEach(async () => {
  for (const open of gates.splice(0)) open();
  for (const close of closers.splice(0).reverse()) await close();
}, 30_000);

/** Starts an endpoint with a bucket over this store, and lists its options. */
async function bucketOver(store: ObjectStore): Promise<string[]> {
  const endpoint = await startS3Endpoint({ store, bucket: BUCKET });
  closers.push(() => endpoint.close());
  return ["--bucket", BUCKET, "--endpoint", endpoint.url];
}

async function startSqs() {
  const sqs = await startSmallSqs();
  closers.push(sqs.close);
  return sqs;
}

const SECRET = "a-secret-of-this-test-0123456789";

async function serve(...args: string[]): Promise<RunningServe> {
  const running = requireRunning(await startServe(args, { POISK_EVENTS_SECRET: SECRET }));
  closers.push(() => running.end("SIGKILL"));
  return running;
}

const beginIndex = () =>
  new ManifestStore({ store: inner, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource }).loadOrCreate(
    schemaOf(resolvedArticleOptions),
  );

const upload = (key: string, title: string) =>
  putLatest(
    inner,
    key as ObjectKey,
    Buffer.from(JSON.stringify({ title, text: `${title}. Это случилось рано утром, сообщили в порту. `.repeat(5) })),
  );

const postEvent = ({ url }: RunningServe, event: unknown) =>
  fetch(`${url}/events/${SECRET}`, { method: "POST", body: JSON.stringify(event) });

/** A gate that calls wait at, and when somebody waits there. */
function gate(isMeant: (method: string, key: string) => boolean) {
  let open = (): void => {};
  let arrive = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  gates.push(open);
  const store = interceptStore(inner, {
    before: async (method, key) => {
      if (!isMeant(method, key)) return;
      arrive();
      await opened;
    },
  });
  return { store, open, arrived };
}

it("the client of CDNs is in the command alone, and that of queues where something is sent to one", async () => {
  const read = (bundle: string) => readFile(new URL(`../../dist/${bundle}`, import.meta.url), "utf8");
  expect(await read("cli/main.js")).toContain("ReceiveMessage");
  // Whole bundles in the message of a failure would be megabytes.
  const holds = async (name: string, text: string) => (await read(`functions/${name}/index.mjs`)).includes(text);
  for (const name of ["ingest", "query", "compact"]) expect(await holds(name, "CreateInvalidation")).toBe(false);
  for (const name of ["query", "compact"]) expect(await holds(name, "SendMessage")).toBe(false);
  expect(await holds("ingest", "SendMessage")).toBe(true);
});

describe("poisk serve", () => {
  it("finds what is uploaded, its replacement, and not what was deleted, by looking at the bucket", async () => {
    await upload("articles/a.json", "Ледокол вышел в море");
    const running = await serve(...(await bucketOver(inner)), "--every", "1");
    await running.untilFound("ледоколы", ["Ледокол вышел в море"]);
    await upload("articles/a.json", "Буксир вышел в море");
    await running.untilFound("буксиры", ["Буксир вышел в море"]);
    expect(await running.find("ледокол")).toEqual([]);
    await inner.delete("articles/a.json" as ObjectKey);
    await running.untilFound("буксир", []);
    expect(await running.end("SIGTERM")).toBe(0);
    const events = running.log().map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["listening", "ready", "differences-found", "committed"]));
    expect(events.at(-1)).toBe("closed");
  });

  it("brings in what a queue tells of, under a prefix too, deletes the good messages, and puts off the bad", async () => {
    const sqs = await startSqs();
    await upload("site/articles/a.json", "Ледокол вышел в море");
    const bad = sqs.send("no event at all");
    sqs.send(storeEvent("site/articles/a.json"));
    const place = await bucketOver(inner);
    const running = await serve(...place, "--prefix", "site", "--queue", sqs.url, "--every", "86400");
    await running.untilFound("ледокол", ["Ледокол вышел в море"]);
    await upload("site/articles/b.json", "Буксир вышел в море");
    sqs.send(storeEvent("site/articles/b.json"));
    await running.untilFound("буксир", ["Буксир вышел в море"]);
    expect(await running.end("SIGINT")).toBe(0);
    expect([...sqs.left().keys()]).toEqual([bad]);
    expect(sqs.postponed[0]).toEqual({ id: bad, seconds: 15 });
  });

  it("finishes the batch that it has when it is told to stop, and deletes its messages", async () => {
    const sqs = await startSqs();
    await upload("articles/a.json", "Ледокол вышел в море");
    const { store, open, arrived } = gate((method, key) => method === "getRange" && key === "articles/b.json");
    const running = await serve(...(await bucketOver(store)), "--queue", sqs.url);
    await running.untilFound("ледокол", ["Ледокол вышел в море"]);
    await upload("articles/b.json", "Буксир вышел в море");
    sqs.send(storeEvent("articles/b.json"));
    await arrived;
    const ended = running.end("SIGTERM");
    await running.untilLogged("closing");
    open();
    expect(await ended).toBe(0);
    expect(running.log().at(-1)).toMatchObject({ event: "closed" });
    expect(sqs.left().size).toBe(0);
    const reader = await serve(...(await bucketOver(inner)), "--no-ingest");
    expect(await reader.find("буксир")).toEqual(["Буксир вышел в море"]);
  });

  it("loses nothing when it is killed in the middle of a batch: the message comes again", async () => {
    const sqs = await startSqs();
    const { store, arrived } = gate((method, key) => method === "getRange" && key === "articles/b.json");
    const first = await serve(...(await bucketOver(store)), "--queue", sqs.url);
    await first.untilLogged("ready");
    await upload("articles/b.json", "Буксир вышел в море");
    const id = sqs.send(storeEvent("articles/b.json"));
    await arrived;
    await first.end("SIGKILL");
    expect(sqs.left().get(id)).toBe(1);
    sqs.showAll();
    const second = await serve(...(await bucketOver(inner)), "--queue", sqs.url, "--every", "86400");
    await second.untilFound("буксир", ["Буксир вышел в море"]);
    expect(await second.end("SIGTERM")).toBe(0);
    expect(sqs.left().size).toBe(0);
  });

  it("finds at once what an event names when it answers that it has it, whichever store sends it", async () => {
    const running = await serve(...(await bucketOver(inner)), "--prefix", "site", "--events", "--every", "0");
    for (const [i, bodyOf] of Object.values(EVENT_BODIES).entries()) {
      const key = `site/articles/${i} а+б 100%.json`;
      await upload(key, `Ледокол номер ${i} вышел в море`);
      const answer = await postEvent(running, bodyOf(BUCKET, key));
      expect(await answer.json()).toEqual({ indexed: expect.any(Number), ignored: 0, refused: [] });
      expect(await running.find(`"ледокол номер ${i}"`)).toEqual([`Ледокол номер ${i} вышел в море`]);
    }
    await inner.delete("site/articles/0 а+б 100%.json" as ObjectKey);
    expect((await postEvent(running, EVENT_BODIES.R2(BUCKET, "site/articles/0 а+б 100%.json"))).status).toBe(200);
    expect(await running.find('"ледокол номер 0"')).toEqual([]);
    // Nothing was listed: what no event told of is found when a clock asks for it.
    await upload("site/articles/late.json", "Буксир вышел в море");
    expect(await running.find("буксир")).toEqual([]);
    expect((await postEvent(running, timerBody("reconcile"))).status).toBe(200);
    await running.untilFound("буксир", ["Буксир вышел в море"]);
    expect((await postEvent(running, timerBody("maintain"))).status).toBe(200);
    expect((await fetch(`${running.url}/events/wrong`, { method: "POST", body: "{}" })).status).toBe(401);
    expect(await running.end("SIGTERM")).toBe(0);
    expect(JSON.stringify(running.log())).not.toContain(SECRET);
  });

  it("says of no upload that it is in that a kill kept out, so that its sender sends it again", async () => {
    const { store, arrived } = gate((method, key) => method === "getRange" && key === "articles/b.json");
    const first = await serve(...(await bucketOver(store)), "--events", "--ingest-only", "--every", "0");
    await upload("articles/b.json", "Буксир вышел в море");
    const event = EVENT_BODIES.MinIO(BUCKET, "articles/b.json");
    const answer = postEvent(first, event).then(
      ({ status }) => status,
      () => "broken off",
    );
    await arrived;
    await first.end("SIGKILL");
    expect(await answer).not.toBe(200);
    const second = await serve(...(await bucketOver(inner)), "--events", "--every", "0");
    expect((await postEvent(second, event)).status).toBe(200);
    await second.untilFound("буксир", ["Буксир вышел в море"]);
  });

  it("is ready once the manifest was read, and alive before", async () => {
    await beginIndex();
    const { store, open, arrived } = gate((_, key) => key === "index/manifest.json");
    const running = await serve(...(await bucketOver(store)), "--no-ingest");
    await arrived;
    const statusOf = async (path: string): Promise<number> => (await fetch(`${running.url}${path}`)).status;
    expect([await statusOf("/healthz"), await statusOf("/readyz")]).toEqual([200, 503]);
    open();
    await running.untilLogged("ready");
    expect([await statusOf("/healthz"), await statusOf("/readyz")]).toEqual([200, 200]);
    expect(await running.end("SIGTERM")).toBe(0);
  });

  it("has a page at the type of every problem that it answers", async () => {
    const running = await serve(...(await bucketOver(inner)), "--no-ingest");
    const { type, code } = (await (await fetch(`${running.url}/search?limit=51`)).json()) as {
      type: string;
      code: string;
    };
    const page = await fetch(new URL(type, running.url), { headers: { accept: "text/html" } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(code)]);
  });

  it("is not ready, and says why once, where it only reads and no index was begun, until one is", async () => {
    const running = await serve(...(await bucketOver(inner)), "--no-ingest");
    const codeOf = async (path: string) =>
      ((await (await fetch(`${running.url}${path}`)).json()) as { code?: string }).code;
    await running.untilLogged("not-ready");
    expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
    expect(await codeOf("/search?q=a")).toBe("no-index-yet");
    await beginIndex();
    await running.untilLogged("ready");
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
    const lines = running.log().filter(({ event }) => event === "not-ready");
    expect(lines).toMatchObject([{ level: "info" }]);
  });

  it("gets over a lost manifest by itself, and says so meanwhile", async () => {
    await upload("articles/a.json", "Ледокол вышел в море");
    const running = await serve(...(await bucketOver(inner)), "--every", "1");
    await running.untilFound("ледоколы", ["Ледокол вышел в море"]);
    await inner.delete("index/manifest.json" as ObjectKey);
    await running.untilLogged("rebuilt");
    await running.untilFound("ледоколы", ["Ледокол вышел в море"]);
    expect(running.log()).toContainEqual(
      expect.objectContaining({ event: "round-failed", error: expect.objectContaining({ code: "missing-manifest" }) }),
    );
  });

  it("only indexes where it is told to, and tells Prometheus of it on a port of its own", async () => {
    await upload("articles/a.json", "Ледокол вышел в море");
    const place = await bucketOver(inner);
    const running = await serve(...place, "--ingest-only", "--metrics-port", "0");
    await running.untilLogged("committed");
    const statusOf = async (path: string): Promise<number> => (await fetch(`${running.url}${path}`)).status;
    expect(await Promise.all(["/healthz", "/readyz", "/search?q=a", "/", "/metrics"].map(statusOf))).toEqual([
      200, 200, 404, 404, 404,
    ]);
    const told = running.log().find(({ event }) => event === "metrics-listening");
    const text = async () => (await fetch(`${told?.url}/metrics`)).text();
    await vi.waitUntil(async () => (await text()).includes("poisk_committed_articles_total 1\n"), {
      timeout: 40_000,
      interval: 50,
    });
    expect(await text()).toMatch(/^poisk_ready 1$/m);
    expect(await text()).toMatch(/^poisk_index_worker_up 1$/m);
    expect((await fetch(`${told?.url}/search`)).status).toBe(404);
    expect(await running.end("SIGTERM")).toBe(0);
    const reader = await serve(...place, "--no-ingest", "--metrics-port", "0");
    await reader.untilFound("ледокол", ["Ледокол вышел в море"]);
    const ofReader = reader.log().find(({ event }) => event === "metrics-listening");
    expect(await (await fetch(`${ofReader?.url}/metrics`)).text()).toContain(
      'poisk_requests_total{endpoint="/search",status="200"}',
    );
  });

  it("ends by itself, without a kill, before ten seconds are over, though the store does not answer its batch", async () => {
    await beginIndex();
    const { store, arrived } = gate((method, key) => method === "getRange" && key === "articles/b.json");
    const running = await serve(...(await bucketOver(store)), "--every", "1");
    await running.untilLogged("ready");
    await upload("articles/b.json", "Буксир вышел в море");
    await arrived;
    expect(await running.end("SIGTERM")).toBe(0);
    const events = running.log().map(({ event }) => event);
    expect(events).toContain("index-worker-left-work");
    expect(events).not.toContain("index-worker-killed");
    expect(events.at(-1)).toBe("closed");
  });

  it("hands out the search box for the pages of others", async () => {
    const running = await serve(...(await bucketOver(inner)), "--no-ingest");
    const loader = await (await fetch(`${running.url}/widget.js`)).text();
    const [, file] = /^export\*from"(\.\/widget-\w+\.js)";/.exec(loader) ?? [];
    const widget = await (await fetch(new URL(String(file), running.url))).text();
    expect(widget).toContain("poisk-search");
  });

  it("answers the search that it has when it is told to stop", async () => {
    await beginIndex();
    const { store, open, arrived } = gate((_, key) => key === "index/manifest.json");
    const running = await serve(...(await bucketOver(store)), "--no-ingest");
    await arrived;
    const answer = running.find("ледокол");
    // Sent after the search, and answered: the search is there.
    await fetch(`${running.url}/healthz`);
    const ended = running.end("SIGTERM");
    await running.untilLogged("closing");
    open();
    expect(await answer).toEqual([]);
    expect(await ended).toBe(0);
  });

  it("does not try the store at each start where only events wake it, and an index is there", async () => {
    await beginIndex();
    const tried: string[] = [];
    const store = interceptStore(inner, {
      before: async (_, key) => {
        if (key.startsWith("index/doctor/")) tried.push(key);
      },
    });
    const running = await serve(...(await bucketOver(store)), "--events", "--ingest-only", "--every", "0");
    await upload("articles/a.json", "Буксир вышел в море");
    expect((await postEvent(running, EVENT_BODIES.R2(BUCKET, "articles/a.json"))).status).toBe(200);
    expect(tried).toEqual([]);
  });

  it("does not begin over a store that would lose commits", async () => {
    const refused = await startServe(await bucketOver(faultyStore("ignores If-Match", inner)));
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("No index is kept in this store") });
  });

  it.each([
    [["--port", "99999"], "--port"],
    [["--every", "0"], "--every"],
    [["--no-ingest", "--queue", "http://127.0.0.1/q"], "--queue"],
    [["--queue", "http://127.0.0.1/q"], "--bucket"],
    [["--bucket", BUCKET, "--queue", "uploads"], "--queue"],
    [["--ingest-only", "--no-ingest"], "--ingest-only"],
    [["--events"], "--bucket"],
    [["--bucket", BUCKET, "--events"], "POISK_EVENTS_SECRET"],
    [["--bucket", BUCKET, "--events", "--no-ingest"], "--no-ingest"],
    [["--metrics-port", "x"], "--metrics-port"],
  ])("does not understand %j", async (args, named) => {
    const terminal = createRecordingTerminal();
    expect(await runCommand(["serve", ...args], terminal)).toBe(2);
    expect(terminal.noted.join()).toContain(named);
  });
});
