/**
 * The stack under the guards of AWS that act on behaviour: long chains of messages, an account of ten executions,
 * events that are tried again and forgotten. Functions are simulated by the time that they take; what hands batches on
 * is the handler itself.
 */
import type { SQSEvent } from "aws-lambda";
import { beforeAll, describe, expect, it } from "vitest";
import { createIngestHandler } from "../../../functions/ingest/handler.ts";
import { uploadMessage } from "../../../functions/queue/message-queue.ts";
import { readStackSettings } from "../../../infra/stack-settings.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { NOTHING_INGESTED } from "../../../src/index/write.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { HandClock } from "../../support/hand-clock.ts";
import { type Synthesised, synthesise, type Template } from "../synthesised.ts";
import { type Invocation, SimulatedLambda } from "./simulated-lambda.ts";

const BUCKET = "articles-bucket";

/** A file of 20,000 articles takes a minute (docs/aws.md, "Sizes and limits"). */
const MS_PER_ARTICLE = 3;

let stack: Synthesised;

beforeAll(async () => {
  stack = await synthesise();
}, 120_000);

/** The template as it was before a property was set. */
function without(property: string): Template {
  const Resources = Object.entries(stack.template.Resources).map(([id, { Properties, ...resource }]) => {
    const { [property]: _, ...others } = Properties;
    return [id, { ...resource, Properties: others }];
  });
  return { ...stack.template, Resources: Object.fromEntries(Resources) };
}

/** Uploads files at once and waits until all is done or put aside. `finishes`: whether a pass ever finishes one. */
async function uploadFiles(files: number, articles: number, { template = stack.template, finishes = true } = {}) {
  const time = new HandClock(Date.UTC(2026, 0, 1));
  const { logger } = recordingLogger();
  const indexed = new Set<string>();
  const ingester = {
    ingest: async (keys: readonly ObjectKey[], { deadlineMs = Infinity } = {}) => {
      let done = 0;
      while (finishes && done < keys.length && (done === 0 || time.monotonicMs() < deadlineMs)) {
        await time.sleep(articles * MS_PER_ARTICLE);
        indexed.add(keys[done] as string);
        done += 1;
      }
      return { ...NOTHING_INGESTED, committed: keys.slice(0, done), left: keys.slice(done), isCompactionDue: true };
    },
  };
  const ingest = async (event: unknown, { chain, remainingMs }: Invocation) =>
    createIngestHandler({
      ingester,
      suspects: ingester,
      logger,
      clock: time,
      watched: { bucket: BUCKET, layout: defaultKeyLayout },
      compaction: { request: async () => lambda.invokeAsync("poisk-compact", {}, { chain }) },
      messages: {
        postpone: async (messages, secondsOf) => {
          for (const message of messages) lambda.postpone(message.messageId, secondsOf(message));
        },
      },
      giveBack: async (keys, stalledPasses) => {
        for (const key of keys) lambda.send(uploadMessage(BUCKET, key, stalledPasses), { chain });
      },
    })(event as SQSEvent, { awsRequestId: "r", getRemainingTimeInMillis: remainingMs });
  const lambda: SimulatedLambda = new SimulatedLambda({
    template,
    time,
    handlers: { "poisk-ingest": ingest, "poisk-compact": () => time.sleep(1_000) },
  });
  const startMs = time.nowMs();
  for (let i = 0; i < files; i += 1) lambda.send(uploadMessage(BUCKET, `articles/${i}.jsonl` as ObjectKey));
  await time.run();
  return {
    indexed: indexed.size,
    deadLetters: lambda.deadLetters.length,
    stoppedLoops: lambda.stoppedLoops,
    dropped: lambda.dropped,
    ingestCalls: lambda.invoked["poisk-ingest"] ?? 0,
    hours: (time.nowMs() - startMs) / 3_600_000,
  };
}

