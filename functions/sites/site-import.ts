/**
 * The pages that a site's map lists as uploads, asked for as a guest would: what robots.txt allows, one request at a
 * time with a pause between, and with what each page said of its state when it was asked last. That is kept in its
 * upload's metadata, so that a run which was stopped, or the one of tomorrow, goes on from what the bucket holds.
 * when-to-ask.ts says when a page is asked again.
 */

import { isRejection, type ReadArticles, type RejectedPart, unpack } from "../../src/articles/articles.ts";
import { canonicalHosts, canonicalUrl, hostsMetadata, zoneMetadata } from "../../src/articles/news.ts";
import { sha256, toHex } from "../../src/content-hash.ts";
import { isErrorOfKind } from "../../src/errors.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { backOff, type Ingester, MAX_UPLOAD_BYTES } from "../../src/index/write.ts";
import { optionsKept, standingPageMetadata, stateGone, TakenDown } from "../../src/ingest/ingest.ts";
import {
  type ETag,
  headIfPresent,
  listAll,
  type ObjectHead,
  type ObjectKey,
  type PutOptions,
  putLatest,
} from "../../src/store/store.ts";
import { hostOf, WebFailure, type WebPolicy } from "../web/web-fetch.ts";
import { pageKey, sitePrefix } from "./page-key.ts";
import { PoliteVisitor, SiteIsBusy } from "./polite-visitor.ts";
import { isNoindex, isNoindexHeader } from "./robots-tags.ts";
import {
  emptyRecord,
  loadSiteRecord,
  MAX_RECORDED_PAGES,
  nameInRecord,
  namesOf,
  type PageState,
  type RecordedPage,
  type SiteRecord,
  saveSiteRecord,
} from "./site-record.ts";
import { isMapOfLists, MAX_MAP_BYTES, type MapEntry, readSitemap } from "./sitemap.ts";
import { dueOf, isDueAgain, isLookDue } from "./when-to-ask.ts";

