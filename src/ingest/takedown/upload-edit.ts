/**
 * Takes articles out of an upload, or puts a corrected one in their place (pure): bytes to bytes, in the format, the
 * charset and the compression that the upload has, with the bytes of all other articles as they were. What comes out is
 * read again before it is given: an edit that would change another article is refused.
 */

import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import {
  maxUnpackedBytes,
  maxUploadBytes,
  type PlacedArticle,
  type ReadArticles,
  type ReadResult,
  type UploadContext,
  uploadFormat,
} from "../../articles/articles.ts";
import type { Article } from "../../articles/news.ts";
import { isoTimestamp } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import type { PutOptions, StoredObject } from "../../store/store.ts";
import { articleStamp, correctedMetadata, fieldsStamp, optionsKept } from "./standing-correction.ts";

/** The articles of an upload to edit, and their replacement. */
export interface ArticleEdit {
  readonly selects: (article: Article) => boolean;
  /** The replacement of each article; null removes them. */
  readonly correction: Correction | null;
}

/** An article that an edit concerns. `place` is null where it is the whole upload. */
export interface EditedArticle {
  readonly place: Pick<PlacedArticle, "unit" | "place"> | null;
  readonly article: Article;
}

/** The planned change of an upload; `unchanged`: it holds none of the articles, or the correction already. */
export type PlannedEdit =
  | { readonly result: "unchanged"; readonly articles: readonly EditedArticle[] }
  | { readonly result: "deleted"; readonly articles: readonly EditedArticle[] }
  | {
      readonly result: "rewritten";
      readonly articles: readonly EditedArticle[];
      /** The article as it will be read; null if articles are only removed. */
      readonly corrected: Article | null;
      readonly bytes: Uint8Array;
      readonly options: PutOptions;
    };

/** The articles of an upload, repeated ones too, and the rest of its reading. */
interface UploadReading {
  readonly edited: readonly EditedArticle[];
  readonly rejected: ReadResult["rejected"];
}

/**
 * The edit of one upload. `invalid-change` where the correction does not fit in it, or where its other articles could
 * not be kept as they are.
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
  const lastModified = lastModifiedMs === 0 ? null : isoTimestamp(lastModifiedMs);
  return { key, contentType, contentEncoding, lastModified, metadata };
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
  const isFeed = first.place?.unit === "item" && text.units.trimStart().startsWith("<");
  if (isFeed && correction !== null) {
    throw unfit(
      "the article is an item of a feed. Take it out of the feed, and put the corrected one as a file of its own",
    );
  }
  const units =
    first.place?.unit === "line"
      ? editLines(text.units, edits)
      : isFeed
        ? cutFeedItems(text.units, edits)
        : editItems(text.units, edits);
  const isEmptied = correction === null && selected.length === reading.edited.length;
  if (isEmptied && reading.rejected.every(({ code, isIndexed }) => code === "repeated-article" || isIndexed === true)) {
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
    options: optionsKept(upload, { ...sinceWhenStated(upload), ...upload.metadata }),
  };
}

/** A file that is rewritten is put anew, and the articles that stay in it are no newer for that. */
function sinceWhenStated({ lastModifiedMs }: StoredObject): Record<string, string> {
  return lastModifiedMs === 0 ? {} : { stated: isoTimestamp(lastModifiedMs) };
}

/**
 * Chooses the charset. If letters were repaired on reading, new ones must not be repaired with them: ASCII is never
 * changed.
 */
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
  const fields = await ownObject({ bytes: present }, article);
  const stamp = fields === null ? articleStamp(article) : fieldsStamp(fields);
  const metadata = correctedMetadata(options.metadata ?? {}, stamp);
  return {
    result: "rewritten",
    articles,
    corrected,
    bytes: requireFitting(packed),
    options: { ...options, metadata },
  };
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
      `the upload ${upload.key} is ${String(wanted)}, and the file is ${given}. Give the correction as ${String(wanted)}, or remove the article and put the new one`,
    );
  }
  return (await unpackUpload(correction.bytes)).bytes;
}

/**
 * Metadata stays; `id` joins it where the corrected page would otherwise have another id than the old one. What its
 * owner puts in the place of an upload speaks for all hosts, as all that he puts does.
 */
