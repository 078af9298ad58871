/**
 * A month's bill at AWS, line by line (pure): what is used, times what is measured of it, times list prices. Free tiers, taxes and
 * large merges (under a cent for a hundred thousand articles) are left out.
 */
import { awsPrices, durationMsAt, functionMemoryGb, type IndexPlace, indexPrices, ROUND_MS } from "./aws-prices.ts";
import {
  ANSWERS,
  COMMIT_METRICS,
  IDLE,
  INDEX_SHARE,
  INIT_MS,
  ingestWork,
  LOG_BYTES_PER_CALL,
  type QueryKind,
  queryWork,
  typedQuestions,
} from "./measured-work.ts";

/** What a site does. Shares are from 0 to 1. */
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
  /** Of requests that CloudFront answers by itself. */
  readonly edgeShare: number;
  /** Whether the index lies on S3 Express One Zone, apart from uploads. */
  readonly isIndexOnExpress: boolean;
  /** Whether alarms, metrics and dashboard of the stack are there. */
  readonly hasAlarms: boolean;
}

/** One line. `dollars` = quantity times price; `item` says what is counted. */
export interface BillLine {
  readonly group: "searches" | "uploads" | "idle";
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
}

export interface MonthlyBill {
  readonly lines: readonly BillLine[];
  readonly dollars: number;
  /** Of searches that begin in a process that has nothing yet. */
  readonly coldShare: number;
}

const DAYS_PER_MONTH = 30;
const HOURS_PER_MONTH = 24 * DAYS_PER_MONTH;
const MINUTES_PER_DAY = 24 * 60;
/** Lambda lets a function that nobody asks live for some minutes, it does not say how many; ten is near what is seen. */
const WARM_MINUTES = 10;
const GB = 1e9;
const MILLION = 1e6;

/** The price is that of one unit, in dollars. */
type Row = readonly [item: string, quantity: number, unit: string, price: number];

/** Where the index lies, as the bill calls it, and its prices there. */
function indexStore({ isIndexOnExpress }: Usage) {
  const place: IndexPlace = isIndexOnExpress ? "express" : "s3";
  return { place, store: isIndexOnExpress ? "S3 Express" : "S3", ...indexPrices[place] };
}

/** A process needs a session each five minutes in which it is asked; of several at once one is counted. */
const SESSION_MINUTES = 5;

export function monthlyBill(usage: Usage): MonthlyBill {
  const coldShare = Math.exp((-WARM_MINUTES * usage.searchesPerDay) / MINUTES_PER_DAY);
  const rows = { searches: searchRows(usage, coldShare), uploads: uploadRows(usage), idle: idleRows(usage) };
  const lines = (["searches", "uploads", "idle"] as const).flatMap((group) =>
    rows[group].map(([item, quantity, unit, price]) => ({ group, item, quantity, unit, dollars: quantity * price })),
  );
  return { lines, coldShare, dollars: sumOf(lines, ({ dollars }) => dollars) };
}

/** The first call of a search that nobody searched for ten minutes before begins cold; readers come independently. */
function searchRows(usage: Usage, coldShare: number): Row[] {
  const { articles, searchesPerDay, lettersTyped, edgeShare, isIndexOnExpress } = usage;
  const { place, store, read } = indexStore(usage);
  const searches = searchesPerDay * DAYS_PER_MONTH;
  const isTyped = lettersTyped > 0;
  const kind: QueryKind = isTyped ? "typed" : "warm";
  const asked = searches * (isTyped ? typedQuestions(lettersTyped) : 1);
  const trafficBytes = asked * (isTyped ? ANSWERS.typedBytes : ANSWERS.searchBytes);
  const missShare = 1 - edgeShare;
  const cold = queryWork(articles, "cold");
  const warm = queryWork(articles, kind);
  const colds = searches * coldShare * missShare;
  const workOf = (member: "reads" | "durationMs" | "readBytes" | "rounds"): number =>
    asked * missShare * warm[member] + colds * (cold[member] - warm[member]);
  const calls = asked * missShare;
  const sessions = isIndexOnExpress ? colds + sessionsPerMonth(searchesPerDay) : 0;
  const sessionMs = isIndexOnExpress ? ROUND_MS.express : 0;
  const work = { durationMs: workOf("durationMs"), rounds: workOf("rounds") };
  const ms = durationMsAt(work, place) + colds * (INIT_MS + sessionMs);
  const reads = workOf("reads");
  return [
    ["requests to CloudFront", asked, "requests", awsPrices.cloudFrontRequestsPerMillion / MILLION],
    ["runs of the function at the edge", asked, "runs", awsPrices.cloudFrontFunctionsPerMillion / MILLION],
    ["answers to readers", trafficBytes / GB, "GB", awsPrices.cloudFrontPerGb],
    ["calls of the query function", calls, "calls", awsPrices.lambdaRequestsPerMillion / MILLION],
    lambdaTime("time of the query function", ms),
    [`reads from ${store}`, reads, "requests", read],
    ...(isIndexOnExpress ? expressRows(sessions, workOf("readBytes"), read) : []),
    ["log lines", (calls * LOG_BYTES_PER_CALL) / GB, "GB", awsPrices.logsPerGb],
  ];
}

