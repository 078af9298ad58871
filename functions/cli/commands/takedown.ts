/**
 * `poisk remove` and `poisk replace`: find the uploads that hold an article, change them and the index, and ask the index
 * whether it agrees, before they say what went.
 */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Option } from "commander";
import { MAX_UPLOAD_BYTES } from "../../../src/indexer/ingest/upload-reader.ts";
import { type ChangedUpload, takeDown } from "../../../src/indexer/takedown/takedown.ts";
import type { ArticleEdit } from "../../../src/indexer/takedown/upload-edit.ts";
import { canonicalUrl } from "../../../src/news/canonical-url.ts";
import { ArticleSearch } from "../../../src/query/article-search.ts";
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, type OpenIndex, openIndex } from "../location/open-index.ts";
import { parseKeyOption } from "../location/upload-plan.ts";
import { CommandFailure, UsageError, unreadableFile } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type PurgeOptions, purge, purgeOptions } from "./purge.ts";
import {
  type ArticleTarget,
  doneText,
  nothingText,
  printFailures,
  printUpload,
  type TakedownRequest,
} from "./takedown-text.ts";
import type { Verb, VerbCall, VerbOutcome } from "./verb.ts";

/** Of both verbs. */
interface TakedownOptions extends IndexLocation, PurgeOptions {
  readonly key?: string;
  readonly dryRun?: true;
}

const sharedOptions: readonly Option[] = [
  new Option("--dry-run", "only say what would be changed").conflicts("purge"),
  ...purgeOptions("take the old text out of the index's files now, not within a day"),
];

export const removeVerb: Verb = {
  name: "remove",
  group: "Correct and take down",
  summary: "take an article down, from bucket and index, in every upload that holds it",
  options: [
    new Option("--id <id>", "the article of this id").conflicts("url"),
    new Option("--url <url>", "the article of this address"),
    new Option("--key <key>", "all of this upload; with --id or --url the article in this upload alone"),
    ...sharedOptions,
  ],
  examples: [
    "remove --id katok-1 --dry-run  # what would go of examples/archive.jsonl",
    "remove --id katok-1",
    "remove --id parom-1 --purge",
  ],
  run: ({ options, terminal }: VerbCall<TakedownOptions & { readonly id?: string; readonly url?: string }>) => {
    const { id, url, key } = options;
    if (id !== undefined) return changeArticles(idTarget(id), null, options, terminal);
    if (url !== undefined) return changeArticles(urlTarget(url), null, options, terminal);
    if (key === undefined) throw new UsageError("Say what to remove: --id, --url or --key.");
    return changeArticles({ name: `the upload ${key}`, find: async () => [], selects: null }, null, options, terminal);
  },
};

export const replaceVerb: Verb = {
  name: "replace",
  group: "Correct and take down",
  summary: "put a corrected article in place of an old one, in every upload that holds it",
  argument: ["<file>", "the corrected article, in any format that is read"],
  options: [
    new Option("--id <id>", "the id of the old article, which the corrected one keeps").makeOptionMandatory(),
    new Option("--key <key>", "only in this upload"),
    ...sharedOptions,
  ],
  examples: ["replace examples/corrected.json --id parom-2 --dry-run", "replace examples/corrected.json --id parom-2"],
  run: async ({ words: [file = ""], options, terminal }: VerbCall<TakedownOptions & { readonly id: string }>) => {
    const correction = { fileName: basename(file).normalize("NFC"), bytes: await readCorrectionFile(file) };
    return changeArticles(idTarget(options.id), correction, options, terminal);
  },
};

/** Articles of one upload that the index is asked for. */
const MAX_ASKED_ARTICLES = 50;
/** How long another writer of the index is waited for: an event may be at work on the same upload. */
const AGREEMENT_TIMEOUT_MS = 10_000;
const AGREEMENT_POLL_MS = 250;

