/**
 * Keeps a correction until its source changes the text itself. `poisk replace` leaves the stamp of the text that it
 * corrected in the upload's metadata. Feeds and sites are asked again and again. What they bring is compared with that
 * stamp before it is put.
 */
import type { ReadArticles, UploadContext } from "../../articles/articles.ts";
import { type Article, parserVersion } from "../../articles/news.ts";
import { MAX_METADATA_BYTES, metadataBytes, type ObjectHead, type PutOptions } from "../../store/store.ts";
import { textStamp } from "../text-stamp.ts";

type Metadata = Readonly<Record<string, string>>;

/** The name of the metadata. */
const CORRECTED = "corrected";

/** The stamp of a JSON article, of its fields as they are written; null where it has no text. */
export function fieldsStamp({ title, lead, text }: Readonly<Record<string, unknown>>): string | null {
  const written = textOf(text);
  return written.trim() === "" ? null : textStamp({ title: textOf(title), lead: textOf(lead), text: written });
}

function textOf(field: unknown): string {
  return typeof field === "string" ? field : "";
}

/** The stamp of a page's article. It names the parser's version: another one may find another text on the same page. */
export function articleStamp(article: Article): string {
  return `${parserVersion}-${textStamp(article)}`;
}

/**
 * The metadata of an upload that is corrected; `stamp` is that of its text before. A second correction keeps the stamp
 * of the first. A stamp that does not fit in is left out: a correction that may be overwritten is better than none.
 */
export function correctedMetadata(metadata: Metadata, stamp: string | null): Metadata {
  if (stamp === null || metadata[CORRECTED] !== undefined) return metadata;
  const stamped = { ...metadata, [CORRECTED]: stamp };
  return metadataBytes(stamped) <= MAX_METADATA_BYTES ? stamped : metadata;
}

/**
 * The metadata under which a correction stands against what its source brings; the same object where nothing needs to
 * be written. Null where the upload was not corrected, or the source changed the text. `stamp` is null where the source
 * brings no text: that changes none. Stamps by two versions of the parser cannot be compared: the correction stands,
 * and the metadata has the new stamp.
 */
export function standingMetadata(metadata: Metadata, stamp: string | null): Metadata | null {
  const former = metadata[CORRECTED];
  if (former === undefined) return null;
  if (stamp === null || stamp === former) return metadata;
  return parserOf(stamp) === parserOf(former) ? null : { ...metadata, [CORRECTED]: stamp };
}

/**
 * {@link standingMetadata} of an upload, against what its page is now. A page that gives no article brings no text.
 * Only the page of a corrected upload is read.
 */
export async function standingPageMetadata(
  { metadata }: Pick<ObjectHead, "metadata">,
  bytes: Uint8Array,
  context: UploadContext,
  read: ReadArticles,
): Promise<Metadata | null> {
  if (metadata[CORRECTED] === undefined) return null;
  const [article] = (await read(bytes, context)).articles;
  return standingMetadata(metadata, article === undefined ? null : articleStamp(article));
}

/** "" for the stamp of a JSON article. */
function parserOf(stamp: string): string {
  return stamp.slice(0, stamp.lastIndexOf("-") + 1);
}

/** Makes the options of a put that keeps the upload's own, with this metadata. */
export function optionsKept(
  { contentType, contentEncoding, cacheControl }: ObjectHead,
  metadata: Metadata,
): PutOptions {
  return {
    ...(contentType === null ? {} : { contentType }),
    ...(contentEncoding === null ? {} : { contentEncoding }),
    ...(cacheControl === null ? {} : { cacheControl }),
    metadata,
  };
}
