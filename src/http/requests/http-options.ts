/**
 * What the HTTP app is given from outside: without a type of Hono, so that programs need none.
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

/** Where lines about requests go. Queries and texts of articles are never among the fields. */
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
  /** What the search is called: on pages, in feeds, and in browsers that offer it. */
  readonly siteName: string;
  /** Of the texts on pages; articles stay as they are. */
  readonly pageLanguage: PageLanguage;
  /** `#b5121b`: of links, buttons and focus on pages, by which the shade for dark pages is made; null for the page's own blue. */
  readonly accentColor: string | null;
  /** Whether hits on pages show the pictures of their articles, which lie with the publishers. */
  readonly showsPictures: boolean;
  /** Whether search engines may list the articles' pages; those of results never are. */
  readonly listsArticles: boolean;
  /**
   * The address under which the API is reached from outside, such as `https://news.example/api`. Null: what the front says
   * in `publicUrlHeader`, else, where an absolute address is needed, the origin that the request was sent to.
   */
  readonly publicUrl: string | null;
  /**
   * Name of the request header in which the front (a CDN, a proxy) says that address. Only a front that sets the header
   * itself, and that nobody can walk past, may be believed. Null: no header is.
   */
  readonly publicUrlHeader: string | null;
  /** How fast articles age in the order of relevance, 0 where they do not; part of every ETag. */
  readonly recencyHalfLifeDays: number;
  /** Names what the owner's file of words says, null where there is none; part of every ETag. */
  readonly ownerWordsHash: string | null;
  /** A page of the owner's own with a place for each code of a problem; null for the pages of this server. */
  readonly documentation: string | null;
  /** Whether the line of a search says what was asked. Nothing that tells who asked is ever in it. */
  readonly logsQueries: boolean;
  /** Whether somebody pays for each question: search boxes ask for less of what is half typed then. */
  readonly isMetered: boolean;
  /** How many requests for articles are answered at once, how many bytes of texts these hold, and how long others wait. */
  readonly admission: AdmissionLimits;
}

/** Languages that pages have texts in (page-texts.ts). */
export const PAGE_LANGUAGES = ["ru", "en"] as const;
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** Stored by shared caches for 30 seconds and shown for a minute more while they ask again; never kept by browsers. */
export const DEFAULT_CACHE_CONTROL = "public, max-age=0, s-maxage=30, stale-while-revalidate=60";

/**
 * 16 overlap the store's answers of 25 ms with some milliseconds of work each. The search box waits for 10 seconds. 64 MB are three texts of
 * the largest uploads; what is made of them takes as much again, and more. Untuned.
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
   * Milliseconds for which the event loop was not idle, from an arbitrary start: what a request costs others. Without it all
   * the time counts, as is right where a process has one request at a time.
   */
  readonly busyMs?: (() => number) | null;
  /** Whether searches can be answered, where whoever runs the server knows; else the index's state is read. */
  readonly isReady?: (() => boolean) | null;
  /** Whether uploads are taken and indexed now, where whoever runs the server does either. */
  readonly writing?: (() => WritingReadiness) | null;
  /** The search box for other sites; null for none to load. Default what the build put in; none from source. */
  readonly widget?: WidgetFiles | null;
}

/** What a server that writes says of that; a field is absent where it does not do the work. */
export type WritingReadiness = Pick<ReadinessAnswer, "uploads" | "indexing">;

/** What an app is made of: a search, and what is to be otherwise than by default. */
export interface HttpAppOptions extends Partial<Omit<HttpDependencies, "search" | "settings">> {
  /** Of `createSearch`, whose meter is taken where none is given. Without a meter answers tell costs of 0. */
  readonly search: SearchedArticles & { readonly meter?: CostMeter; settled?(): Promise<void> };
  readonly settings?: Partial<HttpSettings>;
}

/**
 * Fills every default in: the machine's clock and randomness, no log, {@link defaultHttpSettings}. A public address that is
 * none is `invalid-options`.
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

/** Of JSON, by deflate, in base64: half of its size in a bundle, and a millisecond at the start. */
function unpackWidget(packed: string): WidgetFiles {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const json = nodeModule("node:zlib")?.inflateRawSync(bytes) ?? inflateRaw(bytes, new Uint8Array(), MAX_WIDGET_BYTES);
  return JSON.parse(new TextDecoder().decode(json)) as WidgetFiles;
}

/** Above what the build's own budgets leave. */
const MAX_WIDGET_BYTES = 1024 * 1024;

/**
 * The widget as it was built: texts by name, such as `widget-0123456789.js`, and which of them is loaded first; `page` by this server's page of
 * results.
 */
export interface WidgetFiles {
  readonly entry: string;
  readonly page?: string;
  readonly files: Readonly<Record<string, string>>;
}
