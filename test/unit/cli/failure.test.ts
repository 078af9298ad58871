import { expect, it } from "vitest";
import { failureText } from "../../../functions/cli/terminal/failure.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import { fileSystemFailure } from "../../support/inside/store-file.ts";

const full = fileSystemFailure(Object.assign(new Error("write"), { code: "ENOSPC" }), "/data", "index/manifest.json");

it("what was given up says what the store said at last", () => {
  const text = failureText(new SearchIndexError("commit-conflict", "Tried 16 times.", { cause: full }));
  expect(text).toBe("Tried 16 times. At last: The folder /data has no room left (ENOSPC) for index/manifest.json.");
});

it("other writers, who were only faster, are not quoted", () => {
  const cause = new SearchIndexError("etag-mismatch", "No longer the one that was read.");
  expect(failureText(new SearchIndexError("commit-conflict", "Tried 16 times.", { cause }))).toBe("Tried 16 times.");
});

it("a store that does not answer is told once, with where to look", () => {
  const text = failureText(new SearchIndexError("store-unavailable", "It is slow.", { cause: full }));
  expect(text).toBe("It is slow. Look at --data-dir, or at --bucket, --endpoint and the network.");
});
