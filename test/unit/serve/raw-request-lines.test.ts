/**
 * Requests whose first line has bytes beyond ASCII, as curl sends an address that was typed with Russian letters.
 */
import { connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import {
  CLIENT_BOUNDS,
  type ClientBounds,
  createBoundedServer,
  listen,
} from "../../../functions/serve/http-listening.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers with what it was asked, and one connection to it. */
async function open(answerAfterMs = 0, bounds: ClientBounds = CLIENT_BOUNDS) {
  const server = createBoundedServer(async (request, response) => {
    if (request.headers.expect !== undefined) response.writeContinue();
    const body = await request.toArray().catch(() => []);
    const { method, url = "" } = request;
    setTimeout(() => response.end(`${method} ${decodeURI(url)} ${Buffer.concat(body)}`), answerAfterMs);
  }, bounds);
  await listen(server, 0, "127.0.0.1");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("There is no port.");
  const client = connect(address.port, "127.0.0.1");
  let answered = "";
  client.on("data", (chunk) => {
    answered += chunk;
  });
  closing.push(() => {
    client.destroy();
    server.close();
  });
  const ended = new Promise<string>((resolve) => client.on("close", () => resolve(answered)));
  return { client, ended, answered: () => answered };
}

const HEAD = "HTTP/1.1\r\nHost: a\r\n";

it("are read as if they had been percent-encoded", async () => {
  const { client, ended } = await open();
  client.write(`GET /search?q=вакцина&x=é HTTP/1.1\r\nHost: a\r\n\r\n`);
  const answer = await ended;
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain("GET /search?q=вакцина&x=é");
});

it("are read in pieces, with the body that comes after them", async () => {
  const { client, ended } = await open();
  const [before, after] = [Buffer.from("PUT /articles/мо"), Buffer.from(`ст.txt ${HEAD}Content-Length: 8\r\n\r\n`)];
  client.write(before.subarray(0, -1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.write(Buffer.concat([before.subarray(-1), after]));
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.write("мо");
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.write("ст");
  expect(await ended).toContain("PUT /articles/мост.txt мост");
});

it("are read after others on the same connection", async () => {
  const { client, ended, answered } = await open();
  client.write(`GET /1 ${HEAD}\r\n`);
  await expect.poll(answered).toContain("GET /1");
  client.write(`GET /ё ${HEAD}\r\n`);
  expect(await ended).toContain("GET /ё");
});

it("never have their answer before that of the request before them", async () => {
  const { client, ended } = await open(20);
  client.write(`GET /1 ${HEAD}\r\nGET /ё ${HEAD}\r\nGET /3 ${HEAD}\r\n`);
  expect(await ended).not.toContain("GET /ё");
});

it.each([
  ["a line that is no request", "\u{1f600}\r\n\r\n"],
  ["a control character in an address", "GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["a header of no name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"],
])("are not those of %s, which gets 400", async (_, text) => {
  const { client, ended } = await open();
  client.write(text);
  expect(await ended).toMatch(/^HTTP\/1\.1 400 /);
});

it.each(["/1", "/ё"])(
  "leave a body that does not come to its end 408, and their connection its end: %s",
  async (path) => {
    const short = { ...CLIENT_BOUNDS, headersTimeoutMs: 200, requestTimeoutMs: 200, checkEveryMs: 20 };
    const { client, ended } = await open(0, short);
    client.write(`PUT ${path} ${HEAD}Content-Length: 10\r\n\r\nм`);
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /);
  },
);
