/**
 * A host of static files behind the line of a visitor: ranges, ETags and 304, gzip where hosts have it (code and JSON,
 * never a range), a year in the browser's cache for names that are of their content. It counts what it sends.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { answerFile, type ServedFile, TEXT_TYPES } from "../../../functions/serve/file-answers.ts";
import { sleepUntil } from "../support/latency-object-store.ts";
import type { Traffic } from "./model.ts";
import { type Line, PIECE_BYTES, SharedLine } from "./shared-line.ts";

export interface StaticHost {
  /** Origin without a slash at its end. */
  readonly origin: string;
  /** Traffic sent so far. */
  sent(): Traffic;
  close(): Promise<void>;
}

/** Paths of files whose name changes with their content, in each engine's layout. */
const IMMUTABLE = /\/(?:segments|dictionaries|fragment|index)\/|\.pf_meta$/;

/** Scripts, and Pagefind's WebAssembly. */
const CODE = /\.js$|\/wasm\.[^/]*$/;

/** nginx' and many hosts' default is less. */
const GZIP_LEVEL = 6;

interface HostedFile extends ServedFile {
  readonly isCode: boolean;
  /** Null where it is sent as it is. */
  readonly packed: Buffer | null;
}

const asked = ({ headers }: IncomingMessage) =>
  Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);

/** Serves the files of a folder that lie below some paths and do not change meanwhile, and an empty page at `/`. */
export async function startStaticHost(
  root: string,
  { firstByteMs, bytesPerSecond }: Line,
  below: readonly string[] = ["/"],
): Promise<StaticHost> {
  const files = await readFolder(root, below);
  const line = new SharedLine(bytesPerSecond);
  let requests = 0;
  let bytes = 0;
  let codeBytes = 0;
  const send = async (response: ServerResponse, status: number, body: Uint8Array | null, headers: object) => {
    let atMs = performance.now() + firstByteMs;
    await sleepUntil(atMs);
    response.writeHead(status, { ...headers, "content-length": body?.length ?? 0 });
    for (let start = 0; body !== null && start < body.length && !response.destroyed; start += PIECE_BYTES) {
      const piece = body.subarray(start, start + PIECE_BYTES);
      atMs = line.send(piece.length, atMs);
      bytes += piece.length;
      await sleepUntil(atMs);
      response.write(piece);
    }
    response.end();
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://host.invalid");
    if (pathname === "/") {
      response.writeHead(200, { "Content-Type": TEXT_TYPES[".html"] }).end(EMPTY_PAGE);
      return;
    }
    requests += 1;
    const file = files.get(decodeURIComponent(pathname));
    if (file === undefined) return send(response, 404, null, {});
    const { packed, isCode } = file;
    const found = await answerFile(
      new Request(new URL(pathname, "http://host.invalid"), { headers: asked(request) }),
      file,
    );
    const body = new Uint8Array(found.status === 200 && packed !== null ? packed : await found.arrayBuffer());
    if (isCode && found.status === 200) codeBytes += body.length;
    const coding = found.status === 200 && packed !== null ? { "Content-Encoding": "gzip" } : {};
    return send(response, found.status, body, {
      ...Object.fromEntries(found.headers),
      ...coding,
    });
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => ({ requests, bytes, codeBytes }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** No icon is asked for. */
const EMPTY_PAGE =
  '<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Газета</title><link rel="icon" href="data:,"></head><body></body></html>';

/**
 * Reads files by path, such as `/poisk/browser.js`. Those that hosts compress are compressed beforehand, so that no
 * visitor waits for it.
 */
async function readFolder(root: string, below: readonly string[]): Promise<ReadonlyMap<string, HostedFile>> {
  const files = new Map<string, HostedFile>();
  for (const path of filesBelow(root)) {
    const address = `/${relative(root, path).split(sep).join("/")}`;
    if (!below.some((start) => address.startsWith(start))) continue;
    const { size: sizeBytes, mtimeMs } = statSync(path);
    const type = TEXT_TYPES[extname(path)];
    const etag = `"${sizeBytes.toString(16)}-${Math.round(mtimeMs).toString(16)}"`;
    const packed = type === undefined ? null : await promisify(gzip)(readFileSync(path), { level: GZIP_LEVEL });
    const headers = {
      "Content-Type": type ?? "application/octet-stream",
      "Cache-Control": IMMUTABLE.test(address) ? "public, max-age=31536000, immutable" : "no-cache",
    };
    const read = (start: number, end: number) => readBytes(path, start, end);
    files.set(address, { sizeBytes, isCode: CODE.test(address), etag, packed, headers, read });
  }
  return files;
}

/** Paths of all files of a folder and those below. */
export function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function readBytes(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(Math.max(0, end - start));
    await file.read(bytes, 0, bytes.length, start);
    return bytes;
  } finally {
    await file.close();
  }
}
