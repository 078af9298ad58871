/**
 * MD5 of content: what S3 gives as the ETag of a plain put, and so do the stores that take its place. An identity, never a
 * safeguard (RFC 1321).
 */
import { createHash } from "node:crypto";

/** Lower-case hex. */
export function md5Hex(content: string | Uint8Array): string {
  return createHash("md5").update(content).digest("hex");
}

/** MD5 of content that comes in pieces. */
interface RunningMd5 {
  update(bytes: Uint8Array): unknown;
  /** Lower-case hex; ends the hash. */
  digest(encoding: "hex"): string;
}

export function startMd5(): RunningMd5 {
  return createHash("md5");
}
