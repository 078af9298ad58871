/**
 * Decodes `aws-chunked` bodies: chunks of "size[;chunk-signature=…]" CRLF bytes CRLF, a chunk of size 0, then trailing
 * headers and an empty line (Amazon S3 API Reference, "Signature Calculations for the Authorization Header:
 * Transferring Payload in Multiple Chunks"). Signatures are read over, since this endpoint takes any credentials.
 */
import { S3Error } from "./s3-error.ts";

/** Longest line of chunk size or trailer; a signature of an ECDSA key takes some 150 characters. */
const MAX_LINE_BYTES = 2048;
/** More trailers than any client sends. */
const MAX_TRAILERS = 16;
const CHUNK_LINE = /^([0-9a-fA-F]{1,12})(?:;[\x21-\x7e]*)?$/;
const TRAILER_LINE = /^([A-Za-z0-9-]+):([\x20-\x7e]*)$/;
const CR = 0x0d;
const LF = 0x0a;

/** Trailing headers, names in lower case; filled when the body has been read to its end. */
export type Trailers = Map<string, string>;

/**
 * The bytes inside an aws-chunked body. `IncompleteBody` where it ends early or goes on after its end,
 * `InvalidRequest` where it is not in this format, `MalformedTrailerError` for trailers that cannot be read.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Uint8Array>,
  trailers: Trailers,
): AsyncGenerator<Uint8Array> {
  const decoder = new ChunkDecoder(trailers);
  for await (const piece of body) yield* decoder.push(piece);
  if (!decoder.isFinished) throw incomplete("it ends before its last chunk");
}

type State = "size" | "bytes" | "bytes-end" | "trailer" | "finished";

/** A state machine over pieces of any size; only an unfinished line is ever kept. */
class ChunkDecoder {
  readonly #trailers: Trailers;
  #state: State = "size";
  #line: number[] = [];
  #leftBytes = 0;

  constructor(trailers: Trailers) {
    this.#trailers = trailers;
  }

  get isFinished(): boolean {
    return this.#state === "finished";
  }

  *push(piece: Uint8Array): Generator<Uint8Array> {
    let at = 0;
    while (at < piece.length) {
      if (this.#state === "finished") throw incomplete("it goes on after its last chunk");
      if (this.#state === "bytes") {
        const end = Math.min(at + this.#leftBytes, piece.length);
        this.#leftBytes -= end - at;
        if (this.#leftBytes === 0) this.#state = "bytes-end";
        yield piece.subarray(at, end);
        at = end;
      } else {
        this.#pushLineByte(piece[at] ?? 0);
        at += 1;
      }
    }
  }

  #pushLineByte(byte: number): void {
    if (byte !== LF) {
      if (this.#line.length >= MAX_LINE_BYTES) throw malformed("a line is too long");
      this.#line.push(byte);
      return;
    }
    if (this.#line.pop() !== CR) throw malformed("a line does not end with CRLF");
    const line = String.fromCharCode(...this.#line);
    this.#line = [];
    this.#endLine(line);
  }

  #endLine(line: string): void {
    if (this.#state === "size") {
      const sizeHex = CHUNK_LINE.exec(line)?.[1];
      if (sizeHex === undefined) throw malformed("a chunk does not begin with its size");
      this.#leftBytes = Number.parseInt(sizeHex, 16);
      this.#state = this.#leftBytes === 0 ? "trailer" : "bytes";
    } else if (this.#state === "bytes-end") {
      if (line !== "") throw malformed("a chunk is longer than its size");
      this.#state = "size";
    } else {
      this.#endTrailer(line);
    }
  }

  #endTrailer(line: string): void {
    if (line === "") {
      this.#state = "finished";
      return;
    }
    const [, name, value] = TRAILER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || this.#trailers.size >= MAX_TRAILERS) {
      throw new S3Error("MalformedTrailerError", "The request contained trailing data that was not well-formed.");
    }
    this.#trailers.set(name.toLowerCase(), value.trim());
  }
}

function incomplete(reason: string): S3Error {
  return new S3Error("IncompleteBody", `The body is not whole aws-chunked data: ${reason}.`);
}

function malformed(reason: string): S3Error {
  return new S3Error("InvalidRequest", `The body is not aws-chunked: ${reason}.`);
}
