import { describe, expect, it } from "vitest";
import { parsePutOptions, toAsciiHeader } from "../../../infra/local/s3/s3-request.ts";
import { fakeRequest } from "./fake-request.ts";

const asReceived = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

function decodeWords(value: string): string {
  return value
    .split(" ")
    .map((word) => Buffer.from(/^=\?UTF-8\?B\?(.*)\?=$/.exec(word)?.[1] ?? "", "base64").toString("utf8"))
    .join("");
}

describe("parsePutOptions", () => {
  it("keeps type, encoding, Cache-Control and metadata, without what belongs to the transfer", () => {
    const headers = {
      "content-type": "text/plain; charset=windows-1251",
      "content-encoding": "aws-chunked, gzip",
      "cache-control": "no-cache",
      "x-amz-meta-published": "2016-10-09",
      "x-amz-meta-__proto__": "only text",
    };
    const options = parsePutOptions(fakeRequest(headers));
    expect(options.contentType).toBe("text/plain; charset=windows-1251");
    expect(options.contentEncoding).toBe("gzip");
    expect(options.cacheControl).toBe("no-cache");
    expect(Object.entries(options.metadata ?? {})).toEqual([
      ["published", "2016-10-09"],
      ["__proto__", "only text"],
    ]);
  });

  it("drops an encoding that is only aws-chunked", () => {
    const options = parsePutOptions(fakeRequest({ "content-encoding": "aws-chunked" }));
    expect(options).toEqual({ metadata: {} });
  });

  it("refuses more metadata than S3 keeps", () => {
    const request = fakeRequest({ "x-amz-meta-a": "b".repeat(2048) });
    expect(() => parsePutOptions(request)).toThrow(expect.objectContaining({ code: "MetadataTooLarge" }));
  });
});

describe("toAsciiHeader", () => {
  it("leaves ASCII alone", () => {
    expect(toAsciiHeader("2016-10-09 12:30")).toBe("2016-10-09 12:30");
  });

  it("writes other text as encoded words of at most 75 characters, whole characters each", () => {
    const text = "Заголовок статьи о погоде во Владивостоке и 😀".repeat(3);
    const encoded = toAsciiHeader(asReceived(text));
    expect(decodeWords(encoded)).toBe(text);
    expect(encoded.split(" ").every((word) => word.length <= 75)).toBe(true);
    expect(encoded).not.toContain(Buffer.from("\ufffd").toString("base64"));
  });

  it("takes bytes that are not UTF-8 for Latin-1", () => {
    expect(decodeWords(toAsciiHeader("caf\u00e9"))).toBe("café");
  });
});

describe("a write", () => {
  it.each([
    ["x-amz-tagging", "a=b"],
    ["x-amz-object-lock-mode", "GOVERNANCE"],
    ["x-amz-server-side-encryption", "aws:kms"],
    ["x-amz-server-side-encryption-customer-key", "secret"],
    ["x-amz-website-redirect-location", "/other"],
  ])("refuses %s", (name, value) => {
    const request = fakeRequest({ [name]: value });
    expect(() => parsePutOptions(request)).toThrow(expect.objectContaining({ code: "NotImplemented" }));
  });

  it("takes what promises nothing more than is done", () => {
    const headers = {
      "x-amz-acl": "private",
      "x-amz-storage-class": "STANDARD",
      "x-amz-server-side-encryption": "AES256",
    };
    expect(() => parsePutOptions(fakeRequest(headers))).not.toThrow();
  });
});
