/**
 * One upload as the bucket holds it now, read into documents (layer 4).
 */
import { type RejectedPart, readArticles } from "../article/read-articles.ts";
import { isoTimestamp } from "../clock.ts";
import { isErrorOfKind } from "../errors.ts";
import type { IndexContext } from "../manifest/manifest-store.ts";
import type { SourceDocument } from "../segment/minisearch-options.ts";
import type { ObjectHead, ObjectKey, ObjectStore, StoredObject } from "../storage/object-store.ts";
import { putRejectedRecord } from "./rejected-records.ts";
import { uploadVersion } from "./upload-version.ts";

/** A larger upload is a version without articles; a news page is a thousandth of it. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

/** What one look at an upload found. `rejected` is empty where all of it could be read. */
export type ReadUpload =
  | { readonly state: "absent"; readonly key: ObjectKey }
  | {
      readonly state: "present";
      readonly key: ObjectKey;
      readonly version: string;
      readonly documents: readonly SourceDocument[];
      readonly rejected: readonly RejectedPart[];
    };

/** An object, without its bytes where they are too many to read. */
type Upload = ObjectHead & Partial<Pick<StoredObject, "bytes">>;

/**
 * Gets and reads an upload; a rejected one leaves its record first, which is true whether or not the commit follows.
 * One GET, and two requests more where something is rejected.
 */
export async function readUploadAt(context: IndexContext, parserVersion: string, key: ObjectKey): Promise<ReadUpload> {
  const upload = await getUpload(context.store, key);
  if (upload === null) return { state: "absent", key };
  const version = uploadVersion(upload, parserVersion);
  const { articles, rejected } = await readParts(upload);
  if (rejected.length > 0) await putRejectedRecord(context, key, version, rejected);
  return { state: "present", key, version, documents: articles.map((article) => ({ ...article })), rejected };
}

/** Where the object is too large, a HEAD must say so of the very version that is reported. */
async function getUpload(store: ObjectStore, key: ObjectKey): Promise<Upload | null> {
  for (;;) {
    try {
      return await store.get(key, { maxBytes: MAX_UPLOAD_BYTES });
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      if (!isErrorOfKind(error, "too-large")) throw error;
    }
    try {
      const head = await store.head(key);
      if (head.sizeBytes > MAX_UPLOAD_BYTES) return head;
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }
}

async function readParts(upload: Upload): ReturnType<typeof readArticles> {
  if (upload.bytes === undefined) {
    const reason = `The file has ${upload.sizeBytes} bytes; at most ${MAX_UPLOAD_BYTES} are read. Split it.`;
    return { articles: [], rejected: [{ code: "too-large", reason }] };
  }
  return readArticles(upload.bytes, {
    key: upload.key,
    contentType: upload.contentType,
    contentEncoding: upload.contentEncoding,
    lastModified: isoTimestamp(upload.lastModifiedMs),
    metadata: upload.metadata,
  });
}
