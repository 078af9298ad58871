/**
 * `poisk read FILE…`: shows what would be indexed of files, where each field was found, and what was left out and why.
 * Touches no index.
 */

import { stat } from "node:fs/promises";
import { Option } from "commander";
import {
  maxUploadBytes,
  type PlacedArticle,
  type ReadArticles,
  type RejectedPart,
  type UploadContext,
} from "../../../src/articles/articles.ts";
import { type ExportedItems, type ExportOptions, readExport } from "../../../src/articles/exports.ts";
import { zoneMetadata } from "../../../src/articles/news.ts";
import { defaultKeyLayout, importPrefix } from "../../../src/index/shared.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { openFile } from "../import/archive-stream.ts";
import { archiveName, channelOption, type ExportFlags, exportOptions, pagesOption } from "../import/export-options.ts";
import { type TimeZoneOption, timeZoneOption } from "../location/time-zone-option.ts";
import { parseKeyOption, planUploads } from "../location/upload-plan.ts";
import { articleText, fieldText, moreText } from "../rendering/article-text.ts";
import { kindCounts, partPlace, partText } from "../rendering/rejection-text.ts";
import { CommandFailure, type ExitCode, reportFailure, UsageError, unreadableFile } from "../terminal/failure.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

interface ReadOptions extends TimeZoneOption, ExportFlags {
  readonly key?: string;
  readonly full?: true;
}

/** Number of articles shown of a file with many, unless all are requested. */
const MAX_ARTICLES = 10;
const MAX_REJECTED = 20;

export const readVerb: Verb = {
  name: "read",
  group: "Bring in",
  summary: "show what would be indexed of files, where it was found, and what would be left out and why",
  hasIndex: false,
  argument: [
    "<file...>",
    "pages (.txt, .html), articles (.json, .jsonl), feeds or exports of WordPress and Telegram, also gzipped; of a folder all; - for standard input",
  ],
  options: [
    new Option("--key <key>", "the key it would have; site and date may stand in it (default: articles/ and its name)"),
    new Option("--full", "shorten nothing"),
    pagesOption,
    channelOption,
    timeZoneOption,
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
    const call: ReadCall = {
      read: openUploadProcessor(process.env).read,
      exportOptions: exportOptions(options),
      zone: zoneContext(options.timeZone),
      isWhole: isJson || options.full === true,
      hasKey: options.key !== undefined,
    };
    for (const source of await planSources(files, options.key)) {
      const reading = source instanceof CommandFailure ? source : await readSource(source, call);
      if (reading instanceof CommandFailure) {
        reportFailure(reading, terminal, isJson);
        exitCode = 1;
        continue;
      }
      if (isJson) terminal.print(readingJson(reading));
      else for (const line of readingText(reading, terminal, options.full === true)) terminal.print(line);
      if (reading.fault !== null || reading.rejected.some(({ isIndexed }) => isIndexed !== true)) exitCode = 1;
    }
    return { exitCode };
  },
};

function readingJson({ path, key, placed, rejected, leftOut, fault }: FileReading): string {
  const exported = leftOut === null ? {} : { leftOut: Object.fromEntries(leftOut), fault };
  return JSON.stringify({ path, key, articles: placed.map(({ article }) => article), rejected, ...exported });
}

/** Settings that all files of one call share. */
interface ReadCall {
  readonly read: ReadArticles;
  readonly exportOptions: ExportOptions;
  /** The metadata that the zone makes, and that it is a setting. */
  readonly zone: Pick<UploadContext, "metadata" | "origins">;
  /** Tells whether all articles are shown. */
  readonly isWhole: boolean;
  readonly hasKey: boolean;
}

function zoneContext(timeZone: string): ReadCall["zone"] {
  return { metadata: zoneMetadata(timeZone), origins: { zone: "setting" } };
}

function readingText(reading: FileReading, terminal: Terminal, isFull: boolean): string[] {
  const { path, key, placed, count, isMany, rejected, leftOut, fault } = reading;
  return [
    terminal.style(["bold", "underline"], printable(path ?? "standard input")),
    ...(fault === null ? [] : fieldText("broken", `It was not read to its end, since ${fault}.`, redNames(terminal))),
    ...rejectedText(rejected, terminal, isFull),
    ...fieldText("key", key, terminal),
    ...(isMany ? fieldText("holds", countText(count, "article"), terminal) : []),
    ...(leftOut === null || leftOut.size === 0 ? [] : fieldText("left out", kindCounts(leftOut), terminal)),
    ...placed.flatMap(({ article, unit, place }, i) => [
      ...(isMany ? ["", terminal.style("bold", `${i + 1} of ${count}, ${unit} ${place}`)] : []),
      ...articleText(article, terminal, isFull),
    ]),
    ...moreText(count - placed.length, "article", terminal),
    "",
  ];
}

