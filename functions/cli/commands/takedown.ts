/**
 * `poisk remove` and `poisk replace`: find the uploads that hold an article, change them and the index, and ask the
 * index whether it agrees, before they say what went.
 */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Option } from "commander";
import { type Article, addressIdentity, canonicalUrl, firstSentence, readingRows } from "../../../src/articles/news.ts";
import { isSearchIndexError } from "../../../src/errors.ts";
import { findStatingKeys, MAX_UPLOAD_BYTES } from "../../../src/index/write.ts";
import {
  type ArticleEdit,
  type ChangedUpload,
  type EditedArticle,
  takeDown,
  type UploadChange,
} from "../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch, type FoundArticle } from "../../../src/search/search.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, type OpenIndex, openIndex } from "../location/open-index.ts";
import { parseKeyOption } from "../location/upload-plan.ts";
import { CommandFailure, failureText, UsageError, unreadableFile } from "../terminal/failure.ts";
import { countText, printable, type Terminal, type TextStyle } from "../terminal/terminal.ts";
import { shortenText } from "../terminal/wrap-text.ts";
import { type PurgeOptions, purge, purgeOptions } from "./purge.ts";
import type { Verb, VerbCall, VerbOutcome } from "./verb.ts";

/** The options of both verbs; a correction has no reason. */
interface TakedownOptions extends IndexLocation, PurgeOptions {
  readonly key?: string;
  readonly reason?: string;
  readonly dryRun?: true;
}

const sharedOptions: readonly Option[] = [
  new Option("--dry-run", "only say what would be changed").conflicts("purge"),
  ...purgeOptions("take the old text out of the index's files now, not within a day"),
];

export const removeVerb: Verb = {
  name: "remove",
  group: "Correct and take down",
  summary: "take an article down for good, in every upload that holds it",
  options: [
    new Option("--id <id>", "the article with this id").conflicts("url"),
    new Option("--url <url>", "the article with this address"),
    new Option("--key <key>", "all of this upload; with --id or --url the article in this upload alone"),
    new Option("--reason <text>", "the reason, shown by: poisk takedowns"),
    ...sharedOptions,
  ],
  examples: [
    "remove --id katok-1 --dry-run  # what would go of examples/archive.jsonl",
    "remove --id katok-1",
    "remove --id parom-1 --purge",
    "remove --url https://news.example/most --reason суд",
  ],
  run: ({ options, terminal }: VerbCall<TakedownOptions & { readonly id?: string; readonly url?: string }>) => {
    const { id, url, key } = options;
    if (id !== undefined) return changeArticles(idTarget(id), null, options, terminal);
    if (url !== undefined) return changeArticles(urlTarget(url), null, options, terminal);
    if (key === undefined) throw new UsageError("Say what to remove: --id, --url or --key.");
    return changeArticles(
      { name: `the upload ${key}`, address: null, find: async () => [], selects: null },
      null,
      options,
      terminal,
    );
  },
};

