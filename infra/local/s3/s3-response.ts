/**
 * What an operation answers, before it is sent: a status, headers and a body that is nothing, XML, or bytes in pieces.
 */
export interface S3Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | string | null;
}

/** An answer without a body. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status, headers, body: null };
}

/** A document. */
export function xmlResponse(document: string, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body: document };
}
