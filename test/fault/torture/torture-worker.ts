/**
 * A process of a torture: writes, merges, collects or reads until it is killed. Bundled and started by
 * worker-processes.ts; its parent hands batches of keys to writers, the others work by themselves.
 */

import process from "node:process";
import MiniSearch from "minisearch";
import { isErrorOfKind, isSearchIndexError } from "../../../src/errors.ts";
import { openSearcher, searchPlan } from "../../../src/index/read.ts";
import { type IndexContext, ManifestStore } from "../../../src/index/shared.ts";
import { Ingester } from "../../../src/index/write.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/schema/schema.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { collectGarbage, compact, createCompactionPolicy } from "../../support/inside/index-compaction.ts";
import { countLiveDocuments } from "../../support/inside/index-manifest.ts";
import { compileQuery } from "../../support/inside/index-plan.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { openPlace, type TorturePlace } from "./torture-place.ts";

export type WorkerRole = "writer" | "merger" | "collector" | "reader";

/** A worker's message to its parent. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  /** A batch is handled; the keys in `failed` must come again. */
  | { readonly kind: "handled"; readonly failed: readonly string[]; readonly conflicts: number }
  | { readonly kind: "did"; readonly what: "merges" | "deletes" | "reads" | "setbacks"; readonly count: number }
  /** A promise is broken. */
  | { readonly kind: "broken"; readonly text: string };

/** A query takes milliseconds; a writer that takes longer than the second puts its segment again. */
const GRACES = { readerGraceMs: 5_000, orphanAgeMs: 8_000 };
/** So that merges of all sizes and purges fall due among few articles. */
const POLICY = createCompactionPolicy({
  maxDocuments: 400,
  smallDocuments: 10,
  maxSmallSegments: 2,
  maxInputs: 4,
  purgeAfterMs: 3_000,
});
const PAUSE_MS = 100;

const say = (message: WorkerMessage): void => {
  process.send?.(message);
};

function startWriter(context: IndexContext): void {
  const ingester = new Ingester(context, directProcessor(resolvedArticleOptions));
  process.on("message", async (keys: ObjectKey[]) => {
    try {
      const { failed, conflicts } = await ingester.ingest(keys);
      say({ kind: "handled", failed: [...failed.keys()], conflicts });
    } catch (error) {
      if (!isSearchIndexError(error) || !error.retryable) throw error;
      say({ kind: "handled", failed: keys, conflicts: 16 });
    }
  });
}

async function merge(context: IndexContext): Promise<void> {
  const snapshot = await new ManifestStore(context).load();
  if (snapshot === null) return;
  const { merges } = await compact(context, resolvedArticleOptions, snapshot, POLICY, { maxMerges: 4 });
  say({ kind: "did", what: "merges", count: merges.length });
}

async function collect(context: IndexContext): Promise<void> {
  say({ kind: "did", what: "deletes", count: (await collectGarbage(context, GRACES)).deleted.length });
}

/** I6: what is found is just what is live in the manifest that the query saw. */
function createReader(context: IndexContext): () => Promise<void> {
  const searcher = openSearcher({ ...context, options: articleIndexOptions, revalidateMs: 300 });
  const plan = compileQuery(MiniSearch.wildcard, {}, searcher.options);
  const all = { offset: 0, limit: 20, usesMatchedTermsFactor: true, ranksAllTermsFirst: false };
  return async () => {
    await searcher.snapshots.use(async (snapshot) => {
      const live = countLiveDocuments(snapshot.manifest);
      const { total } = await searchPlan(snapshot, plan, all);
      if (total !== live)
        throw new Error(`a reader of ${snapshot.manifest.sequence} found ${total} of ${live} articles`);
    });
    say({ kind: "did", what: "reads", count: 1 });
  };
}

/** Again and again; what a store or another worker may do to it is a setback, anything else ends the torture. */
async function repeat(context: IndexContext, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await work();
    } catch (error) {
      if (!isSearchIndexError(error) || !(error.retryable || isErrorOfKind(error, "not-found"))) throw error;
      say({ kind: "did", what: "setbacks", count: 1 });
    }
    await context.clock.sleep(PAUSE_MS);
  }
}

function start(role: WorkerRole, place: TorturePlace): Promise<void> | void {
  const context = openPlace(place);
  process.on("disconnect", () => process.exit());
  say({ kind: "ready" });
  if (role === "writer") return startWriter(context);
  const works = { merger: () => merge(context), collector: () => collect(context), reader: createReader(context) };
  return repeat(context, works[role]);
}

function tell(error: unknown): void {
  say({ kind: "broken", text: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
}

process.on("uncaughtException", tell);
process.on("unhandledRejection", tell);
void start(process.argv[2] as WorkerRole, JSON.parse(process.argv[3] ?? "{}") as TorturePlace);