/** The site, and the options of its import. */
export interface SiteImportOptions {
  /** The map's address. Its host is asked, and no other but `hosts`. */
  readonly sitemap: string;
  readonly hosts: readonly string[];
  /** The time zone of the site, under whose days its articles count. */
  readonly timeZone: string;
  readonly mayBePrivate: boolean;
  /** Pause between two requests; a site's own Crawl-delay may be longer. */
  readonly pauseMs: number;
  /** The removal of pages that left the map and are gone: none, up to a tenth of the site's, or all. */
  readonly prune: "none" | "tenth" | "all";
  /** Reads a page where a correction of it may stand. */
  readonly read: ReadArticles;
  readonly stop: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Some of what was met, the first hundred by name. */
export interface Told<T> {
  count: number;
  readonly first: T[];
}

/** Text of {@link GonePage.reason}. */
export const IS_GONE = "is no longer there";
/** Key in {@link SiteReport.leftOut}. */
export const OF_OTHER_HOSTS = "of other hosts";
const MAPS_OF_LISTS = "maps of lists";

/** The outcome of a site. */
export interface SiteReport {
  maps: number;
  /** Pages that the maps list, each once, of hosts that may be asked. */
  pages: number;
  /** Put, since they were new or changed. */
  put: number;
  articles: number;
  /** Asked, and not changed. */
  unchanged: number;
  /** Number of pages not requested since they were put after the map's `lastmod`. */
  upToDate: number;
  /** Number of pages not requested since they have no `lastmod`, and were requested lately for their age. */
  notDue: number;
  /** Number of pages left out, by reason. */
  readonly leftOut: Map<string, number>;
  /** Pages that answer 404 or 410 or have moved, and those with an upload that ask to be in no search now. */
  readonly gone: Told<GonePage>;
  /** Pages that left the map and answer 404 or 410 or have moved, whose uploads were removed. */
  readonly removed: Told<{ readonly url: string }>;
  /** Reason why nothing was removed, as a sentence; null if nothing prevented it. */
  notRemoved: string | null;
  readonly failed: Told<{ readonly url: string; readonly reason: string }>;
  /** Faulty pages; pages that are no articles are in `leftOut`. */
  readonly rejected: Told<{
    readonly key: string;
    readonly parts: readonly RejectedPart[];
    readonly isPartly: boolean;
  }>;
  /** Reason why the import did not finish, as a sentence; null if it did. */
  stopped: string | null;
}

/** A page that is no longer to be found. */
export interface GonePage {
  readonly url: string;
  readonly reason: string;
  readonly hasUpload: boolean;
  /** True if no map lists it any more. */
  readonly isUnlisted: boolean;
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
/** More than such a share of a site that is gone at once is a fault of the site, more often than not. Untuned. */
const MAX_REMOVED_SHARE = 0.1;

/**
 * Brings the site in. Rejects as the store does, and with WebFailure where the map itself cannot be had; what was put
 * before stays, and the same call goes on from there. Requests of the store: two listings, three for the record, one a
 * page that is asked, two a page that is put or removed, one a corrected page that gets a new stamp, and those of
 * ingesting.
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

/** A page that a map lists, and when the last run began that read this map whole. */
interface ListedPage extends MapEntry {
  readonly ranAtMs: number;
}

/** An upload of a page that left the map, where the page is gone. */
interface LostUpload {
  readonly key: ObjectKey;
  readonly url: string;
  readonly etag: ETag;
}

class SiteImport {
  readonly #context: IndexContext;
  readonly #ingester: Pick<Ingester, "ingest">;
  readonly #options: SiteImportOptions;
  readonly #root: URL;
  readonly #policy: WebPolicy;
  readonly #visitor: PoliteVisitor;
  readonly #beganAtMs: number;
  readonly #report: SiteReport = {
    maps: 0,
    pages: 0,
    put: 0,
    articles: 0,
    unchanged: 0,
    upToDate: 0,
    notDue: 0,
    leftOut: new Map(),
    gone: { count: 0, first: [] },
    removed: { count: 0, first: [] },
    notRemoved: null,
    failed: { count: 0, first: [] },
    rejected: { count: 0, first: [] },
    stopped: null,
  };
  /** The record of the last run. */
  #record: SiteRecord;
  /** The findings of this run about maps and pages. */
  readonly #maps = new Map<string, number>();
  readonly #pages = new Map<string, RecordedPage>();
  #listed = "";
  /** The pages that the maps list, by their addresses as these are compared. */
  #addresses: ReadonlySet<string | null> = new Set();
  /** True if all maps were read to their ends, so that unlisted pages have left them. */
  #areMapsWhole = true;
  /** Fetched, and not put yet. */
  #batch: FetchedPage[] = [];
  #batchBytes = 0;
  #failuresInARow = 0;

