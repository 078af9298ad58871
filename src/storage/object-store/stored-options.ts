/**
 * What is kept beside an object's bytes, in the one shape that every store gives back (layer 1).
 */
import { SearchIndexError } from "../../errors.ts";
import type { ObjectHead, PutOptions } from "./object-store.ts";

/** The part of {@link ObjectHead} that the writer chose. */
export type StoredOptions = Pick<ObjectHead, "contentType" | "contentEncoding" | "metadata">;

/** What an object has that was written without options. */
export const noStoredOptions: StoredOptions = Object.freeze({
  contentType: null,
  contentEncoding: null,
  metadata: Object.freeze({}),
});

/** HTTP's token (RFC 9110, section 5.6.2), which the name of a header is made of. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Printable ASCII and the space: what a header's value carries everywhere. */
const HEADER_VALUE = /^[ -~]*$/;

/**
 * Checks options as S3 would and brings them to its shape: names in lower case, values without outer spaces. A value
 * that is not ASCII is `invalid-options`: percent-encode it.
 */
export function storeOptions(options: PutOptions = {}): StoredOptions {
  const metadata = Object.entries(options.metadata ?? {}).map(([name, value]) => {
    if (!HEADER_NAME.test(name)) throw unfit(`The metadata name ${JSON.stringify(name)} is no header name.`);
    return [name.toLowerCase(), headerValue(`metadata ${name}`, value)];
  });
  return {
    contentType: options.contentType === undefined ? null : headerValue("contentType", options.contentType),
    contentEncoding:
      options.contentEncoding === undefined ? null : headerValue("contentEncoding", options.contentEncoding),
    metadata: Object.fromEntries(metadata),
  };
}

/** Whether there is nothing in the options to keep. */
export function isWithoutOptions(options: StoredOptions): boolean {
  return options.contentType === null && options.contentEncoding === null && Object.keys(options.metadata).length === 0;
}

function headerValue(name: string, value: string): string {
  if (!HEADER_VALUE.test(value)) {
    throw unfit(`The value of ${name} is not printable ASCII. Percent-encode it.`);
  }
  return value.trim();
}

function unfit(message: string): SearchIndexError {
  return new SearchIndexError("invalid-options", message);
}
