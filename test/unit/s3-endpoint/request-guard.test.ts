import { describe, expect, it } from "vitest";
import { guardRequest } from "../../../infra/local/s3/s3-request.ts";

describe("guardRequest", () => {
  it.each(["localhost", "localhost:9000", "LOCALHOST", "localhost.", "127.0.0.1:9000", "127.8.9.10", "[::1]:9000"])(
    "lets a program in that asks for %s",
    (host) => {
      expect(guardRequest({ host })).toBeNull();
    },
  );

  it("finds the bucket of a virtual-host address", () => {
    expect(guardRequest({ host: "articles-bucket.localhost:9000" })).toBe("articles-bucket");
    expect(guardRequest({ host: "my.bucket.localhost" })).toBe("my.bucket");
  });

  it.each([
    undefined,
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.256",
    "0.0.0.0",
    "10.0.0.1",
    "[::2]",
    ".localhost",
    "localhost:9000:1",
    "user@localhost",
    "localhost/",
  ])("refuses the host %s", (host) => {
    const headers = host === undefined ? {} : { host };
    expect(() => guardRequest(headers)).toThrow(expect.objectContaining({ code: "AccessDenied" }));
  });

  it.each([
    { origin: "https://evil.example" },
    { origin: "http://localhost:9000" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-origin" },
  ])("refuses what a page sends: %j", (headers) => {
    const all = { host: "localhost", ...headers };
    expect(() => guardRequest(all)).toThrow(expect.objectContaining({ code: "AccessDenied" }));
  });

  it("lets an address in that was typed into a browser", () => {
    expect(guardRequest({ host: "localhost", "sec-fetch-site": "none" })).toBeNull();
  });
});
