/**
 * A merge whose last answer is lost between the store and its client: the completion of its upload took effect, and
 * nobody told.
 */

import { createServer, request as requestOf } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { resolveIndexOptions, type Snapshot } from "../../src/index/shared.ts";
import { BatchCommitter } from "../../src/index/write.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";
import { CountingObjectStore, STREAM_PART_BYTES } from "../../src/store/store.ts";
import { countsBetween } from "../support/counts-between.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import { makeContext } from "../support/index-context.ts";
import { compact, smallMergePolicy } from "../support/inside/index-compaction.ts";
import { keysUnder, liveVersions } from "../support/live-index.ts";
import { plainIndexOptions } from "../support/segment-under-test.ts";
import { BUCKET, startEndpointUnderTest } from "./endpoint-under-test.ts";

/** Passes everything on to the endpoint at `url`, but hangs up on the first client whose upload it completed. */
async function startLosingProxy(url: string): Promise<{ url: string; lost: () => number; close: () => void }> {
  let lost = 0;
  const server = createServer((incoming, outgoing) => {
    const isCompletion = incoming.method === "POST" && (incoming.url ?? "").includes("uploadId=");
    const options = { method: incoming.method, headers: incoming.headers };
    const passed = requestOf(new URL(incoming.url ?? "/", url), options, (answer) => {
      if (isCompletion && lost === 0) {
        lost += 1;
        answer.resume().on("end", () => outgoing.socket?.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lost: () => lost, close };
}

/** Text of so many characters that nothing packs small. */
function noise(characters: number, seed: number): string {
  const random32 = seededRandom32(seed);
  return Buffer.from(Uint32Array.from({ length: characters / 4 }, random32).buffer).toString("latin1");
}

it("is not made again: the segment lies under a name that nobody else puts, and is committed", async () => {
  const s3 = await startEndpointUnderTest("MemoryObjectStore");
  const proxy = await startLosingProxy(s3.endpoint.url);
  try {
    const credentials = { accessKeyId: "anyone", secretAccessKey: "anything" };
    const store = new CountingObjectStore(new S3ObjectStore({ bucket: BUCKET, endpoint: proxy.url, credentials }));
    const context = makeContext(makeContext(), store);
    const options = resolveIndexOptions({ ...plainIndexOptions, storeFields: ["title", "noise"], columnFields: [] });
    let snapshot: Snapshot | null = null;
    for (const [i, key] of ["а", "б", "в", "г"].entries()) {
      const documents = [{ id: key, title: "мир", body: key, noise: noise(1_600_000, i) }];
      const look = async () => ({ state: "present", version: "1", documents }) as const;
      snapshot = (await new BatchCommitter(context, options).commit([key], look)).snapshot;
    }
    const before = store.counts();
    const { merges } = await compact(context, options, snapshot!, smallMergePolicy);
    const { putStreamIfAbsent, head } = countsBetween(before, store.counts()).byMethod;
    expect(proxy.lost()).toBe(1);
    expect(merges).toHaveLength(1);
    expect(merges[0]!.writtenBytes).toBeGreaterThan(STREAM_PART_BYTES);
    expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
    expect(await keysUnder(context, "index/segments/")).toHaveLength(5);
    // One merge was read and sent, and its segment was looked at: by the store, and by the merge.
    expect({ putStreamIfAbsent, head }).toEqual({ putStreamIfAbsent: 1, head: 1 });
  } finally {
    proxy.close();
    await s3.stop();
  }
});
