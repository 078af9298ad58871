import { describe, expect, test } from "vitest";
import type { CompactionTrigger } from "../../functions/compaction-trigger.ts";
import { createIngestHandler } from "../../functions/ingest-handler.ts";
import { ingestMessages } from "../../functions/ingest-messages.ts";
import type { ParsedMessage } from "../../functions/s3-event.ts";
import { SearchIndexError } from "../../src/errors.ts";
import type { IngestReport } from "../../src/indexer/ingest-batch.ts";
import { defaultKeyLayout } from "../../src/storage/object-keys.ts";
import { ManualClock } from "../support/deterministic.ts";
import { BUCKET, queueEvent, storeEvent } from "./bucket.ts";
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
  left: [],
  failed: new Map(failed.map((key) => [key, new SearchIndexError("store-unavailable", "no answer")])),
  rejected: new Map(),
  partlyRead: new Set<string>(),
  articles: keys.length,
  segmentBytes: 100,
  conflicts: 0,
  isCompactionDue: false,
});

/** Ingests by a function of the keys, and tells which messages failed and which calls were made. */
const ingest = async (
  messages: readonly ParsedMessage[],
  answer: (keys: readonly string[]) => IngestReport,
  compaction: CompactionTrigger | null = null,
) => {
  const calls: string[][] = [];
  const { logger, lines } = recordingLogger();
  const ingester = {
    ingest: async (keys: readonly string[]) => {
      calls.push([...keys]);
      return answer(keys);
    },
  };
  const failed = await ingestMessages(messages, { ingester, logger, clock: new ManualClock(), compaction });
  return { failed: [...failed], calls, lines };
};

describe("a commit", () => {
  /** What is put as metrics by one batch, and its log. */
  const observe = async (answer: IngestReport) => {
    const { logger, lines } = recordingLogger();
    const figures: unknown[] = [];
    await ingestMessages([message("1", "a")], {
      ingester: { ingest: async () => answer },
      logger,
      clock: new ManualClock(),
      compaction: null,
      metrics: { put: (...put) => figures.push(put) },
      meter: { measure: (work) => work(), cost: { requests: 9, bytes: 100 } },
    });
    return { figures, lines };
  };

  test("is one line and one metric, with what it brought and what it asked of the store", async () => {
    const { figures, lines } = await observe({ ...report(["a"]), conflicts: 2 });
    expect(lines).toMatchObject([{ event: "committed", sequence: 1, articles: 1, segmentBytes: 100, requests: 9 }]);
    expect(figures).toEqual([
      [
        {
          Articles: 1,
          CommitBytes: 100,
          CommitRequests: 9,
          CommitMilliseconds: expect.any(Number),
          Conflicts: 2,
          RejectedUploads: 0,
        },
        { sequence: 1, uploads: 1 },
      ],
    ]);
  });

  test("that changed nothing is no metric", async () => {
    const { figures, lines } = await observe({ ...report([]), unchanged: ["a"] });
    expect(lines).toMatchObject([{ event: "nothing-to-commit" }]);
    expect(figures).toEqual([]);
  });
});

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

describe("uploads that time does not suffice for", () => {
  /** Two messages of which the second one's key is left, and a queue, or none. */
  const leaving = async (queue?: (keys: readonly string[]) => Promise<void>) => {
    const { logger, lines } = recordingLogger();
    const deadlines: (number | undefined)[] = [];
    const handler = createIngestHandler({
      ingester: {
        ingest: async (keys, limits) => {
          deadlines.push(limits?.deadlineMs);
          return { ...report(keys.slice(0, 1)), left: keys.slice(1) };
        },
      },
      logger,
      clock: new ManualClock(),
      compaction: null,
      watched: { bucket: BUCKET, layout: defaultKeyLayout },
      ...(queue === undefined ? {} : { queue }),
    });
    const event = queueEvent([storeEvent("articles/a.json"), storeEvent("articles/b.json")]);
    const answer = await handler(event, { awsRequestId: "r", getRemainingTimeInMillis: () => 300_000 });
    return { failed: answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), lines, deadlines };
  };

  test("are queued again, and their messages are done: a dead letter counts what failed", async () => {
    const queued: string[] = [];
    const { failed, lines, deadlines } = await leaving(async (keys) => void queued.push(...keys));
    expect([failed, queued]).toEqual([[], ["articles/b.json"]]);
    expect(lines.at(-1)).toMatchObject({ event: "uploads-queued-again", uploads: 1 });
    expect(deadlines).toEqual([new ManualClock().monotonicMs() + 180_000]);
  });

  test.each([
    ["there is no queue", undefined],
    ["the queue does not take them", () => Promise.reject(new Error("Rate exceeded"))],
  ])("fail their messages where %s", async (_, queue) => {
    const { failed, lines } = await leaving(queue);
    expect(failed).toEqual(["m1"]);
    expect(lines.at(-1)).toMatchObject({ level: "warn", event: "uploads-left", uploads: 1 });
  });
});

describe("compaction that a batch makes due", () => {
  const due = (keys: readonly string[]): IngestReport => ({ ...report(keys), isCompactionDue: true });

  const countingTrigger = (failure?: Error) => {
    let requests = 0;
    const trigger: CompactionTrigger = {
      request: async () => {
        requests += 1;
        if (failure !== undefined) throw failure;
      },
    };
    return { trigger, requests: () => requests };
  };

  test("is asked for when the batch is in", async () => {
    const { trigger, requests } = countingTrigger();
    const { failed, lines } = await ingest([message("1", "a")], due, trigger);
    expect([failed, requests()]).toEqual([[], 1]);
    expect(lines.map(({ event }) => event)).toEqual(["committed", "compaction-requested"]);
  });

  test("is asked for once, however many commits the batch took", async () => {
    const { trigger, requests } = countingTrigger();
    const messages = [message("1", "a"), message("2", "poison"), message("3", "c")];
    const { failed } = await ingest(
      messages,
      (keys) => {
        if (keys.includes("poison")) throw new TypeError("cannot read this");
        return due(keys);
      },
      trigger,
    );
    expect([failed, requests()]).toEqual([["2"], 1]);
  });

  test("is not asked for where none is due, or nothing was named", async () => {
    const { trigger, requests } = countingTrigger();
    await ingest([message("1", "a")], report, trigger);
    await ingest([message("2")], due, trigger);
    expect(requests()).toBe(0);
  });

  test("fails no message where the asking fails, and a warning says so", async () => {
    const { trigger } = countingTrigger(new Error("Rate exceeded"));
    const { failed, lines } = await ingest([message("1", "a"), message("2", "b")], due, trigger);
    expect(failed).toEqual([]);
    expect(lines.at(-1)).toMatchObject({
      level: "warn",
      event: "compaction-not-requested",
      error: { message: "Rate exceeded" },
    });
  });

  test("is left to the schedule where nobody is to be asked", async () => {
    const { lines } = await ingest([message("1", "a")], due);
    expect(lines).toMatchObject([{ event: "committed", isCompactionDue: true }]);
  });
});
