/**
 * Conditional requests (RFC 9110, section 13) in the form that S3 gives them: on reads all four headers, on copy
 * sources their `x-amz-copy-source-` twins, on writes If-Match and `If-None-Match: *`.
 */
import type { ETag } from "../../../src/storage/object-store/object-store.ts";
import { notImplemented, preconditionFailed, S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";

/** What must hold of the present object for a write to happen. */
export type WriteCondition =
  | { readonly kind: "none" }
  | { readonly kind: "absent" }
  | { readonly kind: "present" }
  | { readonly kind: "etag"; readonly etag: ETag };

/** The condition of a write. S3 takes one of the two headers, and only `*` in If-None-Match. */
export function parseWriteCondition(request: S3Request): WriteCondition {
  const match = request.header("if-match")?.trim();
  const noneMatch = request.header("if-none-match")?.trim();
  if (match !== undefined && noneMatch !== undefined) {
    throw new S3Error("InvalidRequest", "If-Match and If-None-Match cannot both be given.");
  }
  if (noneMatch !== undefined) {
    if (noneMatch !== "*") throw notImplemented("If-None-Match with anything but * on a write");
    return { kind: "absent" };
  }
  if (match === undefined) return { kind: "none" };
  return match === "*" ? { kind: "present" } : { kind: "etag", etag: stripQuotes(match) as ETag };
}

/** What a condition is checked against. */
export interface ObjectState {
  readonly etag: string;
  readonly lastModifiedMs: number;
}

/** The outcome of the conditions of a read: go on, or answer 304. A failed precondition throws the 412. */
export function checkReadConditions(request: S3Request, state: ObjectState): "proceed" | "not-modified" {
  const conditions = readConditions(request, "");
  const failed = failedPrecondition(conditions, state);
  if (failed !== null) throw preconditionFailed(failed);
  return isUnchanged(conditions, state) ? "not-modified" : "proceed";
}

/** The conditions on the source of a copy: whatever fails is 412, also where a read would be 304. */
export function checkCopySourceConditions(request: S3Request, state: ObjectState): void {
  const prefix = "x-amz-copy-source-";
  const conditions = readConditions(request, prefix);
  const failed = failedPrecondition(conditions, state);
  if (failed !== null) throw preconditionFailed(prefix + failed);
  if (isUnchanged(conditions, state)) throw preconditionFailed(`${prefix}If-None-Match`);
}

/** Whether a Range header still applies under `If-Range` (RFC 9110, section 13.1.5). */
export function isRangeApplicable(request: S3Request, state: ObjectState): boolean {
  const header = request.header("if-range");
  if (header === undefined) return true;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) || header.includes('"')
    ? stripQuotes(header) === state.etag
    : dateMs === state.lastModifiedMs;
}

interface ReadConditions {
  readonly match: string | undefined;
  readonly noneMatch: string | undefined;
  readonly modifiedSinceMs: number;
  readonly unmodifiedSinceMs: number;
}

function readConditions(request: S3Request, prefix: string): ReadConditions {
  return {
    match: request.header(`${prefix}if-match`),
    noneMatch: request.header(`${prefix}if-none-match`),
    modifiedSinceMs: Date.parse(request.header(`${prefix}if-modified-since`) ?? ""),
    unmodifiedSinceMs: Date.parse(request.header(`${prefix}if-unmodified-since`) ?? ""),
  };
}

/** The header that failed, or null. If-Match outweighs If-Unmodified-Since. */
function failedPrecondition(conditions: ReadConditions, state: ObjectState): string | null {
  if (conditions.match !== undefined) return namesETag(conditions.match, state.etag) ? null : "If-Match";
  return state.lastModifiedMs > conditions.unmodifiedSinceMs ? "If-Unmodified-Since" : null;
}

/** Whether the client has this content already. If-None-Match outweighs If-Modified-Since. */
function isUnchanged(conditions: ReadConditions, state: ObjectState): boolean {
  if (conditions.noneMatch !== undefined) return namesETag(conditions.noneMatch, state.etag);
  return state.lastModifiedMs <= conditions.modifiedSinceMs;
}

function namesETag(header: string, etag: string): boolean {
  return header.split(",").some((entry) => entry.trim() === "*" || stripQuotes(entry) === etag);
}

/** An entity tag as clients write it, quoted or not, weak or not, to the plain one. */
export function stripQuotes(entityTag: string): string {
  return entityTag.trim().replace(/^W\//, "").replace(/^"|"$/g, "");
}
