/**
 * A host of a folder of files, as docs/static.md wants one for a published index: ranges, ETags, CORS, compression of
 * texts and never of segments. Each request looks at the folder anew.
 */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { Readable } from "node:stream";
import { compressAnswer } from "../../src/http/http.ts";
import { answerFile, TEXT_TYPES } from "./file-answers.ts";
import type { WebHandler } from "./http-listening.ts";

export interface FolderHostOptions {
  /** Tells Cache-Control by the path of a file below the folder. */
  readonly cacheControlOf: (path: string) => string;
  /** Answers `/` where the folder has no index.html. */
  readonly page: () => Response | Promise<Response>;
}

/** The headers that the nginx of docs/static.md sends. */
const CORS_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Range",
  "Access-Control-Expose-Headers": "ETag, Content-Range",
};

/**
 * Answers `/` of a folder with its index.html, and redirects the address of a folder without the slash there. Hidden
 * files, and files that links lead to outside of the folder, are not found.
 */
export function createFolderHost(folder: string, options: FolderHostOptions): WebHandler {
  return async (request) => {
    const answer = await answerPath(folder, options, request);
    for (const [name, value] of Object.entries(CORS_HEADERS)) answer.headers.set(name, value);
    const isText = Object.values(TEXT_TYPES).includes(answer.headers.get("Content-Type") ?? "");
    return isText && answer.status === 200 ? compressAnswer(request, answer) : answer;
  };
}

async function answerPath(
  folder: string,
  { cacheControlOf, page }: FolderHostOptions,
  request: Request,
): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204 });
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, OPTIONS" } });
  }
  const parts = partsOf(new URL(request.url).pathname);
  const file = parts === null ? null : await findFile(folder, parts);
  if (file !== null) {
    const type = TEXT_TYPES[extname(file.path)];
    const tag = `"${file.sizeBytes.toString(16)}-${Math.round(file.changedMs).toString(16)}"`;
    return answerFile(request, {
      sizeBytes: file.sizeBytes,
      etag: type === undefined ? tag : `W/${tag}`,
      headers: {
        "Content-Type": type ?? PICTURE_TYPES[extname(file.path)] ?? "application/octet-stream",
        "Cache-Control": cacheControlOf(parts?.join("/") ?? ""),
        "X-Content-Type-Options": "nosniff",
      },
      read: (start, end) =>
        Readable.toWeb(createReadStream(file.path, { start, end: end - 1 })) as unknown as ReadableStream,
    });
  }
  if (parts?.join("/") === INDEX_PAGE) return page();
  if (parts !== null && (await findFile(folder, [...parts, INDEX_PAGE])) !== null) {
    return new Response(null, { status: 301, headers: { Location: `${encodeURI(`/${parts.join("/")}`)}/` } });
  }
  return new Response("Not found.\n", { status: 404, headers: { "Content-Type": "text/plain" } });
}

/** Content types of pictures by the ending of a name. Pictures are compressed already. */
const PICTURE_TYPES: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
};

/** The name of the page that answers for its folder. */
export const INDEX_PAGE = "index.html";

/** The names of a path, index.html for a folder's own; null where one is hidden or no name of a file. */
function partsOf(pathname: string): readonly string[] | null {
  try {
    const parts = pathname.slice(1).split("/").map(decodeURIComponent);
    const named = parts.at(-1) === "" ? [...parts.slice(0, -1), INDEX_PAGE] : parts;
    return named.some((name) => name === "" || name.startsWith(".") || /[/\\\0]/.test(name)) ? null : named;
  } catch {
    // A percent sign that stands for no text.
    return null;
  }
}

async function findFile(folder: string, parts: readonly string[]) {
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...parts))]);
    const found = await stat(path);
    if (!found.isFile() || !path.startsWith(`${root}${sep}`)) return null;
    return { path, sizeBytes: found.size, changedMs: found.mtimeMs };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG", "EACCES", "ELOOP"].includes(code)) return null;
    throw error;
  }
}