function rejectedText(rejected: readonly RejectedPart[], terminal: Terminal, isFull: boolean): string[] {
  const shown = isFull ? rejected : rejected.slice(0, MAX_REJECTED);
  return [
    ...shown.flatMap((part) => fieldText("rejected", partText(part), redNames(terminal))),
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
  /** The articles that are shown. */
  readonly placed: readonly ShownArticle[];
  /** The number of articles. */
  readonly count: number;
  readonly isMany: boolean;
  readonly rejected: readonly RejectedPart[];
  /** The number of items of each kind that an export holds besides; null for any other file. */
  readonly leftOut: ReadonlyMap<string, number> | null;
  /** Why an export was not read to its end; else null. */
  readonly fault: string | null;
}

/** An article and where in its file it stands. */
interface ShownArticle {
  readonly article: PlacedArticle["article"];
  readonly unit: PlacedArticle["unit"] | "message";
  readonly place: number;
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

/** Reads a file as an upload or an import of it would be read. A failure where the file itself cannot be read. */
async function readSource(source: ReadSource, call: ReadCall): Promise<FileReading | CommandFailure> {
  const { path } = source;
  try {
    const { size, mtimeMs } = path === null ? NO_FILE : await stat(path);
    const content = await openFile(path ?? STANDARD_INPUT, call.exportOptions);
    if ("exported" in content) return await readExportFile(source, content, mtimeMs, call);
    return await readUpload(source, await takeBytes(content.bytes, size), mtimeMs, call);
  } catch (failure) {
    if (failure instanceof CommandFailure) return failure;
    if ((failure as NodeJS.ErrnoException).syscall === undefined) throw failure;
    return unreadableFile(path ?? "Standard input", failure);
  }
}

/** Standard input has neither a size that is known before, nor a date. */
const NO_FILE = { size: null, mtimeMs: null };

/** `bytes` is null where there are more than are read. */
interface Upload {
  readonly bytes: Uint8Array | null;
  readonly sizeBytes: number;
}

async function takeBytes(content: AsyncIterable<Uint8Array>, knownSize: number | null): Promise<Upload> {
  if (knownSize !== null && knownSize > maxUploadBytes) return { bytes: null, sizeBytes: knownSize };
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.length;
    if (sizeBytes <= maxUploadBytes) chunks.push(chunk);
  }
  return { bytes: sizeBytes > maxUploadBytes ? null : Buffer.concat(chunks), sizeBytes };
}

async function readUpload(
  { path, key }: ReadSource,
  { bytes, sizeBytes }: Upload,
  lastModified: number | null,
  { read, zone, isWhole }: ReadCall,
): Promise<FileReading> {
  if (bytes === null) {
    const reason = `The file has ${sizeBytes} bytes, at most ${maxUploadBytes} are read. Split it.`;
    return { path, key, ...NOTHING, rejected: [{ code: "too-large", reason }] };
  }
  const places = new Map<object, PlacedArticle>();
  const { articles, rejected } = await read(bytes, { key, lastModified, ...zone }, (placed) => {
    places.set(placed.article, placed);
  });
  const shown = isWhole ? articles : articles.slice(0, MAX_ARTICLES);
  return {
    path,
    key,
    ...NOTHING,
    placed: shown.map((article, i) => places.get(article) ?? { article, unit: "item", place: i + 1 }),
    count: articles.length,
    isMany: places.size > 0 || rejected.some((part) => partPlace(part) !== ""),
    rejected,
  };
}

const NOTHING = { placed: [], count: 0, isMany: false, rejected: [], leftOut: null, fault: null };

/** Reads the articles of an export as those of the lines that an import makes of them. */
async function readExportFile(
  { path }: ReadSource,
  { exported, kind }: { readonly exported: ExportedItems; readonly kind: keyof typeof UNITS },
  lastModified: number | null,
  { read, zone, isWhole, hasKey }: ReadCall,
): Promise<FileReading> {
  const key = importPrefix(defaultKeyLayout, archiveName(path ?? STANDARD_INPUT_NAME));
  if (hasKey) throw new CommandFailure(`An export has no --key: an import puts its parts under ${key}.`);
  const placed: ShownArticle[] = [];
  let count = 0;
  const context = { key: `${key}-.jsonl`, lastModified, ...zone };
  const rejected = await readExport(exported, read, context, (article, place) => {
    if (isWhole || count < MAX_ARTICLES) placed.push({ article, unit: UNITS[kind], place });
    count += 1;
  });
  const refusal = exported.refusal();
  if (refusal !== null) throw new CommandFailure(refusal);
  const { leftOut } = exported;
  return { path, key, placed, count, isMany: true, rejected, leftOut, fault: exported.fault() };
}

/** The name of an item of an export. */
const UNITS = { wordpress: "item", telegram: "message" } as const;
