/**
 * Reads an upload as `poisk put` and `poisk import` do: exports of WordPress and Telegram as lines of articles, all
 * else as it is.
 */
import { isRejection, type ReadResult, readArticles, rejectedResult, unpack } from "../../../src/articles/articles.ts";
import { EXPORT_HEAD_BYTES, openExport, ownExportKind, readExport } from "../../../src/articles/exports.ts";
import { type Article, readingRows } from "../../../src/articles/news.ts";
import type { ReadArticle, RejectedPart, UploadReading } from "./messages.ts";

/** An upload that was read: for the index, and for whoever looks. */
export interface ReadUpload {
  readonly articles: readonly Article[];
  readonly reading: UploadReading;
}

/** Bounds of what a page shows of one upload. Untuned. */
const MAX_SHOWN = 50;
const MAX_SHOWN_CHARACTERS = 1_500;

/** `name` is that of the file: its ending tells the format, else the content does. */
export async function readUpload(name: string, bytes: Uint8Array, nowMs: number): Promise<ReadUpload> {
  const { articles, rejected, leftOut } = await readAny(name, bytes, nowMs);
  return {
    articles,
    reading: {
      name,
      articleCount: articles.length,
      articles: articles.slice(0, MAX_SHOWN).map(shownArticle),
      rejectedCount: rejected.length,
      rejected: rejected.slice(0, MAX_SHOWN).map(shownPart),
      leftOut,
    },
  };
}

async function readAny(
  name: string,
  bytes: Uint8Array,
  nowMs: number,
): Promise<ReadResult & Pick<UploadReading, "leftOut">> {
  const context = { key: `articles/${name}`, lastModified: nowMs };
  const asUpload = async () => ({ ...(await readArticles(bytes, context)), leftOut: [] });
  const unpacked = await unpack(bytes);
  if (isRejection(unpacked)) return asUpload();
  const content = unpacked.bytes;
  const head = content.subarray(0, EXPORT_HEAD_BYTES);
  const kind = ownExportKind(head);
  if (kind === null) return asUpload();
  const exported = openExport(inOneChunk(content), kind, head, { hasPages: false, username: null });
  const articles: Article[] = [];
  const asLines = { ...context, key: `${context.key}.jsonl` };
  const rejected = await readExport(exported, readArticles, asLines, (article) => articles.push(article));
  const refusal = exported.refusal();
  if (refusal !== null) return { ...rejectedResult({ code: "not-an-article", reason: refusal }), leftOut: [] };
  const fault = exported.fault();
  const cut: ReadResult["rejected"] =
    fault === null ? [] : [{ code: "broken-xml", reason: `The export was not read to its end, since ${fault}.` }];
  return { articles, rejected: [...cut, ...rejected], leftOut: [...exported.leftOut] };
}

async function* inOneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function shownPart({ line, item, code, reason, isIndexed }: ReadResult["rejected"][number]): RejectedPart {
  return { place: line ?? item ?? null, code, reason, isIndexed: isIndexed === true };
}

function shownArticle(article: Article): ReadArticle {
  const paragraphs: string[] = [];
  let characters = 0;
  for (const paragraph of article.paragraphs) {
    if (characters >= MAX_SHOWN_CHARACTERS) break;
    paragraphs.push(paragraph);
    characters += paragraph.length;
  }
  return {
    title: article.title,
    rows: readingRows(article),
    paragraphs,
    isCut: paragraphs.length < article.paragraphs.length,
    dropped: article.droppedLines.slice(0, MAX_SHOWN).map(({ text, reason }) => ({ text, reason })),
  };
}
