/**
 * A busy morning under Lambda's own runtime: 500 uploads come in bursts, processes are killed in the midst of their
 * work, one file is no article and one may not be read. Queue, batches and limits are the stack's, hours made seconds.
 */

import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { functionSizes } from "../../infra/function-sizes.ts";
import { BATCH_SIZE, BATCH_WINDOW_SECONDS, MAX_RECEIVES } from "../../infra/queue-settings.ts";
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { listPresentRejections, rebuildIndex, verifyIndex } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import type { SearchAnswer } from "../../src/search-api.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";
import { find, request } from "../functions/bucket.ts";
import type { FunctionName } from "../functions/running-function.ts";
import { directProcessor } from "../support/inside/ingest.ts";
import { keysUnder, liveVersions } from "../support/live-index.ts";
import { BUCKET, type BucketWithQueue, startBucketWithQueue } from "./bucket-with-queue.ts";
import { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import { type LambdaApi, startLambdaApi } from "./lambda/lambda-api.ts";
import { LambdaFunction } from "./lambda/lambda-function.ts";
import { type Moto, startMoto } from "./moto.ts";
import { type StoreTap, startStoreTap, type TappedRequest } from "./store-tap.ts";
import { archiveUpload, BROKEN_KEY, PUTS, type UploadHistory, uploadHistory, WORDS } from "./upload-history.ts";

/** The stack hides a message for half an hour, which no batch takes here; what fails comes again after seconds. */
const HIDDEN_SECONDS = 1_800;
const RETRY_SECONDS = 5;
/**
 * The marks of a killed process keep its uploads until its time would be over. All deliveries together take half as
 * long again.
 */
const INGEST_SECONDS = 60;
const UPLOADS_AT_ONCE = 8;
const QUIET_MS = 420_000;

/** A file that the functions may not read at first, as one that is encrypted by another's key. */
const DENIED_KEY = "articles/чужое/за семью печатями.json";
const NO_EVENT = "Это не событие хранилища.";
const DENIED = { title: "Печати сняты", text: "Архивариус прочитал бересту, что лежала за семью печатями." };

/** Pause between two bursts, so that uploads come while others are in work. */
const PAUSE_MS = 800;

/**
 * Moments at which an ingest dies: the store has done this so often, and the function is not told. The first manifest
 * is empty.
 */
const KILLS = [
  { place: `PUT /${BUCKET}/index/segments/`, times: 2 },
  { place: `PUT /${BUCKET}/index/manifest.json`, times: 3 },
  // Messages that come again are read under marks.
  { place: `PUT /${BUCKET}/index/reading/`, times: 1 },
] as const;

let moto: Moto;
let tap: StoreTap;
let bucket: BucketWithQueue;
let lambdaApi: LambdaApi;
let mapping: EventSourceMapping;
let functions: Record<"ingest" | "compact" | "reconcile" | "query" | "freshQuery", LambdaFunction>;
let history: UploadHistory;
let context: IndexContext;
let fresh: IndexContext;
let isDenied = true;
const killedAt: string[] = [];

beforeAll(async () => {
  moto = await startMoto("put right");
  tap = await startStoreTap(moto.url, { isDenied: denies, onAnswer: killInTheMidst });
  bucket = await startBucketWithQueue(moto.url, { hiddenSeconds: HIDDEN_SECONDS, maxReceives: MAX_RECEIVES });
  const compact = makeFunction("compact", 1, { POISK_ENDPOINT: moto.url });
  lambdaApi = await startLambdaApi({ "poisk-compact": compact });
  functions = {
    compact,
    ingest: makeFunction(
      "ingest",
      2,
      {
        POISK_ENDPOINT: tap.url,
        POISK_COMPACT_FUNCTION: "poisk-compact",
        POISK_METRICS: "on",
        AWS_ENDPOINT_URL_LAMBDA: lambdaApi.url,
      },
      { ...functionSizes.ingest, timeoutSeconds: INGEST_SECONDS },
    ),
    reconcile: makeFunction("reconcile", 1, { POISK_ENDPOINT: moto.url }),
    query: makeFunction("query", 2, { POISK_ENDPOINT: moto.url, POISK_REVALIDATE_MS: "0" }),
    freshQuery: makeFunction("query", 2, { POISK_ENDPOINT: moto.url, POISK_INDEX_PREFIX: "fresh/" }),
  };
  mapping = new EventSourceMapping(bucket.sqs, functions.ingest, {
    queueUrl: bucket.queue.url,
    queueArn: bucket.queue.arn,
    batchSize: BATCH_SIZE,
    windowSeconds: BATCH_WINDOW_SECONDS,
    maxConcurrency: 2,
    retrySeconds: RETRY_SECONDS,
  });
  mapping.start();
  history = uploadHistory(7);
  await bucket.apply({ key: DENIED_KEY, content: Buffer.from(JSON.stringify(DENIED)) });
  await bucket.send(NO_EVENT);
  for (const burst of history.bursts) {
    await applyAtOnce(burst);
    await pause(PAUSE_MS);
  }
  await untilQuiet();
  const store = new S3ObjectStore({
    bucket: BUCKET,
    endpoint: moto.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const ports = { store, clock: systemClock, ids: systemIdSource };
  context = { ...ports, layout: { uploadsPrefix: "articles/", indexPrefix: "index/" } };
  fresh = { ...ports, layout: { uploadsPrefix: "articles/", indexPrefix: "fresh/" } };
}, 510_000);

afterAll(async () => {
  await mapping?.stop();
  await Promise.all(Object.values(functions ?? {}).map((made) => made.stop()));
  await lambdaApi?.close();
  bucket?.close();
  await tap?.close();
  await moto?.stop();
}, 60_000);

function makeFunction(
  name: FunctionName,
  maxConcurrency: number,
  environment: Record<string, string>,
  { memoryMb, timeoutSeconds } = functionSizes[name],
) {
  return new LambdaFunction(
    {
      name: `poisk-${name}`,
      codeFolder: fileURLToPath(new URL(`../../dist/functions/${name}`, import.meta.url)),
      environment: { POISK_BUCKET: BUCKET, ...environment },
      memoryMb,
      timeoutSeconds,
    },
    maxConcurrency,
  );
}

function denies({ method, path }: TappedRequest): boolean {
  return isDenied && method !== "PUT" && decodeURIComponent(path).startsWith(`/${BUCKET}/${DENIED_KEY}`);
}

const seen = KILLS.map(() => 0);

function killInTheMidst({ method, path }: TappedRequest, status: number): void {
  if (status !== 200) return;
  for (const [i, { place, times }] of KILLS.entries()) {
    if (!`${method} ${path}`.startsWith(place)) continue;
    seen[i] = (seen[i] ?? 0) + 1;
    if (seen[i] === times && functions.ingest.killBusy() > 0) killedAt.push(place);
  }
}

async function applyAtOnce(steps: UploadHistory["bursts"][number]): Promise<void> {
  const left = [...steps];
  const uploader = async () => {
    for (let step = left.shift(); step !== undefined; step = left.shift()) await bucket.apply(step);
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, uploader));
}

async function untilQuiet(): Promise<void> {
  const endMs = Date.now() + QUIET_MS;
  while ((await bucket.waiting()) > 0) {
    if (Date.now() > endMs) throw new Error(`Messages still wait; the function said:\n${functions.ingest.output}`);
    await pause(500);
  }
}

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

const query = (name: "query" | "freshQuery", target: string) => request(functions[name], target);

/**
 * Reads the articles of an answer, without what each run has of its own. Scores are as precise as a reader of JSON can
 * compare.
 */
async function answerOf(name: "query" | "freshQuery", parameters: Record<string, string>) {
  const { statusCode, body } = await query(name, `/search?${new URLSearchParams(parameters)}`);
  expect(statusCode).toBe(200);
  const { hits, total, totalAny, facets } = JSON.parse(body) as SearchAnswer;
  return { total, totalAny, facets, hits: hits.map((hit) => ({ ...hit, score: Number(hit.score?.toPrecision(9)) })) };
}

describe("after 500 uploads in bursts", () => {
  it("the bucket has what overwrites and deletes left in it", async () => {
    expect(history.counts.puts).toBe(PUTS);
    expect(Math.min(history.counts.overwrites, history.counts.deletes)).toBeGreaterThan(50);
    expect(await keysUnder(context, "articles/")).toEqual([...history.present, DENIED_KEY].sort());
  });

  it("ingests had died after a segment, after a commit and under marks, and their batches came again", () => {
    expect([...killedAt].sort()).toEqual(KILLS.map(({ place }) => place).sort());
    const died = mapping.handled.filter(({ errorType }) => errorType !== null);
    expect(died.map(({ errorType }) => errorType)).toEqual(died.map(() => "Runtime.ExitError"));
    expect(died.length).toBeGreaterThanOrEqual(KILLS.length);
  });

  it("batches were shared: far fewer commits than uploads", () => {
    expect(mapping.handled.length).toBeLessThan(PUTS / 5);
  });

  it("what is no article is in index/rejected, with its reason", async () => {
    const rejections = [];
    for await (const rejection of listPresentRejections(context, resolvedArticleOptions.parserVersion)) {
      rejections.push(rejection);
    }
    expect(rejections).toMatchObject([{ key: BROKEN_KEY, parts: [{ code: "broken-json" }] }]);
  });

  it("dead letters are the upload that may not be read and the message that is no event, and nothing else", async () => {
    const bodies = await bucket.deadBodies();
    const encoded = encodeURIComponent(DENIED_KEY).replaceAll("%2F", "/").replaceAll("%20", "+");
    expect(bodies).toHaveLength(2);
    expect(bodies).toContain(NO_EVENT);
    expect(bodies.filter((body) => body.includes(encoded))).toHaveLength(1);
    expect(functions.ingest.output).toContain('"code":"store-denied"');
  });

  it("two archives make compaction due: ingest asks for it, and it runs", async () => {
    for (const [i, name] of ["первый", "второй"].entries()) {
      await bucket.apply(archiveUpload(name, i + 1));
      await untilQuiet();
    }
    const outcomes = await lambdaApi.outcomes();
    expect(outcomes.filter((outcome) => !("payload" in outcome))).toEqual([]);
    const results = outcomes.map((outcome) => JSON.parse("payload" in outcome ? outcome.payload : "{}"));
    expect(results.reduce((sum, { merges }) => sum + merges, 0)).toBeGreaterThan(0);
  });

  it("the denied upload is found once it may be read and dead letters are tried again", async () => {
    expect(await find(functions.query, "береста")).toEqual([]);
    isDenied = false;
    await bucket.redrive();
    await vi.waitFor(async () => expect(await find(functions.query, "береста")).toEqual([DENIED.title]), {
      timeout: 30_000,
      interval: 500,
    });
  });
});

describe("the index", () => {
  it("speaks for the very versions that a fresh index of the bucket does", async () => {
    await rebuildIndex(fresh, directProcessor(resolvedArticleOptions));
    const settled = async (index: IndexContext) =>
      Object.entries(await liveVersions(index)).map(([key, version]) => [key, version.replace("~/", "/")]);
    expect(await settled(context)).toEqual(await settled(fresh));
  });

  it("leaves nothing to do to the nightly reconcile, on the real runtime too", async () => {
    expect(await functions.reconcile.invoke({})).toMatchObject({ missing: 0, changed: 0, gone: 0, failed: 0 });
  });

  it("is whole, and agrees with the bucket", async () => {
    const { findings, bucket: differences } = await verifyIndex(context, resolvedArticleOptions);
    expect(findings.filter(({ severity }) => severity !== "notice")).toEqual([]);
    expect(differences).toMatchObject({ missing: 0, changed: 0, gone: 0 });
  });

  it("answers every search as a fresh one does, through the query function", async () => {
    const searches = [
      ...WORDS.map((word) => ({ q: word, limit: "50", facets: "year" })),
      ...["мороз хоккей", '"Новость 12"', "леодкол", "музей -мост"].map((q) => ({ q, limit: "20" })),
      ...Array.from({ length: 20 }, (_, page) => ({ q: "", limit: "50", offset: String(50 * page) })),
    ];
    for (const parameters of searches) {
      expect(await answerOf("query", parameters)).toEqual(await answerOf("freshQuery", parameters));
    }
    expect((await answerOf("query", { q: "ледокол" })).total).toBeGreaterThan(50);
  });
});
