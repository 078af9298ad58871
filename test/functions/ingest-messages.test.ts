import { describe, expect, test } from "vitest";
import { createIngestHandler } from "../../functions/ingest/handler.ts";
import { type CompactionTrigger, ingestMessages } from "../../functions/ingest/messages.ts";
import type { ParsedMessage } from "../../functions/ingest/store-event.ts";
import { uploadMessage } from "../../functions/queue/message-queue.ts";
import type { RejectedPart } from "../../src/articles/articles.ts";
import { SearchIndexError } from "../../src/errors.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import type { IngestReport } from "../../src/index/write.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { ManualClock } from "../support/deterministic.ts";
import { BUCKET, queueEvent } from "./bucket.ts";
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
  const suspectCalls: string[][] = [];
  const suspects = {
    ingest: async (keys: readonly string[]) => {
      suspectCalls.push([...keys]);
      return report(keys, keys.includes("poison") ? ["poison"] : []);
    },
  };
  const dependencies = { ingester, suspects, logger, clock: new ManualClock(), compaction };
  const { failed } = await ingestMessages(messages, dependencies);
  return { failed: [...failed], calls, suspectCalls, lines };
};

describe("a commit", () => {
  /** Collects the metrics of one batch, and its log. */
  const observe = async (answer: IngestReport) => {
    const { logger, lines } = recordingLogger();
    const figures: unknown[] = [];
    await ingestMessages([message("1", "a")], {
      ingester: { ingest: async () => answer },
      suspects: { ingest: async () => answer },
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

  test("tells of each article that it brought without a part of its text how large that part was", async () => {
    const partOf = (share: number): RejectedPart[] => [{ code: "text-left-out", reason: "Behind a label.", share }];
    const rejected = new Map<string, RejectedPart[]>([
      ["a", partOf(0.254)],
      ["b", [{ code: "not-an-article", reason: "A list." }]],
      ["c", partOf(0.5)],
      ["unchanged", partOf(0.9)],
    ]);
    const { figures } = await observe({ ...report(["a", "b", "c"]), rejected });
    expect(figures).toMatchObject([[{ LeftOutPercent: [25, 50], RejectedUploads: 4 }, {}]]);
  });

  test("counts no upload as rejected whose articles are all in, and logs what is told of them", async () => {
    const part = { code: "foreign-address", reason: "The address is another's.", isIndexed: true } as const;
    const rejected = new Map<string, RejectedPart[]>([["a", [part]]]);
    const { figures, lines } = await observe({ ...report(["a"]), rejected, partlyRead: new Set(["a"]) });
    expect(figures).toMatchObject([[{ RejectedUploads: 0 }, {}]]);
    expect(lines.at(-1)).toMatchObject({ event: "upload-rejected", key: "a", isPartlyRead: true, parts: [part] });
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

  test("are read as suspects, in one call, where a defect of one of them brings the writer down", async () => {
    const messages = [message("1", "a"), message("2", "poison"), message("3", "c")];
    const { failed, calls, suspectCalls, lines } = await ingest(messages, () => {
      throw new TypeError("cannot read this");
    });
    expect([calls, suspectCalls]).toEqual([[["a", "poison", "c"]], [["a", "poison", "c"]]]);
    expect(failed).toEqual(["2"]);
    expect(lines.filter(({ event }) => event === "ingest-failed")).toHaveLength(1);
  });

  test("are read as suspects where one of them came before: a process may have died of it", async () => {
    const again = { ...message("2", "b"), receiveCount: 2 };
    const { failed, calls, suspectCalls } = await ingest([message("1", "a"), again], report);
    expect([failed, calls, suspectCalls]).toEqual([[], [], [["a", "b"]]]);
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

/** Two messages of which the second one's key is left, and a queue, or none. */
const leaving = async (
  giveBack?: (keys: readonly string[], stalledPasses: number) => Promise<void>,
  { receiveCount = 1, stalledPasses = 0, finished = 1 } = {},
) => {
  const { logger, lines } = recordingLogger();
  const deadlines: (number | undefined)[] = [];
  const ingester = {
    ingest: async (keys: readonly string[], limits?: { readonly deadlineMs?: number }) => {
      deadlines.push(limits?.deadlineMs);
      return { ...report(keys.slice(0, finished)), left: keys.slice(finished) };
    },
  };
  const postponed: [string, number][] = [];
  const handler = createIngestHandler({
    ingester,
    suspects: ingester,
    messages: {
      postpone: async (messages, secondsOf) => {
        for (const one of messages) postponed.push([one.messageId, secondsOf(one)]);
      },
    },
    logger,
    clock: new ManualClock(),
    compaction: null,
    watched: { bucket: BUCKET, layout: defaultKeyLayout },
    ...(giveBack === undefined ? {} : { giveBack }),
  });
  const messages = ["articles/a.json", "articles/b.json"].map((key) =>
    uploadMessage(BUCKET, key as ObjectKey, stalledPasses),
  );
  const event = queueEvent(messages);
  for (const { attributes } of event.Records) attributes.ApproximateReceiveCount = String(receiveCount);
  const answer = await handler(event, { awsRequestId: "r", getRemainingTimeInMillis: () => 300_000 });
  const failed = answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { failed, lines, deadlines, postponed };
};

describe("uploads that time does not suffice for", () => {
  test("are queued again, and their messages are done: a dead letter counts what failed", async () => {
    const queued: unknown[] = [];
    const { failed, lines, deadlines } = await leaving(async (...given) => void queued.push(given));
    expect([failed, queued]).toEqual([[], [[["articles/b.json"], 0]]]);
    expect(lines.at(-1)).toMatchObject({ event: "uploads-queued-again", uploads: 1 });
    expect(deadlines).toEqual([new ManualClock().monotonicMs() + 180_000]);
  });

  test("are queued again with the number of passes in a row that finished none", async () => {
    const queued: unknown[] = [];
    const giveBack = async (...given: unknown[]) => void queued.push(given);
    await leaving(giveBack, { finished: 0 });
    await leaving(giveBack, { finished: 0, stalledPasses: 2 });
    await leaving(giveBack, { finished: 1, stalledPasses: 2 });
    const both = ["articles/a.json", "articles/b.json"];
    expect(queued).toEqual([
      [both, 1],
      [both, 3],
      [["articles/b.json"], 0],
    ]);
  });

  test("fail their messages after three passes in a row that finished none, so that no chain is endless", async () => {
    const queued: unknown[] = [];
    const { failed, lines } = await leaving(async (...given) => void queued.push(given), {
      finished: 0,
      stalledPasses: 3,
    });
    expect([failed, queued]).toEqual([["m0", "m1"], []]);
    expect(lines.at(-1)).toMatchObject({ level: "warn", event: "uploads-left", uploads: 2 });
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

describe("messages that came before", () => {
  test("are hidden for as long as the function may run, and stay in the queue where time does not suffice", async () => {
    const queued: string[] = [];
    const { failed, postponed } = await leaving(async (keys) => void queued.push(...keys), { receiveCount: 3 });
    expect([failed, queued]).toEqual([["m1"], []]);
    expect(postponed).toEqual([
      ["m0", 305],
      ["m1", 305],
      ["m1", 60],
    ]);
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

  test("is asked for once, where the batch is read as suspects too", async () => {
    const { trigger, requests } = countingTrigger();
    const messages = [message("1", "a"), message("2", "poison"), message("3", "c")];
    const { failed } = await ingest(messages.slice(0, 1), due, trigger);
    expect([failed, requests()]).toEqual([[], 1]);
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
