/**
 * A month's bill at AWS, line by line (pure): what is used, times what is measured of it, times list prices. Free tiers, taxes and
 * large merges (under a cent for a hundred thousand articles) are left out.
 */
import { awsPrices, functionMemoryGb } from "./aws-prices.ts";
import {
  ANSWERS,
  COMMIT_METRICS,
  type FunctionWork,
  IDLE,
  INDEX_SHARE,
  INIT_MS,
  ingestWork,
  LOG_BYTES_PER_CALL,
  type QueryKind,
  queryWork,
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
  /** Letters of a search, at each of which the widget asks for hits and for suggestions; 0 for a form without that. */
  readonly lettersTyped: number;
  /** Of requests that CloudFront answers by itself. */
  readonly edgeShare: number;
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

export function monthlyBill(usage: Usage): MonthlyBill {
  const coldShare = Math.exp((-WARM_MINUTES * usage.searchesPerDay) / MINUTES_PER_DAY);
  const lines = [...searchLines(usage, coldShare), ...uploadLines(usage), ...idleLines(usage)];
  return { lines, coldShare, dollars: sumOf(lines, ({ dollars }) => dollars) };
}

/** The first call of a search that nobody searched for ten minutes before begins cold; readers come independently. */
function searchLines({ articles, searchesPerDay, lettersTyped, edgeShare }: Usage, coldShare: number): BillLine[] {
  const searches = searchesPerDay * DAYS_PER_MONTH;
  const kinds: readonly { count: number; kind: QueryKind; answerBytes: number }[] =
    lettersTyped === 0
      ? [{ count: searches, kind: "warm", answerBytes: ANSWERS.searchBytes }]
      : [
          { count: searches * lettersTyped, kind: "typed", answerBytes: ANSWERS.searchBytes },
          { count: searches * lettersTyped, kind: "suggested", answerBytes: ANSWERS.suggestBytes },
        ];
  const asked = sumOf(kinds, ({ count }) => count);
  const trafficBytes = sumOf(kinds, ({ count, answerBytes }) => count * answerBytes);
  const missShare = 1 - edgeShare;
  const cold = queryWork(articles, "cold");
  const first = queryWork(articles, kinds[0]?.kind ?? "warm");
  const colds = searches * coldShare * missShare;
  const workOf = (member: "reads" | "durationMs"): number =>
    sumOf(kinds, ({ count, kind }) => count * missShare * queryWork(articles, kind)[member]) +
    colds * (cold[member] - first[member]);
  const calls = asked * missShare;
  const ms = workOf("durationMs") + colds * INIT_MS;
  const reads = workOf("reads");
  return [
    perMillion("searches", "requests to CloudFront", asked, "requests", awsPrices.cloudFrontRequestsPerMillion),
    perMillion("searches", "runs of the function at the edge", asked, "runs", awsPrices.cloudFrontFunctionsPerMillion),
    line("searches", "answers to readers", trafficBytes / GB, "GB", awsPrices.cloudFrontPerGb),
    perMillion("searches", "calls of the query function", calls, "calls", awsPrices.lambdaRequestsPerMillion),
    lambdaTime("searches", "time of the query function", ms),
    perMillion("searches", "reads from S3", reads, "requests", awsPrices.s3ReadsPerMillion),
    line("searches", "log lines", (calls * LOG_BYTES_PER_CALL) / GB, "GB", awsPrices.logsPerGb),
  ];
}

function uploadLines({ uploadsPerDay, uploadsAtOnce, hasAlarms }: Usage): BillLine[] {
  const uploads = uploadsPerDay * DAYS_PER_MONTH;
  const commits = uploads / uploadsAtOnce;
  const work: FunctionWork = ingestWork(uploadsAtOnce);
  // Of uploads, and of what the index writes and, once it is replaced, deletes: the whole bucket's.
  const events = uploads + 2 * commits * work.writes;
  // Sent one by one by EventBridge; taken and deleted ten at a time at the most (Amazon SQS API Reference).
  const messages = uploads + 2 * commits * Math.ceil(uploadsAtOnce / 10);
  return [
    perMillion("uploads", "uploads into S3", uploads, "requests", awsPrices.s3WritesPerMillion),
    perMillion("uploads", "events by EventBridge", events, "events", awsPrices.eventBridgeEventsPerMillion),
    perMillion("uploads", "messages of the queue", messages, "requests", awsPrices.sqsRequestsPerMillion),
    perMillion("uploads", "calls of the ingest function", commits, "calls", awsPrices.lambdaRequestsPerMillion),
    lambdaTime("uploads", "time of the ingest function", commits * work.durationMs),
    perMillion("uploads", "writes of the index to S3", commits * work.writes, "requests", awsPrices.s3WritesPerMillion),
    perMillion("uploads", "reads from S3", commits * work.reads, "requests", awsPrices.s3ReadsPerMillion),
    line("uploads", "log lines", (commits * LOG_BYTES_PER_CALL) / GB, "GB", awsPrices.logsPerGb),
    ...(hasAlarms ? [commitMetrics(commits)] : []),
  ];
}

/** Of each the share of the month's hours in which something was committed; commits come independently. */
function commitMetrics(commits: number): BillLine {
  const hoursShare = 1 - Math.exp(-commits / HOURS_PER_MONTH);
  return line("uploads", "metrics of commits", COMMIT_METRICS * hoursShare, "metrics", awsPrices.customMetricPerMonth);
}

/** What is billed where nobody searches and nothing is uploaded. */
function idleLines({ articles, articleBytes, hasAlarms }: Usage): BillLine[] {
  const textBytes = articles * articleBytes;
  const polls = IDLE.queuePollsPerMinute * MINUTES_PER_DAY * DAYS_PER_MONTH;
  const maintenanceRuns = HOURS_PER_MONTH;
  const listings = Math.ceil(articles / 1_000) * DAYS_PER_MONTH;
  const lists = maintenanceRuns * IDLE.maintenanceLists + listings;
  const alarms = hasAlarms
    ? [
        line("idle", "alarms", IDLE.alarmMetrics, "metrics", awsPrices.alarmMetricPerMonth),
        line(
          "idle",
          "dashboard (an account's first three are free)",
          1,
          "dashboard",
          awsPrices.firstDashboardsPerMonth,
        ),
      ]
    : [];
  return [
    line("idle", "uploads in S3", textBytes / GB, "GB", awsPrices.s3PerGbMonth),
    line("idle", "index in S3", (textBytes * INDEX_SHARE) / GB, "GB", awsPrices.s3PerGbMonth),
    perMillion("idle", "Lambda asking the queue", polls, "requests", awsPrices.sqsRequestsPerMillion),
    perMillion(
      "idle",
      "listings by maintenance (hourly) and reconcile (daily)",
      lists,
      "requests",
      awsPrices.s3WritesPerMillion,
    ),
    lambdaTime(
      "idle",
      "time of maintenance and reconcile",
      maintenanceRuns * IDLE.maintenanceMs + listings * IDLE.listingMs,
    ),
    ...alarms,
  ];
}

function sumOf<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}

function line(group: BillLine["group"], item: string, quantity: number, unit: string, price: number): BillLine {
  return { group, item, quantity, unit, dollars: quantity * price };
}

function perMillion(group: BillLine["group"], item: string, quantity: number, unit: string, price: number): BillLine {
  return line(group, item, quantity, unit, price / 1e6);
}

function lambdaTime(group: BillLine["group"], item: string, durationMs: number): BillLine {
  return line(group, item, (durationMs / 1_000) * functionMemoryGb, "GB-seconds", awsPrices.lambdaPerGbSecond);
}
