/**
 * Addresses that let whoever has them send one request to S3 for some time, signed by AWS Signature Version 4 in the query (layer 1; Amazon
 * S3 API Reference, "Authenticating Requests: Using Query Parameters").
 */
import { createHash, createHmac } from "node:crypto";
import { isoTimestamp } from "../../clock.ts";

interface PresignedRequest {
  readonly method: string;
  /** Of the object, encoded as it is sent. */
  readonly address: URL;
  /** Those that must be sent so, in lower case, without `host`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
  readonly nowMs: number;
  /** At most 604,800, a week; temporary credentials may end before. */
  readonly expiresInSeconds: number;
}

/** The address with its signature. The body is not signed, but as far as a header such as `content-length` bounds it. */
export function presignRequest(request: PresignedRequest): string {
  const { method, address, region, credentials, nowMs, expiresInSeconds } = request;
  const headers: Record<string, string> = { ...request.headers, host: address.host };
  const names = Object.keys(headers).sort();
  const time = isoTimestamp(nowMs).replace(/[-:]|\.\d+/g, "");
  const steps = [time.slice(0, 8), region, "s3", "aws4_request"];
  const scope = steps.join("/");
  const parameters: Record<string, string> = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(expiresInSeconds),
    ...(credentials.sessionToken === undefined ? {} : { "X-Amz-Security-Token": credentials.sessionToken }),
    "X-Amz-SignedHeaders": names.join(";"),
  };
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join("&");
  const lines = names.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, " ")}\n`).join("");
  const canonical = [method, address.pathname, query, lines, names.join(";"), "UNSIGNED-PAYLOAD"].join("\n");
  const hashed = createHash("sha256").update(canonical).digest("hex");
  const key = steps.reduce<Buffer>(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`, "utf8"));
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, hashed].join("\n")).toString("hex");
  return `${address.origin}${address.pathname}?${query}&X-Amz-Signature=${signature}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}

/** Percent-encodes all but the unreserved characters (RFC 3986), as signatures ask. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