export const replaceVerb: Verb = {
  name: "replace",
  group: "Correct and take down",
  summary: "put a corrected article in place of an old one, in every upload that holds it",
  argument: ["<file>", "the corrected article: a page for a page, else any format that is read"],
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
/** Time limit of waiting for another writer of the index: an event may be at work on the same upload. */
const AGREEMENT_TIMEOUT_MS = 10_000;
const AGREEMENT_POLL_MS = 250;

/**
 * Exit code 1 where nothing is held, unless what was removed before is purged, or where something could not be done.
 */
async function changeArticles(
  target: ArticleTarget,
  correction: ArticleEdit["correction"],
  options: TakedownOptions,
  terminal: Terminal,
): Promise<VerbOutcome> {
  const index = openIndex(options);
  const { context, place } = index;
  const key = options.key === undefined ? null : parseKeyOption(options.key, context.layout);
  const [isDryRun, isPurged] = [options.dryRun === true, options.purge === true];
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const { keys, selects } =
    key === null
      ? await findHeld(index, search, target, correction !== null)
      : { keys: [key], selects: target.selects };
  const change = selects === null ? ("remove" as const) : { selects, correction };
  const request: TakedownRequest = { target, key, change, isDryRun };
  const addresses = target.address === null || correction !== null ? [] : [target.address];
  const { reason } = options;
  const report = await takeDown(context, openUploadProcessor(process.env), keys, change, {
    isDryRun,
    addresses,
    reason,
  });
  for (const upload of report.uploads) printUpload(upload, request, terminal);
  printFailures(report.failed, terminal);
  const touched = report.uploads.filter(({ articles, result }) => articles.length > 0 || result === "deleted");
  const isDone = report.failed.size === 0 && (touched.length > 0 || report.takenDown.length > 0 || isPurged);
  let agrees = true;
  if (touched.length === 0 && report.failed.size === 0) terminal.print(nothingText(request, report.uploads, place));
  else if (touched.length > 0 && !isDryRun)
    agrees = await reportAgreement(index, search, request, touched, isPurged, terminal);
  printTakenDown(report.takenDown, isDryRun, terminal);
  if (!isCorrection(change)) printWithoutAddress(touched, terminal);
  if (isDryRun && touched.length + report.takenDown.length > 0) {
    terminal.print("Nothing was changed: this was a dry run.");
  }
  const purged = isPurged ? await purge(index, options, terminal) : null;
  return {
    value: { place, isDryRun, ...report, agrees, ...(purged === null ? {} : { purged }) },
    exitCode: isDone && agrees && (purged?.isComplete ?? true) ? 0 : 1,
  };
}

/** Uploads, and which of their articles are meant. */
interface HeldArticles {
  readonly keys: readonly ObjectKey[];
  readonly selects: ArticleTarget["selects"];
}

/**
 * Finds the uploads that hold the articles. What is removed goes from every upload that states its address, since an
 * older state would be found in its place.
 */
async function findHeld(
  { context }: OpenIndex,
  search: ArticleSearch,
  target: ArticleTarget,
  isCorrection: boolean,
): Promise<HeldArticles> {
  const found =
    target.address !== null && !isCorrection ? await findIfBegun(target, search) : await target.find(search);
  const keys = new Set(found.map(({ key }) => key));
  const identities = new Set<string>();
  for (const address of isCorrection ? [] : [target.address, ...found.map(({ article }) => article.url)]) {
    const identity = addressIdentity(address);
    if (identity === null || identities.has(identity)) continue;
    const stating = await findStatingKeys(context, resolvedArticleOptions, identity);
    // An address that stands in a text only is another article's.
    if (address !== target.address && !found.some(({ key }) => stating.includes(key))) continue;
    identities.add(identity);
    for (const key of stating) keys.add(key);
  }
  const selects: HeldArticles["selects"] = (article) =>
    target.selects?.(article) === true ||
    (article.statedAt !== null && identities.has(addressIdentity(article.url) ?? ""));
  return { keys: [...keys] as ObjectKey[], selects: target.selects && selects };
}

/** An address can be taken down before the first upload. */
async function findIfBegun(target: ArticleTarget, search: ArticleSearch): Promise<readonly FoundArticle[]> {
  try {
    return await target.find(search);
  } catch (error) {
    if (isSearchIndexError(error) && error.code === "no-index-yet") return [];
    throw error;
  }
}

/** Reports whether the index agrees with the changes. */
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

/** Tells whether the index agrees. Of an upload with very many articles some are checked: they change in one commit. */
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
    address: null,
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
    address: url,
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

/** The articles that are meant. */
interface ArticleTarget {
  /** Target in words, for messages: `the id 1478817110`. */
  readonly name: string;
  /** The address that names them; null where an id or a key does. */
  readonly address: string | null;
  /** Those that are found. */
  readonly find: (search: ArticleSearch) => Promise<readonly FoundArticle[]>;
  /** Null: all of the upload that is named. */
  readonly selects: ((article: Pick<Article, "id" | "url" | "statedAt">) => boolean) | null;
}

interface TakedownRequest {
  readonly target: ArticleTarget;
  /** Key to look in, instead of the uploads where the index knows the article. */
  readonly key: ObjectKey | null;
  readonly change: UploadChange;
  readonly isDryRun: boolean;
}

/** Articles of one upload that are told one by one. */
const MAX_TOLD_ARTICLES = 10;

/** Width of the longest verb. */
const VERB_WIDTH = 9;
const INDENT = " ".repeat(VERB_WIDTH + 2);

/** Explains why nothing was done. */
function nothingText({ target, key }: TakedownRequest, uploads: readonly ChangedUpload[], place: string): string {
  if (key !== null && uploads[0]?.result === "absent") return `There is no upload ${printable(key)} in ${place}.`;
  const where = key === null ? place : `${printable(key)} in ${place}`;
  return `There is no article of ${printable(target.name)} in ${where}.`;
}

/** Describes the changes, once the index agrees. */
function doneText({ change }: TakedownRequest, uploads: readonly ChangedUpload[], place: string): string {
  const changed = uploads.filter(({ result }) => result !== "unchanged");
  if (changed.length === 0) return `Nothing to do: ${place} says so already.`;
  const articles = changed.reduce((sum, upload) => sum + upload.articles.length, 0);
  if (articles === 0) return `Removed ${countText(changed.length, "upload")} that held no article.`;
  const held = `${countText(articles, "article")} in ${countText(changed.length, "upload")}`;
  return isCorrection(change)
    ? `Corrected ${held}: searches in ${place} find the new text.`
    : `Removed ${held}: no search in ${place} finds ${articles === 1 ? "it" : "them"} now.`;
}

function isCorrection(change: UploadChange): boolean {
  return change !== "remove" && change.correction !== null;
}

/** The upload, then each of the articles with the line or item that it had. */
function printUpload(upload: ChangedUpload, { change, isDryRun }: TakedownRequest, terminal: Terminal): void {
  const { key, result, articles, corrected } = upload;
  if (articles.length === 0 && result !== "deleted") return;
  const [verb, style] = verbOf(result, isCorrection(change), isDryRun);
  const whole = result === "deleted" ? terminal.style("dim", " (the whole upload)") : "";
  terminal.print(`${terminal.style(style, verb.padEnd(VERB_WIDTH))}  ${printable(key)}${whole}`);
  for (const edited of articles.slice(0, MAX_TOLD_ARTICLES)) {
    terminal.print(`${INDENT}${articleText(edited.article, placeText(edited), terminal)}`);
  }
  if (articles.length > MAX_TOLD_ARTICLES) terminal.print(`${INDENT}and ${articles.length - MAX_TOLD_ARTICLES} more`);
  if (corrected === null) return;
  terminal.print(`${terminal.style("green", "now".padEnd(VERB_WIDTH))}  ${articleText(corrected, "", terminal)}`);
  const lost = lostFields(articles, corrected);
  if (lost.length === 0) return;
  terminal.print(`${terminal.style("yellow", "lost".padEnd(VERB_WIDTH))}  ${lost.join(", ")}: the correction has none`);
}

/** Names the fields that the old articles have and their correction has not. */
function lostFields(articles: readonly EditedArticle[], corrected: Article): string[] {
  const kept = new Set(toldFields(corrected));
  return [...new Set(articles.flatMap(({ article }) => toldFields(article)))].filter((field) => !kept.has(field));
}

function toldFields(article: Article): string[] {
  return readingRows(article).flatMap(({ field, value }) => (value === null ? [] : [field]));
}

/** Warns that nothing keeps an article out that has no address. */
function printWithoutAddress(uploads: readonly ChangedUpload[], terminal: Terminal): void {
  const count = uploads.flatMap(({ articles }) => articles).filter(({ article }) => article.url === null).length;
  if (count === 0) return;
  const told = count === 1 ? "The article has" : `${countText(count, "article")} have`;
  terminal.note(
    `${told} no address: an upload that holds ${count === 1 ? "it" : "them"} again brings ${count === 1 ? "it" : "them"} back, and no reason is kept.`,
  );
}

/** Tells what stays out from now on, and what ends that. */
function printTakenDown(addresses: readonly string[], isDryRun: boolean, terminal: Terminal): void {
  const [first] = addresses;
  if (first === undefined) return;
  const told = addresses.length === 1 ? printable(first) : `${addresses.length} addresses`;
  const until = `poisk takedowns lift ${addresses.length === 1 ? printable(first) : "ADDRESS"}`;
  const verb = addresses.length === 1 ? "stays" : "stay";
  if (isDryRun) terminal.print(`Then ${told} ${verb} out, whatever is put.`);
  else terminal.print(`${told} ${verb} out, whatever is put, until: ${until}`);
}

function verbOf(result: ChangedUpload["result"], isCorrecting: boolean, isDryRun: boolean): [string, TextStyle] {
  if (result === "unchanged") return ["unchanged", "dim"];
  if (isDryRun) return [isCorrecting ? "to change" : "to go", "yellow"];
  return isCorrecting ? ["replaced", "yellow"] : ["removed", "red"];
}

function placeText({ place }: EditedArticle): string {
  return place === null ? "" : `${place.unit} ${place.place}: `;
}

/** Describes an article in one line: its place, as much of its title as fits, its id. */
function articleText({ id, title, text }: Article, place: string, terminal: Terminal): string {
  const end = ` (id ${printable(id)})`;
  const room = Math.max(20, terminal.columns - INDENT.length - place.length - end.length);
  const [shown = ""] = shortenText(printable(title ?? firstSentence(text)), room, 1);
  return `${place}${shown}${end}`;
}

/** The uploads that could not be changed; what they failed of is said once where it is the same for all. */
function printFailures(failed: ReadonlyMap<string, unknown>, terminal: Terminal): void {
  const mark = terminal.style("red", "failed".padEnd(VERB_WIDTH));
  const reasons = [...failed.values()].map((reason) => printable(failureText(reason)));
  const isOne = reasons.length > 1 && new Set(reasons).size === 1;
  for (const [i, key] of [...failed.keys()].entries()) {
    terminal.note(`${mark}  ${printable(key)}${isOne ? "" : `: ${reasons[i]}`}`);
  }
  if (isOne) terminal.note(`poisk: ${reasons[0]}`);
}
