/**
 * The options of the HTTP app, without a type of Hono, so that programs need none.
 */
import { type Clock, systemClock } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import { type IdSource, systemIdSource } from "../../id-source.ts";
import { inflateRaw } from "../../inflate.ts";
import { nodeModule } from "../../node-module.ts";
import { type ArticleSearch, DEFAULT_HALF_LIFE_DAYS } from "../../search/search.ts";
import type { ReadinessAnswer } from "../../search-api.ts";
import type { MeteredObjectStore } from "../../store/store.ts";
import type { AdmissionLimits } from "./admission-gate.ts";

/** Plain data of a log line. */
type HttpLogFields = Readonly<Record<string, unknown>>;

/** The log of requests. Its fields never contain queries or texts of articles. */
export interface HttpLogger {
  info(event: string, fields: HttpLogFields): void;
  error(event: string, fields: HttpLogFields): void;
}

export interface HttpSettings {
  /** Origins whose pages may read the answers; `*` for every one, without credentials. */
  readonly corsOrigins: "*" | readonly string[];
  /** Cache-Control of what was found; problems are never stored. */
  readonly cacheControl: string;
  /** Names the program that answers: another build may answer otherwise, so it is part of every ETag. */
  readonly build: string;
  /** The owner's own page of results, in the place of that of this server; null for none. */
  readonly searchPage: string | null;
  /** Name of the search on pages, in feeds, and in the search engines of browsers. */
  readonly siteName: string;
  /** Language of the pages' own texts; articles are not translated. */
  readonly pageLanguage: PageLanguage;
  /**
   * `#b5121b`: of links, buttons and focus on pages, by which the shade for dark pages is made; null for the page's own
   * blue.
   */
  readonly accentColor: string | null;
  /** True if hits on pages show pictures of their articles, which are loaded from the publishers. */
  readonly showsPictures: boolean;
  /** True if search engines may list the articles' pages. Those of results are never listed. */
  readonly listsArticles: boolean;
  /**
   * The address under which the API is reached from outside, such as `https://news.example/api`. Null: what the front
   * says in `publicUrlHeader`, else, where an absolute address is needed, the origin that the request was sent to.
   */
  readonly publicUrl: string | null;
  /**
   * Name of the request header in which the front (a CDN, a proxy) says that address. Only a front that sets the header
   * itself, and that nobody can walk past, may be believed. Null: no header is.
   */
  readonly publicUrlHeader: string | null;
  /** Half-life of an article's relevance in days, 0 for none. It is a part of every ETag. */
  readonly recencyHalfLifeDays: number;
  /** Names what the owner's file of words says, null where there is none; part of every ETag. */
  readonly ownerWordsHash: string | null;
  /** A page of the owner's own with a place for each code of a problem; null for the pages of this server. */
  readonly documentation: string | null;
  /** True if the log line of a search contains the query. It never contains who asked. */
  readonly logsQueries: boolean;
  /** True if each request costs money: search boxes then ask less while a word is being typed. */
  readonly isMetered: boolean;
  /** Limits of requests for articles: how many at once, how many bytes of text, and the longest wait. */
  readonly admission: AdmissionLimits;
}

/** Languages that pages have texts in (page-texts.ts). */
export const PAGE_LANGUAGES = ["ru", "en"] as const;
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** Stored by shared caches for 30 seconds and shown for a minute more while they ask again; never kept by browsers. */
export const DEFAULT_CACHE_CONTROL = "public, max-age=0, s-maxage=30, stale-while-revalidate=60";

/**
 * 16 overlap the store's answers of 25 ms with some milliseconds of work each. The search box waits for 10 seconds. 64
 * MB are three texts of the largest uploads; what is made of them takes as much again, and more. Untuned.
 */
const DEFAULT_ADMISSION: AdmissionLimits = { maxConcurrent: 16, maxBytes: 64e6, patienceMs: 10_000 };

/** Put in by the build: the hash of the bundle, and the files of the widget. */
declare const POISK_BUILD: string | undefined;
declare const POISK_WIDGET: { readonly packed: string } | undefined;