function sessionsPerMonth(searchesPerDay: number): number {
  const windows = (DAYS_PER_MONTH * MINUTES_PER_DAY) / SESSION_MINUTES;
  return windows * (1 - Math.exp((-SESSION_MINUTES * searchesPerDay) / MINUTES_PER_DAY));
}

function expressRows(sessions: number, readBytes: number, read: number): Row[] {
  return [
    ["sessions of S3 Express", sessions, "requests", read],
    ["bytes read from S3 Express", readBytes / GB, "GB", awsPrices.expressPerGbRead],
  ];
}

function uploadRows(usage: Usage): Row[] {
  const { uploadsPerDay, uploadsAtOnce, hasAlarms, isIndexOnExpress } = usage;
  const { place, store, read, write } = indexStore(usage);
  const uploads = uploadsPerDay * DAYS_PER_MONTH;
  const commits = uploads / uploadsAtOnce;
  const work = ingestWork(uploadsAtOnce);
  // Of uploads, and of what the index writes and, once it is replaced, deletes: the whole bucket's. A directory bucket has none.
  const events = uploads + (isIndexOnExpress ? 0 : 2 * commits * work.writes);
  // Sent one by one by EventBridge; taken and deleted ten at a time at the most (Amazon SQS API Reference).
  const messages = uploads + 2 * commits * Math.ceil(uploadsAtOnce / 10);
  return [
    ["uploads into S3", uploads, "requests", awsPrices.s3WritesPerMillion / MILLION],
    ["events by EventBridge", events, "events", awsPrices.eventBridgeEventsPerMillion / MILLION],
    ["messages of the queue", messages, "requests", awsPrices.sqsRequestsPerMillion / MILLION],
    ["calls of the ingest function", commits, "calls", awsPrices.lambdaRequestsPerMillion / MILLION],
    lambdaTime("time of the ingest function", commits * durationMsAt(work, place)),
    [`writes of the index to ${store}`, commits * work.writes, "requests", write],
    ...(isIndexOnExpress
      ? expressUploadRows(commits, work, read)
      : ([["reads from S3", commits * (work.reads + work.uploadReads), "requests", read]] satisfies Row[])),
    ["log lines", (commits * LOG_BYTES_PER_CALL) / GB, "GB", awsPrices.logsPerGb],
    ...(hasAlarms ? [commitMetrics(commits)] : []),
  ];
}

/** Uploads are read from S3, the index from S3 Express. */
function expressUploadRows(commits: number, work: ReturnType<typeof ingestWork>, read: number): Row[] {
  return [
    ["reads of uploads from S3", commits * work.uploadReads, "requests", awsPrices.s3ReadsPerMillion / MILLION],
    ["reads of the index from S3 Express", commits * work.reads, "requests", read],
    ["bytes read from S3 Express", (commits * work.readBytes) / GB, "GB", awsPrices.expressPerGbRead],
    ["bytes written to S3 Express", (commits * work.writtenBytes) / GB, "GB", awsPrices.expressPerGbWritten],
  ];
}

/** Of each the share of the month's hours in which something was committed; commits come independently. */
function commitMetrics(commits: number): Row {
  const hoursShare = 1 - Math.exp(-commits / HOURS_PER_MONTH);
  return ["metrics of commits", COMMIT_METRICS * hoursShare, "metrics", awsPrices.customMetricPerMonth];
}

/** What is billed where nobody searches and nothing is uploaded. */
function idleRows(usage: Usage): Row[] {
  const { articles, articleBytes, hasAlarms } = usage;
  const { store, write, gbMonth } = indexStore(usage);
  const textBytes = articles * articleBytes;
  const polls = IDLE.queuePollsPerMinute * MINUTES_PER_DAY * DAYS_PER_MONTH;
  const maintenanceRuns = HOURS_PER_MONTH;
  const listings = Math.ceil(articles / 1_000) * DAYS_PER_MONTH;
  const alarms: Row[] = hasAlarms
    ? [
        ["alarms", IDLE.alarmMetrics, "metrics", awsPrices.alarmMetricPerMonth],
        ["dashboard (an account's first three are free)", 1, "dashboard", awsPrices.firstDashboardsPerMonth],
      ]
    : [];
  return [
    ["uploads in S3", textBytes / GB, "GB", awsPrices.s3PerGbMonth],
    [`index in ${store}`, (textBytes * INDEX_SHARE) / GB, "GB", gbMonth],
    ["Lambda asking the queue", polls, "requests", awsPrices.sqsRequestsPerMillion / MILLION],
    ["listings by maintenance (hourly)", maintenanceRuns * IDLE.maintenanceLists, "requests", write],
    ["listings by reconcile (daily)", listings, "requests", awsPrices.s3WritesPerMillion / MILLION],
    lambdaTime("time of maintenance and reconcile", maintenanceRuns * IDLE.maintenanceMs + listings * IDLE.listingMs),
    ...alarms,
  ];
}

function sumOf<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}

function lambdaTime(item: string, durationMs: number): Row {
  return [item, (durationMs / 1_000) * functionMemoryGb, "GB-seconds", awsPrices.lambdaPerGbSecond];
}
