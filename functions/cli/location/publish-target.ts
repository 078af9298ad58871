/** Opens the target of `--to`, where an index is published: a folder or a bucket, outside of the private index. */
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { systemClock } from "../../../src/clock.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import {
  CHANGING_CACHE_CONTROL,
  IMMUTABLE_CACHE_CONTROL,
  LOADER_CACHE_CONTROL,
  VerifiedObjectStore,
} from "../../../src/index/publish.ts";
import { type KeyLayout, publishedKeyLayout } from "../../../src/index/shared.ts";
import { FileObjectStore, sideFolderName } from "../../../src/store/local.ts";
import { type ObjectStore, RetryingObjectStore } from "../../../src/store/store.ts";
import { CommandFailure, UsageError } from "../terminal/failure.ts";
import { type OpenIndex, openS3 } from "./open-index.ts";

export interface PublishTargetOptions {
  readonly to: string;
  readonly toEndpoint?: string;
  readonly toRegion?: string;
  /** Makes no folder. */
  readonly dryRun?: true;
}

export interface PublishTarget {
  readonly store: ObjectStore;
  /** Names it in messages. */
  readonly place: string;
  /** Null where it is a bucket. */
  readonly folder: string | null;
}

const BUCKET = /^s3:\/\/([^/]+)(?:\/(.*))?$/;

export function openPublishTarget(options: PublishTargetOptions, source: OpenIndex): PublishTarget {
  const { to, toEndpoint, toRegion } = options;
  if (to.trim() === "") throw new UsageError("--to is empty: it names a folder, or a bucket as s3://NAME/PATH/.");
  const [, bucket, path = ""] = BUCKET.exec(to) ?? [];
  if (bucket !== undefined) return openBucket(options, bucket, path, source);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(to)) {
    throw new UsageError(
      `--to takes a folder or s3://NAME/PATH/, not ${to}. Other hosts take a folder by tools of their own.`,
    );
  }
  if (toEndpoint !== undefined || toRegion !== undefined) {
    throw new UsageError("--to-endpoint and --to-region go with a bucket only: --to s3://NAME/PATH/.");
  }
  if (source.folder !== null) refuseInside(to, source.folder, source.context.layout);
  if (options.dryRun !== true) mkdirSync(to, { recursive: true });
  return { store: new FileObjectStore({ rootFolder: to }), place: to, folder: to };
}

function openBucket(
  { toEndpoint, toRegion }: PublishTargetOptions,
  bucket: string,
  path: string,
  source: OpenIndex,
): PublishTarget {
  const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  const place = `s3://${bucket}/${prefix}`;
  const { indexPrefix, uploadsPrefix } = source.context.layout;
  const taken = [`${source.place}${indexPrefix}`, `${source.uploadsPlace}${uploadsPrefix}`];
  if (taken.some((other) => place.startsWith(other) || other === place)) {
    throw new UsageError(`${place} is where the private index or its uploads lie. Publish to a place of its own.`);
  }
  const s3 = openS3({ bucket, prefix, endpoint: toEndpoint, region: toRegion }, "--to-endpoint");
  const ports = { clock: systemClock, ids: systemIdSource };
  const store = new RetryingObjectStore(s3, ports);
  const context = { store, layout: publishedKeyLayout, ...ports };
  return { store: new VerifiedObjectStore(context), place, folder: null };
}

/**
 * Refuses targets inside the data folder: published files would count as uploads, or private ones would lie beside
 * them.
 */
function refuseInside(to: string, dataFolder: string, { uploadsPrefix, indexPrefix }: KeyLayout): void {
  const inside = (one: string, other: string): boolean => `${one}${sep}`.startsWith(`${other}${sep}`);
  const [target, data] = [realPath(to), realPath(dataFolder)];
  const own = [uploadsPrefix, indexPrefix, sideFolderName].map((part) => realPath(join(data, part)));
  if (!inside(data, target) && own.every((part) => !inside(target, part) && !inside(part, target))) return;
  throw new UsageError(
    `${to} would hold the private index or its uploads in ${dataFolder}, or lie in them. Publish to a folder of its own.`,
  );
}

/** The path without links, as far as it is there. */
function realPath(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  return join(realPath(dirname(whole)), whole.slice(dirname(whole).length));
}

/** The address of a published index; a slash at its end may be left out. */
export function parsePublicAddress(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new UsageError(`${option} must be an address such as https://news.example/search/, not ${text}.`);
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** File with the headers of a host, which Cloudflare Pages and Netlify read from the top of a site. */
export const HEADERS_FILE = "_headers";

/**
 * Cache-Control of the files of a published index; `*` stands for any end of a name. Other files change under their
 * names.
 */
const CACHE_RULES: readonly (readonly [name: string, cacheControl: string])[] = [
  ["manifest.json", CHANGING_CACHE_CONTROL],
  ["tails", CHANGING_CACHE_CONTROL],
  ["segments/*", IMMUTABLE_CACHE_CONTROL],
  ["dictionaries/*", IMMUTABLE_CACHE_CONTROL],
  ["widget/widget.js", LOADER_CACHE_CONTROL],
  ["widget/widget-*", IMMUTABLE_CACHE_CONTROL],
];

/** Cache-Control by the path of a file below the index, for a host whose files may be replaced at any moment. */
export function publishedCacheControl(path: string): string {
  const isImmutable = CACHE_RULES.some(
    ([name, told]) => told === IMMUTABLE_CACHE_CONTROL && path.startsWith(name.slice(0, -1)),
  );
  return isImmutable ? IMMUTABLE_CACHE_CONTROL : CHANGING_CACHE_CONTROL;
}

/** `path` is that of the index on the site, and ends with `/`. */
export function headersFile(path: string): string {
  const shared = [
    "Access-Control-Allow-Origin: *",
    "Access-Control-Allow-Headers: Range",
    "Access-Control-Expose-Headers: ETag, Content-Range",
  ];
  const rules = CACHE_RULES.map(([name, cacheControl]) =>
    [`${path}${name}`, ...[`Cache-Control: ${cacheControl}`, ...shared].map((header) => `  ${header}`)].join("\n"),
  );
  return [...rules, ""].join("\n");
}

/** Writes the file of headers where it says something else, and takes away what the store kept beside the objects. */
export function finishFolder(folder: string, path: string): void {
  const file = join(folder, HEADERS_FILE);
  const text = headersFile(path);
  try {
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
  } catch (failure) {
    throw new CommandFailure(
      `${file} cannot be written (${(failure as NodeJS.ErrnoException).code ?? String(failure)}).`,
    );
  }
  // Locks and notes of this machine: nothing that a host should get, and nothing that the next run needs.
  rmSync(join(folder, sideFolderName), { recursive: true, force: true });
}
