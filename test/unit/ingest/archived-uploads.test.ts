/**
 * Uploads in an archive of the store, as S3 Glacier keeps them: a HEAD tells of them, a GET is refused until a copy is
 * restored, and neither listing nor HEAD tells that it was.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ingestMessages } from "../../../functions/ingest/messages.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import { findDifferences, Ingester, listPresentRejections, reviewRejectedRecords } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { liveVersions } from "../../support/live-index.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

const PARSER = resolvedArticleOptions.parserVersion;

let archived: Set<string>;
let context: TestContext;
let cold: ObjectKey;
let good: ObjectKey;

beforeEach(async () => {
  archived = new Set();
  const inner = makeContext();
  const store = interceptStore(inner.store, {
    before(method, key) {
      if (method !== "get" || !archived.has(key)) return;
      throw new SearchIndexError("object-archived", `${key} lies in an archive.`);
    },
  });
  context = { ...inner, store };
  cold = await upload(context, "старая.json", articleUpload("Нефть подешевела"));
  good = await upload(context, "новая.json", articleUpload("Нефть подорожала"));
  archived.add(cold);
});

const ingest = (keys: readonly ObjectKey[]) =>
  new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);

async function rejections(): Promise<Record<string, readonly string[]>> {
  const codes: Record<string, readonly string[]> = {};
  for await (const { key, parts } of listPresentRejections(context, PARSER)) codes[key] = parts.map(({ code }) => code);
  return codes;
}

describe("an upload in an archive", () => {
  it("is rejected with what to do about it, and its neighbours go in", async () => {
    const report = await ingest([cold, good]);
    expect(report.failed).toEqual(new Map());
    expect(report.articles).toBe(1);
    expect(report.rejected.get(cold)).toEqual([
      { code: "archived", reason: expect.stringContaining("Restore it, or delete it") },
    ]);
    expect(await rejections()).toEqual({ [cold]: ["archived"] });
  });

  it("fails no message of the queue, so that it becomes no dead letter", async () => {
    const { logger } = recordingLogger();
    const ingester = new Ingester(context, directProcessor(resolvedArticleOptions));
    const messages = [cold, good].map((key) => ({ messageId: key, keys: [key], fault: null }));
    const { failed } = await ingestMessages(messages, {
      ingester,
      suspects: ingester,
      logger,
      clock: context.clock,
      compaction: null,
    });
    expect(failed).toEqual(new Set());
  });

  it("is looked at again by every reconcile, without a commit, and keeps its record", async () => {
    await ingest([cold, good]);
    const { keys } = await findDifferences(context, PARSER);
    expect(keys).toEqual([cold]);
    expect(await ingest(keys)).toMatchObject({ committed: [], unchanged: [cold] });
    expect((await reviewRejectedRecords(context, PARSER)).stale).toBe(0);
    expect(await rejections()).toEqual({ [cold]: ["archived"] });
  });

  it("is brought in once it is restored, by its event or by reconcile, though nothing else of it is new", async () => {
    await ingest([cold, good]);
    archived.clear();
    expect(await ingest((await findDifferences(context, PARSER)).keys)).toMatchObject({
      committed: [cold],
      articles: 1,
    });
    expect(await rejections()).toEqual({});
    expect((await findDifferences(context, PARSER)).keys).toEqual([]);
    expect(Object.keys(await liveVersions(context)).sort()).toEqual([cold, good].sort());
  });

  it("is forgotten once it is deleted", async () => {
    await ingest([cold, good]);
    await context.store.delete(cold);
    await ingest([cold]);
    expect(Object.keys(await liveVersions(context))).toEqual([good]);
    expect(await rejections()).toEqual({});
  });

  it("that was archived after it was read stays found as long as its version stays", async () => {
    archived.clear();
    await ingest([cold, good]);
    archived.add(cold);
    expect((await findDifferences(context, PARSER)).keys).toEqual([]);
  });

  it("is not said to be archived in a version that came between two looks at it", async () => {
    let heads = 0;
    const inner = context.store;
    const store = interceptStore(inner, {
      async after(method, key) {
        if (method !== "head" || key !== cold) return;
        heads += 1;
        if (heads > 1) return;
        // A copy that the owner puts over it, which is in no archive.
        archived.delete(cold);
        context.clock.advance(2_000);
        await upload(context, "старая.json", articleUpload("Нефть ещё подешевела"));
      },
    });
    const report = await new Ingester({ ...context, store }, directProcessor(resolvedArticleOptions)).ingest([cold]);
    expect(report).toMatchObject({ articles: 1, rejected: new Map() });
  });
});
