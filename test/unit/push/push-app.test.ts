/**
 * The effect of a push on the bucket, and refused pushes: over a store in memory, with the reader that the index uses.
 */
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { createPushApp, isPush } from "../../../functions/push/push-app.ts";
import { createToken, tokenEntry } from "../../../functions/push/push-tokens.ts";
import { startWebServer } from "../../../functions/serve/http-listening.ts";
import { describeProblem } from "../../../src/api/api.ts";
import { readArticles } from "../../../src/articles/articles.ts";
import { articleTimeZone } from "../../../src/articles/news.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import { AdmissionGate } from "../../../src/http/http.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { ObjectKey, ObjectStore } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { ManualClock } from "../../support/deterministic.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { parsedTokens } from "./parsed-tokens.ts";

const TOKEN = createToken(systemIdSource);
const BLOG_TOKEN = createToken(systemIdSource);
const OLD_TOKEN = createToken(systemIdSource);
const HOSTS_TOKEN = createToken(systemIdSource);
const ZONE_TOKEN = createToken(systemIdSource);
const STORY = {
  id: "bridge",
  title: "Мост открыли",
  text: "Мост через Лену открыли в среду утром, сообщил губернатор.",
};

function openApp({
  maxBytes = 10_000,
  wrap = (store: ObjectStore): ObjectStore => store,
  isIndexedByEvents = false,
  timeZone = articleTimeZone,
  gate = null as AdmissionGate | null,
} = {}) {
  const store = new MemoryObjectStore();
  const { logger, lines } = recordingLogger();
  const changed: string[] = [];
  const app = createPushApp({
    context: { store: wrap(store), layout: defaultKeyLayout, clock: new ManualClock(), ids: systemIdSource },
    // The clock begins with the year 2026.
    tokens: parsedTokens(
      tokenEntry(TOKEN, "2026-12-31", ""),
      tokenEntry(BLOG_TOKEN, "2026-01-01", "blog/"),
      tokenEntry(OLD_TOKEN, "2025-12-31", ""),
      tokenEntry(ZONE_TOKEN, "2026-12-31", "", { timeZone: "Asia/Chita" }),
      tokenEntry(HOSTS_TOKEN, "2026-12-31", "", { hosts: ["blog.example", "www.news.example"] }),
    ),
    timeZone,
    read: readArticles,
    maxBytes,
    logger,
    problems: { documentation: null, basePath: "" },
    ...(gate === null ? {} : { gate }),
    ...(isIndexedByEvents ? {} : { onChanged: (key: ObjectKey) => changed.push(key) }),
  });
  const send = async (method: string, path: string, body: unknown = null, headers: Record<string, string> = {}) => {
    const isRaw = body === null || typeof body === "string" || body instanceof Uint8Array;
    return sendRequest(
      new Request(`http://localhost${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        body: isRaw ? (body as string | null) : JSON.stringify(body),
      }),
    );
  };
  const sendRequest = async (request: Request) => {
    const response = await app.fetch(request);
    return { status: response.status, headers: response.headers, answer: await response.json() };
  };
  const keys = async () => (await store.list({ prefix: "" })).objects.map(({ key }) => String(key));
  return { app, store, send, sendRequest, keys, lines, changed };
}

describe("a push", () => {
  it("puts an upload, says what is read of it, and tells whoever indexes", async () => {
    const { store, send, changed } = openApp();
    const { status, headers, answer } = await send("PUT", "/articles/blog/%D0%BC%D0%BE%D1%81%D1%82.json", STORY);
    expect(status).toBe(202);
    const key = "articles/blog/мост.json";
    expect(answer).toEqual({ key, articles: 1, rejected: [], requestId: headers.get("x-request-id") });
    const stored = await store.get(key as ObjectKey);
    expect(JSON.parse(Buffer.from(stored.bytes).toString())).toEqual(STORY);
    expect(stored.contentType).toBe("application/json");
    expect(headers.get("etag")).toBe(`"${stored.etag}"`);
    expect(changed).toEqual([key]);
  });

  it("says of a date in the future that the article counts as published when it was put", async () => {
    const { status, answer } = await openApp().send("PUT", "/articles/a.json", { ...STORY, date: "2100-01-01" });
    expect(status).toBe(202);
    expect(answer).toMatchObject({ articles: 1, rejected: [{ code: "future-date", isIndexed: true }] });
  });

  it("replaces and deletes it, and deletes what is gone already", async () => {
    const { send, keys, changed } = openApp();
    for (const title of ["Один", "Два"]) await send("PUT", "/articles/a.json", { ...STORY, title });
    expect(await keys()).toEqual(["articles/a.json"]);
    for (let i = 0; i < 2; i += 1) expect((await send("DELETE", "/articles/a.json")).status).toBe(202);
    expect(await keys()).toEqual([]);
    expect(changed).toHaveLength(4);
  });

  it("states a removal where nobody waits for its keys, with so many requests of each kind", async () => {
    let requests: string[] = [];
    const wrap = (store: ObjectStore) =>
      interceptStore(store, { before: async (method, key) => void requests.push(`${method} ${key.split("/")[0]}`) });
    const { send, keys } = openApp({ wrap, isIndexedByEvents: true });
    const requestsOf = async (method: string, body: object | null) => {
      requests = [];
      await send(method, "/articles/a.json", body);
      return requests.sort();
    };
    const story = { ...STORY, url: "https://news.example/1" };
    const looks = ["get articles", "head articles", "head articles-statements", "head articles-statements"];
    expect(await requestsOf("PUT", story)).toEqual([...looks, "putIfAbsent articles"]);
    expect(await requestsOf("PUT", { ...story, title: "Мост закрыли" })).toEqual([...looks, "putIfMatch articles"]);
    const removal = ["head articles-statements", "putIfAbsent articles-statements"];
    expect(await requestsOf("DELETE", null)).toEqual(["delete articles", "get articles", ...removal]);
    expect(await requestsOf("DELETE", null)).toEqual(["delete articles", "get articles"]);
    expect(await keys()).toEqual([expect.stringMatching(/^articles-statements\/removals\/[\da-f]{32}\.json$/)]);
  });

  it("keeps the type that says how to read it, and what the owner says of the article", async () => {
    const { store, send } = openApp();
    await send("PUT", "/articles/page", "Мост открыли\n\nМост через Лену открыли в среду утром, сообщил губернатор.", {
      "content-type": "text/plain; charset=utf-8",
      "x-amz-meta-url": "https://example.com/1",
      "x-amz-meta-owner": "nobody",
    });
    const { contentType, metadata } = await store.head("articles/page" as ObjectKey);
    expect({ contentType, metadata }).toEqual({
      contentType: "text/plain; charset=utf-8",
      metadata: { url: "https://example.com/1" },
    });
  });

  it("keeps the zone of its header, else that of its token, else that of the settings", async () => {
    const zoneOf = async (timeZone: string, token: string, headers: Record<string, string> = {}) => {
      const { store, send } = openApp({ timeZone });
      await send("PUT", "/articles/a.json", STORY, { authorization: `Bearer ${token}`, ...headers });
      return (await store.head("articles/a.json" as ObjectKey)).metadata.zone ?? null;
    };
    expect(await zoneOf("Asia/Omsk", ZONE_TOKEN, { "x-amz-meta-zone": "Asia/Tomsk" })).toBe("Asia/Tomsk");
    expect(await zoneOf("Asia/Omsk", ZONE_TOKEN)).toBe("Asia/Chita");
    expect(await zoneOf("Asia/Omsk", TOKEN)).toBe("Asia/Omsk");
    expect(await zoneOf("Europe/Moscow", TOKEN)).toBeNull();
  });

  it("keeps the zone of its site, and is refused with one that does not exist", async () => {
    const { store, send } = openApp();
    const put = (zone: string) => send("PUT", "/articles/a.json", STORY, { "x-amz-meta-zone": zone });
    expect((await put("Asia/Yekaterinburg")).status).toBe(202);
    const unknown = await put("Asia/Atlantis");
    expect([unknown.status, unknown.answer.code]).toEqual([400, "invalid-parameter"]);
    expect((await store.head("articles/a.json" as ObjectKey)).metadata).toEqual({ zone: "Asia/Yekaterinburg" });
  });

  it("goes by the ending of its key where the type says another", async () => {
    const { store, send } = openApp();
    const types: Record<string, string> = {
      "a.html": "application/x-www-form-urlencoded",
      "b.html": "text/html; charset=windows-1251",
      "c.json": "text/plain",
      "d.txt": "text/html",
    };
    for (const [name, type] of Object.entries(types)) {
      const { status } = await send("PUT", `/articles/${name}`, STORY, { "content-type": type });
      expect(status).toBe(202);
    }
    const heads = await Promise.all(Object.keys(types).map((name) => store.head(`articles/${name}` as ObjectKey)));
    expect(heads.map(({ contentType }) => contentType)).toEqual([
      null,
      "text/html; charset=windows-1251",
      "application/json",
      "text/plain",
    ]);
  });

  it("says which of many articles were not read, and takes the others", async () => {
    const { send } = openApp();
    const { status, answer } = await send("PUT", "/articles/a.jsonl", `${JSON.stringify(STORY)}\n{"text": ""}\n`);
    expect(status).toBe(202);
    expect(answer).toMatchObject({ articles: 1, rejected: [{ line: 2, code: "no-text" }] });
  });

  it("beside the searches is PUT and DELETE below /articles/ alone", () => {
    const cases = [
      ["PUT", "/articles/a"],
      ["DELETE", "/articles/a"],
      ["GET", "/articles/a"],
      ["PUT", "/search"],
    ] as const;
    expect(cases.map(([method, path]) => isPush({ method, url: `http://localhost${path}` }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("a token", () => {
  it.each([
    ["none", undefined],
    ["another scheme", `Basic ${TOKEN}`],
    ["one that is not known", `Bearer ${createToken(systemIdSource)}`],
    ["a word that somebody chose", "Bearer secret"],
    ["its own hash", `Bearer ${tokenEntry(TOKEN, "2026-12-31", "").slice(0, 64)}`],
    ["one whose last day is over", `Bearer ${OLD_TOKEN}`],
    ["megabytes of text", `Bearer ${"a".repeat(1_000_000)}`],
  ])("that is %s is refused before anything else is looked at", async (_, authorization) => {
    const { send, keys, lines } = openApp();
    const { status, headers, answer } = await send("PUT", "/articles/../%00", STORY, {
      authorization: authorization ?? "",
    });
    expect([404, 401]).toContain(status);
    const put = await send("PUT", "/articles/%00", STORY, { authorization: authorization ?? "" });
    expect(put.status).toBe(401);
    expect(put.headers.get("www-authenticate")).toBe('Bearer realm="poisk"');
    expect(put.answer).toMatchObject({ code: "token-refused", type: "/problems/token-refused" });
    expect(headers.has("etag") || JSON.stringify([answer, put.answer, lines]).includes(TOKEN)).toBe(false);
    expect(await keys()).toEqual([]);
  });

  it("is good until the end of its last day, for keys of its beginning", async () => {
    const { send, lines } = openApp();
    const authorization = `bearer ${BLOG_TOKEN}`;
    expect((await send("PUT", "/articles/blog/a.json", STORY, { authorization })).status).toBe(202);
    for (const path of ["/articles/a.json", "/articles/blog2/a.json", "/articles/blog", "/articles/Blog/a.json"]) {
      const { status, answer } = await send("DELETE", path, null, { authorization });
      expect([status, answer.code]).toEqual([403, "token-out-of-scope"]);
    }
    expect(lines.filter(({ event }) => event === "push-answered").map(({ token }) => token)).toEqual(
      Array(5).fill(tokenEntry(BLOG_TOKEN, "", "").slice(0, 8)),
    );
  });
});

describe("a key", () => {
  it.each([
    ["is empty", "/articles/"],
    ["names a folder", "/articles/a/"],
    ["begins with a slash", "/articles//a"],
    ["has an empty part", "/articles/a//b"],
    ["leads out", "/articles/a%2F..%2F..%2Findex%2Fmanifest.json"],
    ["holds a dot as a part", "/articles/a%2F.%2Fb"],
    ["is a path of the machine", "/articles/%2Fetc%2Fpasswd"],
    ["holds a null", "/articles/a%00b"],
    ["holds an end of line", "/articles/a%0D%0Ab"],
    ["holds a control character of Latin-1", "/articles/a%C2%85b"],
    ["is no UTF-8", "/articles/a%FF"],
    ["is badly escaped", "/articles/a%E0%A4%A"],
    ["has more than 1,024 bytes", `/articles/${"%D0%B0".repeat(512)}`],
  ])("that %s is refused", async (_, path) => {
    const { send, keys } = openApp();
    const { status, answer } = await send("PUT", path, STORY);
    expect([status, answer.code]).toEqual([400, "invalid-key"]);
    expect(await keys()).toEqual([]);
  });

  it.each(["/articles/../index/manifest.json", "/articles/%2e%2e/index/manifest.json", "/articles/..\\index"])(
    "never leads out of the uploads: %s is another address",
    async (path) => {
      const { send, keys } = openApp();
      expect((await send("PUT", path, STORY)).answer.code).toBe("route-not-found");
      expect(await keys()).toEqual([]);
    },
  );

  it.each(["__proto__", "constructor", "toString.json", "a b.json", "%25.json", "?.json"])(
    "may be any text: %s",
    async (name) => {
      const { send, keys } = openApp();
      expect((await send("PUT", `/articles/${encodeURIComponent(name)}`, STORY)).status).toBe(202);
      expect(await keys()).toEqual([`articles/${name}`]);
    },
  );
});

describe("an upload", () => {
  it.each([
    ["no JSON", "a.json", "{", 422, "unreadable-upload"],
    ["no text", "a.json", "{}", 422, "unreadable-upload"],
    ["nothing", "a.json", "", 422, "unreadable-upload"],
    ["of a type that is not read", "a.pdf", "%PDF", 415, "unsupported-upload"],
    ["too large", "a.json", JSON.stringify({ text: "а".repeat(10_000) }), 413, "upload-too-large"],
  ])("that is %s is refused with the reason, and not written", async (_, name, body, status, code) => {
    const { send, keys, changed } = openApp();
    const refused = await send("PUT", `/articles/${name}`, body);
    expect([refused.status, refused.answer.code]).toEqual([status, code]);
    expect(refused.answer.detail).not.toBe("");
    if (status === 422) expect(refused.answer.rejected).toHaveLength(1);
    expect([await keys(), changed]).toEqual([[], []]);
  });

  it("that goes on without end is read no further than is taken", async () => {
    const { store, lines } = openApp();
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1_000;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    const { logger } = recordingLogger();
    const app = createPushApp({
      context: { store, layout: defaultKeyLayout, clock: new ManualClock(), ids: systemIdSource },
      tokens: parsedTokens(tokenEntry(TOKEN, "2026-12-31", "")),
      timeZone: articleTimeZone,
      read: readArticles,
      maxBytes: 10_000,
      logger,
      problems: { documentation: null, basePath: "" },
    });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const init = { method: "PUT", headers, body: endless, duplex: "half" };
    const request = new Request("http://localhost/articles/a.json", init);
    expect((await app.fetch(request)).status).toBe(413);
    expect(sent).toBeLessThan(20_000);
    expect(lines).toEqual([]);
  });

  it("whose sender breaks off is the sender's problem, told in no line of the error log, and not written", async () => {
    const { app, keys, lines, changed } = openApp();
    const server = await startWebServer(app.fetch, { host: "127.0.0.1", port: 0, onFailure: (e) => lines.push({ e }) });
    await new Promise((resolve) => {
      const headers = { authorization: `Bearer ${TOKEN}`, "content-length": 1_000 };
      const sending = request(`${server.url}/articles/a.json`, { method: "PUT", headers });
      sending.on("error", resolve);
      sending.write('{"title":"Мост', () => setImmediate(() => sending.destroy(new Error("the sender went away"))));
    });
    await expect.poll(() => lines.length).toBe(1);
    await server.close();
    expect(lines).toMatchObject([{ level: "info", event: "push-answered", status: 400, key: "articles/a.json" }]);
    expect([await keys(), changed]).toEqual([[], []]);
  });

  it("with a header that no store can keep is refused", async () => {
    const { send } = openApp();
    const { status, answer } = await send("PUT", "/articles/a.json", STORY, { "x-amz-meta-title": "é" });
    expect([status, answer.code]).toEqual([400, "invalid-parameter"]);
  });
});

describe("a token that may speak for some hosts", () => {
  const headers = { authorization: `Bearer ${HOSTS_TOKEN}` };
  const metadataOf = async (store: ObjectStore) => (await store.head("articles/a.json" as ObjectKey)).metadata;

  it("writes them beside each upload, whatever a header says, and tells of an address that is another's", async () => {
    const { send, store } = openApp();
    const claimed = { ...headers, "x-amz-meta-hosts": "ria.ru", "x-amz-meta-source": "%D0%AF" };
    const own = await send("PUT", "/articles/a.json", { ...STORY, url: "https://news.example/1" }, claimed);
    expect(own.answer.rejected).toEqual([]);
    expect(await metadataOf(store)).toEqual({ source: "%D0%AF", hosts: "blog.example,news.example" });
    const { status, answer } = await send("PUT", "/articles/a.json", { ...STORY, url: "https://ria.ru/1" }, claimed);
    expect(status).toBe(202);
    expect(answer).toMatchObject({ articles: 1, rejected: [{ code: "foreign-address", isIndexed: true }] });
  });

  it("is another than one that may speak for all, whose uploads name no hosts", async () => {
    const { send, store } = openApp();
    const { answer } = await send("PUT", "/articles/a.json", { ...STORY, url: "https://ria.ru/1" });
    expect([answer.rejected, await metadataOf(store)]).toEqual([[], {}]);
    const claimed = await send("PUT", "/articles/a.json", STORY, { "x-amz-meta-hosts": "ria.ru" });
    expect([claimed.status, await metadataOf(store)]).toEqual([202, {}]);
  });

  it("deletes no address of another host, and the meaning of the code names keys and hosts", async () => {
    const { send } = openApp();
    const named = { ...headers, "x-amz-meta-url": "https://ria.ru/1" };
    const { status, answer } = await send("DELETE", "/articles/a.json", null, named);
    expect([status, answer.code]).toEqual([403, "token-out-of-scope"]);
    expect(describeProblem("token-out-of-scope", "")?.meaning).toMatch(/keys .* hosts/);
  });

  it("deletes within its keys what others put", async () => {
    const { send, keys } = openApp();
    await send("PUT", "/articles/a.json", STORY);
    expect((await send("DELETE", "/articles/a.json", null, headers)).status).toBe(202);
    expect(await keys()).toEqual([]);
  });

  it("is told where they and the headers do not fit beside an upload", async () => {
    const { send } = openApp();
    const long = { ...headers, "x-amz-meta-title": "a".repeat(1_900), "x-amz-meta-source": "b".repeat(200) };
    const { status, answer } = await send("PUT", "/articles/a.json", STORY, long);
    expect([status, answer.code]).toEqual([400, "invalid-parameter"]);
    expect(answer.detail).toContain("2048 fit");
  });
});

describe("a condition", () => {
  it("lets one of two writers through that saw the same", async () => {
    const { send, store } = openApp();
    const { headers } = await send("PUT", "/articles/a.json", STORY);
    const condition = { "if-match": headers.get("etag") ?? "" };
    const raced = await Promise.all(
      ["Один", "Два"].map((title) => send("PUT", "/articles/a.json", { ...STORY, title }, condition)),
    );
    expect(raced.map(({ status }) => status).sort()).toEqual([202, 412]);
    expect(raced.find(({ status }) => status === 412)?.answer.code).toBe("precondition-failed");
    const winner = raced.find(({ status }) => status === 202)?.headers.get("etag");
    expect(winner).toBe(`"${(await store.head("articles/a.json" as ObjectKey)).etag}"`);
    expect((await send("DELETE", "/articles/a.json", null, condition)).status).toBe(412);
    expect((await send("DELETE", "/articles/a.json", null, { "if-match": winner ?? "" })).status).toBe(202);
  });

  it("lets one of two writers create it", async () => {
    const { send } = openApp();
    const raced = await Promise.all([1, 2].map(() => send("PUT", "/articles/a.json", STORY, { "if-none-match": "*" })));
    expect(raced.map(({ status }) => status).sort()).toEqual([202, 412]);
  });

  it.each([
    { "if-match": "*" },
    { "if-match": "abc" },
    { "if-match": 'W/"abc"' },
    { "if-match": '"a", "b"' },
    { "if-none-match": '"a"' },
    { "if-none-match": "*", "if-match": '"a"' },
  ])("that is none is refused: %o", async (headers) => {
    const { send } = openApp();
    const { status, answer } = await send(
      "PUT",
      "/articles/a.json",
      STORY,
      headers as unknown as Record<string, string>,
    );
    expect([status, answer.code]).toEqual([400, "invalid-parameter"]);
  });
});

describe("an answer", () => {
  it("lets no other origin read it, and is kept by nobody", async () => {
    const { send } = openApp();
    for (const method of ["PUT", "OPTIONS", "POST"]) {
      const { headers } = await send(method, "/articles/a.json", method === "PUT" ? STORY : null, {
        origin: "https://evil.example",
      });
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("of a store that fails tells nothing of the inside, and the log does", async () => {
    const wrap = (store: ObjectStore) =>
      interceptStore(store, {
        before: (method) => (method === "head" ? Promise.reject(new TypeError("secret-bucket")) : undefined),
      });
    const { send, lines, changed } = openApp({ wrap });
    const { status, answer } = await send("PUT", "/articles/a.json", STORY);
    expect([status, answer.code]).toEqual([500, "unexpected-failure"]);
    expect(JSON.stringify(answer)).not.toContain("secret");
    expect(JSON.stringify(lines.find(({ event }) => event === "request-failed"))).toContain("secret-bucket");
    expect(changed).toEqual([]);
  });

  it("of a full store is 507 after one write, and nothing is told as changed", async () => {
    let puts = 0;
    const wrap = (store: ObjectStore) =>
      interceptStore(store, {
        before: (method) => {
          if (!method.startsWith("put")) return;
          puts += 1;
          throw new SearchIndexError("store-full", "The folder /secret has no room left.");
        },
      });
    const { send, changed } = openApp({ wrap });
    const { status, answer } = await send("PUT", "/articles/a.json", STORY);
    expect([status, answer.code, puts]).toEqual([507, "store-full", 1]);
    expect(JSON.stringify(answer)).not.toContain("secret");
    expect(changed).toEqual([]);
  });

  it("of a push that would wait for long is 503, before its body is read, and only for who has a token", async () => {
    const times = { monotonicMs: () => 0, busyMs: () => 0 };
    const gate = new AdmissionGate({ maxConcurrent: 9, maxBytes: 1_000, patienceMs: 1 }, times);
    const { send, sendRequest, keys } = openApp({ gate });
    const other = await gate.enter({ kind: "other", sizeBytes: 900, signal: new AbortController().signal });
    let isRead = false;
    const pull = (controller: ReadableStreamDefaultController) => {
      isRead = true;
      controller.close();
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const request = new Request("http://localhost/articles/a.json", {
      method: "PUT",
      headers: { authorization: `Bearer ${TOKEN}` },
      body,
      duplex: "half",
    } as RequestInit);
    const { status, headers, answer } = await sendRequest(request);
    expect([status, answer.code, headers.get("retry-after")]).toEqual([503, "server-overloaded", "5"]);
    expect(isRead).toBe(false);
    expect((await send("PUT", "/articles/a.json", STORY, { authorization: "Bearer none" })).status).toBe(401);
    if (other.kind === "admitted") other.leave();
    expect((await send("PUT", "/articles/a.json", STORY)).status).toBe(202);
    expect(await keys()).toEqual(["articles/a.json"]);
  });

  it("of a problem leads to what it means", async () => {
    const { send } = openApp();
    expect((await send("GET", "/problems/token-refused")).answer).toMatchObject({ status: 401, code: "token-refused" });
    expect((await send("GET", "/problems/__proto__")).status).toBe(404);
  });
});
