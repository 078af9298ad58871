/**
 * Checks a published index where readers will find it: asks its host for what a page of another origin asks for, and
 * says what it does wrong and which lines of its settings put that right. Reads alone.
 */

import { sha256, toHex } from "../../content-hash.ts";
import { SearchIndexError } from "../../errors.ts";
import { lookupFailureText } from "../../lookup-failure.ts";
import type { ObjectKey } from "../../store/store.ts";
import { FetchObjectStore } from "../../store/web.ts";
import {
  dictionaryKey,
  manifestKey,
  publishedKeyLayout,
  segmentKey,
  segmentPartKey,
  tailsKey,
  WIDGET_LOADER,
  widgetKey,
} from "../keys.ts";
import { type Manifest, type ManifestSegment, parseManifest } from "../manifest/manifest.ts";
import { decodeTails } from "../manifest/segment-tails.ts";
import { PartedObjectReader } from "../segment/reader/block-reader.ts";
import { openSegment } from "../segment/reader/segment-cache.ts";
import {
  type Check,
  type CheckReport,
  type CheckResult,
  type Finding,
  failed,
  NotAsked,
  passed,
  runChecks,
  warning,
} from "./checks.ts";

export interface HostReport extends CheckReport {
  /** The kind of host, guessed from its headers and name. */
  readonly host: HostKind;
}

/** Stands for the page of another site. */
const ORIGIN = "https://reader.example";
/** A range that is asked for, far from the edges of what is small. */
const RANGE_BYTES = 16;
/** Longest time in which a cache may serve an old manifest. Readers find news later than that. Untuned. */
const MOST_STALE_SECONDS = 60;
/** Shortest time for which files should be cached: below it a reader of the next day loads them again. */
const LEAST_KEPT_SECONDS = 86_400;
/** Longest time in which pages may have an old search box, which cannot read an index of a newer format. Untuned. */
const MOST_STALE_LOADER_SECONDS = 3_600;

/**
 * `address` ends with `/`. Some dozens of requests, of which each reads the end of a segment; the dictionary, the tails
 * and the files of the search box whole.
 */
export async function checkHost(
  address: URL,
  onCheck: (result: CheckResult) => void = () => undefined,
): Promise<HostReport> {
  const visit = new HostVisit(address);
  const report = await runChecks(HOST_CHECKS, visit, onCheck);
  return { ...report, host: visit.host };
}

type WidgetFiles = ReadonlyMap<string, { readonly headers: Headers; readonly text: string }>;

/** One visit of a host, and what was learnt of it. */
class HostVisit {
  readonly address: URL;
  /** The store that readers use. */
  readonly store: FetchObjectStore;
  #server = "";
  /** False once a range came whole, wrong or compressed: what is read by ranges would fail for that again. */
  #hasRanges = true;
  /** False once a segment was missing. */
  #hasSegments = true;
  /** Null until it was read. */
  manifest: Manifest | null = null;
  manifestResponse: Response | null = null;
  /** The files of the search box by their names, the loader first; null until all were read. */
  widget: WidgetFiles | null = null;

  constructor(address: URL) {
    this.address = address;
    this.store = new FetchObjectStore({ address });
  }

