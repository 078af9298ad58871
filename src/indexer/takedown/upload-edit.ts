/**
 * Takes articles out of an upload, or puts a corrected one in their place (layer 4, pure): bytes to bytes, in the format,
 * the charset and the compression that the upload has, with the bytes of all other articles as they were. What comes out is
 * read again before it is given: an edit that would change another article is refused.
 */

import type { PlacedArticle } from "../../article/json/articles.ts";
import type { ReadResult, UploadContext } from "../../article/model/rejection.ts";
import type { ReadArticles } from "../../article/upload/read-articles.ts";
import { uploadFormat } from "../../article/upload/type.ts";
import { maxUploadBytes } from "../../article/upload/unpack.ts";
import { isoTimestamp } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import type { Article } from "../../news/article.ts";
import type { PutOptions, StoredObject } from "../../storage/object-store/object-store.ts";
import { editItems, editLines } from "./article-spans.ts";
import { type Correction, correctionAsJson, readCorrection, unfit } from "./correction.ts";
import { packUpload, unpackUpload } from "./gzip-layers.ts";
import { openUnitText } from "./unit-text.ts";

/** Which articles of an upload, and what becomes of them. */
export interface ArticleEdit {
  readonly selects: (article: Article) => boolean;
  /** What takes the place of each; null: they go. */
  readonly correction: Correction | null;
}

/** An article that an edit concerns. `place` is null where it is the whole upload. */
export interface EditedArticle {
  readonly place: Pick<PlacedArticle, "unit" | "place"> | null;
  readonly article: Article;
}

/** What an upload must become; `unchanged`: it holds none of the articles, or the correction already. */
export type PlannedEdit =
  | { readonly result: "unchanged"; readonly articles: readonly EditedArticle[] }
  | { readonly result: "deleted"; readonly articles: readonly EditedArticle[] }
  | {
      readonly result: "rewritten";
      readonly articles: readonly EditedArticle[];
      /** As it will be read; null where articles only go. */
      readonly corrected: Article | null;
      readonly bytes: Uint8Array;
      readonly options: PutOptions;
    };

/** All articles of an upload, repeated ones too, and what else reading it gave. */
interface UploadReading {
  readonly edited: readonly EditedArticle[];
  readonly rejected: ReadResult["rejected"];
}

/**
 * The edit of one upload. `invalid-change` where the correction does not fit in it, or where its other articles could not
 * be kept as they are.
 */
export async function planUploadEdit(
  upload: StoredObject,
  edit: ArticleEdit,
  read: ReadArticles,
): Promise<PlannedEdit> {
  const reading = await readUpload(upload.bytes, contextOf(upload), read);
  const selected = reading.edited.filter(({ article }) => edit.selects(article));
  const [first] = selected;
  if (first === undefined) return { result: "unchanged", articles: [] };
  if (first.place !== null) return planAmongOthers(upload, reading, selected, edit.correction, read);
  return edit.correction === null
    ? { result: "deleted", articles: selected }
    : planWholeUpload(upload, first, edit.correction, read);
}

/** The removal of the whole upload, whatever is in it. */
export async function planUploadRemoval(upload: StoredObject, read: ReadArticles): Promise<PlannedEdit> {
  return { result: "deleted", articles: (await readUpload(upload.bytes, contextOf(upload), read)).edited };
}

function contextOf(upload: StoredObject): UploadContext {
  const { key, contentType, contentEncoding, lastModifiedMs, metadata } = upload;
  return { key, contentType, contentEncoding, lastModified: isoTimestamp(lastModifiedMs), metadata };
}

async function readUpload(bytes: Uint8Array, context: UploadContext, read: ReadArticles): Promise<UploadReading> {
  const placed: EditedArticle[] = [];
  const { articles, rejected } = await read(bytes, context, ({ unit, place, article }) =>
    placed.push({ place: { unit, place }, article }),
  );
  const edited = placed.length > 0 ? placed : articles.map((article) => ({ place: null, article }));
  return { edited, rejected };
}

async function planAmongOthers(
  upload: StoredObject,
  reading: UploadReading,
  selected: readonly EditedArticle[],
  correction: Correction | null,
  read: ReadArticles,
): Promise<PlannedEdit> {
  const [first] = selected;
  if (first === undefined) return { result: "unchanged", articles: [] };
  const { bytes, layers } = await unpackUpload(upload.bytes);
  const text = openUnitText(bytes, charsetOf(first.article));
  const json =
    correction === null ? null : JSON.stringify(await correctionAsJson(correction, upload.key, first.article.id, read));
  // The first of those that repeat one id is the article; the others would come to light in its place.
  const edits = new Map(
    selected.map((edited, i) => [edited.place?.place ?? 0, i === 0 && json !== null ? text.encode(json) : null]),
  );
  const units = first.place?.unit === "line" ? editLines(text.units, edits) : editItems(text.units, edits);
  const isEmptied = correction === null && selected.length === reading.edited.length;
  if (isEmptied && reading.rejected.every(({ code }) => code === "repeated-article")) {
    return { result: "deleted", articles: selected };
  }
  if (units === text.units) return { result: "unchanged", articles: selected };
  const edited = text.toBytes(units);
  const after = await requireOthersKept(edited, upload, reading, selected, correction !== null, read);
  const { place } = first;
  const corrected =
    json === null ? null : (after.find((found) => found.place?.place === place?.place)?.article ?? null);
  const packed = await packUpload({ bytes: edited, layers });
  return {
    result: "rewritten",
    articles: selected,
    corrected,
    bytes: requireFitting(packed),
    options: optionsOf(upload),
  };
}