async function keepId(
  upload: StoredObject,
  content: Uint8Array,
  id: string,
  read: ReadArticles,
): Promise<{ readonly corrected: Article; readonly options: PutOptions }> {
  const { hosts: _, ...metadata } = upload.metadata;
  const owned = { ...upload, metadata };
  const options = optionsKept(upload, metadata);
  const context = contextOf(owned);
  const corrected = await readCorrection({ bytes: content }, context, read);
  const contentType = withCharset(upload.contentType, corrected.encoding);
  const typed = contentType === null ? options : { ...options, contentType };
  if (corrected.id === id) return { corrected, options: typed };
  const named = { ...metadata, id: encodeURIComponent(id) };
  const kept = await readCorrection({ bytes: content }, { ...context, metadata: named }, read);
  if (kept.id === id) return { corrected: kept, options: { ...typed, metadata: named } };
  throw unfit(`it would be known as ${kept.id}, no longer as ${id}`);
}

/** A declared charset must not become untrue. */
function withCharset(contentType: string | null, encoding: string): string | null {
  return contentType?.replace(/;\s{0,9}charset\s{0,9}=[^;]{0,100}/i, `; charset=${encoding}`) ?? null;
}

function requireFitting(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= maxUploadBytes) return bytes;
  throw unfit(`the upload would have ${bytes.length} bytes, and at most ${maxUploadBytes} are read`);
}

// A corrected article as its owner brings it, a file of any format that is read, made into what stands in the old one's
// place. It keeps the id under which the old one is known, so that links to the article stay good.

