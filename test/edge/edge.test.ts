/**
 * One suite of HTTP requests in every runtime that docs/edge.md names, and through Lambda's handler: the answers are
 * those of the app in this Node.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createQueryHandler } from "../../functions/query/handler.ts";
import { bundleWidget } from "../../infra/widget-bundle.mjs";
import { createSearch } from "../../src/search/search.ts";
import type { SearchAnswer } from "../../src/search-api.ts";
import { FetchObjectStore } from "../../src/store/web.ts";
import { request } from "../functions/bucket.ts";
import type { RunningFunction } from "../functions/running-function.ts";
import { type FileHost, startFileHost } from "../support/file-host.ts";
import { resolveHttpOptions } from "../support/inside/http-requests.ts";
import { publishEdgeIndex } from "./edge-index.ts";
import {
  comparable,
  differences,
  EDGE_REQUESTS,
  type EdgeAnswer,
  type EdgeRequest,
  FAULTLESS,
} from "./edge-requests.ts";
import { RUNTIMES, type RunningRuntime, startRuntime } from "./edge-runtimes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** `origin` is where it is sent, which some answers name. */
type Ask = (asked: EdgeRequest, origin: string) => Promise<EdgeAnswer>;

let host: FileHost;
let askHere: Ask;

beforeAll(async () => {
  host = await startFileHost(await publishEdgeIndex());
  askHere = await appOfThePackage(host.address);
});

afterAll(() => host.close());

/** Runs the result of `npm run build` in this process; its answers are not compressed. */
async function appOfThePackage(address: string): Promise<Ask> {
  const { createHttpApp } = (await import(
    join(ROOT, "dist/http.js")
  )) as typeof import("../../src/http/embedded-app.ts");
  const reader = (await import(join(ROOT, "dist/reader.js"))) as typeof import("../../src/search/reader.ts");
  const search = reader.createSearch({ store: new reader.FetchObjectStore({ address }) });
  const app = createHttpApp({ search });
  return async ({ path, method = "GET", headers = {} }, origin) => {
    const answer = await app.fetch(
      new Request(`${origin}${path}`, { method, headers: { ...headers, "Accept-Encoding": "identity" } }),
    );
    return readAnswer(answer);
  };
}

async function readAnswer(response: Response): Promise<EdgeAnswer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new TextDecoder().decode(bytes),
  };
}

it("what is asked is answered, and most searches find articles, by ranges and whole", async () => {
  const asked = FAULTLESS.map((path) => ({ path, method: "GET" }));
  const answers: EdgeAnswer[] = [];
  for (const one of asked) answers.push(await askHere(one, "http://news.example"));
  expect(asked.filter((_, i) => answers[i]?.status !== 200)).toEqual([]);
  const searches = answers.filter(({ body }) => body.startsWith('{"query"'));
  const withHits = searches.filter(({ body }) => (JSON.parse(body) as SearchAnswer).hits.length > 0);
  expect(withHits.length).toBeGreaterThan(searches.length / 2);
  expect(host.requests.filter((line) => /segment\.\d{3} bytes=/.test(line)).length).toBeGreaterThan(10);
});

describe.each(RUNTIMES)("on %s", (name) => {
  let runtime: RunningRuntime;
  let ask: (asked: EdgeRequest) => Promise<EdgeAnswer>;

  beforeAll(async () => {
    runtime = await startRuntime(name, host.address);
    ask = async ({ path, method = "GET", headers = {} }) =>
      readAnswer(
        await fetch(`${runtime.url}${path}`, { method, headers: { "Accept-Encoding": "identity", ...headers } }),
      );
  });

  afterAll(() => runtime?.stop());

  it.each(EDGE_REQUESTS)("$method $path is answered as in Node", async (asked) => {
    const [expected, real] = [comparable(await askHere(asked, runtime.url)), comparable(await ask(asked))];
    expect(differences(expected, real)).toEqual([]);
  });

  it("says that nothing has changed since an answer", async () => {
    for (const path of ["/search?q=мост", "/suggest?q=мос", "/articles/most", "/"]) {
      const { headers } = await ask({ path, method: "GET" });
      const again = await ask({ path, method: "GET", headers: { "If-None-Match": headers.etag ?? "" } });
      expect([again.status, again.body, again.headers.etag]).toEqual([304, "", headers.etag]);
    }
  });
});

