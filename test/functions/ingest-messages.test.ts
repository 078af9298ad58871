import { describe, expect, test } from "vitest";
import { ingestMessages } from "../../functions/ingest-messages.ts";
import type { ParsedMessage } from "../../functions/s3-event.ts";
import { SearchIndexError } from "../../src/errors.ts";
import type { IngestReport } from "../../src/indexer/ingest-batch.ts";
import { ManualClock } from "../support/deterministic.ts";
import { recordingLogger } from "./recording-logger.ts";

const message = (messageId: string, ...keys: string[]): ParsedMessage => ({
  messageId,
  keys: keys as unknown as ParsedMessage["keys"],
  fault: null,
});

const report = (keys: readonly string[], failed: readonly string[] = []): IngestReport => ({
  sequence: 1,
  committed: keys.filter((key) => !failed.includes(key)),
  unchanged: [],
  failed: new Map(failed.map((key) => [key, new SearchIndexError("store-unavailable", "no answer")])),
  rejected: new Map(),
  articles: keys.length,
  segmentBytes: 100,
  conflicts: 0,
  isCompactionDue: false,
});

/** Ingests by a function of the keys, and tells which messages failed and which calls were made. */
const ingest = async (messages: readonly ParsedMessage[], answer: (keys: readonly string[]) => IngestReport) => {
  const calls: string[][] = [];
  const { logger, lines } = recordingLogger();
  const ingester = {
    ingest: async (keys: readonly string[]) => {
      calls.push([...keys]);
      return answer(keys);
    },
  };
  const failed = await ingestMessages(messages, { ingester, logger, clock: new ManualClock() });
  return { failed: [...failed], calls, lines };
};

describe("messages of one batch", () => {
  test("are ingested in one call, each key once", async () => {
    const { failed, calls } = await ingest([message("1", "a", "b"), message("2", "b"), message("3")], report);
    expect(calls).toEqual([["a", "b"]]);
    expect(failed).toEqual([]);
  });

  test("fail where one of their keys did", async () => {
    const { failed, lines } = await ingest([message("1", "a", "b"), message("2", "b"), message("3", "c")], (keys) =>
      report(keys, ["a"]),
    );
    expect(failed).toEqual(["1"]);
    expect(lines).toContainEqual(expect.objectContaining({ level: "error", event: "upload-failed", key: "a" }));
  });

  test.each(["commit-conflict", "index-outdated", "store-unavailable"] as const)(
    "all fail together on %s, and are not tried one by one",
    async (code) => {
      const { failed, calls } = await ingest([message("1", "a"), message("2", "b"), message("3")], () => {
        throw new SearchIndexError(code, "Try again.");
      });
      expect(failed).toEqual(["1", "2"]);
      expect(calls).toHaveLength(1);
    },
  );

  test("go in one by one where one of them brings the writer down", async () => {
    const { failed, calls, lines } = await ingest(
      [message("1", "a"), message("2", "poison"), message("3", "c")],
      (keys) => {
        if (keys.includes("poison")) throw new TypeError("cannot read this");
        return report(keys);
      },
    );
    expect(calls).toEqual([["a", "poison", "c"], ["a"], ["poison"], ["c"]]);
    expect(failed).toEqual(["2"]);
    expect(lines.filter(({ event }) => event === "ingest-failed")).toHaveLength(2);
  });

  test("that are broken fail by themselves, and the writer hears of no broken batch", async () => {
    const broken: ParsedMessage = { messageId: "1", keys: [], fault: "The message is no JSON." };
    const { failed, calls, lines } = await ingest([broken], report);
    expect(failed).toEqual(["1"]);
    expect(calls).toEqual([]);
    expect(lines).toEqual([
      { level: "error", event: "event-refused", messageId: "1", reason: "The message is no JSON." },
    ]);
  });
});
