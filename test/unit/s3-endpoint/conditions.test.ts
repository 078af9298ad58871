import { describe, expect, it } from "vitest";
import { checkReadConditions, parseWriteCondition } from "../../../infra/local/s3/s3-request.ts";
import { fakeRequest } from "./fake-request.ts";

const STATE = { etag: "abc", lastModifiedMs: Date.UTC(2016, 9, 9, 12, 0, 0) };
const EARLIER = "Sun, 09 Oct 2016 11:59:59 GMT";
const SAME = "Sun, 09 Oct 2016 12:00:00 GMT";
const LATER = "Sun, 09 Oct 2016 12:00:01 GMT";

function outcome(headers: Record<string, string>): string {
  try {
    return checkReadConditions(fakeRequest(headers), STATE);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("conditions of a read", () => {
  it.each([
    [{}, "proceed"],
    [{ "if-match": '"abc"' }, "proceed"],
    [{ "if-match": "abc" }, "proceed"],
    [{ "if-match": "*" }, "proceed"],
    [{ "if-match": '"x", "abc"' }, "proceed"],
    [{ "if-match": '"x"' }, "PreconditionFailed"],
    [{ "if-none-match": '"abc"' }, "not-modified"],
    [{ "if-none-match": 'W/"abc"' }, "not-modified"],
    [{ "if-none-match": "*" }, "not-modified"],
    [{ "if-none-match": '"x"' }, "proceed"],
    [{ "if-modified-since": SAME }, "not-modified"],
    [{ "if-modified-since": LATER }, "not-modified"],
    [{ "if-modified-since": EARLIER }, "proceed"],
    [{ "if-modified-since": "yesterday" }, "proceed"],
    [{ "if-unmodified-since": EARLIER }, "PreconditionFailed"],
    [{ "if-unmodified-since": SAME }, "proceed"],
    [{ "if-match": '"abc"', "if-unmodified-since": EARLIER }, "proceed"],
    [{ "if-none-match": '"x"', "if-modified-since": LATER }, "proceed"],
    [{ "if-match": '"x"', "if-none-match": '"abc"' }, "PreconditionFailed"],
  ])("%j is %s", (headers, expected) => {
    expect(outcome(headers as Record<string, string>)).toBe(expected);
  });
});

describe("conditions of a write", () => {
  it.each([
    [{}, "none"],
    [{ "if-none-match": "*" }, "absent"],
    [{ "if-match": "*" }, "present"],
    [{ "if-match": '"abc"' }, { etag: "abc" }],
    [{ "if-match": "abc" }, { etag: "abc" }],
  ])("%j is %j", (headers, expected) => {
    expect(parseWriteCondition(fakeRequest(headers as Record<string, string>))).toEqual(expected);
  });

  it("refuses an ETag in If-None-Match, and both headers at once", () => {
    const named = fakeRequest({ "if-none-match": '"abc"' });
    expect(() => parseWriteCondition(named)).toThrow(expect.objectContaining({ code: "NotImplemented" }));
    const both = fakeRequest({ "if-none-match": "*", "if-match": '"abc"' });
    expect(() => parseWriteCondition(both)).toThrow(expect.objectContaining({ code: "InvalidRequest" }));
  });
});
