/**
 * The inputs of an operation of the local S3 endpoint, and its answers.
 */
import type { ObjectStore } from "../../../src/store/store.ts";
import type { ObjectWriter } from "./object-writer.ts";
import { type XmlFragment, xmlDocument } from "./xml.ts";

export interface EndpointContext {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly writer: ObjectWriter;
  readonly maxObjectBytes: number;
  /** Tells the operator of a failure that the client is told nothing of. */
  reportFailure(failure: unknown): void;
}

/** The endpoint's one region, whose buckets have no location constraint. */
export const REGION = "us-east-1";

export interface S3Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | null;
}

/** An answer without a body. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status, headers, body: null };
}

/** A document. */
export function xmlResponse(rootName: string, content: readonly XmlFragment[]): S3Response {
  return { status: 200, headers: { "content-type": "application/xml" }, body: xmlDocument(rootName, content) };
}
