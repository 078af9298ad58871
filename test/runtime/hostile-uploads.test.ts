/**
 * One bad upload in a batch of good ones, under Lambda's own runtime: the upload that ends the process, the one that
 * eats the heap, the one that holds the processor, and an innocent one whose process is killed by chance. The queue
 * waits seconds where the stack's waits minutes.
 */
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { functionSizes } from "../../infra/function-sizes.ts";
import { BATCH_SIZE, BATCH_WINDOW_SECONDS, MAX_RECEIVES } from "../../infra/queue-settings.ts";
import type { RejectedRecord } from "../../src/index/write.ts";
import type { StatusAnswer } from "../../src/search-api.ts";
import { manyArticles } from "../support/heavy-uploads.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { BUCKET, type BucketWithQueue, startBucketWithQueue } from "./bucket-with-queue.ts";
import { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import { LambdaFunction } from "./lambda/lambda-function.ts";
import { type Moto, startMoto } from "./moto.ts";
import { type StoreTap, startStoreTap } from "./store-tap.ts";

const KILLS_READER = `--import=${new URL("../support/kill-reader.mjs", import.meta.url).href}`;
const HOLDS_READER = `--import=${new URL("../support/hold-reader.mjs", import.meta.url).href}`;
/** The longest that a function may run whose process is to die: what it has marked counts as dead when that is over. */
const TIMEOUT_SECONDS = 15;
/** And one whose process is to live, on a busy machine too. */
const LONG_TIMEOUT_SECONDS = 90;
const GOOD_UPLOADS = 29;
const BAD_KEY = "articles/014.json";
const QUIET_MS = 500_000;

interface Batch {
  /** Uploads that bring one article each, and the bad one among them. */
  readonly badKey: string;
  readonly badContent: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  /** Number of times that the process is killed while it holds the bad upload. */
  readonly kills?: number;
  readonly timeoutSeconds?: number;
}

let moto: Moto;
let tap: StoreTap;
let bucket: BucketWithQueue;
let ingest: LambdaFunction;
let mapping: EventSourceMapping;

afterEach(async () => {
  await mapping?.stop();
  await ingest?.stop();
  bucket?.close();
  await tap?.close();
  await moto?.stop();
}, 60_000);

const article = (i: number) =>
  JSON.stringify({ title: `Заметка номер ${i}`, text: `Ледокол номер ${i} вышел в море рано утром.` });

/** Puts the uploads of one batch, and waits until no message is left. */
async function handleBatch({
  badKey,
  badContent,
  environment = {},
  kills = 0,
  timeoutSeconds = TIMEOUT_SECONDS,
}: Batch): Promise<void> {
  moto = await startMoto("put right");
  let killsLeft = kills;
  tap = await startStoreTap(moto.url, {
    isDenied: () => false,
    onAnswer: ({ method, path }) => {
      if (killsLeft > 0 && method === "GET" && path.startsWith(`/${BUCKET}/${badKey}`)) killsLeft -= ingest.killBusy();
    },
  });
  bucket = await startBucketWithQueue(moto.url, { hiddenSeconds: timeoutSeconds + 5, maxReceives: MAX_RECEIVES });
  ingest = new LambdaFunction(
    {
      name: "poisk-ingest",
      codeFolder: fileURLToPath(new URL("../../dist/functions/ingest", import.meta.url)),
      environment: {
        POISK_BUCKET: BUCKET,
        POISK_ENDPOINT: tap.url,
        POISK_UPLOAD_QUEUE: bucket.queue.url,
        ...environment,
      },
      memoryMb: functionSizes.ingest.memoryMb,
      timeoutSeconds,
    },
    1,
  );
  for (let i = 0; i < GOOD_UPLOADS; i += 1) {
    if (i === GOOD_UPLOADS / 2 - 0.5) await bucket.apply({ key: badKey, content: Buffer.from(badContent) });
    await bucket.apply({ key: `articles/good-${i}.json`, content: Buffer.from(article(i)) });
  }
  mapping = new EventSourceMapping(bucket.sqs, ingest, {
    queueUrl: bucket.queue.url,
    queueArn: bucket.queue.arn,
    batchSize: BATCH_SIZE,
    windowSeconds: BATCH_WINDOW_SECONDS,
    maxConcurrency: 1,
  });
  mapping.start();
  const endMs = Date.now() + QUIET_MS;
  while ((await bucket.waiting()) > 0) {
    mapping.requireRunning();
    if (Date.now() > endMs) throw new Error(`Messages still wait; the function said:\n${ingest.output}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(killsLeft).toBe(0);
}

/** Runs the owner's command, and parses what it prints of the index. */
async function poisk<Answer>(verb: string): Promise<Answer> {
  const terminal = createRecordingTerminal();
  await runCommand([verb, "--json", "--bucket", BUCKET, "--endpoint", moto.url], terminal);
  return JSON.parse(terminal.printed.join("\n")) as Answer;
}

async function expectOutcome(documents: number, rejections: readonly (readonly [string, string])[]): Promise<void> {
  expect((await poisk<StatusAnswer>("status")).documents).toBe(documents);
  const { uploads: records } = await poisk<{ readonly uploads: readonly RejectedRecord[] }>("rejected");
  expect(records.map(({ key, parts }) => [key, parts[0]?.code])).toEqual(rejections);
  expect(await bucket.deadBodies()).toEqual([]);
}

const deaths = () => mapping.handled.filter(({ errorType }) => errorType !== null).map(({ errorType }) => errorType);

it("an upload that ends the process takes none of its batch along, and is named", { timeout: 600_000 }, async () => {
  await handleBatch({
    badKey: BAD_KEY,
    badContent: JSON.stringify({ title: "Последняя заметка", text: "В этом тексте есть слово убийцачитателей." }),
    environment: { NODE_OPTIONS: KILLS_READER },
  });
  await expectOutcome(GOOD_UPLOADS, [[BAD_KEY, "reader-died"]]);
  expect(new Set(deaths())).toEqual(new Set(["Runtime.ExitError"]));
  // Unmarked, in the whole batch, in a part of two, and three times alone.
  expect(deaths().length).toBeLessThanOrEqual(6);
});

it("two kills by chance reject nothing", { timeout: 600_000 }, async () => {
  await handleBatch({ badKey: BAD_KEY, badContent: article(99), kills: 2 });
  await expectOutcome(GOOD_UPLOADS + 1, []);
  expect(deaths()).toEqual(["Runtime.ExitError", "Runtime.ExitError"]);
});

it("an upload that eats the heap is rejected at once, and the others go in", { timeout: 600_000 }, async () => {
  const badKey = "articles/heap.jsonl.gz";
  await handleBatch({
    badKey,
    badContent: manyArticles(15_000),
    environment: { POISK_READING_MB: "48" },
    timeoutSeconds: LONG_TIMEOUT_SECONDS,
  });
  await expectOutcome(GOOD_UPLOADS, [[badKey, "reading-took-too-much-memory"]]);
  expect(deaths()).toEqual([]);
});

it("an upload that holds the processor is rejected at once, and the others go in", { timeout: 600_000 }, async () => {
  await handleBatch({
    badKey: BAD_KEY,
    badContent: JSON.stringify({ title: "Вечная заметка", text: "В этой заметке бесконечныйтекст." }),
    environment: { POISK_READING_SECONDS: "1", NODE_OPTIONS: HOLDS_READER },
    timeoutSeconds: LONG_TIMEOUT_SECONDS,
  });
  await expectOutcome(GOOD_UPLOADS, [[BAD_KEY, "reading-took-too-long"]]);
  expect(deaths()).toEqual([]);
});
