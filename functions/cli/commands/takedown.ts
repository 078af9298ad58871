/**
 * What `replace` and `remove` share: finds the uploads that hold an article, changes them and the index, and asks the index
 * whether it agrees, before it says what went.
 */
import { type ChangedUpload, takeDown } from "../../../src/indexer/takedown/takedown.ts";
import { ArticleSearch } from "../../../src/query/article-search.ts";
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import type { OpenIndex } from "../location/open-index.ts";
import type { ExitCode } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { doneText, nothingText, printFailures, printUpload, type TakedownRequest } from "./takedown-text.ts";

/** Articles of one upload that the index is asked for. */
const MAX_ASKED_ARTICLES = 50;
/** How long another writer of the index is waited for: an event may be at work on the same upload. */
const AGREEMENT_TIMEOUT_MS = 10_000;
const AGREEMENT_POLL_MS = 250;

/** 1 where nothing is held, or where something could not be done. */
export async function runTakedown(index: OpenIndex, request: TakedownRequest, terminal: Terminal): Promise<ExitCode> {
  const { context, place } = index;
  const { target, key, change, isDryRun } = request;
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const keys = key === null ? (await target.find(search)).map((found) => found.key as ObjectKey) : [key];
  const report = await takeDown(context, openUploadProcessor(process.env), keys, change, { isDryRun });
  for (const upload of report.uploads) printUpload(upload, request, terminal);
  printFailures(report.failed, terminal);
  const touched = report.uploads.filter(({ articles, result }) => articles.length > 0 || result === "deleted");
  if (touched.length === 0) {
    if (report.failed.size === 0) terminal.print(nothingText(request, report, place));
    return 1;
  }
  const isDone = isDryRun ? reportDryRun(terminal) : await reportAgreement(index, search, request, touched, terminal);
  return report.failed.size === 0 && isDone ? 0 : 1;
}

function reportDryRun(terminal: Terminal): true {
  terminal.print("Nothing was changed: this was a dry run.");
  return true;
}

/** Whether the index agrees with what was done. */
async function reportAgreement(
  index: OpenIndex,
  search: ArticleSearch,
  request: TakedownRequest,
  uploads: readonly ChangedUpload[],
  terminal: Terminal,
): Promise<boolean> {
  if (!(await waitForAgreement(index, search, uploads))) {
    terminal.note("The bucket is changed, but the index does not agree yet. Run: poisk reconcile");
    return false;
  }
  terminal.print(doneText(request, uploads, index.place));
  const isOldTextLeft = uploads.some(({ result, articles }) => result !== "unchanged" && articles.length > 0);
  if (isOldTextLeft && !request.isPurgeNext) {
    terminal.note("The old text leaves the index's files within a day; now: poisk purge");
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