/** Where letters were repaired when they were read, new ones must not be changed with them: ASCII stays as it is. */
function charsetOf({ encoding, repairedFrom }: Article): string {
  return repairedFrom === null || encoding.startsWith("utf-16") ? encoding : "ascii";
}

/** The articles that were not meant are the same, in the same order, and those that were are what they should be. */
async function requireOthersKept(
  edited: Uint8Array,
  upload: StoredObject,
  before: UploadReading,
  selected: readonly EditedArticle[],
  isReplaced: boolean,
  read: ReadArticles,
): Promise<readonly EditedArticle[]> {
  const after = await readUpload(edited, contextOf(upload), read);
  const [first] = selected;
  const gone = new Set(isReplaced ? selected.slice(1) : selected);
  const expected = before.edited.filter((article) => !gone.has(article));
  const isKept =
    after.edited.length === expected.length &&
    expected.every((was, i) => {
      const is = after.edited[i];
      if (is === undefined) return false;
      return was === first ? is.article.id === was.article.id : isSameArticle(is.article, was.article);
    });
  if (isKept) return after.edited;
  throw new SearchIndexError(
    "invalid-change",
    `${upload.key} cannot be rewritten without another of its articles being read otherwise. Edit it by hand, and put it again.`,
    { details: { key: upload.key } },
  );
}

function isSameArticle(a: Article, b: Article): boolean {
  return a.id === b.id && a.title === b.title && a.lead === b.lead && a.text === b.text && a.url === b.url;
}

/** One file in the place of another: a page for a page, an object for an object. */
async function planWholeUpload(
  upload: StoredObject,
  { article, place }: EditedArticle,
  correction: Correction,
  read: ReadArticles,
): Promise<PlannedEdit> {
  const articles = [{ article, place }];
  const { bytes: present, layers } = await unpackUpload(upload.bytes);
  const content = await wholeContent(upload, article, correction, read);
  const { corrected, options } = await keepId(upload, content, article.id, read);
  const isSame = Buffer.compare(content, present) === 0 && options.metadata?.id === upload.metadata.id;
  if (isSame) return { result: "unchanged", articles };
  const packed = await packUpload({ bytes: content, layers });
  return { result: "rewritten", articles, corrected, bytes: requireFitting(packed), options };
}

async function wholeContent(
  upload: StoredObject,
  article: Article,
  correction: Correction,
  read: ReadArticles,
): Promise<Uint8Array> {
  const wanted = uploadFormat(contextOf(upload));
  const given = uploadFormat({ key: correction.fileName });
  if (typeof given === "object") throw unfit(given.reason.replace(/\.$/, ""));
  if (wanted === "json") {
    const json = await correctionAsJson(correction, upload.key, article.id, read);
    return Buffer.from(`${JSON.stringify(json, null, 2)}\n`, "utf8");
  }
  if (given !== wanted && given !== "sniff" && wanted !== "sniff") {
    throw unfit(
      `${upload.key} is read as ${String(wanted)}, and it is ${given}. Bring it in that form, or remove and put`,
    );
  }
  return (await unpackUpload(correction.bytes)).bytes;
}

/** Metadata stays; `id` joins it where the corrected page would otherwise have another id than the old one. */
async function keepId(
  upload: StoredObject,
  content: Uint8Array,
  id: string,
  read: ReadArticles,
): Promise<{ readonly corrected: Article; readonly options: PutOptions }> {
  const options = optionsOf(upload);
  const context = contextOf(upload);
  const corrected = await readCorrection({ bytes: content }, context, read);
  const contentType = withCharset(upload.contentType, corrected.encoding);
  const typed = contentType === null ? options : { ...options, contentType };
  if (corrected.id === id) return { corrected, options: typed };
  const metadata = { ...upload.metadata, id: encodeURIComponent(id) };
  const kept = await readCorrection({ bytes: content }, { ...context, metadata }, read);
  if (kept.id === id) return { corrected: kept, options: { ...typed, metadata } };
  throw unfit(`it would be known as ${kept.id}, no longer as ${id}`);
}

/** A declared charset must not become untrue. */
function withCharset(contentType: string | null, encoding: string): string | null {
  return contentType?.replace(/;\s{0,9}charset\s{0,9}=[^;]{0,100}/i, `; charset=${encoding}`) ?? null;
}

function optionsOf({ contentType, contentEncoding, metadata }: StoredObject): PutOptions {
  return {
    ...(contentType === null ? {} : { contentType }),
    ...(contentEncoding === null ? {} : { contentEncoding }),
    metadata,
  };
}

function requireFitting(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= maxUploadBytes) return bytes;
  throw unfit(`the upload would have ${bytes.length} bytes, and at most ${maxUploadBytes} are read`);
}
