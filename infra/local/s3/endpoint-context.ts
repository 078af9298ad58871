/**
 * What every operation of the endpoint works with.
 */
import type { Clock } from "../../../src/clock.ts";
import type { IdSource } from "../../../src/id-source.ts";
import { parseObjectKey } from "../../../src/storage/object-store/object-keys.ts";
import type { ObjectKey, ObjectStore } from "../../../src/storage/object-store/object-store.ts";
import type { MultipartUploads } from "./multipart-uploads.ts";
import type { ChangeOrigin, ObjectWriter } from "./object-writer.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";

export interface EndpointContext {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly region: string;
  /** The moment at which the bucket is said to have been made: the start of the endpoint. */
  readonly startedMs: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly writer: ObjectWriter;
  readonly uploads: MultipartUploads;
  /** Where bodies lie that are not yet objects. */
  readonly spoolFolder: string;
  readonly maxObjectBytes: number;
  /** Tells the operator of a failure that the client is told nothing of. */
  reportFailure(failure: unknown): void;
}

/** S3's own bound on the length of a key. */
const MAX_KEY_BYTES = 1024;

/** The key of a request, checked to be one that the store can hold. */
export function requireKey(key: string | null): ObjectKey {
  if (key === null) throw new S3Error("InvalidRequest", "This operation needs a key.");
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error("KeyTooLongError", "Your key is too long", { fields: { MaxSizeAllowed: String(MAX_KEY_BYTES) } });
  }
  return parseObjectKey(key);
}

/** Where the change that a request makes comes from. */
export function originOf(request: S3Request): ChangeOrigin {
  return { requestId: request.requestId, sourceAddress: request.sourceAddress };
}

/** An integer in a query within bounds, or the value for its absence; `InvalidArgument` for anything else. */
export function parseIntegerQuery(
  request: S3Request,
  name: string,
  { min, max, absent }: { readonly min: number; readonly max: number; readonly absent: number },
): number {
  const text = request.query.get(name);
  if (text === null || text === "") return absent;
  const value = Number(text);
  if (/^[0-9]{1,10}$/.test(text) && value >= min && value <= max) return value;
  throw new S3Error("InvalidArgument", `${name} must be an integer between ${min} and ${max}`, {
    fields: { ArgumentName: name, ArgumentValue: text },
  });
}

/** How a listing writes keys: as they are, or URL-encoded on `encoding-type=url`. */
export function parseEncodingType(request: S3Request): "url" | null {
  const encodingType = request.query.get("encoding-type");
  if (encodingType === null || encodingType === "") return null;
  if (encodingType === "url") return "url";
  throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request", {
    fields: { ArgumentName: "encoding-type", ArgumentValue: encodingType },
  });
}

/** A moment in the form of S3's documents. */
export function xmlTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
