/**
 * Reads and inverts uploads in the caller's own thread, without a limit on time (layer 4): what the worker runs, and what
 * simulations and tests run that must do the same at every run.
 */
import { readArticles } from "../../article/upload/read-articles.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { type InversionLimits, SegmentBuilder } from "./segment-builder.ts";
import type { UploadProcessor } from "./upload-processor.ts";

/** Rejects as readArticles and SegmentBuilder.build do. */
export function directProcessor(options: ResolvedIndexOptions, limits?: InversionLimits): UploadProcessor {
  const builder = new SegmentBuilder(options, limits);
  return { options, read: readArticles, build: async (sources) => builder.build(sources) };
}