/** Exit code 1 where nothing is held, unless what was removed before is purged, or where something could not be done. */
async function changeArticles(
  target: ArticleTarget,
  correction: ArticleEdit["correction"],
  options: TakedownOptions,
  terminal: Terminal,
): Promise<VerbOutcome> {
  const index = openIndex(options);
  const { context, place } = index;
  const key = options.key === undefined ? null : parseKeyOption(options.key, context.layout);
  const change = target.selects === null ? ("remove" as const) : { selects: target.selects, correction };
  const [isDryRun, isPurged] = [options.dryRun === true, options.purge === true];
  const request: TakedownRequest = { target, key, change, isDryRun };
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const keys = key === null ? (await target.find(search)).map((found) => found.key as ObjectKey) : [key];
  const report = await takeDown(context, openUploadProcessor(process.env), keys, change, { isDryRun });
  for (const upload of report.uploads) printUpload(upload, request, terminal);
  printFailures(report.failed, terminal);
  const touched = report.uploads.filter(({ articles, result }) => articles.length > 0 || result === "deleted");
  const isDone = report.failed.size === 0 && (touched.length > 0 || isPurged);
  let agrees = true;
  if (touched.length === 0 && report.failed.size === 0) terminal.print(nothingText(request, report, place));
  else if (isDryRun) terminal.print("Nothing was changed: this was a dry run.");
  else if (touched.length > 0) agrees = await reportAgreement(index, search, request, touched, isPurged, terminal);
  const purged = isPurged ? await purge(index, options, terminal) : null;
  return {
    value: { place, isDryRun, ...report, agrees, ...(purged === null ? {} : { purged }) },
    exitCode: isDone && agrees && (purged?.isComplete ?? true) ? 0 : 1,
  };
}

/** Whether the index agrees with what was done. */
async function reportAgreement(
  index: OpenIndex,
  search: ArticleSearch,
  request: TakedownRequest,
  uploads: readonly ChangedUpload[],
  isPurgeNext: boolean,
  terminal: Terminal,
): Promise<boolean> {
  if (!(await waitForAgreement(index, search, uploads))) {
    terminal.note("The bucket is changed, but the index does not agree yet. Run: poisk reconcile");
    return false;
  }
  terminal.print(doneText(request, uploads, index.place));
  const isOldTextLeft = uploads.some(({ result, articles }) => result !== "unchanged" && articles.length > 0);
  if (isOldTextLeft && !isPurgeNext) {
    terminal.note("The old text leaves the index's files within a day; now: poisk compact --purge");
  }
  return true;
}

/** Asks the index until it no longer has what went, and has what came in its place. */
async function waitForAgreement(
  { context: { clock } }: OpenIndex,
  search: ArticleSearch,
  uploads: readonly ChangedUpload[],
): Promise<boolean> {
  const endMs = clock.monotonicMs() + AGREEMENT_TIMEOUT_MS;
  for (const upload of uploads) {
    while (!(await agrees(search, upload))) {
      if (clock.monotonicMs() > endMs) return false;
      await clock.sleep(AGREEMENT_POLL_MS);
    }
  }
  return true;
}

/** Of an upload with very many articles some are asked for: they go in one commit. */
async function agrees(search: ArticleSearch, { key, result, articles, corrected }: ChangedUpload): Promise<boolean> {
  if (result === "unchanged") return true;
  for (const { article } of articles.slice(0, MAX_ASKED_ARTICLES)) {
    const held = await search.findById(article.id, key);
    const isRight =
      corrected === null
        ? held.length === 0
        : held.some((found) => found.article.text === corrected.text && found.article.title === corrected.title);
    if (!isRight) return false;
  }
  return true;
}

/** Every article of an id; two uploads may claim one. */
function idTarget(id: string): ArticleTarget {
  if (id === "") throw new UsageError("--id is empty.");
  return {
    name: `the id ${id}`,
    find: (search) => search.findById(id),
    selects: (article) => article.id === id,
  };
}

/** Every article of an address, also where it is written otherwise (canonical-url.ts). */
function urlTarget(url: string): ArticleTarget {
  const wanted = canonicalUrl(url);
  if (wanted === null) throw new UsageError(`--url must be an address such as https://news.example/1, not ${url}.`);
  return {
    name: `the address ${url}`,
    find: (search) => search.findByUrl(url),
    selects: (article) => canonicalUrl(article.url) === wanted,
  };
}

async function readCorrectionFile(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_UPLOAD_BYTES)
      throw new CommandFailure(`The file has ${size} bytes, at most ${MAX_UPLOAD_BYTES} are read.`);
    return await readFile(path);
  } catch (failure) {
    throw failure instanceof CommandFailure ? failure : unreadableFile(path, failure);
  }
}
