/**
 * Reads and inverts uploads in the caller's own thread, without a limit on what one takes (layer 4): what the worker runs, and
 * what simulations and tests run that must do the same at every run.
 */
import { readArticles } from "../../article/read-articles.ts";
import { freezeSegment } from "../../segment/minisearch-codec.ts";
import type { ResolvedIndexOptions } from "../../segment/minisearch-options.ts";
import { createBulkInverter } from "../bulk-inverter.ts";
import type { UploadProcessor } from "./upload-processor.ts";

/** Rejects as readArticles and freezeSegment do. It remembers the words that it met. */
export function directProcessor(options: ResolvedIndexOptions): UploadProcessor {
  const invert = createBulkInverter(options);
  return {
    options,
    read: readArticles,
    build: async (sources) => {
      const sourceKeys = sources.map(({ sourceKey }) => sourceKey);
      const segments = sources.length === 0 ? [] : [{ ...freezeSegment(sources, options, invert), sourceKeys }];
      return { segments, rejected: new Map() };
    },
  };
}
