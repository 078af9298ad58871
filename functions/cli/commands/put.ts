/**
 * `poisk put FILE…`: uploads files and indexes them at once, and says of each whether it is in the index now.
 */
import { readFile } from "node:fs/promises";
import { Option } from "commander";
import { contentTypeOf, isRejection, unpack } from "../../../src/articles/articles.ts";
import { EXPORT_HEAD_BYTES, exportKind } from "../../../src/articles/exports.ts";
import { zoneMetadata } from "../../../src/articles/news.ts";
import { isSearchIndexError, type SearchIndexError } from "../../../src/errors.ts";
import type { IndexContext } from "../../../src/index/shared.ts";
import {
  backOff,
  Ingester,
  type IngestReport,
  ingestInBatches,
  MAX_UPLOAD_BYTES,
  mapConcurrently,
} from "../../../src/index/write.ts";
import { type ObjectKey, putLatest } from "../../../src/store/store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, type OpenIndex, openIndex } from "../location/open-index.ts";
import { type TimeZoneOption, timeZoneOption } from "../location/time-zone-option.ts";
import { type PlannedUpload, planUploads } from "../location/upload-plan.ts";
import { rejectionText } from "../rendering/rejection-text.ts";
import { CommandFailure, failureText, unreadableFile } from "../terminal/failure.ts";
import { startProgress } from "../terminal/progress.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall, VerbOutcome } from "./verb.ts";

/** Files read and sent at a time. */
const UPLOAD_CONCURRENCY = 8;

export const putVerb: Verb = {
  name: "put",
  group: "Bring in",
  summary: "upload files or whole folders, and index them",
  argument: [
    "<file...>",
    "pages (.txt, .html), articles (.json, .jsonl) or feeds (.xml), also gzipped; of a folder all files",
  ],
  options: [new Option("--key <key>", "key of a single file (default: articles/ and its name)"), timeZoneOption],
  examples: [
    "put examples/page.txt",
    "put examples/page.txt --key articles/volga.example/2014/page.txt",
    "put examples/page.txt examples/page.html",
  ],
  run: async ({ words, options, terminal }: VerbCall<IndexLocation & PutOptions>) =>
    put(openIndex(options, { mayCreate: true }), words, options, terminal),
};

interface PutOptions extends TimeZoneOption {
  readonly key?: string;
}

async function put(
  index: OpenIndex,
  paths: readonly string[],
  options: PutOptions,
  terminal: Terminal,
): Promise<VerbOutcome> {
  const { context } = index;
  const metadata = zoneMetadata(options.timeZone);
  const planned = await planUploads(paths, options.key, context.layout);
  const fitting = planned.filter(({ sizeBytes }) => sizeBytes <= MAX_UPLOAD_BYTES);
  const progress = startProgress(terminal, "Putting", planned.length * 2, "steps");
  const unread = new Map<string, CommandFailure>();
  const unsent = new Map<string, SearchIndexError>();
  const keys: ObjectKey[] = [];
  let report: IngestReport;
  try {
    await mapConcurrently(fitting, UPLOAD_CONCURRENCY, async ({ key: uploadKey, path }) => {
      const [failure] = unsent.values();
      const outcome = failure ?? (await send(context, uploadKey, path, metadata));
      if (isSearchIndexError(outcome)) unsent.set(uploadKey, outcome);
      else if (outcome !== null) unread.set(uploadKey, outcome);
      else progress.update(keys.push(uploadKey));
    });
    const [failure] = unsent.values();
    if (failure !== undefined && keys.length === 0) throw failure;
    report = await ingestInBatches(new Ingester(context, openUploadProcessor(process.env)), keys, {
      onProgress: (done) => progress.update(keys.length + done),
    });
  } catch (failure) {
    if (keys.length === 0) throw failure;
    throw new CommandFailure(`${failureText(failure)} ${SENT_BUT_NOT_INDEXED}`, { cause: failure });
  } finally {
    progress.stop();
  }
  const outcomes = planned.map((upload) => outcomeOf(upload, { ...report, unread, unsent }));
  printOutcomes(outcomes, index.place, terminal);
  const isDone = outcomes.every(({ result }) => result === "indexed");
  return { value: { place: index.place, files: outcomes }, exitCode: isDone ? 0 : 1 };
}

