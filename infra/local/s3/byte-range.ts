/**
 * The Range header (RFC 9110, section 14) as S3 takes it: one range of bytes. A header in another unit, of several
 * ranges or without sense is passed over, as the RFC allows and S3 does.
 */

/** Bytes [start, end). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The bytes that a Range header asks for, `null` for the whole object, or `unsatisfiable` (HTTP 416). */
export function parseByteRange(header: string | undefined, sizeBytes: number): ByteRange | null | "unsatisfiable" {
  const match = /^bytes\s{0,8}=\s{0,8}([0-9]{0,20})\s{0,8}-\s{0,8}([0-9]{0,20})\s{0,8}$/i.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return null;
  if (first === "") {
    const suffixBytes = Number(last);
    if (suffixBytes === 0 || sizeBytes === 0) return "unsatisfiable";
    return { start: Math.max(0, sizeBytes - suffixBytes), end: sizeBytes };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return null;
  if (start >= sizeBytes) return "unsatisfiable";
  return { start, end: last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
