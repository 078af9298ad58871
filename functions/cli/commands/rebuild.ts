/**
 * `poisk rebuild`: makes the whole index anew from the uploads, beside the old one, and swaps it in. Search goes on.
 */
import { rebuildIndex } from "../../../src/indexer/bulk/rebuild.ts";
import { listUploads } from "../../../src/indexer/ingest/reconcile.ts";
import type { IndexContext } from "../../../src/manifest/manifest-store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { startProgress } from "../terminal/progress.ts";
import { countText } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const rebuildVerb: Verb = {
  name: "rebuild",
  group: "Look after",
  summary: "make the index anew from the uploads, while search goes on",
  examples: ["rebuild", "rebuild --bucket NAME --index-prefix index-2/  # beside the old one"],
  run: async ({ options, terminal }: VerbCall<IndexLocation>) => {
    const { context, place } = openIndex(options);
    const progress = startProgress(terminal, "Rebuilding", await countUploads(context), "uploads");
    try {
      const report = await rebuildIndex(context, openUploadProcessor(process.env), progress.update);
      progress.stop();
      terminal.print(
        `Rebuilt the index in ${place}: ${countText(report.articles, "article")} of ${countText(report.uploads, "upload")}.`,
      );
      return { value: { place, articles: report.articles, uploads: report.uploads } };
    } finally {
      progress.stop();
    }
  },
};

async function countUploads(context: IndexContext): Promise<number> {
  let count = 0;
  for await (const _ of listUploads(context)) count += 1;
  return count;
}
