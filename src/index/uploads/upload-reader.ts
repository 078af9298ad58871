/**
 * One upload as the bucket holds it now, read into documents.
 */
import { isoTimestamp } from "../../clock.ts";
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import {
  headIfPresent,
  type ObjectHead,
  type ObjectKey,
  type ObjectStore,
  type StoredObject,
} from "../../store/store.ts";
import type { BuiltSegments } from "../commit/batch-commit.ts";
import { uploadVersion } from "../commit/upload-version.ts";
import { type KeyLayout, statementKind } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import type { SourceDocument } from "../segment/schema/minisearch-options.ts";
import type { Statement } from "../segment/stored/statements.ts";
import type { SourceDocuments } from "../segment/writer/flush-segment.ts";
import { putRejectedRecord, type RejectedPart } from "./rejected-records.ts";
import type { UploadContent, UploadProcessor } from "./upload-processor.ts";

/** A larger upload is a version without articles; a news page is a thousandth of it. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

/** The result of reading an upload. `rejected` is empty if all of it could be read. */
export type ReadUpload =
  | { readonly state: "absent"; readonly key: ObjectKey }
  | {
      readonly state: "present";
      readonly key: ObjectKey;
      readonly version: string;
      /** Version in the record of its rejection, if it differs: the bucket's own. */
      readonly recordVersion?: string;
      readonly documents: readonly SourceDocument[];
      /** Statements without a document. */
      readonly statements: readonly Statement[];
      readonly rejected: readonly RejectedPart[];
    };

/** An object, without its bytes where they are too many to read, or lie in an archive. */
export type Upload = ObjectHead & Partial<Pick<StoredObject, "bytes">> & { readonly isArchived?: boolean };

/**
 * Placeholder for the parser's version of an unread upload. It differs from the bucket's, so that reconcile examines it
 * again.
 */
const UNREAD = "unread";

/** The result of reading an existing upload. */
export type PresentUpload = Extract<ReadUpload, { readonly state: "present" }>;

/** Reads the content of a loaded upload; no request. */
export async function readUpload(
  upload: Upload,
  processor: UploadProcessor,
  layout: KeyLayout,
): Promise<PresentUpload> {
  const version = uploadVersion(upload, processor.options.parserVersion);
  if (upload.isArchived === true) {
    const reason = "The file lies in an archive of the store, where it cannot be read. Restore it, or delete it.";
    const rejected: readonly RejectedPart[] = [{ code: "archived", reason }];
    const unread = uploadVersion(upload, UNREAD);
    const nothing = { documents: [], statements: [], rejected };
    return { state: "present", key: upload.key, version: unread, recordVersion: version, ...nothing };
  }
  const { articles, statements = [], rejected } = await readParts(upload, processor, layout);
  const documents = articles.map((article) => ({ ...article }));
  return { state: "present", key: upload.key, version, documents, statements, rejected };
}

/**
 * A rejected upload leaves its record before the commit, which is true whether or not that follows. Two requests where
 * something is rejected.
 */
export async function recordRejected(
  context: IndexContext,
  { key, version, recordVersion = version, rejected }: PresentUpload,
): Promise<void> {
  if (rejected.length > 0) await putRejectedRecord(context, key, recordVersion, rejected);
}

/** Segments of sources. Two requests for each source whose inversion takes more than it may. */
export async function buildRecorded(
  context: IndexContext,
  processor: UploadProcessor,
  sources: readonly SourceDocuments[],
  onRejected: (key: string, rejected: readonly RejectedPart[]) => void = () => {},
): Promise<BuiltSegments<RejectedPart>> {
  const built = await processor.build(sources);
  for (const { sourceKey, version } of sources) {
    const reason = built.rejected.get(sourceKey);
    if (reason === undefined) continue;
    await putRejectedRecord(context, sourceKey as ObjectKey, version, [reason]);
    onRejected(sourceKey, [reason]);
  }
  return built;
}

/**
 * One GET; null where it is gone. Where the object is too large, a HEAD must say so of the very version that is
 * reported; where it lies in an archive, it must be the same version before and after a GET that says so: two of each.
 */
export async function getUpload(store: ObjectStore, key: ObjectKey): Promise<Upload | null> {
  let archived: ObjectHead | null = null;
  for (;;) {
    let isArchived = false;
    try {
      return await store.get(key, { maxBytes: MAX_UPLOAD_BYTES });
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      isArchived = isSearchIndexError(error) && error.code === "object-archived";
      if (!isArchived && !isErrorOfKind(error, "too-large")) throw error;
    }
    const head = await headIfPresent(store, key);
    if (head === null || (!isArchived && head.sizeBytes > MAX_UPLOAD_BYTES)) return head;
    if (isArchived && archived !== null && uploadVersion(head, UNREAD) === uploadVersion(archived, UNREAD)) {
      return { ...head, isArchived };
    }
    archived = isArchived ? head : null;
  }
}

async function readParts(upload: Upload, { read }: UploadProcessor, layout: KeyLayout): Promise<UploadContent> {
  if (upload.bytes === undefined) {
    const reason = `The file has ${upload.sizeBytes} bytes; at most ${MAX_UPLOAD_BYTES} are read. Split it.`;
    return { articles: [], rejected: [{ code: "too-large", reason }] };
  }
  const kind = statementKind(layout, upload.key);
  return read(upload.bytes, {
    ...(kind === null ? {} : { statementKind: kind }),
    key: upload.key,
    contentType: upload.contentType,
    contentEncoding: upload.contentEncoding,
    lastModified: upload.lastModifiedMs === 0 ? null : isoTimestamp(upload.lastModifiedMs),
    metadata: upload.metadata,
  });
}
