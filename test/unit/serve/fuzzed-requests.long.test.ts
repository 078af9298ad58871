/**
 * Ten thousand requests that nobody means well with, through both adapters: each has an answer, which is no failure of
 * ours, and each problem is one that programs can read.
 */
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQueryHandler, type QueryHandler } from "../../../functions/query/handler.ts";
import { createWebServer, listen } from "../../../functions/serve/http-listening.ts";
import { PROBLEM_TYPE } from "../../../src/api/api.ts";
import { isReadableAddress, UNREADABLE_ADDRESS } from "../../../src/http/http.ts";
import { answerSchemas } from "../../support/inside/http-openapi.ts";
import { openSite, type Site } from "../http/search-site.ts";

const SEED = 14;

/** A request as it may come: every part is any text, of bytes as latin1. */
interface OddRequest {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const odd = fc.oneof(
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e9",
    "null",
    "true",
    "__proto__",
    "constructor",
    "toString",
    "%",
    "%E0%A4",
    "%00",
    "%0d%0a",
    "..%2f",
    "\\",
    "\u0000",
    "<script>",
    "'",
    '"',
    "[",
    "]",
    "{}",
    "a:b",
    "*",
    "~",
    "порт",
    "\ud800",
    "😀",
    "xn--",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(100, 501, 3_000).map((length) => "ж".repeat(length)),
);
const encoded = odd.map((text) => encodeURIComponent(text.toWellFormed()));
const names = fc.constantFrom(
  "q",
  "limit",
  "offset",
  "match",
  "count",
  "sort",
  "from",
  "to",
  "source",
  "place",
  "agency",
  "facets",
  "correct",
  "collapse",
  "explain",
  "sameAs",
  "key",
  "format",
  "utm_source",
  "__proto__",
  "constructor",
);
const values = fc.oneof(
  encoded,
  fc.constantFrom(
    "auto",
    "all",
    "any",
    "newest",
    "oldest",
    "2016-10-09",
    "9999-99-99",
    "source,year",
    "true",
    "50",
    "1000",
  ),
);
const query = fc.oneof(
  fc.constant(""),
  fc
    .array(fc.tuple(names, values), { maxLength: 6 })
    .map((pairs) => `?${pairs.map((pair) => pair.join("=")).join("&")}`),
  fc.string({ unit: "binary-ascii", maxLength: 40 }).map((text) => `?${text}`),
);
const paths = fc.oneof(
  fc.constantFrom(
    "/search",
    "/suggest",
    "/feed.xml",
    "/opensearch.xml",
    "/openapi.json",
    "/status",
    "/healthz",
    "/readyz",
    "/widget.js",
    "/widget-0.js",
    "/pages.css",
    "/robots.txt",
    "/",
    "//",
    "/a",
    "/a/",
    "/articles/",
  ),
  fc
    .tuple(fc.constantFrom("/a/", "/articles/"), encoded, fc.constantFrom("", "/similar", "/x"))
    .map((parts) => parts.join("")),
  encoded.map((text) => `/${text}`),
  fc.string({ unit: "binary-ascii", maxLength: 30 }).map((text) => `/${text}`),
);
const hosts = fc.oneof(
  { weight: 4, arbitrary: fc.constant("news.example") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "xn--",
      "a b",
      "[::1",
      "host:99999",
      "a@b",
      "a/b?c#d",
      "%",
      "..",
      "localhost:0",
      "EXAMPLE",
      "1.2.3",
      "0x7f.1",
      "\u00e9",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary-ascii", maxLength: 12 }) },
);
const headerNames = fc.constantFrom(
  "Accept",
  "Origin",
  "If-None-Match",
  "Accept-Encoding",
  "Cookie",
  "Range",
  "X-Forwarded-Host",
  "X-Front",
  "Content-Type",
  "Access-Control-Request-Method",
  "__proto__",
  "Expect",
);
const headerValues = fc.oneof(
  fc.constantFrom(
    "text/html",
    "*",
    "gzip;q=0",
    '"x", *',
    "https://evil.example",
    "null",
    "bytes=0-1",
    "https://[::1",
    "javascript:alert(1)",
    "é",
  ),
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
  fc.constant("x".repeat(9_000)),
);
const requests: fc.Arbitrary<OddRequest> = fc.record({
  method: fc.oneof(
    { weight: 5, arbitrary: fc.constant("GET") },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        "HEAD",
        "OPTIONS",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "TRACE",
        "PROPFIND",
        "SEARCH",
        "get",
      ),
    },
  ),
  target: fc.tuple(paths, query).map((parts) => parts.join("")),
  host: hosts,
  headers: fc.dictionary(headerNames, headerValues, { maxKeys: 4 }),
});