/** The file, and its name, whose ending tells what it is. */
export interface Correction {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** A JSON object with the fields of an article. */
type ArticleJson = Readonly<Record<string, unknown>>;

/**
 * The corrected article as JSON for a place among others: the owner's own object where the file holds one, else the
 * fields that were read. Dates and sites that stand in keys are read as if the file lay beside the upload.
 * `invalid-change` where the file does not hold just one article, or one of another id.
 */
async function correctionAsJson(
  correction: Correction,
  uploadKey: string,
  id: string,
  read: ReadArticles,
): Promise<ArticleJson> {
  const folder = uploadKey.slice(0, uploadKey.lastIndexOf("/") + 1);
  const article = await readCorrection(correction, { key: `${folder}${correction.fileName}` }, read);
  const own = await ownObject(correction, article);
  const fields = own ?? articleFields(article);
  const { id: ownId } = fields;
  const isWithoutId = ownId === undefined || ownId === null || ownId === "";
  if (!isWithoutId && String(ownId) !== id) {
    throw unfit(
      `it says that its article is ${JSON.stringify(ownId)}. Leave the field id out, or give it the id ${id}`,
    );
  }
  return isWithoutId ? { ...fields, id } : fields;
}

/** The one article of the file, read in the given context. */
async function readCorrection(
  { bytes }: Pick<Correction, "bytes">,
  context: UploadContext,
  read: ReadArticles,
): Promise<Article> {
  const { articles, rejected } = await read(bytes, context);
  const [article, ...others] = articles;
  const fault = rejected.find(({ code, isIndexed }) => isIndexed !== true || code === "text-left-out");
  if (fault !== undefined) throw unfit(`it cannot be read: ${fault.reason.replace(/\.$/, "")}`);
  if (article === undefined || others.length > 0) throw unfit(`it holds ${articles.length} articles, not one`);
  return article;
}

function unfit(reason: string): SearchIndexError {
  return new SearchIndexError("invalid-change", `The file cannot take the article's place: ${reason}.`);
}

/** The object that the file holds, alone or as the only one of an array; null where it is no JSON. */
async function ownObject({ bytes }: Pick<Correction, "bytes">, { encoding }: Article): Promise<ArticleJson | null> {
  const text = new TextDecoder(encoding).decode((await unpackUpload(bytes)).bytes);
  try {
    const value: unknown = [JSON.parse(text)].flat()[0];
    return typeof value === "object" && value !== null ? (value as ArticleJson) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** The fields of the format that uploads have, without those that say nothing. */
function articleFields(article: Article): ArticleJson {
  const { title, lead, text, url, publishedAt, source, agency, author, section, place, image, notice } = article;
  const tags = article.tags.length === 0 ? null : article.tags;
  const names = { source, agency, author, section, tags, place };
  const fields = { title, lead, text, url, date: publishedAt, ...names, image, notice };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ""));
}

// Where the articles of a file of many lie, and how some of them are cut out or replaced with every unit of the
// others left as it is. Lines and items are counted from 1, as the reader of articles counts them.

/** Units [start, end). */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Changes by the place of an article: new content, or null to cut it out. */
type PlaceEdits = ReadonlyMap<number, string | null>;

/** A .jsonl with some lines replaced or, each with its line ending, cut out. */
function editLines(units: string, edits: PlaceEdits): string {
  const pieces: string[] = [];
  let written = 0;
  let number = 1;
  for (let start = 0; start < units.length; number += 1) {
    const found = units.indexOf("\n", start);
    const end = found < 0 ? units.length : found + 1;
    const edit = edits.get(number);
    if (edit !== undefined) {
      // An article's line holds one object, and around it white space at the most.
      const [first, last] = [units.indexOf("{", start), units.lastIndexOf("}", end) + 1];
      const cut: Span = edit === null ? { start, end } : { start: first, end: last };
      pieces.push(units.slice(written, cut.start), edit ?? "");
      written = cut.end;
    }
    start = end;
  }
  pieces.push(units.slice(written));
  return pieces.join("");
}

/** A JSON array with some items replaced or cut out; what stood between two items stays before the second of them. */
function editItems(units: string, edits: PlaceEdits): string {
  const spans = findItems(units);
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return units;
  const pieces = [units.slice(0, first.start)];
  let isFirst = true;
  for (const [i, span] of spans.entries()) {
    const edit = edits.get(i + 1);
    if (edit === null) continue;
    if (!isFirst) pieces.push(units.slice(spans[i - 1]?.end, span.start));
    pieces.push(edit ?? units.slice(span.start, span.end));
    isFirst = false;
  }
  pieces.push(units.slice(last.end));
  return pieces.join("");
}

/** A feed with some items cut out, each from its tag to its end tag. */
function cutFeedItems(units: string, edits: PlaceEdits): string {
  const kept: string[] = [];
  let written = 0;
  for (const [i, { start, end }] of findFeedItems(units).entries()) {
    if (!edits.has(i + 1)) continue;
    kept.push(units.slice(written, start));
    written = end;
  }
  kept.push(units.slice(written));
  return kept.join("");
}

/** Constructs of XML that are no tags of elements, by their beginning and end. */
const NO_ELEMENTS: readonly (readonly [string, string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
];
const ITEM_TAG = /(\/?)(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s/>])/iy;

/** The items and entries of a feed. Linear. */
function findFeedItems(xml: string): Span[] {
  const spans: Span[] = [];
  let start: number | null = null;
  for (let open = xml.indexOf("<"); open !== -1; ) {
    const other = NO_ELEMENTS.find(([begin]) => xml.startsWith(begin, open));
    const end = other === undefined ? tagEnd(xml, open) : endAfter(xml, other[1], open);
    ITEM_TAG.lastIndex = open + 1;
    const tag = other === undefined ? ITEM_TAG.exec(xml) : null;
    if (tag !== null && tag[1] === "") start ??= open;
    if (tag !== null && start !== null && (tag[1] === "/" || xml[end - 2] === "/")) {
      spans.push({ start, end });
      start = null;
    }
    open = xml.indexOf("<", end);
  }
  return spans;
}

/** One past the `>` of a tag, which may stand in its values too. */
function tagEnd(xml: string, open: number): number {
  let position = open + 1;
  while (position < xml.length && xml[position] !== ">") {
    const sign = xml[position] ?? "";
    const close = sign === '"' || sign === "'" ? xml.indexOf(sign, position + 1) : position;
    position = (close === -1 ? xml.length : close) + 1;
  }
  return position + 1;
}

function endAfter(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

/** The items of a well-formed JSON array, without the white space around them. */
function findItems(json: string): Span[] {
  const spans: Span[] = [];
  let position = skipSpace(json, json.indexOf("[") + 1);
  while (position < json.length && json[position] !== "]") {
    const end = valueEnd(json, position);
    spans.push({ start: position, end });
    position = skipSpace(json, end);
    if (json[position] === ",") position = skipSpace(json, position + 1);
  }
  return spans;
}

/** RFC 8259, section 2. */
function skipSpace(json: string, start: number): number {
  let position = start;
  while (" \t\n\r".includes(json[position] ?? "x")) position += 1;
  return position;
}

/** One past the end of the value that begins here. */
function valueEnd(json: string, start: number): number {
  let depth = 0;
  for (let position = start; position < json.length; ) {
    const sign = json[position] ?? "";
    if (depth === 0 && position > start && ", \t\n\r]".includes(sign)) return position;
    if (sign === '"') position = stringEnd(json, position);
    else position += 1;
    if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth === 0 && '"}]'.includes(sign)) return position;
  }
  return json.length;
}

function stringEnd(json: string, start: number): number {
  let position = start + 1;
  while (position < json.length && json[position] !== '"') position += json[position] === "\\" ? 2 : 1;
  return position + 1;
}

// Bytes of a JSON upload as a text of units that can be cut and put together again without a byte being lost,
// whatever the charset and however it is damaged: a unit is a byte, or two in UTF-16. The signs of JSON and the ends of
// lines are ASCII, and in every charset that is read a byte below 0x80 is ASCII too.

interface UnitText {
  /** One UTF-16 code unit a unit: the units themselves, not the letters that they mean. Without a byte order mark. */
  readonly units: string;
  /** JSON as units of this text. */
  encode(json: string): string;
  /** The bytes of a text of such units, with the byte order mark that there was. */
  toBytes(units: string): Uint8Array;
}

const UTF8_MARK = "\u00ef\u00bb\u00bf";
const UTF16_MARK = "\ufeff";

/** `encoding`: the charset that the upload was read as, by its WHATWG name. */
function openUnitText(bytes: Uint8Array, encoding: string): UnitText {
  if (encoding.startsWith("utf-16")) return openWide(bytes, encoding === "utf-16be");
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const mark = whole.startsWith(UTF8_MARK) ? UTF8_MARK : "";
  return {
    units: whole.slice(mark.length),
    encode: (json) => (encoding === "utf-8" ? Buffer.from(json, "utf8").toString("latin1") : escapeBeyondAscii(json)),
    toBytes: (units) => Buffer.from(mark + units, "latin1"),
  };
}

function openWide(bytes: Uint8Array, isBigEndian: boolean): UnitText {
  // A byte that is half a unit, where the file was cut, is read as nothing; it stays where it is.
  const cut = bytes.subarray(bytes.length & ~1);
  const pairs = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  const whole = (isBigEndian ? pairs.swap16() : pairs).toString("utf16le");
  const mark = whole.startsWith(UTF16_MARK) ? UTF16_MARK : "";
  return {
    units: whole.slice(mark.length),
    encode: (json) => json,
    toBytes: (units) => {
      const written = Buffer.from(mark + units, "utf16le");
      return Buffer.concat([isBigEndian ? written.swap16() : written, cut]);
    },
  };
}

/** The same JSON in ASCII alone (RFC 8259, section 7). */
function escapeBeyondAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// Takes an upload's compression off and puts it back, so that an edited upload is packed as it was.

/** The content of an upload, and how many times it is packed. */
interface UnpackedUpload {
  readonly bytes: Uint8Array;
  readonly layers: number;
}

/** Number of compression layers that readers remove: `page.txt.gz` sent with Content-Encoding: gzip has two. */
const MAX_LAYERS = 2;

const gunzipBytes = promisify(gunzip);
const gzipBytes = promisify(gzip);

/** Rejects as zlib does for an archive that readers reject too. */
async function unpackUpload(packed: Uint8Array): Promise<UnpackedUpload> {
  let bytes = packed;
  let layers = 0;
  // RFC 1952, section 2.3.1: ID1, ID2.
  while (layers < MAX_LAYERS && bytes[0] === 0x1f && bytes[1] === 0x8b) {
    bytes = await gunzipBytes(bytes, { maxOutputLength: maxUnpackedBytes });
    layers += 1;
  }
  return { bytes, layers };
}

async function packUpload({ bytes, layers }: UnpackedUpload): Promise<Uint8Array> {
  let packed = bytes;
  for (let layer = 0; layer < layers; layer += 1) packed = await gzipBytes(packed);
  return packed;
}
