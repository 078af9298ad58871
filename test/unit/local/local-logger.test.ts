import { describe, expect, it } from "vitest";
import { tellReport } from "../../../functions/ingest/messages.ts";
import { createLocalLogger } from "../../../infra/local/local-logger.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import type { IngestReport } from "../../../src/index/write.ts";
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

/** Logs one report after another. */
function lines(...reports: Partial<IngestReport>[]): string[] {
  const said: string[] = [];
  const logger = createLocalLogger((line) => said.push(line), createRecordingTerminal());
  for (const report of reports) tellReport(logger, null, { ...quiet, ...report }, { durationMs: 42, cost: null });
  return said;
}

describe("what the local server says of a batch", () => {
  it("is nothing where the index agreed already", () => {
    expect(lines({})).toEqual([]);
    expect(lines({ rejected: new Map([["articles/a.txt", empty]]) })).toEqual([]);
  });

  it("names an upload that was indexed or removed alone", () => {
    expect(lines({ committed: ["articles/a.txt"], articles: 1 })).toEqual(["indexed   articles/a.txt (42 ms)"]);
    expect(lines({ committed: ["articles/a.txt"] })).toEqual(["removed   articles/a.txt (42 ms)"]);
  });

  it("counts uploads that came together", () => {
    const committed = ["articles/a.txt", "articles/b.txt", "articles/c.txt"];
    expect(lines({ committed, articles: 2 })).toEqual(["indexed   3 uploads, 2 articles (42 ms)"]);
  });

  it("gives the reason of a rejection, once it is committed", () => {
    const report = { committed: ["articles/a.txt"], rejected: new Map([["articles/a.txt", empty]]) };
    expect(lines(report)).toEqual(["rejected  articles/a.txt: The file is empty. (empty-file)"]);
    const line = [{ line: 2, code: "no-text", reason: "The article has no text." }] as const;
    const item = [{ ...line[0], line: undefined, item: 3 }] as const;
    const partlyRead = new Set(["articles/b.jsonl"]);
    const some = { ...report, committed: ["articles/b.jsonl"], articles: 2, partlyRead };
    expect(lines({ ...some, rejected: new Map([["articles/b.jsonl", line]]) } as Partial<IngestReport>)).toEqual([
      "indexed   articles/b.jsonl (42 ms)",
      "partly    articles/b.jsonl: line 2: The article has no text. (no-text)",
    ]);
    expect(lines({ ...some, rejected: new Map([["articles/b.jsonl", [...item, ...item]]]) } as never)).toContain(
      "partly    articles/b.jsonl: item 3: The article has no text. (no-text), and 1 more",
    );
  });

  it("shows five rejections of each and counts the rest", () => {
    const keys = Array.from({ length: 9 }, (_, i) => `articles/${i}.txt`);
    const report = { committed: keys, rejected: new Map(keys.map((key) => [key, empty])) };
    const shown = lines(report, report);
    expect(shown).toHaveLength(12);
    expect([shown[5], shown[11]]).toEqual(Array(2).fill("rejected  4 more: npm run poisk -- rejected"));
  });

  it("says what waits and why", () => {
    const failed = new Map([["articles/a.txt", new SearchIndexError("store-unavailable", "The disk is full.")]]);
    expect(lines({ failed })[0]).toContain("articles/a.txt: The disk is full.");
  });
});

describe("the local server's logger", () => {
  it("tells what reconciling finds and other failures, and nothing else", () => {
    const said: string[] = [];
    const logger = createLocalLogger((line) => said.push(line), createRecordingTerminal());
    logger.info("differences-found", { missing: 1, changed: 2, gone: 3 });
    logger.info("rebuilt", { uploads: 1, articles: 1, sequence: 1 });
    logger.info("compacted", { merges: 1 });
    logger.warn("uploads-left", { uploads: 1 });
    logger.error("round-failed", { error: new SearchIndexError("store-unavailable", "The disk is full.") });
    logger.with({ a: 1 }).error("event-refused", { reason: "no JSON" });
    expect(said).toEqual([
      "Found 1 new, 2 changed and 3 deleted uploads in the folder.",
      "Made the index anew from 1 upload.",
      expect.stringMatching(/^round-failed: The disk is full\./),
      "event-refused: no JSON",
    ]);
  });
});
