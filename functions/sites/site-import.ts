/**
 * The pages that a site's map lists as uploads, asked for as a guest would: what robots.txt allows, one request at a time with a pause
 * between, and with what each page said of its state when it was asked last. That is kept in its upload's metadata and nowhere else, so that a
 * run which was stopped, or the one of tomorrow, goes on from what the bucket holds.
 */

import { isRejection, type RejectedPart, unpack } from "../../src/articles/articles.ts";
import { canonicalHosts, hostsMetadata } from "../../src/articles/news.ts";
import { epochMsOf } from "../../src/clock.ts";
import { sha256, toHex } from "../../src/content-hash.ts";
import { type IndexContext, takedownsPrefix } from "../../src/index/shared.ts";
import { backOff, type Ingester, MAX_UPLOAD_BYTES } from "../../src/index/write.ts";
import { takedownKey } from "../../src/ingest/ingest.ts";
import { headIfPresent, listAll, type ObjectKey, type PutOptions, putLatest } from "../../src/store/store.ts";
import { hostOf, WebFailure, type WebPolicy } from "../web/web-fetch.ts";
import { pageKey, sitePrefix } from "./page-key.ts";
import { PoliteVisitor, SiteIsBusy } from "./polite-visitor.ts";
import { isNoindex, isNoindexHeader } from "./robots-tags.ts";
import { MAX_MAP_BYTES, type MapEntry, readSitemap } from "./sitemap.ts";

/** Which site, and how it is asked. */
export interface SiteImportOptions {
  /** The map's address. Its host is asked, and no other but `hosts`. */
  readonly sitemap: string;
  readonly hosts: readonly string[];
  readonly mayBePrivate: boolean;
  /** Between two requests; a site's own Crawl-delay may be longer. */
  readonly pauseMs: number;
  readonly stop: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Some of what was met, the first hundred by name. */
export interface Told<T> {
  count: number;
  readonly first: T[];
}

/** In {@link SiteReport.leftOut}. */
export const OF_OTHER_HOSTS = "of other hosts";

/** What became of a site. */
export interface SiteReport {
  maps: number;
  /** Pages that the maps list, each once, of hosts that may be asked. */
  pages: number;
  /** Put, since they were new or changed. */
  put: number;
  articles: number;
  /** Asked, and not changed. */
  unchanged: number;
  /** Not asked: put after the map's `lastmod` of them. */
  upToDate: number;
  /** How many were left out, by why. */
  readonly leftOut: Map<string, number>;
  /** Pages that answer 404 or 410, and those with an upload that ask to be in no search now. */
  readonly gone: Told<{ readonly url: string; readonly reason: string; readonly hasUpload: boolean }>;
  readonly failed: Told<{ readonly url: string; readonly reason: string }>;
  /** Of what is no article, `leftOut` counts. */
  readonly rejected: Told<{
    readonly key: string;
    readonly parts: readonly RejectedPart[];
    readonly isPartly: boolean;
  }>;
  /** Why it did not go on to its end, as a sentence; null where it did. */
  stopped: string | null;
}

/** sitemaps.org allows 50,000; a map a day of twenty years is 7,300. */
const MAX_MAPS = 10_000;
/** A second each they take six days. Untuned. */
const MAX_PAGES = 500_000;
const MAX_TOLD = 100;
/** Then the site is out of order, or does not want us. Untuned. */
const MAX_FAILURES_IN_A_ROW = 20;
/** Pages that are put and indexed together: so many, or so many bytes. Untuned. */
const MAX_BATCH_PAGES = 100;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** By which clocks may differ, and a site's caches may lag. Untuned. */
const LASTMOD_SLACK_MS = 600_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Brings the site in. Rejects as the store does, and with WebFailure where the map itself cannot be had; what was put before stays, and
 * the same call goes on from there. Requests of the store: two listings, one a page that is asked, two a page that is put, and those of ingesting.
 */
export async function importSite(
  context: IndexContext,
  ingester: Pick<Ingester, "ingest">,
  options: SiteImportOptions,
): Promise<SiteReport> {
  return new SiteImport(context, ingester, options).run();
}

interface FetchedPage {
  readonly key: ObjectKey;
  readonly bytes: Uint8Array;
  readonly options: PutOptions;
}

class SiteImport {
  readonly #context: IndexContext;
  readonly #ingester: Pick<Ingester, "ingest">;
  readonly #options: SiteImportOptions;
  readonly #root: URL;
  readonly #policy: WebPolicy;
  readonly #visitor: PoliteVisitor;
  readonly #report: SiteReport = {
    maps: 0,
    pages: 0,
    put: 0,
    articles: 0,
    unchanged: 0,
    upToDate: 0,
    leftOut: new Map(),
    gone: { count: 0, first: [] },
    failed: { count: 0, first: [] },
    rejected: { count: 0, first: [] },
    stopped: null,
  };
  /** Fetched, and not put yet. */
  #batch: FetchedPage[] = [];
  #batchBytes = 0;
  #failuresInARow = 0;

