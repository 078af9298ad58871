/**
 * `poisk read FILE…`: shows what would be indexed of files, and what was left out and why. Touches no index.
 */

import { readFile, stat } from "node:fs/promises";
import { Option } from "commander";
import {
  maxUploadBytes,
  type PlacedArticle,
  type ReadArticles,
  type RejectedPart,
} from "../../../src/articles/articles.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { parseKeyOption, planUploads } from "../location/upload-plan.ts";
import { articleText, fieldText, moreText } from "../rendering/article-text.ts";
import { partPlace, partText } from "../rendering/rejection-text.ts";
import { CommandFailure, type ExitCode, reportFailure, UsageError, unreadableFile } from "../terminal/failure.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

interface ReadOptions {
  readonly key?: string;
  readonly full?: true;
}

/** Number of articles shown of a file with many, unless all are requested. */
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
      if (reading.rejected.some(({ isIndexed }) => isIndexed !== true)) exitCode = 1;
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

/** A file or standard input, and the key that it is read under. `path` is null for standard input. */
interface ReadSource {
  readonly path: string | null;
  readonly key: string;
}

/** The reading of a file. */
interface FileReading extends ReadSource {
  readonly placed: readonly Pick<PlacedArticle, "article" | "place" | "unit">[];
  readonly isMany: boolean;
  readonly rejected: readonly RejectedPart[];
}

const STANDARD_INPUT = "-";
/** Name without an ending, so that the content tells the format. */
const STANDARD_INPUT_NAME = "standard-input";

/** The files in order, those of folders too; `-` is standard input. One that is not there is a failure in its place. */
async function planSources(
  files: readonly string[],
  key: string | undefined,
): Promise<(ReadSource | CommandFailure)[]> {
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    throw new UsageError("Standard input can be read once only.");
  }
  const sources: (ReadSource | CommandFailure)[] = [];
  for (const file of files) {
    if (file !== STANDARD_INPUT) sources.push(...(await planFile(file, key)));
    else {
      const ownKey = key ?? `${defaultKeyLayout.uploadsPrefix}${STANDARD_INPUT_NAME}`;
      sources.push({ path: null, key: parseKeyOption(ownKey, defaultKeyLayout) });
    }
  }
  return sources;
}

async function planFile(file: string, key: string | undefined): Promise<readonly (ReadSource | CommandFailure)[]> {
  try {
    return await planUploads([file], key, defaultKeyLayout);
  } catch (failure) {
    // The system's failures name a call; mistakes in how the command was called do not.
    if ((failure as NodeJS.ErrnoException).syscall === undefined) throw failure;
    return [unreadableFile(file, failure)];
  }
}

/** What an upload of it would be read as; a failure where the file itself cannot be read. */
async function readSource({ path, key }: ReadSource, read: ReadArticles): Promise<FileReading | CommandFailure> {
  let upload: Upload;
  try {
    upload = path === null ? await readStandardInput() : await readUpload(path);
  } catch (failure) {
    return unreadableFile(path ?? "Standard input", failure);
  }
  const { bytes, sizeBytes, lastModified } = upload;
  if (bytes === null) {
    const reason = `The file has ${sizeBytes} bytes, at most ${maxUploadBytes} are read. Split it.`;
    return { path, key, placed: [], isMany: false, rejected: [{ code: "too-large", reason }] };
  }
  const places = new Map<object, PlacedArticle>();
  const { articles, rejected } = await read(bytes, { key, lastModified }, (placed) => {
    places.set(placed.article, placed);
  });
  return {
    path,
    key,
    placed: articles.map((article, i) => places.get(article) ?? { article, unit: "item", place: i + 1 }),
    isMany: places.size > 0 || rejected.some((part) => partPlace(part) !== ""),
    rejected,
  };
}

/** `bytes` is null where there are more than are read. */
interface Upload {
  readonly bytes: Uint8Array | null;
  readonly sizeBytes: number;
  readonly lastModified: number | null;
}

async function readUpload(path: string): Promise<Upload> {
  const { size, mtimeMs } = await stat(path);
  const bytes = size > maxUploadBytes ? null : await readFile(path);
  return { bytes, sizeBytes: size, lastModified: mtimeMs };
}

async function readStandardInput(): Promise<Upload> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of process.stdin) {
    sizeBytes += chunk.length;
    if (sizeBytes <= maxUploadBytes) chunks.push(chunk);
  }
  return { bytes: sizeBytes > maxUploadBytes ? null : Buffer.concat(chunks), sizeBytes, lastModified: null };
}
