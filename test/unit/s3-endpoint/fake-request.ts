/**
 * An S3Request made of a few headers and a body, for the parts of the endpoint that are tested without HTTP.
 */
import type { S3Request } from "../../../infra/local/s3/s3-request.ts";

export interface FakeRequestOptions {
  readonly method?: string;
  readonly key?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[];
}

export function fakeRequest(options: FakeRequestOptions = {}): S3Request {
  const headers = options.headers ?? {};
  return {
    method: options.method ?? "GET",
    bucket: "articles-bucket",
    key: options.key ?? null,
    query: new URLSearchParams(options.query ?? ""),
    requestId: "0123456789ABCDEF",
    sourceAddress: "127.0.0.1",
    header: (name) => headers[name],
    headerNames: (prefix) => Object.keys(headers).filter((name) => name.startsWith(prefix)),
    body: async function* () {
      yield* options.body ?? [];
    },
  };
}

/** Cuts bytes into pieces of the given sizes, over and over. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

export async function* streamOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
