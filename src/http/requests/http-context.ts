/**
 * What the HTTP app is given from outside, and what it keeps for one request (layer 5).
 */
import type { Context } from "hono";
import type { Clock } from "../../clock.ts";
import type { IdSource } from "../../id-source.ts";
import type { ArticleSearch } from "../../query/article-search.ts";
import type { MeteredObjectStore } from "../../storage/decorators/metered-object-store.ts";
import type { AdmissionLimits } from "./admission-gate.ts";

/**
 * Stands for an address that none can be made of: what an adapter gives the app in place of what a client sent. RFC 6761 keeps
 * the name from ever being a host.
 */
export const UNREADABLE_ADDRESS = "http://unreadable.invalid/";

/** Whether a Request can be made of an address: it reads as one, and has no name and password before its host. */
export function isReadableAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username === "" && password === "";
}

/** Plain data of a log line. */
export type HttpLogFields = Readonly<Record<string, unknown>>;

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
  /** Where the article page's way back leads; null leaves it out. */
  readonly searchPage: string | null;
  /** What the search is called: in feeds, and in browsers that offer it. */
  readonly siteName: string;
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
  /** How many requests for articles are answered at once, and how long others wait. */
  readonly admission: AdmissionLimits;
}

/** Stored by shared caches for 30 seconds and shown for a minute more while they ask again; never kept by browsers. */
export const DEFAULT_CACHE_CONTROL = "public, max-age=0, s-maxage=30, stale-while-revalidate=60";

/** 16 overlap the store's answers of 25 ms with some milliseconds of work each. The search box waits for 10 seconds. */
const DEFAULT_ADMISSION: AdmissionLimits = { maxConcurrent: 16, patienceMs: 10_000 };

export const defaultHttpSettings: HttpSettings = {
  corsOrigins: "*",
  cacheControl: DEFAULT_CACHE_CONTROL,
  build: "development",
  searchPage: null,
  siteName: "Поиск",
  publicUrl: null,
  publicUrlHeader: null,
  recencyHalfLifeDays: 0,
  ownerWordsHash: null,
  documentation: null,
  logsQueries: false,
  admission: DEFAULT_ADMISSION,
};

/** The parts of an ArticleSearch that are asked over HTTP. */
export type SearchedArticles = Pick<
  ArticleSearch,
  "search" | "suggest" | "findSimilar" | "findById" | "status" | "countRejected"
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
  /** The search box for other sites; without it there is none to load. */
  readonly widget?: WidgetFiles | null;
}

/** What is known of one request. */
export interface RequestState {
  readonly requestId: string;
  readonly startedMs: number;
}

/** What the line about a request says of a search. */
export interface SearchedLine {
  /** Articles that match, with all the words or with any. */
  readonly found: number;
  /** What was typed, where the owner wants it logged. */
  readonly q?: string;
}

/** Hono's environment: every handler finds its request's state and the dependencies. */
export interface HttpEnvironment {
  Variables: {
    readonly request: RequestState;
    readonly dependencies: HttpDependencies;
    readonly searched?: SearchedLine;
    /** The answer holds addresses of the host that the client named, so that no cache may give it to others. */
    readonly namesRequestHost?: boolean;
  };
}

export type HttpContext = Context<HttpEnvironment>;

/** Milliseconds since the request came, to a tenth. */
export function tookMs(context: HttpContext): number {
  const { clock } = context.var.dependencies;
  return Math.max(0, Math.round((clock.monotonicMs() - context.var.request.startedMs) * 10) / 10);
}

/** The widget as it was built: texts by name, such as `widget-0123456789.js`, and which of them is loaded first. */
export interface WidgetFiles {
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}
