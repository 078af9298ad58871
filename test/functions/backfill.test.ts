/**
 * The bundled functions of a backfill, called one after another as the state machine does.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommitResult, FlushResult } from "../../functions/backfill/tasks.ts";
import type { BackfillReport, BegunBackfill } from "../support/inside/index-bulk.ts";
import { type SmallSqs, startSmallSqs } from "../support/small-sqs.ts";
import { type Bucket, find, ingestQueue, startBucket } from "./bucket.ts";
import type { RunningFunction } from "./running-function.ts";

let bucket: Bucket;
let queue: SmallSqs;
let functions: Record<"begin" | "flush" | "commit" | "finish" | "ingest" | "query", RunningFunction>;
let run: string;

const article = (text: string) => JSON.stringify({ title: text, text: `${text}. Подробности сообщат завтра утром.` });
const batch = (...names: string[]) => ({
  BatchInput: { run },
  Items: names.map((name) => ({ Key: `articles/${name}` })),
});

beforeAll(async () => {
  [bucket, queue] = await Promise.all([startBucket(), startSmallSqs()]);
  const [begin, flush, commit, finish, ingest, query] = await Promise.all([
    bucket.start("backfill-begin", { POISK_UPLOAD_QUEUE: queue.url }),
    bucket.start("backfill-flush"),
    bucket.start("backfill-commit"),
    bucket.start("backfill-finish", { POISK_UPLOAD_QUEUE: queue.url }),
    bucket.start("ingest"),
    bucket.start("query"),
  ]);
  functions = { begin, flush, commit, finish, ingest, query };
  for (const name of ["ледокол", "маяк", "баржа"]) await bucket.put(`articles/${name}.json`, article(`Новый ${name}`));
  bucket.takeEvents();
}, 60_000);

afterAll(async () => {
  await bucket.stop();
  await queue.close();
});

describe("the functions of a backfill", () => {
  test("flush what lies in the bucket, so that no search finds it yet", async () => {
    const begun = await functions.begin.invoke<BegunBackfill>({});
    run = begun.run;
    expect(begun.isResumed).toBe(false);
    expect(await functions.flush.invoke<FlushResult>(batch("ледокол.json", "маяк.json", "баржа.json"))).toEqual({
      segments: 1,
      uploads: 3,
      articles: 3,
      rejected: 0,
      live: 0,
      left: 0,
    });
    expect(await find(functions.query, "новый")).toEqual([]);
  });

  test("commit it, but for what was deleted meanwhile", async () => {
    await bucket.remove("articles/баржа.json");
    expect(await ingestQueue(functions.ingest, bucket.takeEvents())).toEqual([]);
    expect(await functions.commit.invoke<CommitResult>({ run })).toEqual({ run, isComplete: true });
    expect((await find(functions.query, "новый")).sort()).toEqual(["Новый ледокол", "Новый маяк"]);
  });

  test("queue what differs at the end as the bucket's own events come", async () => {
    await bucket.put("articles/буксир + паром.json", article("Новый буксир"));
    bucket.takeEvents();
    expect(await functions.finish.invoke<BackfillReport>({ run, isReported: false })).toEqual({
      run,
      uploads: 3,
      committed: 2,
      articles: 2,
      rejected: 0,
      skipped: 0,
      outdated: 1,
      left: 0,
      queued: 1,
    });
    expect(await functions.finish.invoke({ run, isReported: true })).toEqual({ run });
    expect(await ingestQueue(functions.ingest, queue.bodies())).toEqual([]);
    expect(await find(functions.query, "буксир")).toEqual(["Новый буксир"]);
  });

  test("tell what they did by a line each", () => {
    const { begin, flush, commit, finish } = functions;
    expect([begin, flush, commit, finish].map((each) => each.log().map(({ event }) => event))).toEqual([
      ["backfill-begin"],
      ["backfill-flush"],
      ["backfill-segment", "backfill-commit"],
      ["backfill-finish", "backfill-finish"],
    ]);
    expect(flush.log()).toMatchObject([{ uploads: 3, articles: 3, requestId: "request-1" }]);
  });

  test("reject what names no run, and tell it", async () => {
    await expect(functions.commit.invoke({ run: "../manifest" })).rejects.toThrow(/names no run/);
    expect(functions.commit.log().at(-1)).toMatchObject({ level: "error", event: "backfill-commit-failed" });
  });

  test("do not begin without the queue", async () => {
    await expect(bucket.start("backfill-finish")).rejects.toThrow(/POISK_UPLOAD_QUEUE must be an address/);
  });
});
