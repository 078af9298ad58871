/**
 * Answers requests for files as a host of files does: one range (206), ETag and 304, If-Range and HEAD
 * (RFC 9110, sections 13 and 14).
 */

/** A file that is there. */
export interface ServedFile {
  readonly sizeBytes: number;
  /** ETag with its quotes. It begins with `W/` if answers may be compressed, which no range may continue. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Reads bytes [start, end); never called for an empty range. */
  read(start: number, end: number): BodyInit | Promise<BodyInit>;
}

/** Content types by the ending of a name. All are texts, which hosts compress; any other file is sent as it is. */
export const TEXT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** A range of one part. Other units and several ranges are passed over: the whole file is sent (RFC 9110, 14.2). */
const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/** Answers GET and HEAD with 200, 206, 304 or 416. Rejects as `read` does. */
export async function answerFile(request: Request, file: ServedFile): Promise<Response> {
  const { sizeBytes, etag } = file;
  const headers = { ...file.headers, ETag: etag, "Accept-Ranges": "bytes" };
  if (isKnown(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  const range = request.method === "GET" ? rangeOf(request, file) : null;
  if (range === undefined) {
    return new Response(null, { status: 416, headers: { ...headers, "Content-Range": `bytes */${sizeBytes}` } });
  }
  const [start, end] = range ?? [0, sizeBytes];
  const isEmpty = request.method === "HEAD" || start === end;
  const body = isEmpty ? null : await file.read(start, end);
  const sized = { ...headers, "Content-Length": String(end - start) };
  if (range === null) return new Response(body, { headers: sized });
  const told = { ...sized, "Content-Range": `bytes ${start}-${end - 1}/${sizeBytes}` };
  return new Response(body, { status: 206, headers: told });
}

/** Compares ETags weakly, as If-None-Match does. */
function isKnown(told: string | null, etag: string): boolean {
  if (told === null) return false;
  const known = told.split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes("*") || known.includes(etag.replace(/^W\//, ""));
}

/** Bytes [start, end) that are asked for: null for the whole file, undefined for none of its bytes. */
function rangeOf({ headers }: Request, { sizeBytes, etag }: ServedFile): readonly [number, number] | null | undefined {
  const [, first = "", last = ""] = RANGE.exec(headers.get("range")?.trim() ?? "") ?? [];
  if (first === "" && last === "") return null;
  // Of another state of the file no range is sent, nor of one that cannot be told from another (If-Range compares
  // strongly).
  const state = headers.get("if-range");
  if (state !== null && (state !== etag || etag.startsWith("W/"))) return null;
  if (first === "")
    return last === "0" || sizeBytes === 0 ? undefined : [Math.max(0, sizeBytes - Number(last)), sizeBytes];
  if (last !== "" && Number(last) < Number(first)) return null;
  if (Number(first) >= sizeBytes) return undefined;
  return [Number(first), last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes)];
}
