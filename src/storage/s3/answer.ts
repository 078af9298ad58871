/**
 * What an S3-compatible store answers, in the shapes of the storage contract (layer 1): ETags without quotes, times in
 * whole seconds, nothing where a store only filled a gap. Knows the fields of the SDK's answers, not the SDK.
 */
import { epochMsOf } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import type { ETag, ObjectHead, ObjectKey } from "../object-store/object-store.ts";
import type { AnswerBody } from "./body.ts";

/** The fields of GetObject's and HeadObject's answers that are read here. */
interface HeadAnswer {
  readonly ETag?: string | undefined;
  readonly LastModified?: Instant | undefined;
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLength?: number | undefined;
  readonly Metadata?: Record<string, string> | undefined;
  /** With what {@link keepDate} added. */
  readonly $metadata?: object;
}

interface Instant {
  getTime(): number;
}

/** What stores say of an object put without a type. It says nothing. */
const NO_CONTENT_TYPES: ReadonlySet<string> = new Set(["application/octet-stream", "binary/octet-stream"]);

/** All of an answer but its body, which came so long after the request was sent. */
export function headOf(key: ObjectKey, answer: HeadAnswer, sizeBytes: number, elapsedMs: number): ObjectHead {
  const { ContentType, Metadata } = answer;
  return {
    key,
    etag: parseETag(answer.ETag),
    sizeBytes,
    lastModifiedMs: wholeSeconds(answer.LastModified),
    contentType: ContentType === undefined || NO_CONTENT_TYPES.has(ContentType) ? null : ContentType,
    contentEncoding: parseContentEncoding(answer.ContentEncoding),
    metadata: Metadata ?? {},
    readAtMs: readAtMs(answer, elapsedMs),
  };
}

/**
 * The store looked no earlier than it was asked, and dated its answer no later than that came. HTTP's dates are whole seconds
 * (RFC 9110, section 5.6.7), here taken to be rounded down.
 */
function readAtMs({ $metadata }: HeadAnswer, elapsedMs: number): number | null {
  const date = $metadata !== undefined && "date" in $metadata ? $metadata.date : undefined;
  const datedMs = typeof date === "string" ? epochMsOf(date) : Number.NaN;
  return Number.isNaN(datedMs) ? null : Math.floor(datedMs - elapsedMs);
}

/** Adds the store's Date header to the metadata of an answer, where the SDK leaves it out. */
export function keepDate({ response, output }: { response: unknown; output?: { $metadata: object } }): void {
  const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, string>> };
  if (output !== undefined) Object.assign(output.$metadata, { date: headers?.date });
}

/** `aws-chunked` is how an SDK sent the bytes, not how they are; some stores give it back. */
function parseContentEncoding(text: string | undefined): string | null {
  const codings = (text ?? "").split(",").map((coding) => coding.trim());
  return codings.filter((coding) => coding !== "" && coding !== "aws-chunked").join(",") || null;
}

/** Content-Length, without which a cut body could not be told from a whole one. */
export function sizeOf(answer: HeadAnswer, key: string): number {
  if (answer.ContentLength === undefined) throw unfit(`The store did not say how long ${key} is.`, key);
  return answer.ContentLength;
}

/** The body, to be read or discarded. */
export function bodyOf(answer: { readonly Body?: unknown }, key: string): AnswerBody {
  const body = answer.Body;
  if (typeof body === "object" && body !== null && Symbol.asyncIterator in body) return body as AnswerBody;
  throw unfit(`The store answered without a body for ${key}.`, key);
}

/** `bytes 0-99/1234` as [0, 100, 1234]; null for anything else (RFC 9110, section 14.4). */
export function parseContentRange(text: string | undefined): [number, number, number | null] | null {
  const [, first, last, size] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(text ?? "") ?? [];
  if (first === undefined || last === undefined) return null;
  return [Number(first), Number(last) + 1, size === undefined || size === "*" ? null : Number(size)];
}

/** Without quotes. */
export function parseETag(text: string | undefined): ETag {
  if (!text) throw unfit("The store gave no ETag. Without it nothing can be replaced safely.", "");
  return text.replaceAll('"', "") as ETag;
}

/** Listings may be finer than HTTP's dates (Ceph: milliseconds). */
export function wholeSeconds(instant: Instant | undefined): number {
  return Math.floor((instant?.getTime() ?? 0) / 1000) * 1000;
}

/** A key of a listing. Encoded ones are in form style: `+` is a space. */
export function parseListedKey(text: string | undefined, encoding: string | undefined): string {
  const key = text ?? "";
  return encoding === "url" ? decodeURIComponent(key.replaceAll("+", "%20")) : key;
}

/** For an answer that no store should give. The doubt goes to the caller. */
export function unfit(message: string, key: string): SearchIndexError {
  return new SearchIndexError("store-unavailable", message, { details: { key } });
}