const LAMBDA_ORIGIN = "https://abc.lambda-url.eu-central-1.on.aws";

/** Unpacks a body; Lambda's answers hold bytes as base64. */
function unpacked(body: string, coding: string | undefined): string {
  if (coding === undefined) return body;
  const bytes = Buffer.from(body, "base64");
  return (coding === "br" ? brotliDecompressSync(bytes) : gunzipSync(bytes)).toString();
}

describe("through Lambda's handler", () => {
  let handler: Pick<RunningFunction, "invoke">;

  beforeAll(async () => {
    const search = createSearch({ store: new FetchObjectStore({ address: host.address }) });
    const answer = createQueryHandler(
      resolveHttpOptions({ search, widget: await bundleWidget(ROOT, { isSmallest: true }) }),
    );
    handler = { invoke: <Result>(event: unknown) => answer(event) as Promise<Result> };
  });

  it.each(EDGE_REQUESTS)("$method $path is answered as in Node", async (asked) => {
    const { path, ...options } = asked;
    const { statusCode, headers, body } = await request(handler, path, options);
    const real = { status: statusCode, headers, body: unpacked(body, headers["content-encoding"]) };
    const expected = await askHere(asked, LAMBDA_ORIGIN);
    // Tags name the build, and this is none.
    const withoutTag = ({ headers: { etag: _, ...kept }, ...answer }: EdgeAnswer) =>
      comparable({ ...answer, headers: kept });
    expect(differences(withoutTag(expected), withoutTag(real))).toEqual([]);
  });
});

/** Searches, as many as are admitted at once. */
const SEARCHES = EDGE_REQUESTS.filter(({ path, method }) => method === "GET" && path.startsWith("/search?q=")).slice(
  0,
  8,
);

describe.each(RUNTIMES)("on %s that has read nothing", (name) => {
  let runtime: RunningRuntime;

  beforeEach(async () => {
    runtime = await startRuntime(name, host.address);
  });

  afterEach(async () => {
    host.misbehave = null;
    await runtime.stop();
  });

  const statusOf = async (path: string) => (await fetch(`${runtime.url}${path}`)).status;
  const allStatuses = () => Promise.all(SEARCHES.map(({ path }) => statusOf(path)));
  const ALL_FOUND = SEARCHES.map(() => 200);

  it("requests that come together are all answered", async () => {
    expect(await allStatuses()).toEqual(ALL_FOUND);
    expect(await allStatuses()).toEqual(ALL_FOUND);
  });

  it("clients that go away before the host answers hold nobody up", async () => {
    const held: (() => void)[] = [];
    host.misbehave = (request, response) => {
      host.misbehave = null;
      held.push(() => response.destroy());
      return request.method === "GET";
    };
    const leaving = new AbortController();
    const left = SEARCHES.slice(0, 5).map(({ path }) => fetch(`${runtime.url}${path}`, { signal: leaving.signal }));
    await expect.poll(() => held.length).toBe(1);
    leaving.abort();
    await Promise.allSettled(left);
    for (const end of held) end();
    expect(await allStatuses()).toEqual(ALL_FOUND);
  });

  it("reading that failed, while others waited for it, is done again", async () => {
    host.misbehave = ({ headers, url }, response) => {
      if (headers.range === undefined && !url?.endsWith("tails")) return false;
      response.writeHead(404).end();
      return true;
    };
    expect(new Set(await allStatuses()).has(500)).toBe(true);
    host.misbehave = null;
    expect(await allStatuses()).toEqual(ALL_FOUND);
  });
});
