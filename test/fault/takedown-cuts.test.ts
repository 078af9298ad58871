import { describe, expect, it } from "vitest";
import { isSearchIndexError } from "../../src/errors.ts";
import { findDifferences, Ingester } from "../../src/index/write.ts";
import { takeDown } from "../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { ArticleSearch } from "../../src/search/search.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { FailingObjectStore, type Fault, faultsAt, KilledError } from "../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../support/index-context.ts";
import { directProcessor } from "../support/inside/ingest.ts";
import { keysUnder, liveVersions } from "../support/live-index.ts";
import { upload } from "../support/uploads.ts";

const line = (id: string, title: string) => JSON.stringify({ id, title, text: `${title}, сообщили в мэрии города.` });
const before = `${line("1", "Мост открыли")}\n${line("2", "Парк закрыли")}\n`;
const after = `${line("2", "Парк закрыли")}\n`;

const faults: readonly Fault[] = [
  { when: "killed before" },
  { when: "killed after" },
  { when: "before", error: "http-503" },
  { when: "after", error: "timeout" },
  { when: "late", error: "timeout" },
  { when: "before", error: "http-412" },
  { when: "before", error: "http-409" },
];

async function prepare(): Promise<TestContext> {
  const context = makeContext();
  const keys = [await upload(context, "a.jsonl", before), await upload(context, "b.json", line("1", "Мост открыли"))];
  await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
  return context;
}

const keys = ["articles/a.jsonl", "articles/b.json"] as ObjectKey[];
const edit = { selects: ({ id }: { id: string }) => id === "1", correction: null };

/** Takes the article down through a store with one fault; gives whether it was said to be done, and the calls made. */
async function takeDownWith(context: TestContext, call: number, fault: Fault) {
  const failing = new FailingObjectStore(context.store, faultsAt({ [call]: fault }));
  let isSaidToBeDone = false;
  try {
    const { failed } = await takeDown(
      makeContext(context, failing),
      directProcessor(resolvedArticleOptions),
      keys,
      edit,
    );
    isSaidToBeDone = failed.size === 0;
  } catch (error) {
    if (!(error instanceof KilledError) && !isSearchIndexError(error)) throw error;
  }
  await failing.landLateWrites();
  return { isSaidToBeDone, calls: failing.callCount };
}

const idsFound = async (context: TestContext) => {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const found = await Promise.all(["1", "2"].map((id) => search.findById(id)));
  return found.map((articles) => articles.map(({ key }) => key));
};

describe("a takedown cut at each of its calls in turn", () => {
  it.each(faults)("loses no neighbour, and the index agrees after a reconcile: %o", async (fault) => {
    for (let call = 1, calls = 1; call <= calls; call += 1) {
      const context = await prepare();
      const run = await takeDownWith(context, call, fault);
      calls = Math.max(calls, run.calls);
      const text = Buffer.from((await context.store.get(keys[0] as ObjectKey)).bytes).toString();
      expect([before, after], `call ${call}`).toContain(text);
      const { keys: differing } = await findDifferences(context, resolvedArticleOptions.parserVersion);
      if (run.isSaidToBeDone) expect([text, differing], `call ${call}`).toEqual([after, []]);
      await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(differing);
      const held = (await keysUnder(context, "articles/")).filter((key) => key !== keys[0] || text === before);
      expect(await idsFound(context), `call ${call}`).toEqual([held, [keys[0]]]);
      await liveVersions(context);
      // Whoever runs it again ends where the first run should have.
      const again = await takeDownWith(context, 0, fault);
      expect(again.isSaidToBeDone, `call ${call}`).toBe(true);
      expect(await idsFound(context), `call ${call}`).toEqual([[], [keys[0]]]);
    }
  });
});
