import { expect, it } from "vitest";
import { lookupFailureText } from "../../src/lookup-failure.ts";
import { s3Failure } from "../support/inside/store-s3.ts";

const failure = (code: string) =>
  Object.assign(new Error(`getaddrinfo ${code} s3.invalid`), { code, hostname: "s3.invalid", syscall: "getaddrinfo" });

it.each([
  ["ENOTFOUND", "no host has the name s3.invalid (ENOTFOUND)"],
  ["EAI_AGAIN", "the name s3.invalid cannot be looked up now (EAI_AGAIN)"],
])("a failed look-up is told in a sentence, at a store too: %s", (code, text) => {
  expect(lookupFailureText(failure(code))).toBe(text);
  expect(s3Failure(failure(code), { bucket: "news", key: "index/manifest.json" })).toMatchObject({
    code: "store-unavailable",
    message: `The store did not serve index/manifest.json: ${text}.`,
  });
});

it.each([[failure("ECONNREFUSED")], ["ENOTFOUND"], [null]])("other failures are none of a look-up", (other) => {
  expect(lookupFailureText(other)).toBeNull();
});
