import { describe, expect, it } from "vitest";
import { ingestReportLines } from "../../../infra/local/local-ingest.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import type { IngestReport } from "../../../src/indexer/ingest/batch.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const quiet: IngestReport = {
  sequence: 5,
  committed: [],
  unchanged: ["articles/a.txt"],
  left: [],
  failed: new Map(),
  rejected: new Map(),
  partlyRead: new Set(),
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
    const line = [{ line: 2, code: "no-text", reason: "The article has no text." }] as const;
    const item = [{ ...line[0], line: undefined, item: 3 }] as const;
    const partlyRead = new Set(["articles/b.jsonl"]);
    const some = { ...report, committed: ["articles/b.jsonl"], articles: 2, partlyRead };
    expect(lines({ ...some, rejected: new Map([["articles/b.jsonl", line]]) } as Partial<IngestReport>)).toEqual([
      "indexed  articles/b.jsonl (42 ms)",
      "partly   articles/b.jsonl: line 2: The article has no text.",
    ]);
    expect(lines({ ...some, rejected: new Map([["articles/b.jsonl", [...item, ...item]]]) } as never)).toContain(
      "partly   articles/b.jsonl: item 3: The article has no text. (and 1 more)",
    );
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
