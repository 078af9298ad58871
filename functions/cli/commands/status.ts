/**
 * `poisk status`: what the index holds.
 */
import { isoTimestamp } from "../../../src/clock.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import type { StatusAnswer } from "../../../src/search-api.ts";
import { type IndexLocation, requireIndex } from "../location/open-index.ts";
import { sizeText, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const statusVerb: Verb = {
  name: "status",
  group: "Look after",
  summary: "show what the index holds",
  examples: ["status", "status --json | jq .documents"],
  run: async ({ options, terminal }: VerbCall<IndexLocation>) => {
    const { context, manifest, place } = await requireIndex(options);
    const search = new ArticleSearch(context);
    const { updatedAtMs, commitId: _, ...held } = await search.status();
    const status: StatusAnswer = {
      ...held,
      updatedAt: isoTimestamp(updatedAtMs),
      rejected: await search.countRejected(),
    };
    printStatus(status, place, terminal);
    const { analyzerVersion, parserVersion } = resolvedArticleOptions;
    if (manifest.analyzer !== analyzerVersion || manifest.parser !== parserVersion) {
      terminal.note(
        `The index was made by ${manifest.analyzer} and ${manifest.parser}; this poisk is ${analyzerVersion} and ${parserVersion}. Run: poisk rebuild`,
      );
    }
    return { value: status };
  },
};

function printStatus(status: StatusAnswer, place: string, terminal: Terminal): void {
  const rows: [string, string][] = [
    ["index", place],
    ["articles", String(status.documents)],
    [
      "rejected",
      status.rejected ? `${status.rejected} (poisk rejected lists them)` : String(status.rejected ?? "unknown"),
    ],
    ["segments", String(status.segments)],
    ["size", sizeText(status.indexBytes)],
    ["sequence", String(status.sequence)],
    ["updated", status.updatedAt],
    ["analyzer", status.analyzer],
  ];
  for (const [name, value] of rows) terminal.print(`${terminal.style("dim", name.padEnd(9))}  ${value}`);
}