  constructor(context: IndexContext, ingester: Pick<Ingester, "ingest">, options: SiteImportOptions) {
    this.#context = context;
    this.#ingester = ingester;
    this.#options = options;
    this.#root = new URL(options.sitemap);
    this.#beganAtMs = context.clock.nowMs();
    this.#record = emptyRecord(this.#root.href);
    const hosts = options.hosts.map((host) => hostOf(new URL(`https://${host}`)));
    this.#policy = {
      hosts: new Set([hostOf(this.#root), ...hosts]),
      mayBePrivate: options.mayBePrivate,
      maxBytes: MAX_UPLOAD_BYTES,
    };
    this.#visitor = new PoliteVisitor(context.clock, options.pauseMs, options.stop);
  }

  async run(): Promise<SiteReport> {
    this.#record = await loadSiteRecord(this.#context, this.#root.href);
    const lost: LostUpload[] = [];
    let uploads: ReadonlyMap<ObjectKey, number> = new Map();
    try {
      const pages = await this.#listPages();
      this.#report.pages = pages.size;
      this.#addresses = new Set([...pages.values()].map(({ url }) => canonicalUrl(url.href)));
      uploads = await this.#listUploads(pages);
      const takenDown = await TakenDown.load(this.#context);
      const unlisted = this.#areMapsWhole ? this.#findUnlisted(pages, uploads) : [];
      const total = pages.size + unlisted.length;
      let done = 0;
      const tellDone = () => {
        done += 1;
        if (!this.#options.stop.aborted) this.#options.onProgress(done, total);
      };
      for (const [key, page] of pages) {
        if (this.#options.stop.aborted) break;
        if (takenDown.holds(key, page.url.href)) this.#leaveOut("taken down");
        else await this.#lookAt(key, page, uploads.get(key) ?? null);
        tellDone();
      }
      for (const key of unlisted) {
        if (this.#options.stop.aborted) break;
        lost.push(...(await this.#lookAtUnlisted(key)));
        tellDone();
      }
    } catch (failure) {
      if (failure instanceof SiteIsBusy) this.#report.stopped = failure.message;
      else if (!(this.#options.stop.aborted && failure instanceof WebFailure)) throw failure;
    }
    await this.#flush();
    if (this.#options.stop.aborted) this.#report.stopped = "It was stopped.";
    await this.#removeLost(lost, uploads.size);
    if (this.#report.stopped === null) await this.#saveRecord();
    return this.#report;
  }

  /** Lists the pages by their keys, in the order of the maps. */
  async #listPages(): Promise<ReadonlyMap<ObjectKey, ListedPage>> {
    const pages = new Map<ObjectKey, ListedPage>();
    const root = await this.#readMap(this.#root);
    if (typeof root === "string") throw new WebFailure(`${this.#root.href} cannot be read: ${root}`);
    this.#addPages(pages, root.pages, this.#root);
    const maps = root.maps
      .filter(({ url }) => this.#isOfSite(url) || this.#leaveOut(OF_OTHER_HOSTS))
      .filter(({ url }) => !isMapOfLists(url) || this.#leaveOut(MAPS_OF_LISTS));
    for (const [number, { url }] of maps.entries()) {
      if (this.#options.stop.aborted) {
        this.#areMapsWhole = false;
        break;
      }
      if (number >= MAX_MAPS) this.#passOver(`maps beyond ${MAX_MAPS}`);
      else {
        const map = await this.#readMap(url).catch(textOfWebFailure);
        if (typeof map === "string") {
          this.#areMapsWhole = false;
          this.#tell(this.#report.failed, { url: url.href, reason: map });
        } else {
          for (const _ of map.maps) this.#passOver("maps of a map of maps");
          this.#addPages(pages, map.pages, url);
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
      this.#areMapsWhole = false;
    } else this.#maps.set(nameInRecord(url.href), this.#beganAtMs);
    return map;
  }

  #addPages(pages: Map<ObjectKey, ListedPage>, entries: readonly MapEntry[], map: URL): void {
    const ranAtMs = this.#record.maps[nameInRecord(map.href)] ?? Number.NEGATIVE_INFINITY;
    for (const entry of entries) {
      if (!this.#isOfSite(entry.url)) this.#leaveOut(OF_OTHER_HOSTS);
      else {
        const key = pageKey(this.#context.layout, entry.url);
        const listed = pages.get(key);
        // A page of a map of news stands in the map of all pages too.
        if (listed !== undefined) pages.set(key, { ...listed, published: listed.published ?? entry.published });
        else if (pages.size === MAX_PAGES) this.#passOver(`pages beyond ${MAX_PAGES}`);
        else pages.set(key, { ...entry, ranAtMs });
      }
    }
  }

  /** Ports that the owner did not name are none of the site's: a map could have them all asked. */
  #isOfSite(url: URL): boolean {
    return this.#policy.hosts.has(hostOf(url)) && (url.port === "" || url.port === this.#root.port);
  }

  /** Lists the times at which each upload of the site was put. */
  async #listUploads(pages: ReadonlyMap<ObjectKey, MapEntry>): Promise<ReadonlyMap<ObjectKey, number>> {
    const { store, layout } = this.#context;
    const putAtMs = new Map<ObjectKey, number>();
    const prefixes = new Set(
      [this.#root, ...[...pages.values()].map(({ url }) => url)].map((url) => sitePrefix(layout, url)),
    );
    for (const prefix of prefixes) {
      for await (const { key, lastModifiedMs } of listAll(store, prefix)) putAtMs.set(key, lastModifiedMs);
    }
    return putAtMs;
  }

  /** The uploads of pages that a former run found in the maps, or behind it, and this one does not. */
  #findUnlisted(
    pages: ReadonlyMap<ObjectKey, MapEntry>,
    uploads: ReadonlyMap<ObjectKey, number>,
  ): readonly ObjectKey[] {
    const former = namesOf(this.#record.listed);
    this.#listed = [...pages.keys()].map(nameInRecord).join("");
    return [...uploads.keys()].filter((key) => {
      const name = nameInRecord(key);
      return !pages.has(key) && (former.has(name) || Object.hasOwn(this.#record.pages, name));
    });
  }

  /** Asks for a page that a map lists, if it is due. */
  async #lookAt(key: ObjectKey, page: ListedPage, putAtMs: number | null): Promise<void> {
    const nowMs = this.#context.clock.nowMs();
    const known = this.#record.pages[nameInRecord(key)];
    // What failed is tried again, and what was listed no more is looked at anew.
    const isOpen = known === undefined || known.state === "failed" || known.state === "there";
    if (!isOpen && !isDueAgain({ ...page, sinceMs: known.sinceMs }, nowMs)) {
      this.#remember(key, known);
      this.#tellState(known.state, page.url.href, { hasUpload: putAtMs !== null, isUnlisted: false });
      return;
    }
    let held: ObjectHead | null = null;
    if (putAtMs !== null) {
      const due = known === undefined ? dueOf({ ...page, sinceMs: putAtMs }, nowMs) : "yes";
      if (due !== "no") held = await headIfPresent(this.#context.store, key);
      if (due === "no" || (due === "if-other" && held?.metadata[LASTMOD] === page.lastmod)) {
        if (page.lastmod === null) this.#report.notDue += 1;
        else this.#report.upToDate += 1;
        return;
      }
    }
    const state = await this.#bringIn(key, page, held);
    if (state === null) return;
    this.#remember(key, { sinceMs: known?.sinceMs ?? nowMs, state });
    this.#tellState(state, page.url.href, { hasUpload: putAtMs !== null, isUnlisted: false });
  }

  /** Asks for a page that an upload is of and no map lists, if it is due. Gives the upload where the page is gone. */
  async #lookAtUnlisted(key: ObjectKey): Promise<readonly LostUpload[]> {
    const nowMs = this.#context.clock.nowMs();
    const known = this.#record.pages[nameInRecord(key)];
    const ranAtMs = this.#record.listedAtMs ?? Number.NEGATIVE_INFINITY;
    const isDue =
      known === undefined || known.state === "failed" || isLookDue({ sinceMs: known.sinceMs, ranAtMs }, nowMs);
    if (!isDue && known.state !== "gone") {
      this.#remember(key, known);
      this.#report.notDue += 1;
      return [];
    }
    const held = await headIfPresent(this.#context.store, key);
    const url = held?.metadata.url ?? "";
    // What was put by hand came from no map; a host may be the owner's no more.
    if (held === null || held.metadata[HASH] === undefined || !URL.canParse(url)) return [];
    if (!this.#isOfSite(new URL(url))) return [];
    // What was gone is asked again before it is removed.
    const isAsked = isDue || this.#options.prune !== "none";
    const page = { url: new URL(url), lastmod: null, published: null };
    const state = isAsked ? ((await this.#bringIn(key, page, held)) ?? "there") : known.state;
    this.#remember(key, { sinceMs: known?.sinceMs ?? nowMs, state });
    if (state === "gone") return [{ key, url, etag: held.etag }];
    this.#tellState(state, url, { hasUpload: true, isUnlisted: true });
    return [];
  }

  /**
   * Asks for a page and puts it if it changed. What was found where it gives nothing to put; null where it is in the
   * bucket.
   */
  async #bringIn(key: ObjectKey, entry: MapEntry, held: ObjectHead | null): Promise<PageState | null> {
    try {
      const refusal = await this.#visitor.refusalOf(entry.url, this.#policy);
      const state = refusal === null ? await this.#ask(key, entry, held) : null;
      if (refusal !== null) this.#leaveOut("not allowed by robots.txt");
      this.#failuresInARow = 0;
      return state;
    } catch (failure) {
      if (this.#options.stop.aborted && failure instanceof WebFailure) return "failed";
      const url = entry.url.href;
      this.#tell(this.#report.failed, { url, reason: textOfWebFailure(failure).replace(`${url} `, "") });
      this.#failuresInARow += 1;
      if (this.#failuresInARow === MAX_FAILURES_IN_A_ROW) {
        throw new SiteIsBusy(`${MAX_FAILURES_IN_A_ROW} pages in a row could not be had.`);
      }
      return "failed";
    }
  }

  /** Rejects with WebFailure where the page was not had. */
  async #ask(key: ObjectKey, entry: MapEntry, upload: ObjectHead | null): Promise<PageState | null> {
    const held = upload?.metadata ?? {};
    const answer = await this.#visitor.visit(entry.url, conditionsOf(held), this.#policy);
    if (this.#hasMoved(entry.url.href, answer.movedTo)) return "gone";
    if (answer.status === 304 && !answer.robotsTags.some(isNoindexHeader)) {
      this.#report.unchanged += 1;
      return null;
    }
    if (answer.status === 404 || answer.status === 410) return "gone";
    if (answer.status !== 200 && answer.status !== 304) throw new WebFailure(`it answers ${answer.status}`);
    if (!isHtml(answer.headers["content-type"])) return "no HTML";
    const unpacked = await unpack(answer.bytes);
    if (isRejection(unpacked)) throw new WebFailure(unpacked.reason);
    if (isNoindex(unpacked.bytes, answer.robotsTags)) return "noindex";
    const hash = toHex(sha256(unpacked.bytes)).slice(0, 32);
    if (held[HASH] === hash) {
      this.#report.unchanged += 1;
      return null;
    }
    const metadata = {
      ...hostsMetadata(canonicalHosts([entry.url.hostname])),
      ...zoneMetadata(this.#options.timeZone),
      ...metadataOf("published", entry.published ?? held.published),
      url: entry.url.href,
      ...metadataOf(ETAG, answer.headers.etag),
      ...metadataOf(LAST_MODIFIED, answer.headers["last-modified"]),
      ...metadataOf(LASTMOD, entry.lastmod ?? undefined),
      [HASH]: hash,
    };
    const contentType = metadataOf("type", answer.headers["content-type"]).type ?? "text/html";
    const contentEncoding = unpacked.wasPacked ? "gzip" : undefined;
    await this.#addChanged({ key, bytes: answer.bytes, options: { contentType, contentEncoding, metadata } }, upload);
    return null;
  }

  /**
   * A page has moved where the maps list the address that it has now: brought in under both it would be found twice.
   */
  #hasMoved(address: string, movedTo: string | null): boolean {
    const target = canonicalUrl(movedTo);
    return target !== null && target !== canonicalUrl(address) && this.#addresses.has(target);
  }

  /** Adds a page whose bytes changed, but for one that was corrected and has the same text. */
  async #addChanged(page: FetchedPage, upload: ObjectHead | null): Promise<void> {
    const { key, bytes, options } = page;
    const { contentType, contentEncoding, metadata } = options;
    const context = {
      key,
      contentType: contentType ?? null,
      contentEncoding: contentEncoding ?? null,
      metadata: metadata ?? {},
    };
    const standing = upload && (await standingPageMetadata(upload, bytes, context, this.#options.read));
    if (upload === null || standing === null) await this.#add(page);
    else if (standing === upload.metadata) this.#report.unchanged += 1;
    else {
      const corrected = await this.#context.store.get(key, { maxBytes: MAX_UPLOAD_BYTES });
      await this.#add({ key, bytes: corrected.bytes, options: optionsKept(corrected, standing) });
    }
  }

  /** Tells what was found of a page, now or in the run that asked for it. */
  #tellState(state: string, url: string, what: Pick<GonePage, "hasUpload" | "isUnlisted">): void {
    if (state === "gone") this.#tell(this.#report.gone, { url, reason: IS_GONE, ...what });
    if (state === "noindex" || state === "no HTML") this.#leaveOut(state);
    if (state === "noindex" && what.hasUpload) this.#tell(this.#report.gone, { url, reason: "says noindex", ...what });
  }

  #remember(key: ObjectKey, page: RecordedPage): void {
    if (this.#pages.size < MAX_RECORDED_PAGES) this.#pages.set(nameInRecord(key), page);
  }

  /**
   * Removes the uploads of pages that left the map and are gone, where that is wanted and they are few enough; else
   * tells of them.
   */
  async #removeLost(lost: readonly LostUpload[], uploads: number): Promise<void> {
    const { prune } = this.#options;
    if (prune !== "none") this.#report.notRemoved = this.#reasonAgainst(lost.length, uploads);
    if (prune === "none" || this.#report.notRemoved !== null) {
      for (const { url } of lost) this.#tellState("gone", url, { hasUpload: true, isUnlisted: true });
      return;
    }
    const removed: ObjectKey[] = [];
    for (const { key, url, etag } of lost) {
      // Before the upload goes: copies that came by other ways are gone with it.
      removed.push(await stateGone(this.#context, "removal", { address: url }));
      if (await this.#remove(key, etag)) {
        removed.push(key);
        this.#pages.delete(nameInRecord(key));
        this.#tell(this.#report.removed, { url });
      } else this.#tell(this.#report.failed, { url, reason: "its upload was replaced while it was to be removed" });
    }
    if (removed.length === 0) return;
    const { failed } = await this.#ingester.ingest(removed);
    for (const [key] of failed) {
      this.#tell(this.#report.failed, {
        url: key,
        reason: "it was removed and is still in the index. Run: poisk reconcile",
      });
    }
  }

  /** Finds the reason why no upload is removed, or null. */
  #reasonAgainst(lost: number, uploads: number): string | null {
    if (this.#report.stopped !== null) return "No page was removed, since the import did not come to its end.";
    if (!this.#areMapsWhole) return "No page was removed, since not all sitemaps were read whole.";
    if (this.#options.prune === "all" || lost <= MAX_REMOVED_SHARE * uploads) return null;
    return `${lost} of ${uploads} pages left the sitemap and are gone, which is more than a tenth, so no page was removed. Look at the site, and run it again with --prune=all if they are to go.`;
  }

  /** Removes an upload; tells whether it is gone. It stays if another was put since the look at it. */
  async #remove(key: ObjectKey, etag: ETag): Promise<boolean> {
    const { store } = this.#context;
    try {
      await store.deleteIfMatch(key, etag);
      return true;
    } catch (failure) {
      if (!isErrorOfKind(failure, "conflict")) throw failure;
      return (await headIfPresent(store, key)) === null;
    }
  }

  /**
   * Saves the record. For maps that were not read whole, and uploads that were not checked, the former entries stay.
   */
  async #saveRecord(): Promise<void> {
    const { sitemap, maps, listed, listedAtMs, pages } = this.#record;
    await saveSiteRecord(this.#context, {
      sitemap,
      maps: { ...maps, ...Object.fromEntries(this.#maps) },
      ...(this.#areMapsWhole ? { listed: this.#listed, listedAtMs: this.#beganAtMs } : { listed, listedAtMs }),
      pages: { ...(this.#areMapsWhole ? {} : pages), ...Object.fromEntries(this.#pages) },
    });
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

  /** Counts what of the maps was not read. */
  #passOver(why: string): void {
    this.#leaveOut(why);
    this.#areMapsWhole = false;
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

/** Codes of front pages, rubrics and pages of pictures, which every map lists: they are no failure. */
const NO_ARTICLE: ReadonlySet<string> = new Set<RejectedPart["code"]>(["not-an-article", "no-text", "empty-file"]);

/** Names of metadata that hold what a page said of its state, and a hash of it unpacked. */
const ETAG = "page-etag";
const LAST_MODIFIED = "page-last-modified";
const HASH = "page-sha256";
/** Metadata with the map's date of the page when it was put. */
const LASTMOD = "page-lastmod";

function conditionsOf({ [ETAG]: etag, [LAST_MODIFIED]: lastModified }: Readonly<Record<string, string>>) {
  return {
    accept: "text/html, application/xhtml+xml;q=0.9",
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
  };
}

/** Makes metadata of a value, if metadata and the headers of a later request can hold it. */
function metadataOf(name: string, value: string | undefined): Record<string, string> {
  return value !== undefined && /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/.test(value) ? { [name]: value } : {};
}

function isHtml(contentType = "text/html"): boolean {
  return /^\s{0,9}(?:text\/html|application\/xhtml\+xml)\s{0,9}(?:;|$)/i.test(contentType);
}

function textOfWebFailure(failure: unknown): string {
  if (failure instanceof WebFailure) return failure.message;
  throw failure;
}
