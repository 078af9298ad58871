import { describe, expect, it } from "vitest";
import { ingestReportLines } from "../../../infra/local/ingest-report-lines.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import type { IngestReport } from "../../../src/indexer/ingest-batch.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const quiet: IngestReport = {
  sequence: 5,
  committed: [],
  unchanged: ["articles/a.txt"],
  failed: new Map(),
  rejected: new Map(),
  articles: 0,
  segmentBytes: 0,
  conflicts: 0,
  isCompactionDue: false,
};
const empty = [{ code: "empty-file", reason: "The file is empty." }] as const;
const lines = (report: Partial<IngestReport>) =>
  ingestReportLines({ ...quiet, ...report }, 42.4, createRecordingTerminal());

describe("what the local server says of a batch", () => {
  it("is nothing where the index agreed already", () => {
    expect(lines({})).toEqual([]);
    expect(lines({ rejected: new Map([["articles/a.txt", empty]]) })).toEqual([]);
  });

  it("names an upload that was indexed or removed alone", () => {
    expect(lines({ committed: ["articles/a.txt"], articles: 1 })).toEqual(["indexed  articles/a.txt (42 ms)"]);
    expect(lines({ committed: ["articles/a.txt"] })).toEqual(["removed  articles/a.txt (42 ms)"]);
  });

  it("counts uploads that came together", () => {
    const committed = ["articles/a.txt", "articles/b.txt", "articles/c.txt"];
    expect(lines({ committed, articles: 2 })).toEqual(["indexed  3 uploads, 2 articles (42 ms)"]);
  });

  it("gives the reason of a rejection, once it is committed", () => {
    const report = { committed: ["articles/a.txt"], rejected: new Map([["articles/a.txt", empty]]) };
    expect(lines(report)).toEqual(["rejected articles/a.txt: The file is empty."]);
  });

  it("shows five rejections and counts the rest", () => {
    const keys = Array.from({ length: 9 }, (_, i) => `articles/${i}.txt`);
    const shown = lines({ committed: keys, rejected: new Map(keys.map((key) => [key, empty])) });
    expect(shown).toHaveLength(6);
    expect(shown.at(-1)).toContain("4 more");
  });

  it("says what waits and why", () => {
    const failed = new Map([["articles/a.txt", new SearchIndexError("store-unavailable", "The disk is full.")]]);
    expect(lines({ failed })[0]).toContain("articles/a.txt: The disk is full.");
  });
});
