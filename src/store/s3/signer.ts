/**
 * Signs requests to S3 by AWS Signature Version 4, by the SDK's own signer. The signer alone is 11 KB of a bundle,
 * which the SDK's client has too.
 */
import { Hash } from "@smithy/hash-node";
import { SignatureV4 } from "@smithy/signature-v4";
import { isoTimestamp } from "../../clock.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request before it is signed: no query, and a path that is encoded as it is sent. */
export interface UnsignedRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Header names in lower case, without `host`. */
  readonly headers: Readonly<Record<string, string>>;
}

export class S3Signer {
  readonly #signer: SignatureV4;

  constructor(region: string, { accessKeyId, secretAccessKey, sessionToken }: Credentials) {
    this.#signer = new SignatureV4({
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
      region,
      service: "s3",
      sha256: Hash.bind(null, "sha256"),
      // S3 takes the path as it is sent, once encoded.
      uriEscapePath: false,
    });
  }

  /** The headers to send for a request without a body. */
  async sign(request: UnsignedRequest, nowMs: number): Promise<Record<string, string>> {
    return (await this.#signer.sign(signable(request), { signingDate: isoTimestamp(nowMs) })).headers;
  }

  /**
   * The query that lets whoever has it send the request for so many seconds, a week at most; temporary credentials may
   * end before. The body is not signed, but as far as a header such as `content-length` bounds it.
   */
  async presign(request: UnsignedRequest, nowMs: number, expiresIn: number): Promise<string> {
    const unsigned = { ...request, headers: { ...request.headers, [CONTENT_HASH]: "UNSIGNED-PAYLOAD" } };
    const { query = {} } = await this.#signer.presign(signable(unsigned), {
      signingDate: isoTimestamp(nowMs),
      expiresIn,
      unsignableHeaders: new Set([CONTENT_HASH]),
      unhoistableHeaders: new Set(Object.keys(unsigned.headers)),
    });
    return Object.entries(query)
      .map(([name, value]) => `${name}=${encode(String(value))}`)
      .join("&");
  }
}

const CONTENT_HASH = "x-amz-content-sha256";

/** Converts a request to the signer's shape. The protocol is not signed. */
function signable({ method, host, path, headers }: UnsignedRequest) {
  return { method, protocol: "https:", hostname: host, path, headers: { ...headers, host } };
}

/** Percent-encodes all but the unreserved characters (RFC 3986), as signatures ask. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