let site: Site;
let handler: QueryHandler;
beforeAll(async () => {
  site = await openSite(undefined, { revalidateMs: 3_600_000, settings: { publicUrlHeader: "x-front" } });
  handler = createQueryHandler(site.dependencies);
});

const sampled = (count: number, seed: number) => fc.sample(requests, { numRuns: count, seed });

/** An answer of the app's that is no failure, with a problem where it says that something is wrong. */
function check(asked: OddRequest, { status, headers, body }: Answer): void {
  const name = JSON.stringify(asked);
  expect(status, name).toBeLessThan(500);
  expect(headers.get("x-request-id"), name).toMatch(/^[0-9A-Z]{26}$/);
  expect(headers.get("x-content-type-options"), name).toBe("nosniff");
  if (asked.method.toUpperCase() === "HEAD" || status === 304 || status === 204) {
    expect(body, name).toBe("");
  } else if (status >= 400 && !headers.get("content-type")?.startsWith("text/html")) {
    expect(headers.get("content-type"), name).toBe(PROBLEM_TYPE);
    const problem = v.parse(answerSchemas.Problem, JSON.parse(body));
    expect(problem.status, name).toBe(status);
  }
  if (status >= 400) expect(headers.get("cache-control"), name).toBe("no-store");
}

/** Expects that the log has no error of the server. */
function checkLog(): void {
  expect(site.lines.filter(({ level }) => level === "error")).toEqual([]);
  site.lines.length = 0;
}

describe("odd requests", () => {
  test("5,000 by events of a gateway have answers that are no failures", async () => {
    for (const asked of sampled(5_000, SEED)) {
      const { method, target, host, headers } = asked;
      const [rawPath = "", ...rest] = target.split("?");
      const requestContext = { domainName: host, http: { method, path: rawPath } };
      const event = {
        version: "2.0",
        rawPath,
        rawQueryString: rest.join("?"),
        headers: { host, ...headers },
        requestContext,
      };
      const result = await handler(event);
      const body = result.body ?? "";
      check(asked, {
        status: result.statusCode ?? 0,
        headers: new Headers(result.headers as Record<string, string>),
        body: result.isBase64Encoded === true ? "packed" : body,
      });
    }
    checkLog();
  });

  test("5,000 as web-standard requests have answers that are no failures", async () => {
    for (const asked of sampled(5_000, SEED + 1)) {
      const request = webRequest(asked);
      const response = await site.app.fetch(request);
      const { status, headers } = response;
      check({ ...asked, method: request.method }, { status, headers, body: await response.text() });
    }
    checkLog();
  });

  describe("over sockets", () => {
    const failures: unknown[] = [];
    let server: ReturnType<typeof createWebServer>;
    beforeAll(async () => {
      server = createWebServer(site.app.fetch, (error) => failures.push(error));
      await listen(server, 0, "127.0.0.1");
    });
    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });

    test("400 have answers that are no failures, or are no HTTP", async () => {
      const { port } = server.address() as AddressInfo;
      let answered = 0;
      for (const asked of sampled(400, SEED + 2)) {
        const text = await exchange(port, rawRequest(asked));
        const [head = "", ...rest] = text.split("\r\n\r\n");
        const [statusLine = "", ...lines] = head.split("\r\n");
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
        expect(status, JSON.stringify([asked, text.slice(0, 300)])).toBeLessThan(500);
        const headers = new Headers(
          lines.map((line): [string, string] => {
            const at = line.indexOf(":");
            return [line.slice(0, at), line.slice(at + 1)];
          }),
        );
        // Node answers by itself what it cannot read.
        if (!headers.has("x-request-id")) {
          expect([400, 413, 417, 431]).toContain(status);
          continue;
        }
        answered += 1;
        check(asked, { status, headers, body: Buffer.from(rest.join("\r\n\r\n"), "latin1").toString() });
      }
      expect(answered).toBeGreaterThan(100);
      expect(failures).toEqual([]);
      checkLog();
    });
  });
});

/**
 * Makes a request as an adapter does: an invalid address is replaced by its stand-in, and invalid parts are left out.
 */
function webRequest({ method, target, host, headers }: OddRequest): Request {
  const address = `http://${host}${target}`;
  const url = isReadableAddress(address) && host !== "" ? address : UNREADABLE_ADDRESS;
  const given = Object.entries(headers).filter(([, value]) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value));
  return new Request(url, { method: /^trace$/i.test(method) ? "POST" : method, headers: given });
}

function rawRequest({ method, target, host, headers }: OddRequest): string {
  const lines = Object.entries({ Host: host, ...headers, Connection: "close" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** All that the server says to this, as latin1, until it closes. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (chunk: Buffer) => {
    heard += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.write(Buffer.from(text, "latin1"));
  await once(socket, "close");
  return heard.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "");
}
