/**
 * The body of an answer, read whole or given up, and a stream cut into parts (layer 1).
 */
import { SearchIndexError } from "../../errors.ts";

/** What the SDK gives as Body on Node: a readable stream. */
export interface AnswerBody extends AsyncIterable<Uint8Array> {
  destroy?: (error?: Error) => unknown;
}

/**
 * Exactly `sizeBytes` bytes. A body that ends before or goes on after was cut or mixed up on its way, and is
 * `store-unavailable`.
 */
export async function readBody(body: AnswerBody, sizeBytes: number, key: string): Promise<Uint8Array> {
  // Not from Node's pool, of which a cache that keeps a few bytes would keep 8 KB alive.
  const bytes = Buffer.allocUnsafeSlow(sizeBytes);
  let filled = 0;
  for await (const chunk of body) {
    if (filled + chunk.length > sizeBytes) throw wrongLength(key, sizeBytes, filled + chunk.length);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < sizeBytes) throw wrongLength(key, sizeBytes, filled);
  return bytes;
}

/** Ends the transfer of a body that nobody will read; otherwise its connection would stay taken. */
export function discardBody(body: AnswerBody): void {
  body.destroy?.();
}

/** The chunks joined and cut into parts of `partBytes`, the last one shorter; none for no bytes. Copies them. */
export async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array, undefined> {
  let part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      const piece = chunk.subarray(start, start + partBytes - filled);
      part.set(piece, filled);
      filled += piece.length;
      start += piece.length;
      if (filled === partBytes) {
        yield part;
        part = Buffer.allocUnsafe(partBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
  return undefined;
}

function wrongLength(key: string, expectedBytes: number, receivedBytes: number): SearchIndexError {
  const message = `The store announced ${expectedBytes} bytes of ${key} and sent ${receivedBytes}.`;
  return new SearchIndexError("store-unavailable", message, { details: { key, expectedBytes, receivedBytes } });
}
