/**
 * `poisk status`: what the index holds.
 */
import type { Command } from "commander";
import { isoTimestamp } from "../../../src/clock.ts";
import { ArticleSearch } from "../../../src/query/article-search.ts";
import type { StatusAnswer } from "../../../src/search-api.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import { addLocationOptions, type IndexLocation, openIndex, requireIndex } from "../location/open-index.ts";
import type { ExitCode } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";

export function addStatusCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program.command("status").description("what the index holds").option("--json", "print JSON");
  addLocationOptions(command).action(async (options: IndexLocation & { json?: true }) => {
    const index = openIndex(options);
    const { manifest } = await requireIndex(index);
    const search = new ArticleSearch(index.context);
    const { updatedAtMs, commitId: _, ...held } = await search.status();
    const status: StatusAnswer = {
      ...held,
      updatedAt: isoTimestamp(updatedAtMs),
      rejected: await search.countRejected(),
    };
    if (options.json) terminal.print(JSON.stringify(status, null, 2));
    else printStatus(status, index.place, terminal);
    const { analyzerVersion, parserVersion } = resolvedArticleOptions;
    if (manifest.analyzer !== analyzerVersion || manifest.parser !== parserVersion) {
      terminal.note(
        `The index was made by ${manifest.analyzer} and ${manifest.parser}; this poisk is ${analyzerVersion} and ${parserVersion}. Run: poisk rebuild`,
      );
    }
    done(0);
  });
}

function printStatus(status: StatusAnswer, place: string, terminal: Terminal): void {
  const rows: [string, string][] = [
    ["index", place],
    ["articles", String(status.documents)],
    ["rejected", status.rejected === 0 ? "0" : `${status.rejected} (poisk rejected lists them)`],
    ["segments", String(status.segments)],
    ["size", sizeText(status.indexBytes)],
    ["sequence", String(status.sequence)],
    ["updated", status.updatedAt],
    ["analyzer", status.analyzer],
  ];
  for (const [name, value] of rows) terminal.print(`${terminal.style("dim", name.padEnd(9))}  ${value}`);
}

/** In decimal units. */
export function sizeText(sizeBytes: number): string {
  if (sizeBytes < 1_000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${(sizeBytes / 1_000).toFixed(1)} KB`;
  return sizeBytes < 1_000_000_000
    ? `${(sizeBytes / 1_000_000).toFixed(1)} MB`
    : `${(sizeBytes / 1_000_000_000).toFixed(2)} GB`;
}
