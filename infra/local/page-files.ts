/**
 * A folder of pages as web answers, and a server of them. They are read once and looked up by name, so that no path
 * leads to any other file.
 */
import { readdir, readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { TEXT_TYPES } from "../../functions/serve/file-answers.ts";
import { closeServer, createWebServer, listen, type WebHandler } from "../../functions/serve/http-listening.ts";
import { sha256, toBase64Url } from "../../src/content-hash.ts";
import { compressAnswer } from "../../src/http/http.ts";

/** A server on 127.0.0.1. */
interface PageServer {
  /** Address, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Begins to show the pages of a folder, as `loadPageFiles` reads them. */
  show(folder: string, options: PageFilesOptions): Promise<void>;
  /** Takes no more requests and lets those in work finish, three seconds at most. */
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Listens at once, so that pages can name its address; what is no page is answered by `otherwise`. Rejects where the
 * port is taken.
 */
export async function startPageServer(
  port: number,
  otherwise: WebHandler,
  onFailure: (error: unknown) => void,
): Promise<PageServer> {
  let answerPage: PageFiles = () => null;
  const server = createWebServer((request, env) => {
    const page = answerPage(request);
    return page === null ? otherwise(request, env) : compressAnswer(request, page);
  }, onFailure);
  await listen(server, port, HOST);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    show: async (folder, options) => {
      answerPage = await loadPageFiles(folder, options);
    },
    close: () => closeServer(server, CLOSE_TIMEOUT_MS),
  };
}

/** Answers requests for the pages; null for any other path or method. */
type PageFiles = (request: Request) => Response | null;

interface PageFilesOptions {
  /** Content-Security-Policy of each page. */
  readonly policy: string;
  /** Texts by name that the program itself holds. */
  readonly made?: Readonly<Record<string, string>>;
  /** Stand in pages for `{{name}}`. */
  readonly values?: Readonly<Record<string, string>>;
}

interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the files of a folder: `results.html` for `/results`, `index.html` for `/`, and `index.en.html` for readers
 * whose first language is another than Russian. Those of other kinds, and subfolders, are left out.
 */
export async function loadPageFiles(folder: string, options: PageFilesOptions): Promise<PageFiles> {
  const { made = {}, values = {}, policy } = options;
  const files = new Map<string, PageFile>();
  const add = (name: string, bytes: Uint8Array<ArrayBuffer>): void => {
    const contentType = TEXT_TYPES[extname(name)];
    if (contentType !== undefined) files.set(pathOf(name), pageFile(bytes, contentType, policy));
  };
  for (const [name, text] of Object.entries(made)) add(name, new Uint8Array(Buffer.from(text)));
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = new Uint8Array(await readFile(join(folder, entry.name)));
    add(entry.name, extname(entry.name) === ".html" ? filled(bytes, values) : bytes);
  }
  return (request) => {
    const { pathname, search } = new URL(request.url);
    const other = speaksRussian(request) ? undefined : files.get(pathOf(`${nameOf(pathname)}.en.html`));
    // What is asked of the first page is the app's to answer.
    const file = pathname === "/" && search !== "" ? undefined : (other ?? files.get(pathname));
    if (file === undefined || (request.method !== "GET" && request.method !== "HEAD")) return null;
    // A page of results is no page of its own: search engines have no end of them to crawl.
    const headers = search === "" ? file.headers : { ...file.headers, "X-Robots-Tag": "noindex" };
    if (request.headers.get("if-none-match") === headers.ETag) return new Response(null, { status: 304, headers });
    return new Response(request.method === "HEAD" ? null : file.bytes, { headers });
  };
}

/** `/results` of `results.html`; other kinds keep their ending. */
function pathOf(name: string): string {
  return `/${name}`.replace(/\.html$/, "").replace(/^\/index$/, "/");
}

function nameOf(pathname: string): string {
  return pathname === "/" ? "index" : pathname.slice(1);
}

function speaksRussian(request: Request): boolean {
  return /^\s*(ru\b|\*|$)/i.test(request.headers.get("accept-language") ?? "");
}

function filled(bytes: Uint8Array, values: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(bytes);
  return new Uint8Array(Buffer.from(text.replace(/\{\{(\w+)\}\}/g, (place, name) => values[name] ?? place)));
}

function pageFile(bytes: Uint8Array<ArrayBuffer>, contentType: string, policy: string): PageFile {
  const headers = {
    "Content-Type": contentType,
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    Vary: "Accept-Language",
    ETag: `W/"${toBase64Url(sha256(bytes)).slice(0, 22)}"`,
  };
  return { bytes, headers };
}