  constructor(context: IndexContext, ingester: Pick<Ingester, "ingest">, options: SiteImportOptions) {
    this.#context = context;
    this.#ingester = ingester;
    this.#options = options;
    this.#root = new URL(options.sitemap);
    const hosts = options.hosts.map((host) => hostOf(new URL(`https://${host}`)));
    this.#policy = {
      hosts: new Set([hostOf(this.#root), ...hosts]),
      mayBePrivate: options.mayBePrivate,
      maxBytes: MAX_UPLOAD_BYTES,
    };
    this.#visitor = new PoliteVisitor(context.clock, options.pauseMs, options.stop, (url) => this.#isOfSite(url));
  }

  async run(): Promise<SiteReport> {
    try {
      const pages = await this.#listPages();
      this.#report.pages = pages.size;
      const putAtMs = await this.#listUploads(pages);
      const takenDown = await this.#listTakedowns();
      let done = 0;
      for (const [key, entry] of pages) {
        if (this.#options.stop.aborted) break;
        const isTakenDown = !putAtMs.has(key) && takenDown.has(takedownKey(this.#context.layout, key));
        if (isTakenDown) this.#leaveOut("taken down");
        else await this.#bringIn(key, entry, putAtMs.get(key) ?? null);
        done += 1;
        if (!this.#options.stop.aborted) this.#options.onProgress(done, pages.size);
      }
    } catch (failure) {
      if (failure instanceof SiteIsBusy) this.#report.stopped = failure.message;
      else if (!(this.#options.stop.aborted && failure instanceof WebFailure)) throw failure;
    }
    await this.#flush();
    if (this.#options.stop.aborted) this.#report.stopped = "It was stopped.";
    return this.#report;
  }

  /** By their keys, in the order of the maps. */
  async #listPages(): Promise<ReadonlyMap<ObjectKey, MapEntry>> {
    const pages = new Map<ObjectKey, MapEntry>();
    const root = await this.#readMap(this.#root);
    if (typeof root === "string") throw new WebFailure(`${this.#root.href} cannot be read: ${root}`);
    this.#addPages(pages, root.pages);
    const maps = root.maps.filter(({ url }) => this.#isOfSite(url) || this.#leaveOut(OF_OTHER_HOSTS));
    for (const [number, { url }] of maps.entries()) {
      if (this.#options.stop.aborted) break;
      if (number >= MAX_MAPS) this.#leaveOut(`maps beyond ${MAX_MAPS}`);
      else {
        const map = await this.#readMap(url).catch(textOfWebFailure);
        if (typeof map === "string") this.#tell(this.#report.failed, { url: url.href, reason: map });
        else {
          for (const _ of map.maps) this.#leaveOut("maps of a map of maps");
          this.#addPages(pages, map.pages);
        }
      }
    }
    return pages;
  }

  async #readMap(url: URL) {
    const answer = await this.#visitor.visit(
      url,
      { accept: "application/xml, text/xml;q=0.9, text/plain;q=0.8, */*;q=0.1" },
      { ...this.#policy, maxBytes: MAX_MAP_BYTES },
    );
    if (answer.status !== 200) return `it answers ${answer.status}`;
    const map = await readSitemap(answer.bytes);
    if (typeof map === "string") return map;
    this.#report.maps += 1;
    for (let count = 0; count < map.badAddresses; count += 1) this.#leaveOut("no address of a page");
    if (map.fault !== null) {
      const reason = `it was not read to its end, since ${map.fault}`;
      this.#tell(this.#report.failed, { url: url.href, reason });
    }
    return map;
  }

  #addPages(pages: Map<ObjectKey, MapEntry>, entries: readonly MapEntry[]): void {
    for (const entry of entries) {
      if (!this.#isOfSite(entry.url)) this.#leaveOut(OF_OTHER_HOSTS);
      else {
        const key = pageKey(this.#context.layout, entry.url);
        const listed = pages.get(key);
        // A page of a map of news stands in the map of all pages too.
        if (listed !== undefined) pages.set(key, { ...listed, published: listed.published ?? entry.published });
        else if (pages.size === MAX_PAGES) this.#leaveOut(`pages beyond ${MAX_PAGES}`);
        else pages.set(key, entry);
      }
    }
  }

  /** Ports that the owner did not name are none of the site's: a map could have them all asked. */
  #isOfSite(url: URL): boolean {
    return this.#policy.hosts.has(hostOf(url)) && (url.port === "" || url.port === this.#root.port);
  }

  /** When each page's upload was put. */
  async #listUploads(pages: ReadonlyMap<ObjectKey, MapEntry>): Promise<ReadonlyMap<ObjectKey, number>> {
    const { store, layout } = this.#context;
    const putAtMs = new Map<ObjectKey, number>();
    const prefixes = new Set([...pages.values()].map(({ url }) => sitePrefix(layout, url)));
    for (const prefix of prefixes) {
      for await (const { key, lastModifiedMs } of listAll(store, prefix)) {
        if (pages.has(key)) putAtMs.set(key, lastModifiedMs);
      }
    }
    return putAtMs;
  }

  async #listTakedowns(): Promise<ReadonlySet<ObjectKey>> {
    const { store, layout } = this.#context;
    const marks = new Set<ObjectKey>();
    for await (const { key } of listAll(store, takedownsPrefix(layout))) marks.add(key);
    return marks;
  }

  async #bringIn(key: ObjectKey, entry: MapEntry, putAtMs: number | null): Promise<void> {
    if (putAtMs !== null && entry.lastmod !== null && putAtMs > latestMsOf(entry.lastmod) + LASTMOD_SLACK_MS) {
      this.#report.upToDate += 1;
      return;
    }
    try {
      const refusal = await this.#visitor.refusalOf(entry.url, this.#policy);
      if (refusal === null) await this.#ask(key, entry, putAtMs !== null);
      else this.#leaveOut("not allowed by robots.txt");
      this.#failuresInARow = 0;
    } catch (failure) {
      if (this.#options.stop.aborted && failure instanceof WebFailure) return;
      const url = entry.url.href;
      this.#tell(this.#report.failed, { url, reason: textOfWebFailure(failure).replace(`${url} `, "") });
      this.#failuresInARow += 1;
      if (this.#failuresInARow === MAX_FAILURES_IN_A_ROW) {
        throw new SiteIsBusy(`${MAX_FAILURES_IN_A_ROW} pages in a row could not be had.`);
      }
    }
  }

  /** Rejects with WebFailure where the page was not had. */
  async #ask(key: ObjectKey, { url, published }: MapEntry, hasUpload: boolean): Promise<void> {
    const held = hasUpload ? ((await headIfPresent(this.#context.store, key))?.metadata ?? {}) : {};
    const answer = await this.#visitor.visit(url, conditionsOf(held), this.#policy);
    if (answer.status === 304 && !answer.robotsTags.some(isNoindexHeader)) this.#report.unchanged += 1;
    else if (answer.status === 404 || answer.status === 410) {
      this.#tell(this.#report.gone, { url: url.href, reason: "is no longer there", hasUpload });
    } else if (answer.status !== 200 && answer.status !== 304) throw new WebFailure(`it answers ${answer.status}`);
    else if (!isHtml(answer.headers["content-type"])) this.#leaveOut("no HTML");
    else {
      const unpacked = await unpack(answer.bytes);
      if (isRejection(unpacked)) throw new WebFailure(unpacked.reason);
      const hash = toHex(sha256(unpacked.bytes)).slice(0, 32);
      if (isNoindex(unpacked.bytes, answer.robotsTags)) {
        this.#leaveOut("noindex");
        if (hasUpload) this.#tell(this.#report.gone, { url: url.href, reason: "says noindex", hasUpload });
      } else if (held[HASH] === hash) this.#report.unchanged += 1;
      else {
        const metadata = {
          ...hostsMetadata(canonicalHosts([url.hostname])),
          ...metadataOf("published", published ?? held.published),
          url: url.href,
          ...metadataOf(ETAG, answer.headers.etag),
          ...metadataOf(LAST_MODIFIED, answer.headers["last-modified"]),
          [HASH]: hash,
        };
        const contentType = metadataOf("type", answer.headers["content-type"]).type ?? "text/html";
        const contentEncoding = unpacked.wasPacked ? "gzip" : undefined;
        await this.#add({ key, bytes: answer.bytes, options: { contentType, contentEncoding, metadata } });
      }
    }
  }

  async #add(page: FetchedPage): Promise<void> {
    this.#batch.push(page);
    this.#batchBytes += page.bytes.length;
    if (this.#batch.length >= MAX_BATCH_PAGES || this.#batchBytes >= MAX_BATCH_BYTES) await this.#flush();
  }

  /** Puts and indexes what was fetched. */
  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    if (batch.length === 0) return;
    for (const { key, bytes, options } of batch) {
      await putLatest(this.#context.store, key, bytes, options, (doubts) => backOff(this.#context, doubts));
      this.#report.put += 1;
    }
    const { rejected, partlyRead, failed, articles } = await this.#ingester.ingest(batch.map(({ key }) => key));
    this.#report.articles += articles;
    for (const [key, parts] of rejected) {
      if (parts.every(({ code }) => NO_ARTICLE.has(code))) this.#leaveOut("no article");
      else this.#tell(this.#report.rejected, { key, parts, isPartly: partlyRead.has(key) });
    }
    for (const [key] of failed) {
      this.#tell(this.#report.failed, { url: key, reason: "it was put and not indexed. Run: poisk reconcile" });
    }
  }

  /** Counts it, and is false. */
  #leaveOut(why: string): false {
    const { leftOut } = this.#report;
    leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    return false;
  }

  #tell<T>(told: Told<T>, one: T): void {
    told.count += 1;
    if (told.first.length < MAX_TOLD) told.first.push(one);
  }
}

/** Of front pages, rubrics and pages of pictures, which every map lists: they are no failure. */
const NO_ARTICLE: ReadonlySet<string> = new Set<RejectedPart["code"]>(["not-an-article", "no-text", "empty-file"]);

/** Names of metadata that hold what a page said of its state, and a hash of it unpacked. */
const ETAG = "page-etag";
const LAST_MODIFIED = "page-last-modified";
const HASH = "page-sha256";

function conditionsOf({ [ETAG]: etag, [LAST_MODIFIED]: lastModified }: Readonly<Record<string, string>>) {
  return {
    accept: "text/html, application/xhtml+xml;q=0.9",
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
  };
}

/** Only what metadata and the headers of a later request can hold. */
function metadataOf(name: string, value: string | undefined): Record<string, string> {
  return value !== undefined && /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/.test(value) ? { [name]: value } : {};
}

function isHtml(contentType = "text/html"): boolean {
  return /^\s{0,9}(?:text\/html|application\/xhtml\+xml)\s{0,9}(?:;|$)/i.test(contentType);
}

/** The last moment that a `lastmod` may mean: a day ends at another time in each zone, and a time without a zone is of any. */
function latestMsOf(lastmod: string): number {
  if (lastmod.length === 10) return epochMsOf(lastmod) + DAY_MS + 12 * HOUR_MS;
  return /Z|[+-]\d\d:?\d\d$/i.test(lastmod) ? epochMsOf(lastmod) : epochMsOf(`${lastmod}Z`) + 12 * HOUR_MS;
}

function textOfWebFailure(failure: unknown): string {
  if (failure instanceof WebFailure) return failure.message;
  throw failure;
}
