import { once } from "node:events";
import { request, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  CLIENT_BOUNDS,
  type ClientBounds,
  createWebServer,
  listen,
  type WebHandler,
} from "../../../functions/serve/http-listening.ts";
import { UNREADABLE_ADDRESS } from "../../../src/http/http.ts";

const WAIT = { timeout: 15_000, interval: 10 };
const HOST = "127.0.0.1";
/** Bytes that a dripping client has sent when it stops. */
const DRIPPED = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";

const sockets: Socket[] = [];
let server: Server;
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  server.closeAllConnections();
});

const portOf = () => (server.address() as AddressInfo).port;

const failures: unknown[] = [];

async function start(bounds: Partial<ClientBounds> = {}, answer: WebHandler = ({ url }) => new Response(url)) {
  failures.length = 0;
  server = createWebServer(answer, (error) => failures.push(error), { ...CLIENT_BOUNDS, ...bounds });
  await listen(server, 0, HOST);
  return server;
}

/** A connection that has said so much. `heard` grows by what the server says; `isOpen` until the server closes. */
async function say(text: string) {
  const socket = connect(portOf(), HOST);
  sockets.push(socket);
  const state = { socket, heard: "", isOpen: true };
  socket.on("data", (chunk: Buffer) => {
    state.heard += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    state.isOpen = false;
  });
  await once(socket, "connect");
  socket.write(text);
  return state;
}

const ask = async () => (await fetch(`http://${HOST}:${portOf()}/x`, { headers: { connection: "close" } })).status;

describe("a server with slow clients", () => {
  it("answers others while all places are taken by clients that drip, whose longest give way", async () => {
    await start({ maxConnections: 40 });
    const dripping: Awaited<ReturnType<typeof say>>[] = [];
    for (let i = 0; i < 300; i += 1) dripping.push(await say(DRIPPED));
    for (let i = 0; i < 20; i += 1) expect(await ask()).toBe(200);
    await vi.waitUntil(() => dripping.filter(({ isOpen }) => isOpen).length <= 40, WAIT);
    const open = dripping.map(({ isOpen }) => isOpen);
    // Only the longest were closed: after the first that is open, all are.
    expect(open.slice(open.indexOf(true))).not.toContain(false);
    expect(open.filter((isOpen) => isOpen).length).toBeGreaterThan(0);
  });

  it("closes no connection that has a request in work, and rather the new one", async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let inWorkCount = 0;
    await start({ maxConnections: 3 }, async ({ url }) => {
      if (url.endsWith("/held")) {
        inWorkCount += 1;
        await held;
      }
      return new Response("answered");
    });
    const inWork = await Promise.all([1, 2, 3].map(() => say("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n")));
    await vi.waitUntil(() => inWorkCount === 3, WAIT);
    const late = await say(DRIPPED);
    await vi.waitUntil(() => !late.isOpen, WAIT);
    letGo();
    await vi.waitUntil(() => inWork.every(({ heard }) => heard.includes("answered")), WAIT);
    // Now they wait for a next request, and give way.
    expect(await ask()).toBe(200);
  });

  it("counts every request of a client that does not wait for answers", async () => {
    const answers: (() => void)[] = [];
    await start({ maxConnections: 1 }, ({ url }) =>
      url.endsWith("/held")
        ? new Promise((resolve) => answers.push(() => resolve(new Response("answered"))))
        : new Response(url),
    );
    const eager = await say("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2));
    await vi.waitUntil(() => answers.length === 2, WAIT);
    answers[0]?.();
    await vi.waitUntil(() => eager.heard.includes("answered"), WAIT);
    const late = await say(DRIPPED);
    await vi.waitUntil(() => !late.isOpen, WAIT);
    expect(eager.isOpen).toBe(true);
    answers[1]?.();
    await vi.waitUntil(() => eager.heard.split("answered").length === 3, WAIT);
  });

  it("tells one that takes too long for its headers so, and closes it, though it sends a byte now and then", async () => {
    await start({ headersTimeoutMs: 300, checkEveryMs: 50 });
    const slow = await say(DRIPPED);
    const drip = setInterval(() => slow.socket.write("x"), 20);
    await vi.waitUntil(() => !slow.isOpen, WAIT);
    clearInterval(drip);
    expect(slow.heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("closes one whose body does not come to an end", async () => {
    // The headers must come before that, on a busy machine too.
    await start({ requestTimeoutMs: 2_000, headersTimeoutMs: 2_000, checkEveryMs: 50 });
    const slow = await say("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
    const drip = setInterval(() => slow.socket.write("x"), 20);
    await vi.waitUntil(() => !slow.isOpen, WAIT);
    clearInterval(drip);
    expect(slow.heard).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("looks for slow ones often, beside the time that it gives them", () => {
    expect(CLIENT_BOUNDS.checkEveryMs * 5).toBeLessThanOrEqual(CLIENT_BOUNDS.headersTimeoutMs);
    expect(CLIENT_BOUNDS.headersTimeoutMs).toBeLessThanOrEqual(CLIENT_BOUNDS.requestTimeoutMs);
  });
});

/** Tells whether this Node cannot parse a host; versions differ: Node 24 parses "xn--". */
const isUnreadable = (address: string) => !URL.canParse(address, "http://localhost");

describe("a request without an address", () => {
  const hosts = ["a b", "[", "[::1", "a%", "%", "host:99999", "a@b", "a/b", "a?b", "a#b", "\\", "localhost:x"];
  const sometimes = ["xn--", "xn--a:80"].filter((host) => isUnreadable(`http://${host}/`));
  it.each([...hosts, ...sometimes])("comes to the app as one that it refuses where Host is %j", async (host) => {
    await start();
    const { heard } = await say(`GET /search HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).then(
      async (state) => {
        await vi.waitUntil(() => !state.isOpen, WAIT);
        return state;
      },
    );
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
    expect(heard).toContain(UNREADABLE_ADDRESS);
    expect(failures).toEqual([]);
  });

  const targets = ["*", "http://", "https://[::1/", "/a\\b"];
  it.each([...targets, ...["http://xn--/search"].filter(isUnreadable)])(
    "comes to the app as one that it refuses where the target is %j",
    async (target) => {
      await start();
      const body = await new Promise<string>((resolve, reject) => {
        const asked = request(
          { host: HOST, port: portOf(), path: target, headers: { connection: "close" } },
          (response) => {
            let text = "";
            response.on("data", (chunk) => {
              text += chunk;
            });
            response.on("end", () => resolve(text));
          },
        );
        asked.on("error", reject);
        asked.end();
      });
      expect(body).toBe(UNREADABLE_ADDRESS);
    },
  );

  it("has an app that throws answered with 500, and the failure told", async () => {
    const failure = new TypeError("no such thing");
    await start({}, () => Promise.reject(failure));
    expect(await ask()).toBe(500);
    expect(failures).toEqual([failure]);
  });
});
