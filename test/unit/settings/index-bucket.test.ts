/**
 * Places of uploads and index by the functions' variables.
 */
import { describe, expect, it } from "vitest";
import { compactSettings, keyLayoutOf, parseEnvironment } from "../../../functions/settings/environment.ts";

const settingsOf = (variables: Readonly<Record<string, string>>) =>
  parseEnvironment({ POISK_BUCKET: "news", ...variables }, compactSettings);

describe("the bucket of the index", () => {
  it("is that of the uploads where none is named", () => {
    expect(settingsOf({})).toMatchObject({ POISK_BUCKET: "news" });
    expect(settingsOf({})).not.toHaveProperty("POISK_INDEX_BUCKET");
  });

  it("may be a directory bucket, which that of the uploads may not", () => {
    expect(settingsOf({ POISK_INDEX_BUCKET: "a--use1-az4--x-s3" }).POISK_INDEX_BUCKET).toBe("a--use1-az4--x-s3");
    expect(() => settingsOf({ POISK_BUCKET: "a--use1-az4--x-s3" })).toThrow("name it as POISK_INDEX_BUCKET");
  });

  it("lets uploads be all of their own bucket, and lie around the index's prefix, which is not theirs", () => {
    const own = { POISK_INDEX_BUCKET: "my-index" };
    expect(keyLayoutOf(settingsOf({ ...own, POISK_UPLOADS_PREFIX: "/" })).uploadsPrefix).toBe("");
    expect(() => keyLayoutOf(settingsOf({ POISK_UPLOADS_PREFIX: "/" }))).toThrow("contain one another");
    expect(() => keyLayoutOf(settingsOf({ ...own, POISK_UPLOADS_PREFIX: "index/" }))).toThrow("contain one another");
  });
});
