/**
 * `poisk read FILE…`: shows what would be indexed of a file, and what was left out and why. Touches no index.
 */
import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import type { Article } from "../../src/article/article.ts";
import { type ReadResult, readArticles } from "../../src/article/read-articles.ts";
import { MAX_UPLOAD_BYTES } from "../../src/indexer/upload-reader.ts";
import { defaultKeyLayout } from "../../src/storage/object-keys.ts";
import { CommandFailure, type ExitCode, reportFailure, UsageError, unreadableFile } from "./failure.ts";
import { rejectionText } from "./ingest-in-batches.ts";
import { countText, printable, type Terminal } from "./terminal.ts";
import { planUploads } from "./upload-plan.ts";

export function addReadCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  program
    .command("read")
    .description("show what would be indexed of files, and what would be left out")
    .argument("<file...>", "pages (.txt) or articles (.json, .jsonl); of a folder all files")
    .option("--key <key>", "the key it would have; site and date may stand in it (default: articles/ and its name)")
    .option("--json", "print JSON")
    .action(async (files: string[], options: { key?: string; json?: true }) => {
      if (options.key !== undefined && files.length > 1) throw new UsageError("--key goes with a single file.");
      let exitCode: ExitCode = 0;
      for (const { path, key } of await planUploads(files, options.key, defaultKeyLayout)) {
        const result = await readFileAs(path, key);
        if (result instanceof CommandFailure) {
          reportFailure(result, terminal);
          exitCode = 1;
          continue;
        }
        if (options.json) terminal.print(JSON.stringify({ path, key, ...result }));
        else printResult(path, result, terminal);
        if (result.rejected.length > 0) exitCode = 1;
      }
      done(exitCode);
    });
}

/** What an upload of the file would be read as; a failure where the file itself cannot be read. */
async function readFileAs(path: string, key: string): Promise<ReadResult | CommandFailure> {
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > MAX_UPLOAD_BYTES) {
      const reason = `The file has ${size} bytes, at most ${MAX_UPLOAD_BYTES} are read. Split it.`;
      return { articles: [], rejected: [{ code: "too-large", reason }] };
    }
    return readArticles(await readFile(path), { key, lastModified: mtimeMs });
  } catch (failure) {
    return unreadableFile(path, failure);
  }
}

function printResult(path: string, { articles, rejected }: ReadResult, terminal: Terminal): void {
  terminal.print(terminal.style(["bold", "underline"], printable(path)));
  if (rejected.length > 0)
    terminal.print(`${terminal.style("red", "rejected")}  ${printable(rejectionText(rejected))}`);
  for (const article of articles) printArticle(article, terminal);
  terminal.print("");
}

function printArticle(article: Article, terminal: Terminal): void {
  for (const [name, value] of fieldsOf(article)) {
    const shown = value === null || value === "" ? terminal.style("dim", "none") : printable(value);
    terminal.print(`${terminal.style("cyan", name.padEnd(9))} ${shown}`);
  }
  terminal.print(terminal.style("cyan", "text"));
  for (const paragraph of article.paragraphs) terminal.print(`  ${printable(paragraph)}`);
  if (article.isFallback) {
    terminal.print(
      terminal.style("yellow", "No line looked like the body of an article, so all lines but plain noise were kept."),
    );
  }
  if (article.droppedLines.length === 0) return;
  terminal.print(terminal.style("cyan", `left out (${countText(article.droppedLines.length, "line")})`));
  for (const { text, reason } of article.droppedLines) {
    terminal.print(`  ${terminal.style("dim", printable(text))}  ${terminal.style("yellow", printable(reason))}`);
  }
}

function fieldsOf(article: Article): [string, string | null][] {
  const { publishedAt, dateRange, dateSource, dateAsWritten } = article;
  const range = dateRange === null ? null : `between ${dateRange[0]} and ${dateRange[1]}`;
  const written = dateAsWritten === null ? "" : `, written «${dateAsWritten}»`;
  const date = [publishedAt, range].filter((part) => part !== null).join(", ");
  const isInflected = article.placeAsWritten !== null && article.placeAsWritten !== article.place;
  return [
    ["id", article.id],
    ["title", article.title],
    ["lead", article.lead],
    [
      "date",
      date === "" ? null : `${date} (${dateSource === "inferred" ? dateSource : `from ${dateSource}`}${written})`,
    ],
    ["source", article.source],
    ["agency", article.agency],
    ["author", article.author],
    ["place", isInflected ? `${article.place} (written «${article.placeAsWritten}»)` : article.place],
    ["url", article.url],
    ["image", article.image],
    ["notice", article.notice],
    ["charset", charsetOf(article)],
  ];
}

function charsetOf({ encoding, encodingConfidence, repairedFrom }: Article): string {
  const charset = `${encoding} (${Math.round(encodingConfidence * 100)} % sure)`;
  return repairedFrom === null ? charset : `${charset}; mended, since it had been ${repairedFrom}`;
}
