/**
 * Computes the work of a month on any cloud: the traffic of a site times the measured work.
 */
import { checksPerSearch } from "./manifest-checks.ts";
import {
  ANSWERS,
  IDLE,
  INIT_MS,
  ingestWork,
  LOG_BYTES_PER_CALL,
  MANIFEST_CHECK,
  type QueryKind,
  queryWork,
  typedQuestions,
} from "./measured-work.ts";

/** The traffic of a site. Shares are from 0 to 1. */
export interface Usage {
  readonly articles: number;
  readonly uploadsPerDay: number;
  readonly searchesPerDay: number;
  /** Bytes of an article as it is uploaded, and so of its text. */
  readonly articleBytes: number;
  /** Uploads that come within a moment of one another, and so into one commit. */
  readonly uploadsAtOnce: number;
  /** Letters of a search that is typed into the widget, which asks meanwhile; 0 for a form that asks once. */
  readonly lettersTyped: number;
  /** Share of requests that CloudFront answers from its cache; 0 on a cloud without it. */
  readonly edgeShare: number;
  /** True if the index is on S3 Express One Zone, apart from uploads; AWS only. */
  readonly isIndexOnExpress: boolean;
  /** True if the stack has its alarms, metrics and dashboard; AWS only. */
  readonly hasAlarms: boolean;
}

/** A billed item: its name, quantity, unit, and the price of one unit in the cloud's currency. */
export type Row = readonly [item: string, quantity: number, unit: string, price: number | ListedPrice];

/** A price with the page that tells it, and the day on which it said so. */
export interface ListedPrice {
  readonly price: number;
  readonly page: string;
  readonly date: string;
}

/** Lines of a bill, by what they are for. */
export interface BillRows {
  readonly searches: readonly Row[];
  readonly uploads: readonly Row[];
  /** Costs without searches and uploads. */
  readonly idle: readonly Row[];
}

export const DAYS_PER_MONTH = 30;
export const HOURS_PER_MONTH = 24 * DAYS_PER_MONTH;
export const MINUTES_PER_DAY = 24 * 60;
const SECONDS_PER_DAY = 60 * MINUTES_PER_DAY;
/**
 * Lambda lets a function that nobody asks live for some minutes, it does not say how many; ten is near what is seen.
 * Taken for containers too.
 */
const WARM_MINUTES = 10;
export const MILLION = 1e6;

/**
 * Computes the share of searches that start a new process: none came in the ten minutes before; readers come
 * independently.
 */
export function coldShare({ searchesPerDay }: Usage): number {
  return Math.exp((-WARM_MINUTES * searchesPerDay) / MINUTES_PER_DAY);
}

/** Calls that take the same time each, by what is measured with S3's rounds. */
export interface AlikeCalls {
  readonly calls: number;
  readonly durationMs: number;
}

/**
 * Computes the searches of a month: `asked` requests, of which `calls` reach poisk. Times are measured with S3's
 * rounds.
 */
export function searchWork(usage: Usage) {
  const { articles, searchesPerDay, lettersTyped, edgeShare } = usage;
  const searches = searchesPerDay * DAYS_PER_MONTH;
  const isTyped = lettersTyped > 0;
  const kind: QueryKind = isTyped ? "typed" : "warm";
  const questions = isTyped ? typedQuestions(lettersTyped) : 1;
  const asked = searches * questions;
  const missShare = 1 - edgeShare;
  const calls = asked * missShare;
  const cold = queryWork(articles, "cold");
  const warm = queryWork(articles, kind);
  const searchesPerSecond = searchesPerDay / SECONDS_PER_DAY;
  /** The first call of such a search begins cold. */
  const colds = searches * coldShare(usage) * missShare;
  /** New processes are left out: the work of a cold query has their reading of the manifest. */
  const checks = searches * checksPerSearch({ searchesPerSecond, questions, reachShare: missShare }) - colds;
  const workOf = (member: keyof typeof MANIFEST_CHECK): number =>
    calls * warm[member] + colds * (cold[member] - warm[member]) + checks * MANIFEST_CHECK[member];
  return {
    asked,
    calls,
    colds,
    trafficBytes: asked * (isTyped ? ANSWERS.typedBytes : ANSWERS.searchBytes),
    reads: workOf("reads"),
    readBytes: workOf("readBytes"),
    rounds: workOf("rounds"),
    durationMs: workOf("durationMs"),
    /** Time of starting new processes, in addition. */
    startMs: colds * INIT_MS,
    /** Calls grouped by equal time, those of new processes included. */
    alike: [
      { calls: calls - colds - checks, durationMs: warm.durationMs },
      { calls: checks, durationMs: warm.durationMs + MANIFEST_CHECK.durationMs },
      { calls: colds, durationMs: cold.durationMs + INIT_MS },
    ] satisfies readonly AlikeCalls[],
    logBytes: calls * LOG_BYTES_PER_CALL,
  };
}

/** Computes the uploads of a month; `work` is of one commit. */
export function uploadWork({ uploadsPerDay, uploadsAtOnce }: Usage) {
  const uploads = uploadsPerDay * DAYS_PER_MONTH;
  const commits = uploads / uploadsAtOnce;
  return { uploads, commits, work: ingestWork(uploadsAtOnce), logBytes: commits * LOG_BYTES_PER_CALL };
}

/** Computes the work without users: maintenance every hour, and a comparison of bucket and index every night. */
export function idleWork({ articles, articleBytes }: Usage) {
  const runs = HOURS_PER_MONTH;
  /** Pages of a thousand uploads. */
  const listings = Math.ceil(articles / 1_000) * DAYS_PER_MONTH;
  return {
    textBytes: articles * articleBytes,
    runs,
    maintenanceLists: runs * IDLE.maintenanceLists,
    listings,
    durationMs: runs * IDLE.maintenanceMs + listings * IDLE.listingMs,
  };
}
