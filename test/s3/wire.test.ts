import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClientBounds } from "../../functions/serve/http-listening.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { BUCKET, type EndpointUnderTest, startEndpointUnderTest } from "./endpoint-under-test.ts";
import { elementOf, parseAnswer, type RawAnswer, type RawRequest, readAll, requestRaw, sendRaw } from "./raw-http.ts";

const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

let s3: EndpointUnderTest;
beforeAll(async () => {
  s3 = await startEndpointUnderTest("MemoryObjectStore", { maxObjectBytes: MAX_OBJECT_BYTES });
});
afterAll(() => s3.stop());

/** Longer than a test takes, but looked after often. */
const LONG_BOUNDS: ClientBounds = {
  headersTimeoutMs: 60_000,
  requestTimeoutMs: 60_000,
  checkEveryMs: 10,
  idleTimeoutMs: 60_000,
  maxConnections: 10,
};

const request = (raw: RawRequest): Promise<RawAnswer> => requestRaw(s3.endpoint.port, raw);
const codeOf = (answer: RawAnswer): string | null => elementOf(answer.body, "Code");
const textUnder = async (key: string): Promise<string> =>
  Buffer.from((await s3.store.get(key as ObjectKey)).bytes).toString();

describe("addresses", () => {
  it.each([
    ["/articles-bucket/plain.txt", "plain.txt"],
    ["/articles-bucket/a+b%20c", "a+b c"],
    ["/articles-bucket/a//b/", "a//b/"],
    ["http://127.0.0.1/articles-bucket/absolute", "absolute"],
    ["/articles-bucket/%D1%8F%3Fa%3D1", "я?a=1"],
  ])("PUT %s writes the key %s", async (target, key) => {
    const raw = Buffer.from(
      `PUT ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok`,
      "latin1",
    );
    expect((await sendRaw(s3.endpoint.port, raw)).status).toBe(200);
    expect(await textUnder(key)).toBe("ok");
  });

  it("names the bucket in the host as well", async () => {
    const headers = { Host: `${BUCKET}.localhost:9000` };
    expect((await request({ method: "PUT", target: "/virtual/host", headers, body: "ok" })).status).toBe(200);
    expect(await textUnder("virtual/host")).toBe("ok");
    const listing = await request({ target: "/?list-type=2&prefix=virtual/", headers });
    expect(elementOf(listing.body, "Key")).toBe("virtual/host");
  });

  it.each([
    ["/articles-bucket/../secret", "InvalidArgument"],
    ["/articles-bucket/a/../../b", "InvalidArgument"],
    ["/articles-bucket/%2e%2e/secret", "InvalidArgument"],
    ["/articles-bucket/./a", "InvalidArgument"],
    ["/articles-bucket//leading", "InvalidArgument"],
    ["/articles-bucket/nul%00", "InvalidArgument"],
    ["/articles-bucket/%ff%fe", "InvalidURI"],
    ["/articles-bucket/broken%2", "InvalidURI"],
    [`/articles-bucket/${"k".repeat(1025)}`, "KeyTooLongError"],
  ])("PUT %s is refused", async (target, code) => {
    const answer = await request({ method: "PUT", target, body: "no" });
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
  });
});

