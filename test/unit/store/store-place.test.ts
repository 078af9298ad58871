import { expect, it } from "vitest";
import { isErrorOfKind, type SearchIndexError } from "../../../src/errors.ts";
import { FileObjectStore } from "../../../src/store/local.ts";
import { S3ObjectStore } from "../../../src/store/s3.ts";

function failureOf(make: () => unknown): SearchIndexError {
  try {
    make();
  } catch (failure) {
    if (isErrorOfKind(failure, "invalid-request")) return failure;
    throw failure;
  }
  throw new Error("It was made.");
}

it.each([
  ["an empty folder", () => new FileObjectStore(""), "`rootFolder`"],
  ["a folder that no system has", () => new FileObjectStore("a\0b"), "`rootFolder`"],
  ["no folder", () => new FileObjectStore(undefined as never), "`rootFolder`"],
  ["an empty bucket", () => new S3ObjectStore({ bucket: "" }), "`bucket`"],
  ["no bucket", () => new S3ObjectStore(undefined as never), "`bucket`"],
  [
    "an endpoint that is no address",
    () => new S3ObjectStore({ bucket: "b", endpoint: "localhost:9000" }),
    "`endpoint`",
  ],
])("a store of %s is refused when it is made, by the option's name", (_, make, name) => {
  const { code, message } = failureOf(make);
  expect(code).toBe("invalid-options");
  expect(message).toContain(name);
});
