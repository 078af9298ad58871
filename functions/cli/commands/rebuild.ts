/**
 * `poisk rebuild`: makes the whole index anew from the uploads, beside the old one, and swaps it in. Search goes on.
 */
import { rebuildIndex } from "../../../src/index/write.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { withProgress } from "../terminal/progress.ts";
import { countText } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const rebuildVerb: Verb = {
  name: "rebuild",
  group: "Look after",
  summary: "rebuild the index from the uploads while search goes on",
  examples: ["rebuild", "rebuild --bucket NAME --index-prefix index-2/  # beside the old one"],
  run: async ({ options, terminal }: VerbCall<IndexLocation>) => {
    const { context, place } = openIndex(options);
    const { articles, uploads } = await withProgress(terminal, "Rebuilding", "uploads", (onProgress) =>
      rebuildIndex(context, openUploadProcessor(process.env), { onProgress }),
    );
    terminal.print(
      `Rebuilt the index in ${place}: ${countText(articles, "article")} of ${countText(uploads, "upload")}.`,
    );
    return { value: { place, articles, uploads } };
  },
};