describe("strangers", () => {
  it.each([
    { Host: "evil.example" },
    { Host: "rebound.evil.example:9000" },
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { "Sec-Fetch-Site": "cross-site" },
  ])("are refused, and nothing is written: %j", async (headers) => {
    const answer = await request({ method: "PUT", target: "/articles-bucket/stranger", headers, body: "no" });
    expect([answer.status, codeOf(answer)]).toEqual([403, "AccessDenied"]);
    await expect(s3.store.head("stranger" as ObjectKey)).rejects.toMatchObject({ code: "object-not-found" });
  });

  it("get no leave to cross origins", async () => {
    const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "PUT" };
    const answer = await request({ method: "OPTIONS", target: "/articles-bucket/a", headers });
    expect(answer.status).toBe(403);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it("cannot run a stored page with the rights of this address", async () => {
    const headers = { "Content-Type": "text/html" };
    await request({ method: "PUT", target: "/articles-bucket/page.html", headers, body: "<script>1</script>" });
    const answer = await request({ target: "/articles-bucket/page.html" });
    expect(answer.headers.get("content-security-policy")).toBe("sandbox");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("operations that are not here", () => {
  it.each([
    ["GET", "/articles-bucket?acl"],
    ["GET", "/articles-bucket?versions"],
    ["PUT", "/articles-bucket?policy"],
    ["DELETE", "/articles-bucket"],
    ["GET", "/articles-bucket?uploads"],
    ["PUT", "/articles-bucket?versioning"],
    ["GET", "/articles-bucket/a?response-content-type=text%2Fhtml"],
    ["POST", "/articles-bucket"],
    ["GET", "/articles-bucket/a?acl"],
    ["PUT", "/articles-bucket/a?tagging"],
    ["GET", "/articles-bucket/a?versionId=3"],
    ["GET", "/articles-bucket/a?partNumber=1"],
    ["POST", "/articles-bucket/a?select&select-type=2"],
    ["PATCH", "/articles-bucket/a"],
    ["PUT", "/articles-bucket/a?__proto__"],
  ])("%s %s is NotImplemented, not something else by mistake", async (method, target) => {
    const answer = await request({ method, target });
    expect([answer.status, codeOf(answer)]).toEqual([501, "NotImplemented"]);
  });
});

describe("answers", () => {
  it("are errors in S3's document, with the id of the request", async () => {
    const answer = await request({ target: "/articles-bucket/нет<&>".replace(/[^ -~]/g, encodeURIComponent) });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/xml");
    expect(codeOf(answer)).toBe("NoSuchKey");
    expect(elementOf(answer.body, "RequestId")).toBe(answer.headers.get("x-amz-request-id"));
    expect(answer.body).toContain("%D0%BD%D0%B5%D1%82&#x3c;&#x26;&#x3e;</Resource>");
  });

  it("to HEAD have no body, also where they are errors", async () => {
    expect(await request({ method: "HEAD", target: "/articles-bucket/nothing" })).toMatchObject({
      status: 404,
      body: "",
    });
    await request({ method: "PUT", target: "/articles-bucket/ten", body: "0123456789" });
    const head = await request({ method: "HEAD", target: "/articles-bucket/ten", headers: { Range: "bytes=2-3" } });
    expect([head.status, head.headers.get("content-length"), head.body]).toEqual([206, "2", ""]);
  });

  it("to a range outside name the size", async () => {
    await request({ method: "PUT", target: "/articles-bucket/ten", body: "0123456789" });
    const answer = await request({ target: "/articles-bucket/ten", headers: { Range: "bytes=10-" } });
    expect([answer.status, answer.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  });

  it("give metadata beyond ASCII back as encoded words, as S3 does", async () => {
    const headers = { "x-amz-meta-title": "Погода" };
    await request({ method: "PUT", target: "/articles-bucket/titled", headers, body: "text" });
    const answer = await request({ target: "/articles-bucket/titled" });
    expect(answer.headers.get("x-amz-meta-title")).toBe(`=?UTF-8?B?${Buffer.from("Погода").toString("base64")}?=`);
  });
});

describe("uploads", () => {
  it("in signed aws-chunked form become the bytes inside", async () => {
    const signature = `;chunk-signature=${"0f".repeat(32)}`;
    const body = `5${signature}\r\nhello\r\n0${signature}\r\n\r\n`;
    const headers = {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "Content-Encoding": "aws-chunked",
      "x-amz-decoded-content-length": "5",
    };
    expect((await request({ method: "PUT", target: "/articles-bucket/signed", headers, body })).status).toBe(200);
    expect(await textUnder("signed")).toBe("hello");
    const short = { ...headers, "x-amz-decoded-content-length": "6" };
    const answer = await request({ method: "PUT", target: "/articles-bucket/signed", headers: short, body });
    expect(codeOf(answer)).toBe("IncompleteBody");
  });

  it("of unknown length are taken", async () => {
    const headers = { "Transfer-Encoding": "chunked" };
    const body = "4\r\ntext\r\n0\r\n\r\n";
    expect((await request({ method: "PUT", target: "/articles-bucket/chunked", headers, body })).status).toBe(200);
    expect(await textUnder("chunked")).toBe("text");
  });

  it("that wait for leave are told to go on, or at once why not", async () => {
    const start = (target: string) => {
      const socket = connect(s3.endpoint.port, "127.0.0.1");
      const all = readAll(socket);
      socket.write(
        `PUT ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n`,
      );
      return { socket, all };
    };
    const welcome = start("/articles-bucket/expected");
    await new Promise((resolve) => welcome.socket.once("data", resolve));
    welcome.socket.write("text");
    expect(await welcome.all).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(await textUnder("expected")).toBe("text");
    const refused = parseAnswer(await start("/other-bucket/expected").all);
    expect([refused.status, codeOf(refused)]).toEqual([404, "NoSuchBucket"]);
  });

  it("that are too large are refused, said so before or not, and the client can read why", async () => {
    const body = "x".repeat(MAX_OBJECT_BYTES + 1);
    const declared = await request({ method: "PUT", target: "/articles-bucket/large", body });
    expect([declared.status, codeOf(declared)]).toEqual([400, "EntityTooLarge"]);
    const headers = { "Transfer-Encoding": "chunked" };
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const counted = await request({ method: "PUT", target: "/articles-bucket/large", headers, body: chunked });
    expect([counted.status, codeOf(counted)]).toEqual([400, "EntityTooLarge"]);
  });

  it("that break off leave no object", async () => {
    const socket = connect(s3.endpoint.port, "127.0.0.1");
    socket.write(`PUT /articles-bucket/broken HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n`);
    socket.write(Buffer.alloc(2_000_000));
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await request({ target: "/articles-bucket/ten" });
    await expect(s3.store.head("broken" as ObjectKey)).rejects.toMatchObject({ code: "object-not-found" });
  });

  it("with broken XML are MalformedXML", async () => {
    for (const body of ["", "<Delete>", '<!DOCTYPE a [<!ENTITY b "c">]><Delete/>', "<Delete/>"]) {
      const answer = await request({ method: "POST", target: "/articles-bucket?delete", body });
      expect([answer.status, codeOf(answer)]).toEqual([400, "MalformedXML"]);
    }
  });
});

describe("the endpoint", () => {
  it("refuses headers beyond its bound and requests that are not HTTP, and goes on", async () => {
    const headers = { "x-amz-meta-a": "b".repeat(20_000) };
    expect((await request({ target: "/articles-bucket", headers })).status).toBe(431);
    expect((await sendRaw(s3.endpoint.port, "nonsense\r\n\r\n")).status).toBe(400);
    expect((await request({ method: "HEAD", target: "/articles-bucket" })).status).toBe(200);
  });

  it("cuts a connection on which nothing moves", async () => {
    const slow = await startEndpointUnderTest("MemoryObjectStore", { bounds: { ...LONG_BOUNDS, idleTimeoutMs: 50 } });
    const socket = connect(slow.endpoint.port, "127.0.0.1");
    socket.write("PUT /articles-bucket/idle HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nte");
    expect(await readAll(socket)).not.toContain("200 OK");
    await expect(slow.store.head("idle" as ObjectKey)).rejects.toMatchObject({ code: "object-not-found" });
    await slow.stop();
  });

  it("ends a request that does not come to its end, though bytes still come", async () => {
    const bounds = { ...LONG_BOUNDS, headersTimeoutMs: 50, requestTimeoutMs: 100 };
    const slow = await startEndpointUnderTest("MemoryObjectStore", { bounds });
    const socket = connect(slow.endpoint.port, "127.0.0.1");
    socket.write("PUT /articles-bucket/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n");
    const drip = setInterval(() => socket.write("x"), 20);
    const answer = await readAll(socket);
    clearInterval(drip);
    expect(answer).not.toContain("200 OK");
    await expect(slow.store.head("slow" as ObjectKey)).rejects.toMatchObject({ code: "object-not-found" });
    await slow.stop();
  });

  it("answers what it began before it closes", async () => {
    const closing = await startEndpointUnderTest("FileObjectStore");
    const socket = connect(closing.endpoint.port, "127.0.0.1");
    const all = readAll(socket);
    socket.write("PUT /articles-bucket/late HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nte");
    await request({ target: "/articles-bucket" });
    const closed = closing.endpoint.close();
    socket.write("xt");
    await closed;
    const answer = parseAnswer(await all);
    expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
    expect((await closing.store.head("late" as ObjectKey)).sizeBytes).toBe(4);
    await closing.stop();
  });

  it("says where its port is taken", async () => {
    const { port } = s3.endpoint;
    const second = startS3Endpoint({ store: s3.store, bucket: BUCKET, port });
    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("reports no failure of its own in all this", () => {
    expect(s3.failures).toEqual([]);
  });
});
