/**
 * Multipart uploads in progress: their parts on disk, everything else in memory. Nothing of them is in the store until
 * they are completed, and nothing of them outlives the endpoint.
 */
import { mkdir, rm } from "node:fs/promises";
import type { Clock } from "../../../src/clock.ts";
import { createUlid, type IdSource } from "../../../src/id-source.ts";
import { compareUtf8 } from "../../../src/storage/object-store/key-order.ts";
import type { ObjectKey, PutOptions } from "../../../src/storage/object-store/object-store.ts";
import type { ChecksumAlgorithm } from "./checksums.ts";
import { KeyLock } from "./key-lock.ts";
import type { Payload } from "./payload.ts";
import { S3Error } from "./s3-error.ts";

/** How the parts' checksums make the whole's: as one over all bytes, or as one over the parts' checksums. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** A part that was received. */
export interface UploadedPart {
  readonly partNumber: number;
  /** MD5 of its bytes, in hexadecimal, as S3 has it. */
  readonly etag: string;
  readonly payload: Payload;
  /** The digest under the upload's algorithm; null where it has none. */
  readonly checksum: Buffer | null;
  readonly lastModifiedMs: number;
}

/** What was asked for when an upload was created. */
export interface UploadRequest {
  readonly key: ObjectKey;
  readonly options: PutOptions;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | null;
}

/** An upload in progress. */
export interface MultipartUpload extends UploadRequest {
  /** A ULID, so that uploads of one key sort by their time. */
  readonly uploadId: string;
  readonly initiatedMs: number;
  /** Where its parts lie. */
  readonly folder: string;
  readonly parts: ReadonlyMap<number, UploadedPart>;
}

/** More than any client leaves open; our decision. */
const MAX_OPEN_UPLOADS = 1000;
/** Completed uploads whose answer is remembered, for clients that ask again because the first answer was lost. */
const MAX_REMEMBERED = 100;

interface OpenUpload extends MultipartUpload {
  readonly parts: Map<number, UploadedPart>;
}

/** Every upload in progress at this endpoint. */
export class MultipartUploads {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #ids: IdSource;
  readonly #maxObjectBytes: number;
  readonly #open = new Map<string, OpenUpload>();
  readonly #completed = new Map<string, { readonly key: ObjectKey; readonly etag: string }>();
  readonly #lock = new KeyLock();

  constructor(options: { folder: string; clock: Clock; ids: IdSource; maxObjectBytes: number }) {
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#maxObjectBytes = options.maxObjectBytes;
  }

  async create(request: UploadRequest): Promise<MultipartUpload> {
    if (this.#open.size >= MAX_OPEN_UPLOADS) {
      throw new S3Error("SlowDown", `There are ${MAX_OPEN_UPLOADS} uploads in progress. Complete or abort some.`);
    }
    const initiatedMs = this.#clock.nowMs();
    const uploadId = createUlid(initiatedMs, this.#ids);
    const folder = `${this.#folder}/${uploadId}`;
    const upload: OpenUpload = { ...request, uploadId, initiatedMs, folder, parts: new Map() };
    await mkdir(folder, { mode: 0o700 });
    this.#open.set(uploadId, upload);
    return upload;
  }

  /** The upload of this id and key, or `NoSuchUpload`. */
  find(uploadId: string, key: ObjectKey): MultipartUpload {
    return this.#find(uploadId, key);
  }

  /** All uploads, by key in UTF-8 byte order and then by time. */
  list(): MultipartUpload[] {
    return [...this.#open.values()].sort((a, b) => {
      return compareUtf8(a.key, b.key) || compareUtf8(a.uploadId, b.uploadId);
    });
  }

  /** Takes a part in, in place of an earlier one of its number. The payload is the upload's from here on. */
  async addPart(upload: MultipartUpload, part: Omit<UploadedPart, "lastModifiedMs">): Promise<void> {
    await this.#lock.run(upload.uploadId, async () => {
      const { parts } = this.#find(upload.uploadId, upload.key);
      const replaced = parts.get(part.partNumber);
      let sizeBytes = part.payload.sizeBytes - (replaced?.payload.sizeBytes ?? 0);
      for (const other of parts.values()) sizeBytes += other.payload.sizeBytes;
      if (sizeBytes > this.#maxObjectBytes) {
        throw new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
      }
      parts.set(part.partNumber, { ...part, lastModifiedMs: this.#clock.nowMs() });
      await replaced?.payload.dispose();
    });
  }

  /**
   * Ends an upload by `commit`, during which no part comes or goes. If it throws, the upload stays open. An upload
   * that was completed before gives the ETag of that time.
   */
  async complete(
    uploadId: string,
    key: ObjectKey,
    commit: (upload: MultipartUpload) => Promise<string>,
  ): Promise<string> {
    return this.#lock.run(uploadId, async () => {
      const before = this.#completed.get(uploadId);
      if (before?.key === key) return before.etag;
      const upload = this.#find(uploadId, key);
      const etag = await commit(upload);
      this.#remember(uploadId, { key, etag });
      await this.#forget(upload);
      return etag;
    });
  }

  async abort(uploadId: string, key: ObjectKey): Promise<void> {
    await this.#lock.run(uploadId, async () => this.#forget(this.#find(uploadId, key)));
  }

  #find(uploadId: string, key: ObjectKey): OpenUpload {
    const upload = this.#open.get(uploadId);
    if (upload?.key === key) return upload;
    throw new S3Error(
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      { fields: { UploadId: uploadId } },
    );
  }

  #remember(uploadId: string, result: { key: ObjectKey; etag: string }): void {
    this.#completed.set(uploadId, result);
    const [oldest] = this.#completed.keys();
    if (this.#completed.size > MAX_REMEMBERED && oldest !== undefined) this.#completed.delete(oldest);
  }

  async #forget(upload: MultipartUpload): Promise<void> {
    this.#open.delete(upload.uploadId);
    await rm(upload.folder, { recursive: true, force: true });
  }
}
