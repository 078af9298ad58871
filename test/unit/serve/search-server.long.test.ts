import { connect, type Socket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { type ServeServer, startSearchServer } from "../../../functions/serve/search-server.ts";
import { createLogger } from "../../../functions/telemetry/log.ts";
import { systemClock } from "../../../src/clock.ts";
import { defaultHttpSettings } from "../../../src/http/http.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { openSite } from "../http/search-site.ts";

const WAIT = { timeout: 15_000, interval: 20 };
const sockets: Socket[] = [];
let server: ServeServer;
let letGo: () => void = () => undefined;
afterEach(async () => {
  letGo();
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

/** A server whose store answers no more once it is held: one request in work, two that wait. */
async function openBusyServer(admission = { maxConcurrent: 1, maxBytes: 1e6, patienceMs: 60 }) {
  const { store } = await openSite();
  let held: Promise<void> | undefined;
  const lines: string[] = [];
  const output = { write: (line: string) => lines.push(line) > 0 };
  server = await startSearchServer({
    context: {
      store: interceptStore(store, { before: () => held }),
      layout: defaultKeyLayout,
      clock: systemClock,
      ids: systemIdSource,
    },
    answers: {
      search: { revalidateMs: 0 },
      http: { ...defaultHttpSettings, admission },
    },
    host: "127.0.0.1",
    port: 0,
    logger: createLogger({ level: "info", clock: systemClock, output }),
  });
  await vi.waitUntil(() => server.isReady, WAIT);
  held = new Promise((resolve) => {
    letGo = resolve;
  });
  const ask = (signal: AbortSignal | null = null) => fetch(`${server.url}/search?q=port`, { signal });
  /** Sends one more request, and waits half a second: it still waits, or has a status. */
  const askOnce = () =>
    ask(AbortSignal.timeout(500)).then(
      ({ status }) => status,
      () => "waits",
    );
  return { ask, askOnce, letGoNow: () => letGo(), lines };
}

/** Asks, and reads nothing. */
async function askBySocket(): Promise<void> {
  (await connectSocket()).write("GET /search?q=port HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

async function connectSocket(): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

it("sees all that came in before it begins to work, and refuses what would wait for long", async () => {
  const { letGoNow } = await openBusyServer({ maxConcurrent: 1, maxBytes: 1e6, patienceMs: 4_000 });
  letGoNow();
  const socket = await connectSocket();
  let answers = "";
  socket.on("data", (chunk: Buffer) => {
    answers += chunk.toString("latin1");
  });
  socket.write("GET /search?q=port HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(300));
  const statuses = () => [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  await vi.waitUntil(() => statuses().length === 300, WAIT);
  // As many as are thought to fit into half of the patience, at most, before any was answered.
  const answered = statuses().filter((status) => status === "200").length;
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThanOrEqual(200);
  expect(statuses().filter((status) => status === "503")).toHaveLength(300 - answered);
});

it("has clients that leave make room for others", async () => {
  const { ask, askOnce } = await openBusyServer();
  for (let i = 0; i < 3; i += 1) await askBySocket();
  await vi.waitUntil(async () => (await askOnce()) === 503, WAIT);
  for (const socket of sockets.splice(1)) socket.destroy();
  await vi.waitUntil(async () => (await askOnce()) === "waits", WAIT);
  letGo();
  // What was held was slow: who comes while it is still in work is refused.
  await vi.waitUntil(async () => (await ask()).status === 200, WAIT);
});

it("answers HTTP/1.0 without a Host, as some load balancers look whether it is well", async () => {
  const { letGoNow } = await openBusyServer();
  letGoNow();
  for (const path of ["/readyz", "/healthz", "/feed.xml"]) {
    expect(await exchange(`GET ${path} HTTP/1.0\r\n\r\n`), path).toMatch(/^HTTP\/1\.1 200 /);
  }
});

it("answers a Host that is none with a problem, and a line of the log", async () => {
  const { letGoNow, lines } = await openBusyServer();
  letGoNow();
  for (const path of ["/search?q=port", "/readyz", "/healthz", "/feed.xml", "/a/1", "/nowhere"]) {
    lines.length = 0;
    const answer = await exchange(`GET ${path} HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n`);
    expect(answer, path).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"invalid-address"/);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: "request-answered", status: 400 }]);
  }
});

it.each(["/readyz", "/healthz", "/search", "/status", "/feed.xml", "/openapi.json", "/widget.js"])(
  "only reads at %s, whatever the method",
  async (path) => {
    const { letGoNow } = await openBusyServer();
    letGoNow();
    const ask = (method: string) =>
      exchange(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    for (const method of ["TRACE", "POST", "PUT", "DELETE", "PROPFIND"]) {
      expect(await ask(method), method).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\nallow: GET, HEAD, OPTIONS\r\n/i);
    }
    expect(await ask("OPTIONS")).toMatch(/^HTTP\/1\.1 204 [\s\S]*\r\nallow: GET, HEAD, OPTIONS\r\n/i);
    const [head, ...body] = (await ask("HEAD")).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 (200|404) /);
    expect(body.join("")).toBe("");
  },
);

/** All that the server says to this, until it closes. */
async function exchange(text: string): Promise<string> {
  const socket = await connectSocket();
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(text);
  await closed;
  return answer;
}
