import { describe, expect, it } from "vitest";
import {
  checkCopySourceConditions,
  checkReadConditions,
  isRangeApplicable,
  parseWriteCondition,
} from "../../../infra/local/s3/conditions.ts";
import { fakeRequest } from "./fake-request.ts";

const STATE = { etag: "abc", lastModifiedMs: Date.UTC(2016, 9, 9, 12, 0, 0) };
const EARLIER = "Sun, 09 Oct 2016 11:59:59 GMT";
const SAME = "Sun, 09 Oct 2016 12:00:00 GMT";
const LATER = "Sun, 09 Oct 2016 12:00:01 GMT";

function outcome(headers: Record<string, string>): string {
  try {
    return checkReadConditions(fakeRequest({ headers }), STATE);
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

describe("conditions on the source of a copy", () => {
  it.each([
    ["x-amz-copy-source-if-match", '"x"'],
    ["x-amz-copy-source-if-none-match", '"abc"'],
    ["x-amz-copy-source-if-modified-since", SAME],
    ["x-amz-copy-source-if-unmodified-since", EARLIER],
  ])("%s: %s fails the copy", (name, value) => {
    const request = fakeRequest({ headers: { [name]: value } });
    expect(() => checkCopySourceConditions(request, STATE)).toThrow(expect.objectContaining({ status: 412 }));
  });
});

describe("conditions of a write", () => {
  it.each([
    [{}, { kind: "none" }],
    [{ "if-none-match": "*" }, { kind: "absent" }],
    [{ "if-match": "*" }, { kind: "present" }],
    [{ "if-match": '"abc"' }, { kind: "etag", etag: "abc" }],
    [{ "if-match": "abc" }, { kind: "etag", etag: "abc" }],
  ])("%j is %j", (headers, expected) => {
    expect(parseWriteCondition(fakeRequest({ headers: headers as Record<string, string> }))).toEqual(expected);
  });

  it("refuses an ETag in If-None-Match, and both headers at once", () => {
    const named = fakeRequest({ headers: { "if-none-match": '"abc"' } });
    expect(() => parseWriteCondition(named)).toThrow(expect.objectContaining({ code: "NotImplemented" }));
    const both = fakeRequest({ headers: { "if-none-match": "*", "if-match": '"abc"' } });
    expect(() => parseWriteCondition(both)).toThrow(expect.objectContaining({ code: "InvalidRequest" }));
  });
});

describe("If-Range", () => {
  it.each([
    ['"abc"', true],
    ['"x"', false],
    [SAME, true],
    [LATER, false],
  ])("%s lets the range apply: %s", (value, expected) => {
    expect(isRangeApplicable(fakeRequest({ headers: { "if-range": value } }), STATE)).toBe(expected);
  });
});