describe("files that come at once, of more articles than an invocation has time for", () => {
  it.each([
    [60, 20_000],
    [200, 20_000],
    [1_000, 2_000],
  ])("are all indexed: %i of %i articles", async (files, articles) => {
    expect(await uploadFiles(files, articles)).toMatchObject({
      indexed: files,
      deadLetters: 0,
      stoppedLoops: 0,
      dropped: 0,
    });
  });

  it.each([
    [60, 9],
    [200, 149],
  ])("would be dead letters in part if Lambda ended loops: of %i files %i", async (files, lost) => {
    const { indexed, deadLetters, hours } = await uploadFiles(files, 20_000, { template: without("RecursiveLoop") });
    expect([indexed, deadLetters]).toEqual([files - lost, lost]);
    expect(hours).toBeGreaterThan(10);
  });

  it("are put aside after some passes where none finishes anything", async () => {
    const { indexed, deadLetters, ingestCalls } = await uploadFiles(3, 20_000, { finishes: false });
    expect([indexed, deadLetters]).toEqual([0, 3]);
    // Three passes are given back; the fourth message is tried as often as any that fails.
    expect(ingestCalls).toBeLessThanOrEqual(2 * 3 + 3 * 20);
  });
});

describe("an account of ten executions", () => {
  /** Searches that are refused in ten minutes in which all functions are at work, and calls of children that are. */
  const refusals = async (children: number) => {
    const time = new HandClock(Date.UTC(2026, 0, 1));
    const busy = (durationMs: number) => () => time.sleep(durationMs);
    const lambda = new SimulatedLambda({
      template: stack.template,
      time,
      executions: 10,
      handlers: {
        "poisk-ingest": async () => {
          await time.sleep(60_000);
          return { batchItemFailures: [] };
        },
        "poisk-compact": busy(300_000),
        "poisk-reconcile": busy(600_000),
        "poisk-backfill-flush": busy(120_000),
        "poisk-query": busy(80),
      },
    });
    for (let i = 0; i < 4_000; i += 1) lambda.send(uploadMessage(BUCKET, `articles/${i}.json` as ObjectKey));
    lambda.invokeAsync("poisk-compact", {});
    lambda.invokeAsync("poisk-reconcile", {});
    const endMs = time.nowMs() + 600_000;
    const child = async (): Promise<void> => {
      while (time.nowMs() < endMs) {
        await lambda.invoke("poisk-backfill-flush", {}).catch(() => time.sleep(5_000));
      }
    };
    for (let i = 0; i < children; i += 1) void child();
    for (let atMs = time.nowMs() + 5_000; atMs < endMs; atMs += 1_000) {
      time.at(atMs, () => void lambda.invoke("poisk-query", {}).catch(() => undefined));
    }
    await time.run();
    return [lambda.throttled["poisk-query"] ?? 0, lambda.throttled["poisk-backfill-flush"] ?? 0] as const;
  };

  it("answers every search while a backfill, uploads and maintenance are at work", async () => {
    const { backfillConcurrency } = readStackSettings({ accountConcurrency: "10" });
    expect(await refusals(backfillConcurrency)).toEqual([0, 0]);
  });

  it("would refuse searches and children under as many children as a large account has", async () => {
    const [searches, children] = await refusals(20);
    expect(searches).toBeGreaterThan(100);
    expect(children).toBeGreaterThan(100);
  });
});

describe("what is invoked without waiting", () => {
  const attempts = async (template: Template) => {
    const time = new HandClock(Date.UTC(2026, 0, 1));
    const failing = async () => {
      throw new Error("The store does not answer.");
    };
    const lambda = new SimulatedLambda({ template, time, handlers: { "poisk-compact": failing } });
    lambda.invokeAsync("poisk-compact", {});
    await time.run();
    return lambda.invoked["poisk-compact"];
  };

  it("is tried once by the stack, since the next run does its work, where Lambda would try it thrice", async () => {
    expect(await attempts(stack.template)).toBe(1);
    expect(await attempts(without("MaximumRetryAttempts"))).toBe(3);
  });

  it("waits for its turn for an hour at the most, and is then forgotten", async () => {
    const time = new HandClock(Date.UTC(2026, 0, 1));
    const sleepFor = (durationMs: number) => () => time.sleep(durationMs);
    const lambda = new SimulatedLambda({
      template: stack.template,
      time,
      executions: 10,
      handlers: { "poisk-query": sleepFor(2 * 3_600_000), "poisk-compact": sleepFor(1_000) },
    });
    for (let i = 0; i < 10; i += 1) void lambda.invoke("poisk-query", {});
    lambda.invokeAsync("poisk-compact", {});
    await time.run();
    expect([lambda.invoked["poisk-compact"], lambda.dropped]).toEqual([undefined, 1]);
  });
});
