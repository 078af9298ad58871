/**
 * The search page's files as web answers. They are read once and looked up by name, so that no path leads to any other
 * file.
 */
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { sha256 } from "../../src/content-hash.ts";

/** Answers requests for the page; null for any other path or method. */
export type PageFiles = (request: Request) => Response | null;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page runs its own scripts, speaks to its own origin, and loads nothing else (CSP Level 3). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the files of a folder, `index.html` for `/`; those of other kinds, and subfolders, are left out. `made` are
 * texts by name that the program itself holds.
 */
export async function loadPageFiles(folder: string, made: Readonly<Record<string, string>> = {}): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  for (const [name, text] of Object.entries(made)) {
    files.set(`/${name}`, pageFile(new Uint8Array(Buffer.from(text)), CONTENT_TYPES[extname(name)] ?? "text/plain"));
  }
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const contentType = CONTENT_TYPES[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const file = pageFile(new Uint8Array(await readFile(join(folder, entry.name))), contentType);
    files.set(entry.name === "index.html" ? "/" : `/${entry.name}`, file);
  }
  return (request) => {
    const file = files.get(new URL(request.url).pathname);
    if (file === undefined || (request.method !== "GET" && request.method !== "HEAD")) return null;
    const { bytes } = file;
    // A page of results is no page of its own: search engines have no end of them to crawl.
    const headers = new URL(request.url).search === "" ? file.headers : { ...file.headers, "X-Robots-Tag": "noindex" };
    if (request.headers.get("if-none-match") === headers.ETag) return new Response(null, { status: 304, headers });
    return new Response(request.method === "HEAD" ? null : bytes, { headers });
  };
}

function pageFile(bytes: Uint8Array<ArrayBuffer>, contentType: string): PageFile {
  const headers = {
    "Content-Type": contentType,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    ETag: `"${sha256(bytes).toString("base64url").slice(0, 22)}"`,
  };
  return { bytes, headers };
}
