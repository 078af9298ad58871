/**
 * What `replace` and `remove` say of the uploads that they changed: the upload, the article with the line or item that it
 * had, and what stands in its place.
 */

import type { ChangedUpload, TakedownReport, UploadChange } from "../../../src/indexer/takedown/takedown.ts";
import type { EditedArticle } from "../../../src/indexer/takedown/upload-edit.ts";
import type { Article } from "../../../src/news/article.ts";
import type { ArticleSearch } from "../../../src/query/article-search.ts";
import { firstSentence } from "../../../src/query/article-title.ts";
import type { FoundArticle } from "../../../src/query/found-article.ts";
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";
import { failureText } from "../terminal/failure.ts";
import { countText, printable, type Terminal, type TextStyle } from "../terminal/terminal.ts";
import { shortenText } from "../terminal/wrap-text.ts";

/** Which articles are meant. */
export interface ArticleTarget {
  /** In words, for messages: `the id 1478817110`. */
  readonly name: string;
  /** Wherever the index knows them to be. */
  readonly find: (search: ArticleSearch) => Promise<readonly FoundArticle[]>;
  /** Null: all of the upload that is named. */
  readonly selects: ((article: Pick<Article, "id" | "url">) => boolean) | null;
}

export interface TakedownRequest {
  readonly target: ArticleTarget;
  /** Where to look, in place of wherever the index knows the article. */
  readonly key: ObjectKey | null;
  readonly change: UploadChange;
  readonly isDryRun: boolean;
}

/** Articles of one upload that are told one by one. */
const MAX_TOLD_ARTICLES = 10;

/** As wide as the longest verb. */
const VERB_WIDTH = 9;
const INDENT = " ".repeat(VERB_WIDTH + 2);

/** Why nothing was done. */
export function nothingText({ target, key }: TakedownRequest, { uploads }: TakedownReport, place: string): string {
  if (key !== null && uploads[0]?.result === "absent") return `There is no upload ${printable(key)} in ${place}.`;
  const where = key === null ? place : `${printable(key)} in ${place}`;
  return `There is no article of ${printable(target.name)} in ${where}.`;
}

/** What was done, once the index agrees. */
export function doneText({ change }: TakedownRequest, uploads: readonly ChangedUpload[], place: string): string {
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
export function printUpload(upload: ChangedUpload, { change, isDryRun }: TakedownRequest, terminal: Terminal): void {
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
}

function verbOf(result: ChangedUpload["result"], isCorrecting: boolean, isDryRun: boolean): [string, TextStyle] {
  if (result === "unchanged") return ["unchanged", "dim"];
  if (isDryRun) return [isCorrecting ? "to change" : "to go", "yellow"];
  return isCorrecting ? ["replaced", "yellow"] : ["removed", "red"];
}

function placeText({ place }: EditedArticle): string {
  return place === null ? "" : `${place.unit} ${place.place}: `;
}

/** In one line: where it stood, as much of its title as fits, its id. */
function articleText({ id, title, text }: Article, place: string, terminal: Terminal): string {
  const end = ` (id ${printable(id)})`;
  const room = Math.max(20, terminal.columns - INDENT.length - place.length - end.length);
  const [shown = ""] = shortenText(printable(title ?? firstSentence(text)), room, 1);
  return `${place}${shown}${end}`;
}

/** The uploads that could not be changed; what they failed of is said once where it is the same for all. */
export function printFailures(failed: ReadonlyMap<string, unknown>, terminal: Terminal): void {
  const mark = terminal.style("red", "failed".padEnd(VERB_WIDTH));
  const reasons = [...failed.values()].map((reason) => printable(failureText(reason)));
  const isOne = reasons.length > 1 && new Set(reasons).size === 1;
  for (const [i, key] of [...failed.keys()].entries()) {
    terminal.note(`${mark}  ${printable(key)}${isOne ? "" : `: ${reasons[i]}`}`);
  }
  if (isOne) terminal.note(`poisk: ${reasons[0]}`);
}