  get host(): HostKind {
    return hostOf(this.address, this.#server);
  }

  /** Chooses the advice about a fault of this host. */
  advise(fault: HostFault): string {
    return (ADVICE[fault][this.host] ?? ADVICE[fault].other).replaceAll("PATH", this.address.pathname);
  }

  /** Requests an object as a page of another origin does. `store-unavailable` if nobody answers. */
  async ask(key: ObjectKey, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Response> {
    const address = new URL(key, this.address).href;
    try {
      const response = await fetch(address, {
        method,
        headers: { Origin: ORIGIN, ...headers },
        redirect: "follow",
      });
      this.#server = `${response.headers.get("Server") ?? ""} ${response.headers.get("X-Amz-Request-Id") === null ? "" : "AmazonS3"}`;
      return response;
    } catch (error) {
      throw new SearchIndexError("store-unavailable", `${address} cannot be asked for: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  }

  /** A range as browsers ask for it, who take no compressed one. */
  range(key: ObjectKey, start: number, end: number): Promise<Response> {
    return this.ask(key, { Range: `bytes=${start}-${end - 1}`, "Accept-Encoding": "identity" });
  }

  readonly requireManifest = (): Manifest => {
    if (this.manifest === null) throw new NotAsked("The manifest could not be read.");
    return this.manifest;
  };

  failRanges(found: string, fault: HostFault): Finding {
    this.#hasRanges = false;
    return failed(found, this.advise(fault));
  }

  /** Fails for a segment that the manifest names; later checks need not ask for segments again. */
  failMissing(key: ObjectKey): Finding {
    this.#hasSegments = false;
    return failed(
      `It answers 404 for ${key}, which the manifest names.`,
      "Copy all files that poisk publish wrote, and manifest.json last.",
    );
  }

  requireRanges(): void {
    this.#requireSegments();
    if (!this.#hasRanges) throw new NotAsked("Ranges could not be read.");
  }

  #requireSegments(): void {
    if (!this.#hasSegments) throw new NotAsked("A segment is missing.");
  }

  requireWidget(): WidgetFiles {
    this.requireManifest();
    if (this.widget === null) throw new NotAsked("The search box could not be read.");
    return this.widget;
  }

  /** The largest segment, and the key of its object or of its first part. */
  requireSegment(): { readonly segment: ManifestSegment; readonly key: ObjectKey } {
    const { segments, publication } = this.requireManifest();
    this.#requireSegments();
    const [segment] = [...segments].sort((a, b) => b.sizeBytes - a.sizeBytes);
    if (segment === undefined) throw new NotAsked("The index has no segment yet.");
    const key = segmentKey(publishedKeyLayout, segment.id);
    return { segment, key: publication?.partBytes == null ? key : segmentPartKey(key, 0) };
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { readonly cause?: unknown; readonly message?: string };
  const lookup = lookupFailureText(cause);
  if (lookup !== null) return lookup;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : String(message);
}

const HOST_CHECKS: readonly Check<HostVisit>[] = [
  { name: "manifest", claim: "serves the manifest of a published index", run: readManifest },
  { name: "revalidation", claim: "tells by an ETag that the manifest is unchanged (304)", run: revalidate },
  {
    name: "manifest-cache",
    claim: "lets nobody take an old manifest for the new one (Cache-Control)",
    run: cacheManifest,
  },
  { name: "ranges", claim: "gives ranges of files (206)", run: giveRanges },
  { name: "compression", claim: "gives ranges of files as they are, not compressed", run: leaveRangesAlone },
  { name: "cors", claim: "lets pages of other sites read (Access-Control-Allow-Origin)", run: allowOrigins },
  {
    name: "preflight",
    claim: "lets pages of other sites ask for ranges (Access-Control-Allow-Headers)",
    run: allowRanges,
  },
  {
    name: "exposed",
    claim: "shows these pages ETag and Content-Range (Access-Control-Expose-Headers)",
    run: exposeHeaders,
  },
  { name: "segment-cache", claim: "lets segments be kept, which never change (Cache-Control)", run: cacheSegments },
  { name: "tails", claim: "serves the tails, whole", run: readTails },
  { name: "dictionary", claim: "serves the dictionary, whole", run: readDictionary },
  { name: "segments", claim: "serves each segment to its end", run: readSegments },
  { name: "widget", claim: "serves all files of the search box", run: readWidget },
  { name: "widget-type", claim: "serves them as scripts (Content-Type)", run: serveScripts },
  { name: "widget-compression", claim: "compresses them (Content-Encoding)", run: compressScripts },
  {
    name: "widget-cors",
    claim: "lets pages of other sites load them (Access-Control-Allow-Origin)",
    run: allowScripts,
  },
  { name: "widget-format", claim: "has a search box that reads this index", run: compareFormats },
  {
    name: "widget-cache",
    claim: "lets them be kept, but for the one that leads to them (Cache-Control)",
    run: cacheWidget,
  },
  { name: "encryption", claim: "is reached over HTTPS, or on this machine", run: useHttps },
];

async function readManifest(visit: HostVisit): Promise<Finding> {
  const response = await visit.ask(manifestKey(publishedKeyLayout), { "Cache-Control": "no-cache" });
  if (response.status !== 200) {
    const hint =
      response.status === 404
        ? " Is it the folder that manifest.json lies in?"
        : " Everybody must be allowed to read it.";
    return failed(`It answers ${response.status} for ${visit.address.href}manifest.json.${hint}`);
  }
  const manifest = parseManifest(new Uint8Array(await response.arrayBuffer()));
  visit.manifestResponse = response;
  visit.manifest = manifest;
  if (manifest.publication !== undefined) return passed(`The manifest names ${manifest.segments.length} segments.`);
  return failed(
    "This is a private index, with the keys of rejected uploads and texts of deleted articles. Take it from the host at once, and publish one by poisk publish.",
  );
}

async function revalidate(visit: HostVisit): Promise<Finding> {
  visit.requireManifest();
  const etag = visit.manifestResponse?.headers.get("ETag") ?? null;
  if (etag === null)
    return warning("The manifest has no ETag, and is transferred again at each look.", visit.advise("etag"));
  const { status } = await visit.ask(manifestKey(publishedKeyLayout), {
    "If-None-Match": etag,
    "Cache-Control": "no-cache",
  });
  if (status === 304) return passed("The unchanged manifest is 304.");
  return warning(
    `It answers ${status} for the unchanged manifest, which is transferred again at each look.`,
    visit.advise("etag"),
  );
}

async function cacheManifest(visit: HostVisit): Promise<Finding> {
  visit.requireManifest();
  const told = visit.manifestResponse?.headers.get("Cache-Control") ?? null;
  const seconds = keptSeconds(told);
  if (seconds !== null && seconds <= MOST_STALE_SECONDS) return passed(`Cache-Control: ${told}`);
  if (seconds === null) return warning(`The manifest comes with ${withoutTime(told)}.`, visit.advise("manifest-cache"));
  return failed(
    `The manifest may be kept for ${seconds} s: what is published, or taken down, is seen that much later.`,
    visit.advise("manifest-cache"),
  );
}

async function giveRanges(visit: HostVisit): Promise<Finding> {
  const { key } = visit.requireSegment();
  const response = await visit.range(key, RANGE_BYTES, 2 * RANGE_BYTES);
  const told = response.headers.get("Content-Range");
  await response.body?.cancel();
  if (response.status === 200) return visit.failRanges("It answers a range with the whole file (200).", "ranges");
  if (response.status === 404) return visit.failMissing(key);
  if (response.status !== 206) return failed(`It answers a range with ${response.status}.`);
  if (told === null || !told.startsWith(`bytes ${RANGE_BYTES}-${2 * RANGE_BYTES - 1}/`)) {
    return visit.failRanges(
      `It answers another range than was asked for (Content-Range: ${told ?? "none"}).`,
      "ranges",
    );
  }
  return passed(`Content-Range: ${told}`);
}

async function leaveRangesAlone(visit: HostVisit): Promise<Finding> {
  const { key } = visit.requireSegment();
  for (const accepted of ["identity", "gzip, br"]) {
    const response = await visit.ask(key, { Range: `bytes=0-${RANGE_BYTES - 1}`, "Accept-Encoding": accepted });
    const coding = response.headers.get("Content-Encoding");
    await response.body?.cancel();
    if (coding !== null && coding !== "identity") {
      return visit.failRanges(
        `A range that may be ${accepted} comes as ${coding}: its bytes are of something else.`,
        "compression",
      );
    }
  }
  return passed("Ranges come as they are.");
}

async function allowOrigins(visit: HostVisit): Promise<Finding> {
  const { key } = visit.requireSegment();
  const responses = [visit.manifestResponse, await visit.range(key, 0, RANGE_BYTES)];
  for (const response of responses) {
    const allowed = response?.headers.get("Access-Control-Allow-Origin") ?? null;
    if (allowed === "*" || allowed === ORIGIN) continue;
    return failed(
      `Access-Control-Allow-Origin is ${allowed ?? "not there"}: only pages of ${visit.address.origin} can search this index.`,
      visit.advise("cors"),
    );
  }
  return passed("Pages of any site may read.");
}

/** A single range needs no question before it by the Fetch Standard of 2021 on; older browsers ask. */
async function allowRanges(visit: HostVisit): Promise<Finding> {
  const { key } = visit.requireSegment();
  const asked = { "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range" };
  const response = await visit.ask(key, asked, "OPTIONS");
  const allowed = (response.headers.get("Access-Control-Allow-Headers") ?? "").toLowerCase().split(/\s{0,9},\s{0,9}/);
  const isOrigin = ["*", ORIGIN].includes(response.headers.get("Access-Control-Allow-Origin") ?? "");
  if (response.ok && isOrigin && (allowed.includes("range") || allowed.includes("*")))
    return passed("Range is allowed.");
  return warning(
    "It does not allow the header Range (OPTIONS). Browsers that ask before they send it cannot search.",
    visit.advise("cors"),
  );
}

async function exposeHeaders(visit: HostVisit): Promise<Finding> {
  visit.requireManifest();
  const exposed = (visit.manifestResponse?.headers.get("Access-Control-Expose-Headers") ?? "").toLowerCase();
  const hidden = ["ETag", "Content-Range"].filter((name) => exposed !== "*" && !exposed.includes(name.toLowerCase()));
  if (hidden.length === 0) return passed("ETag and Content-Range are shown.");
  return warning(
    `${hidden.join(" and ")} cannot be seen by pages of other sites, which then check less of what comes.`,
    visit.advise("cors"),
  );
}

async function cacheSegments(visit: HostVisit): Promise<Finding> {
  const { key } = visit.requireSegment();
  const response = await visit.range(key, 0, RANGE_BYTES);
  const told = response.headers.get("Cache-Control");
  const seconds = keptSeconds(told);
  if (seconds !== null && seconds >= LEAST_KEPT_SECONDS) return passed(`Cache-Control: ${told}`);
  if (seconds === null) return warning(`Segments come with ${withoutTime(told)}.`, visit.advise("segment-cache"));
  return warning(
    `Segments may be kept for ${seconds} s: readers ask for them again and again.`,
    visit.advise("segment-cache"),
  );
}

async function readTails({ store, requireManifest }: HostVisit): Promise<Finding> {
  requireManifest();
  const { bytes } = await store.get(tailsKey(publishedKeyLayout));
  return passed(`They hold the ends of ${decodeTails(bytes).size} segments.`);
}

async function readDictionary({ store, requireManifest }: HostVisit): Promise<Finding> {
  const { hash = null } = requireManifest().publication?.dictionary ?? {};
  if (hash === null) return passed("The index needs none.");
  const { bytes } = await store.get(dictionaryKey(publishedKeyLayout, hash));
  if (toHex(sha256(bytes)).startsWith(hash)) return passed(`It has its ${bytes.length} bytes.`);
  return failed(
    `dictionaries/${hash} has other bytes than were published. Copy files as they are, without line endings or minifiers.`,
  );
}

async function readSegments(visit: HostVisit): Promise<Finding> {
  const { segments, publication } = visit.requireManifest();
  visit.requireRanges();
  const partBytes = publication?.partBytes ?? null;
  const reader = partBytes === null ? visit.store : new PartedObjectReader(visit.store, partBytes);
  for (const segment of segments) await openSegment({ store: reader, layout: publishedKeyLayout }, segment);
  return passed(`All ${segments.length} are there.`);
}

/** The name of another file of the search box within one of its files. */
const WIDGET_NAME = /\bwidget-\w{1,40}\.js\b/g;

/**
 * Checks the search box, from the file that pages name to the others. A box in another place does not belong to the
 * index.
 */
async function readWidget(visit: HostVisit): Promise<Finding> {
  visit.requireManifest();
  const names = new Set<string>([WIDGET_LOADER]);
  const files = new Map<string, { readonly headers: Headers; readonly text: string }>();
  for (const name of names) {
    const response = await visit.ask(widgetKey(publishedKeyLayout, name));
    const { status, headers } = response;
    const text = await response.text();
    if (status === 404 && name === WIDGET_LOADER) {
      return warning(
        `There is no widget/${name}: pages must load the search box from elsewhere.`,
        visit.advise("widget"),
      );
    }
    if (status !== 200)
      return failed(`It answers ${status} for widget/${name}, which the search box needs.`, visit.advise("widget"));
    files.set(name, { headers, text });
    for (const [found] of text.matchAll(WIDGET_NAME)) names.add(found);
  }
  visit.widget = files;
  return passed(`All ${files.size} files are there.`);
}

/** The types of which browsers run a module (WHATWG MIME Sniffing Standard, "JavaScript MIME type"). */
const SCRIPT_TYPE = /^\s{0,9}(?:text|application)\/(?:x-)?(?:java|ecma)script\s{0,9}(?:;|$)/i;

async function serveScripts(visit: HostVisit): Promise<Finding> {
  for (const [name, { headers }] of visit.requireWidget()) {
    const told = headers.get("Content-Type");
    if (told !== null && SCRIPT_TYPE.test(told)) continue;
    return failed(
      `The Content-Type of widget/${name} is ${told ?? "not there"}: no browser runs it.`,
      visit.advise("script-type"),
    );
  }
  return passed("All are scripts.");
}

/** A script of fewer characters is hardly smaller packed. Untuned. */
const LEAST_COMPRESSED = 10_000;

/** Checks the compression of the largest script alone: hosts treat all scripts alike. */
async function compressScripts(visit: HostVisit): Promise<Finding> {
  const files = [...visit.requireWidget()].map(([name, { headers, text }]) => ({ name, headers, length: text.length }));
  const [largest] = files.sort((a, b) => b.length - a.length);
  if (largest === undefined || largest.length < LEAST_COMPRESSED) return passed("None is large.");
  const coding = largest.headers.get("Content-Encoding");
  if (coding !== null && coding !== "identity") return passed(`Content-Encoding: ${coding}`);
  return warning(
    `widget/${largest.name} comes as it is, with ${Math.round(largest.length / 1_000)} KB: compressed it has a third.`,
    visit.advise("script-compression"),
  );
}

/** Modules of another origin are loaded by its leave alone (HTML, "fetch a single module script"). */
async function allowScripts(visit: HostVisit): Promise<Finding> {
  for (const [name, { headers }] of visit.requireWidget()) {
    const allowed = headers.get("Access-Control-Allow-Origin");
    if (allowed === "*" || allowed === ORIGIN) continue;
    return failed(
      `Access-Control-Allow-Origin of widget/${name} is ${allowed ?? "not there"}: only pages of ${visit.address.origin} can load it.`,
      visit.advise("cors"),
    );
  }
  return passed("Pages of any site may load them.");
}

/** The end of the loader, as `npm run build` makes it. */
const FORMAT_OF_LOADER = /\/\/ index format (\d{1,9})\s{0,9}$/;

async function compareFormats(visit: HostVisit): Promise<Finding> {
  const { segmentFormat } = visit.requireManifest();
  const [, told] = FORMAT_OF_LOADER.exec(visit.requireWidget().get(WIDGET_LOADER)?.text ?? "") ?? [];
  if (told === String(segmentFormat)) return passed(`Both are of format ${told}.`);
  if (told === undefined)
    return warning("widget/widget.js does not tell which format it reads.", visit.advise("widget"));
  return failed(
    `The search box reads format ${told}, and the index is of format ${segmentFormat}.`,
    visit.advise("widget"),
  );
}

async function cacheWidget(visit: HostVisit): Promise<Finding> {
  const files = [...visit.requireWidget()].map(([name, { headers }]) => {
    const told = headers.get("Cache-Control");
    return { name: `widget/${name}`, told, seconds: keptSeconds(told), isLoader: name === WIDGET_LOADER };
  });
  for (const { name, told, seconds, isLoader } of files) {
    const fault = isLoader ? "loader-cache" : "segment-cache";
    if (seconds === null) return warning(`${name} comes with ${withoutTime(told)}.`, visit.advise(fault));
    if (isLoader && seconds > MOST_STALE_LOADER_SECONDS) {
      return warning(
        `${name} may be kept for ${seconds} s: pages have a former search box for so long.`,
        visit.advise(fault),
      );
    }
    if (!isLoader && seconds < LEAST_KEPT_SECONDS) {
      return warning(`${name} may be kept for ${seconds} s: readers ask for it again and again.`, visit.advise(fault));
    }
  }
  return passed(files.map(({ told }) => `Cache-Control: ${told}`)[0] ?? "");
}

async function useHttps({ address }: HostVisit): Promise<Finding> {
  const isOwn = ["localhost", "127.0.0.1", "[::1]"].includes(address.hostname);
  if (address.protocol === "https:" || isOwn) return passed("It is.");
  return failed("Pages that are served over HTTPS may read nothing over HTTP. Give the host a certificate.");
}

/**
 * Seconds for which a cache may serve it without a request; null if the header gives none (RFC 9111, section 5.2.2).
 */
function keptSeconds(cacheControl: string | null): number | null {
  if (cacheControl === null) return null;
  if (/\bno-(?:cache|store)\b/i.test(cacheControl)) return 0;
  const told = /\bs-maxage=(\d{1,10})/i.exec(cacheControl) ?? /\bmax-age=(\d{1,10})/i.exec(cacheControl);
  return told === null ? null : Number(told[1]);
}

/** Describes a header in which {@link keptSeconds} finds no time. */
function withoutTime(cacheControl: string | null): string {
  const told = cacheControl === null ? "no Cache-Control" : `a Cache-Control that tells no time (${cacheControl})`;
  return `${told}: each cache decides for itself how long it keeps what it has`;
}

// What to do, by kind of host.

type HostFault =
  | "ranges"
  | "compression"
  | "cors"
  | "etag"
  | "manifest-cache"
  | "segment-cache"
  | "widget"
  | "script-type"
  | "script-compression"
  | "loader-cache";

const HOST_KINDS = ["nginx", "caddy", "s3", "r2", "cloudflare-pages", "github-pages", "netlify", "other"] as const;

export type HostKind = (typeof HOST_KINDS)[number];

function hostOf({ hostname }: URL, server: string): HostKind {
  if (/\.pages\.dev$/.test(hostname)) return "cloudflare-pages";
  if (/\.r2\.dev$/.test(hostname)) return "r2";
  if (/\.github\.io$/.test(hostname) || /^GitHub/i.test(server)) return "github-pages";
  if (/\.netlify\.app$/.test(hostname) || /^Netlify/i.test(server)) return "netlify";
  if (/nginx/i.test(server)) return "nginx";
  if (/caddy/i.test(server)) return "caddy";
  return /AmazonS3/i.test(server) ? "s3" : "other";
}

const S3_CORS =
  '[{"AllowedOrigins":["*"],"AllowedMethods":["GET","HEAD"],"AllowedHeaders":["Range"],"ExposeHeaders":["ETag","Content-Range"],"MaxAgeSeconds":86400}]';
const HEADERS_FILE =
  "Copy the file _headers, which poisk publish wrote, to the top of what you deploy; --url tells it the path.";
/** Scripts and the manifest; of segments and dictionaries nginx knows no type. */
const NGINX_GZIP = "gzip_types text/javascript application/javascript application/json;";
const keptInBucket = (header: string): string =>
  `Objects that poisk publish puts have it; what copies them must keep ${header}.`;

/** Advice by fault and kind of host; `other` is for hosts that are not listed. */
const ADVICE: Readonly<Record<HostFault, Partial<Record<HostKind, string>> & { readonly other: string }>> = {
  ranges: {
    nginx: `nginx does this where a module changes the bytes: ${NGINX_GZIP} in the location PATH, and no sub_filter.`,
    caddy: "Caddy does this where encode applies: @index not path PATH* and encode @index gzip.",
    other: "Take a host that answers Range (RFC 9110), or turn off whatever changes files on their way.",
  },
  compression: {
    nginx: `${NGINX_GZIP} in the location PATH`,
    caddy: "@index not path PATH* and encode @index gzip",
    "cloudflare-pages": "Turn off Polish, minifiers and compression rules for PATH, and purge the cache.",
    other: "Turn off compression for PATH on the host, and on each proxy and CDN before it.",
  },
  cors: {
    nginx:
      'In the location PATH: add_header Access-Control-Allow-Origin * always; add_header Access-Control-Allow-Headers Range always; add_header Access-Control-Expose-Headers "ETag, Content-Range" always; if ($request_method = OPTIONS) { return 204; }',
    caddy:
      'header PATH* { Access-Control-Allow-Origin * ; Access-Control-Allow-Headers Range ; Access-Control-Expose-Headers "ETag, Content-Range" } each on a line of its own, and: @preflight { method OPTIONS ; path PATH* } respond @preflight 204',
    s3: `As the bucket's CORS configuration: ${S3_CORS}`,
    r2: `As the bucket's CORS policy: ${S3_CORS}`,
    "cloudflare-pages": HEADERS_FILE,
    netlify: HEADERS_FILE,
    "github-pages":
      "GitHub Pages answers pages of all sites, but no OPTIONS: put the index where the pages are, or take another host.",
    other:
      "Send Access-Control-Allow-Origin: *, Access-Control-Allow-Headers: Range, Access-Control-Expose-Headers: ETag, Content-Range; and answer OPTIONS by 204.",
  },
  etag: {
    nginx: "etag on; in the location PATH",
    other: "Let the host send an ETag for manifest.json, and answer If-None-Match by 304.",
  },
  "manifest-cache": {
    nginx: 'location ~ ^PATH(manifest\\.json|tails)$ { add_header Cache-Control "no-cache" always; }',
    caddy: "header PATHmanifest.json Cache-Control no-cache and header PATHtails Cache-Control no-cache",
    s3: keptInBucket("Cache-Control"),
    r2: keptInBucket("Cache-Control"),
    "cloudflare-pages": HEADERS_FILE,
    netlify: HEADERS_FILE,
    "github-pages":
      "GitHub Pages says ten minutes of all files: what is published is seen that much later. Another host lets you choose.",
    other: "Send Cache-Control: no-cache for manifest.json and tails.",
  },
  "segment-cache": {
    nginx:
      'location PATHsegments/ { add_header Cache-Control "public, max-age=31536000, immutable" always; } and the same of PATHdictionaries/ and ~ ^PATHwidget/widget-',
    caddy:
      'header PATHsegments/* Cache-Control "public, max-age=31536000, immutable" and the same of PATHdictionaries/* and PATHwidget/widget-*',
    s3: keptInBucket("Cache-Control"),
    r2: keptInBucket("Cache-Control"),
    "cloudflare-pages": HEADERS_FILE,
    netlify: HEADERS_FILE,
    "github-pages": "GitHub Pages says ten minutes of all files. Another host lets you choose.",
    other:
      "Send Cache-Control: public, max-age=31536000, immutable for segments/, dictionaries/ and widget/widget-*, whose files never change.",
  },
  widget: {
    other: "Run npm run build where poisk is a clone; then run poisk publish, and copy all of widget/ to the host.",
  },
  "script-type": {
    nginx: "include mime.types; in the block http, or types { text/javascript js; } in the location PATH",
    s3: keptInBucket("Content-Type"),
    r2: keptInBucket("Content-Type"),
    other: "Send Content-Type: text/javascript for PATHwidget/*.js.",
  },
  "script-compression": {
    nginx: `gzip on; ${NGINX_GZIP} in the location PATH`,
    caddy: "encode PATHwidget/* gzip",
    s3: keptInBucket("Content-Encoding"),
    r2: keptInBucket("Content-Encoding"),
    other:
      "Let the host compress PATHwidget/*.js by gzip or brotli, and nothing of PATHsegments/ and PATHdictionaries/.",
  },
  "loader-cache": {
    nginx: 'location = PATHwidget/widget.js { add_header Cache-Control "public, max-age=300" always; }',
    caddy: 'header PATHwidget/widget.js Cache-Control "public, max-age=300"',
    s3: keptInBucket("Cache-Control"),
    r2: keptInBucket("Cache-Control"),
    "cloudflare-pages": HEADERS_FILE,
    netlify: HEADERS_FILE,
    other:
      "Send Cache-Control: public, max-age=300 for widget/widget.js, which leads to the other files of the search box.",
  },
};
