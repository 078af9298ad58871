/**
 * Opens the parts of the functions that bring uploads into the index, from the environment.
 */

import { VerifiedObjectStore } from "../../src/index/publish.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { Ingester, SuspectIngester } from "../../src/index/write.ts";
import { MeteredObjectStore } from "../../src/store/store.ts";
import type { WriterSettings } from "../settings/environment.ts";
import { openLogger, openMetrics } from "../settings/function-parts.ts";
import { openContext, openStore } from "../settings/writer-parts.ts";
import { LambdaCompactionTrigger } from "./lambda-compaction-trigger.ts";
import { openUploadProcessor } from "./open-processor.ts";
import type { RoundDependencies } from "./round.ts";

/**
 * One store for all of it, verified before the first object of an index is put. `invalid-options` as
 * openUploadProcessor.
 */
export function openWriter(settings: WriterSettings): RoundDependencies & { readonly context: IndexContext } {
  const meter: MeteredObjectStore = new MeteredObjectStore(
    openStore(settings, { onSession: () => meter.countRequest() }),
  );
  const unverified = openContext(meter, settings);
  const context = { ...unverified, store: new VerifiedObjectStore(unverified) };
  const logger = openLogger(settings);
  const ingester = new Ingester(context, openUploadProcessor(process.env, logger));
  const compactFunction = settings.POISK_COMPACT_FUNCTION;
  return {
    context,
    ingester,
    suspects: new SuspectIngester(context, ingester),
    compaction: compactFunction === undefined ? null : new LambdaCompactionTrigger(compactFunction),
    logger,
    clock: context.clock,
    meter,
    metrics: openMetrics(settings, settings.POISK_METRICS),
  };
}
