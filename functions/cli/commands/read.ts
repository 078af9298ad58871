/**
 * `poisk read FILE…`: shows what would be indexed of files, and what was left out and why. Touches no index.
 */
import { Option } from "commander";
import type { RejectedPart } from "../../../src/article/model/rejection.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type FileReading, planSources, readSource } from "../location/read-source.ts";
import { articleText, fieldText, moreText } from "../rendering/article-text.ts";
import { partText } from "../rendering/rejection-text.ts";
import { CommandFailure, type ExitCode, reportFailure, UsageError } from "../terminal/failure.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

interface ReadOptions {
  readonly key?: string;
  readonly full?: true;
}

/** Of a file of many articles so many are shown, unless all are asked for. */
const MAX_ARTICLES = 10;
const MAX_REJECTED = 20;

export const readVerb: Verb = {
  name: "read",
  group: "Bring in",
  summary: "show what would be indexed of files, and what would be left out and why",
  hasIndex: false,
  argument: [
    "<file...>",
    "pages (.txt, .html) or articles (.json, .jsonl), also gzipped; of a folder all; - for standard input",
  ],
  options: [
    new Option("--key <key>", "the key it would have; site and date may stand in it (default: articles/ and its name)"),
    new Option("--full", "shorten nothing"),
  ],
  jsonLines: "JSON, a line a file,",
  examples: [
    "read examples/page.txt",
    "read examples/page.html --json",
    "read - --key articles/page.txt < examples/page.txt",
  ],
  run: async ({ words: files, options, terminal, isJson }: VerbCall<ReadOptions>) => {
    if (options.key !== undefined && files.length > 1) throw new UsageError("--key goes with a single file.");
    let exitCode: ExitCode = 0;
    const processor = openUploadProcessor(process.env);
    for (const source of await planSources(files, options.key)) {
      const reading = source instanceof CommandFailure ? source : await readSource(source, processor.read);
      if (reading instanceof CommandFailure) {
        reportFailure(reading, terminal, isJson);
        exitCode = 1;
        continue;
      }
      if (isJson) terminal.print(readingJson(reading));
      else for (const line of readingText(reading, terminal, options.full === true)) terminal.print(line);
      if (reading.rejected.length > 0) exitCode = 1;
    }
    return { exitCode };
  },
};

function readingJson({ path, key, placed, rejected }: FileReading): string {
  return JSON.stringify({ path, key, articles: placed.map(({ article }) => article), rejected });
}

function readingText(reading: FileReading, terminal: Terminal, isFull: boolean): string[] {
  const { path, key, placed, isMany, rejected } = reading;
  const shown = isFull ? placed : placed.slice(0, MAX_ARTICLES);
  return [
    terminal.style(["bold", "underline"], printable(path ?? "standard input")),
    ...rejectedText(rejected, terminal, isFull),
    ...fieldText("key", key, terminal),
    ...(isMany ? fieldText("holds", countText(placed.length, "article"), terminal) : []),
    ...shown.flatMap(({ article, unit, place }, i) => [
      ...(isMany ? ["", terminal.style("bold", `${i + 1} of ${placed.length}, ${unit} ${place}`)] : []),
      ...articleText(article, terminal, isFull),
    ]),
    ...moreText(placed.length - shown.length, "article", terminal),
    "",
  ];
}

function rejectedText(rejected: readonly RejectedPart[], terminal: Terminal, isFull: boolean): string[] {
  const shown = isFull ? rejected : rejected.slice(0, MAX_REJECTED);
  return [
    ...shown.flatMap((part) => fieldText("rejected", `${partText(part)} (${part.code})`, redNames(terminal))),
    ...moreText(rejected.length - shown.length, "rejection", terminal),
  ];
}

/** A terminal that writes the names of fields in red. */
function redNames(terminal: Terminal): Terminal {
  return { ...terminal, style: (_, text) => terminal.style("red", text) };
}