export const defaultHttpSettings: HttpSettings = {
  corsOrigins: "*",
  cacheControl: DEFAULT_CACHE_CONTROL,
  build: typeof POISK_BUILD === "string" ? POISK_BUILD : "development",
  searchPage: null,
  siteName: "Поиск",
  pageLanguage: "ru",
  accentColor: null,
  showsPictures: false,
  listsArticles: true,
  publicUrl: null,
  publicUrlHeader: null,
  recencyHalfLifeDays: DEFAULT_HALF_LIFE_DAYS,
  ownerWordsHash: null,
  documentation: null,
  isMetered: true,
  logsQueries: false,
  admission: DEFAULT_ADMISSION,
};

/** The parts of an ArticleSearch that are asked over HTTP. */
export type SearchedArticles = Pick<
  ArticleSearch,
  "search" | "dayOf" | "mark" | "suggest" | "findSimilar" | "findById" | "status" | "countRejected"
>;

/** Counts what each request costs. */
export type CostMeter = Pick<MeteredObjectStore, "measure" | "cost">;

export interface HttpDependencies {
  readonly search: SearchedArticles;
  /** The store right below the search; what an answer cost is read from it. */
  readonly meter: CostMeter;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: HttpLogger;
  readonly settings: HttpSettings;
  /**
   * Milliseconds for which the event loop was not idle, from an arbitrary start: what a request costs others. Without
   * it all the time counts, as is right where a process has one request at a time.
   */
  readonly busyMs?: (() => number) | null;
  /** Tells whether searches can be answered; if it is null, the index's state is read. */
  readonly isReady?: (() => boolean) | null;
  /** The state of uploads and indexing, if the process that runs the server does either. */
  readonly writing?: (() => WritingReadiness) | null;
  /** The search box for other sites; null for none to load. Default what the build put in; none from source. */
  readonly widget?: WidgetFiles | null;
}

/** The readiness of a server that writes; a field is absent if the server does not do that work. */
export type WritingReadiness = Pick<ReadinessAnswer, "uploads" | "indexing">;

/** Options of an app: a search, and values that replace the defaults. */
export interface HttpAppOptions extends Partial<Omit<HttpDependencies, "search" | "settings">> {
  /** The search. The meter of `createSearch` is used if no other is given; without a meter answers show costs of 0. */
  readonly search: SearchedArticles & { readonly meter?: CostMeter; settled?(): Promise<void> };
  readonly settings?: Partial<HttpSettings>;
}

/**
 * Fills every default in: the machine's clock and randomness, no log, {@link defaultHttpSettings}. A public address
 * that is none is `invalid-options`.
 */
export function resolveHttpOptions({ settings, ...options }: HttpAppOptions): HttpDependencies {
  const publicUrl = settings?.publicUrl ?? null;
  if (publicUrl !== null && !(/^https?:/i.test(publicUrl) && URL.canParse(publicUrl))) {
    throw new SearchIndexError(
      "invalid-options",
      `settings.publicUrl is ${JSON.stringify(publicUrl)}. Give an address with its scheme and host, such as https://news.example/search.`,
    );
  }
  return {
    meter: options.search.meter ?? { measure: (work) => work(), cost: { requests: 0, bytes: 0 } },
    clock: systemClock,
    ids: systemIdSource,
    logger: { info: () => {}, error: () => {} },
    widget: typeof POISK_WIDGET === "object" ? unpackWidget(POISK_WIDGET.packed) : null,
    ...options,
    settings: { ...defaultHttpSettings, ...settings },
  };
}

/**
 * Unpacks JSON from base64 and deflate. In a bundle that takes half the size, at the cost of a millisecond at the
 * start.
 */
function unpackWidget(packed: string): WidgetFiles {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const json = nodeModule("node:zlib")?.inflateRawSync(bytes) ?? inflateRaw(bytes, new Uint8Array(), MAX_WIDGET_BYTES);
  return JSON.parse(new TextDecoder().decode(json)) as WidgetFiles;
}

/** Above what the build's own budgets leave. */
const MAX_WIDGET_BYTES = 1024 * 1024;

/**
 * The widget as it was built: texts by name, such as `widget-0123456789.js`, and which of them is loaded first; `page`
 * by this server's page of results.
 */
export interface WidgetFiles {
  readonly entry: string;
  readonly page?: string;
  readonly files: Readonly<Record<string, string>>;
}
