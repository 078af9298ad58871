/**
 * `poisk export --minisearch FILE`: writes the index as a JSON that MiniSearch opens. The file appears whole or not at
 * all.
 */
import { Option } from "commander";
import { exportMiniSearch, type MiniSearchExport, SnapshotSource } from "../../../src/index/read.ts";
import { requireSchema, schemaOf } from "../../../src/index/shared.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { type IndexLocation, type OpenIndex, requireIndex } from "../location/open-index.ts";
import { UsageError } from "../terminal/failure.ts";
import { type Output, openOutput } from "../terminal/output.ts";
import { countText, printable, sizeText } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const exportVerb: Verb = {
  name: "export",
  group: "Look after",
  summary: "write the index in another engine's form",
  options: [
    new Option(
      "--minisearch <file>",
      "a JSON for MiniSearch.loadJSON, with the options articleIndexOptions; - for standard output, and then --json adds nothing",
    ).makeOptionMandatory(),
  ],
  examples: ["export --minisearch .data/minisearch.json", "export --minisearch - | gzip > minisearch.json.gz"],
  run: async ({ options: { minisearch, ...location }, terminal }: VerbCall<IndexLocation & { minisearch: string }>) => {
    if (minisearch === "") throw new UsageError("--minisearch is empty: it names the file to write.");
    const index = await requireIndex(location);
    // Terms of another analyzer would not be found by these options.
    requireSchema(index.manifest, schemaOf(resolvedArticleOptions));
    const exported = await exportTo(await openOutput(minisearch), index);
    const { documents, terms, sizeBytes } = exported;
    const where = minisearch === "-" ? "standard output" : printable(minisearch);
    const report = `Exported ${countText(documents, "article")} with ${countText(terms, "term")} to ${where} (${sizeText(sizeBytes)}).`;
    if (minisearch === "-") terminal.note(report);
    else terminal.print(report);
    return minisearch === "-" ? {} : { value: { file: minisearch, ...exported } };
  },
};

async function exportTo(output: Output, { context }: OpenIndex): Promise<MiniSearchExport & { sizeBytes: number }> {
  try {
    // From the start again where segments were collected meanwhile.
    const result = await new SnapshotSource(context).use(async (index) => {
      await output.begin();
      let sizeBytes = 0;
      const written = await exportMiniSearch({
        index,
        write: async (piece) => {
          const bytes = Buffer.from(piece, "utf8");
          await output.write(bytes);
          sizeBytes += bytes.length;
        },
      });
      return { ...written, sizeBytes };
    });
    await output.finish();
    return result;
  } catch (failure) {
    await output.abandon();
    throw failure;
  }
}
