import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Bucket, ingestQueue, startBucket } from "./bucket.ts";
import type { RunningFunction } from "./running-function.ts";

interface Invocation {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: unknown;
}

let bucket: Bucket;
let lambda: Server;
let url: string;
let answer: number;
const invocations: Invocation[] = [];

beforeAll(async () => {
  bucket = await startBucket();
  lambda = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    invocations.push({
      method: request.method ?? "",
      path: request.url ?? "",
      type: String(request.headers["x-amz-invocation-type"]),
      body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
    });
    response.writeHead(answer, { "content-type": "application/json" });
    response.end(
      answer === 202 ? "" : JSON.stringify({ Message: "Rate Exceeded.", Reason: "CallerRateLimitExceeded" }),
    );
  });
  await new Promise<void>((resolve) => lambda.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
});

beforeEach(() => {
  answer = 202;
  invocations.length = 0;
});

afterAll(async () => {
  await bucket.stop();
  lambda.close();
});

/** Two such uploads are two segments that only compaction merges. */
async function ingestMany(ingest: RunningFunction, ...names: string[]): Promise<string[]> {
  for (const name of names) {
    const lines = Array.from({ length: 600 }, (_, i) =>
      JSON.stringify({
        title: `Сводка ${name} ${i}`,
        text: `Сводка погоды номер ${i} для района ${name}, без осадков.`,
      }),
    );
    await bucket.put(`articles/${name}.jsonl`, lines.join("\n"));
  }
  return ingestQueue(ingest, bucket.takeEvents());
}

const startIngest = (compactFunction: string, lambdaUrl = url) =>
  bucket.start("ingest", { POISK_COMPACT_FUNCTION: compactFunction, AWS_ENDPOINT_URL_LAMBDA: lambdaUrl });

describe("the ingest function", () => {
  test("invokes the compaction function, without waiting for it, as soon as a batch makes a merge due", async () => {
    const ingest = await startIngest("poisk-compact");
    expect(await ingestMany(ingest, "север")).toEqual([]);
    expect(invocations).toEqual([]);
    expect(await ingestMany(ingest, "юг")).toEqual([]);
    expect(invocations).toEqual([
      {
        method: "POST",
        path: "/2015-03-31/functions/poisk-compact/invocations",
        type: "Event",
        body: { source: "poisk.ingest" },
      },
    ]);
    expect(ingest.log().at(-1)).toMatchObject({ level: "info", event: "compaction-requested" });
  });

  test("keeps its uploads and warns where the invocation is refused", async () => {
    const ingest = await startIngest("poisk-compact:live");
    answer = 429;
    expect(await ingestMany(ingest, "запад")).toEqual([]);
    expect(invocations.length).toBeGreaterThan(0);
    expect(ingest.log().map(({ level, event }) => [level, event])).toEqual([
      ["info", "committed"],
      ["warn", "compaction-not-requested"],
    ]);
  });

  test("keeps its uploads and warns where nobody answers", async () => {
    const ingest = await startIngest("poisk-compact", "http://127.0.0.1:1");
    expect(await ingestMany(ingest, "восток")).toEqual([]);
    expect(ingest.log().at(-1)).toMatchObject({ level: "warn", event: "compaction-not-requested" });
  });

  test("refuses a name that no function can have, before the first upload", async () => {
    await expect(startIngest("poisk compact")).rejects.toThrow(/POISK_COMPACT_FUNCTION must be the name/);
  });
});