const SENT_BUT_NOT_INDEXED = "The files were uploaded; what brings them into the index: poisk reconcile.";

/**
 * Null where the file lies in the bucket now. The store's failure after the first one is that of all files that follow.
 */
async function send(
  context: IndexContext,
  key: ObjectKey,
  path: string,
  metadata: Readonly<Record<string, string>>,
): Promise<CommandFailure | SearchIndexError | null> {
  const bytes = await readFile(path).catch((failure: unknown) => unreadableFile(path, failure));
  if (bytes instanceof CommandFailure) return bytes;
  const refusal = await refuseExport(bytes);
  if (refusal !== null) return refusal;
  try {
    const options = { contentType: contentTypeOf(key) ?? undefined, metadata };
    await putLatest(context.store, key, bytes, options, (doubts) => backOff(context, doubts));
    return null;
  } catch (failure) {
    if (isSearchIndexError(failure)) return failure;
    throw failure;
  }
}

/** Refuses an export: its private parts must not reach the bucket, where a reader would refuse it too. */
async function refuseExport(bytes: Uint8Array): Promise<CommandFailure | null> {
  const content = await unpack(bytes);
  if (isRejection(content)) return null;
  const kind = exportKind(content.bytes.subarray(0, EXPORT_HEAD_BYTES));
  if (kind !== "wordpress" && kind !== "telegram") return null;
  const held = kind === "wordpress" ? "WordPress, with its drafts, comments and addresses" : "Telegram";
  return new CommandFailure(`The file is an export of ${held}. Bring in what is public of it by: poisk import.`);
}

/** The outcome of the files: not read here, or the result of ingesting. */
interface PutReport extends IngestReport {
  readonly unread: ReadonlyMap<string, CommandFailure>;
  /** Errors of the store by file: at its own put, or one before it. */
  readonly unsent: ReadonlyMap<string, SearchIndexError>;
}

interface PutOutcome {
  readonly path: string;
  readonly key: string;
  /** `partly`: bad lines, or items, leave the others of the file indexed. */
  readonly result: "indexed" | "partly" | "rejected";
  /** Fault of the file. */
  readonly fault: string | null;
}

function outcomeOf(upload: PlannedUpload, report: PutReport): PutOutcome {
  const fault = findFault(upload, report);
  const { path, key } = upload;
  return { path, key, result: fault === null ? "indexed" : report.partlyRead.has(key) ? "partly" : "rejected", fault };
}

const RESULT_STYLES = { indexed: "green", partly: "yellow", rejected: "red" } as const;

/** One line a file, and one for all where there are several. */
function printOutcomes(outcomes: readonly PutOutcome[], place: string, terminal: Terminal): void {
  for (const { key, result, fault } of outcomes) {
    const mark = terminal.style(RESULT_STYLES[result], result.padEnd("rejected".length));
    terminal.print(`${mark}  ${printable(key)}${fault === null ? "" : `: ${printable(fault)}`}`);
  }
  if (outcomes.length === 1) return;
  const count = (wanted: PutOutcome["result"]) => outcomes.filter(({ result }) => result === wanted).length;
  const [partly, bad] = [count("partly"), count("rejected")];
  const inPart = partly === 0 ? "" : `, ${partly} of them in part`;
  const rest = bad === 0 ? "" : `; ${bad} rejected`;
  terminal.print(`${outcomes.length - bad} of ${outcomes.length} files are in the index in ${place}${inPart}${rest}.`);
}

function findFault({ key, sizeBytes }: PlannedUpload, { unread, unsent, rejected, failed }: PutReport): string | null {
  if (sizeBytes > MAX_UPLOAD_BYTES) {
    return `The file has ${sizeBytes} bytes, at most ${MAX_UPLOAD_BYTES} are read. It was not uploaded; split it.`;
  }
  const failure = unread.get(key);
  if (failure !== undefined) return `${failure.message} It was not uploaded.`;
  if (unsent.has(key)) return `It was not uploaded. ${failureText(unsent.get(key))} Put it again.`;
  const parts = rejected.get(key);
  if (parts !== undefined) return rejectionText(parts);
  return failed.has(key) ? `${failureText(failed.get(key))} Run: poisk reconcile` : null;
}
