/**
 * The lines of a month's bill at AWS (pure). Free tiers, taxes and large merges (under a cent for a hundred thousand
 * articles) are left out.
 */
import { awsPrices, durationMsAt, functionMemoryGb, type IndexPlace, indexPrices, ROUND_MS } from "./aws-prices.ts";
import { COMMIT_METRICS, IDLE, INDEX_SHARE, PUBLISHED_SEARCH } from "./measured-work.ts";
import {
  type BillRows,
  DAYS_PER_MONTH,
  HOURS_PER_MONTH,
  idleWork,
  MILLION,
  MINUTES_PER_DAY,
  type Row,
  searchWork,
  type Usage,
  uploadWork,
} from "./monthly-work.ts";

const GB = 1e9;

/** Chooses the store of the index, as the bill calls it, with its prices. */
function indexStore({ isIndexOnExpress }: Usage) {
  const place: IndexPlace = isIndexOnExpress ? "express" : "s3";
  return { place, store: isIndexOnExpress ? "S3 Express" : "S3", ...indexPrices[place] };
}

/** A process needs a session each five minutes in which it is asked; of several at once one is counted. */
const SESSION_MINUTES = 5;

export function awsRows(usage: Usage): BillRows {
  return { searches: searchRows(usage), uploads: uploadRows(usage), idle: idleRows(usage) };
}

function searchRows(usage: Usage): Row[] {
  const { searchesPerDay, isIndexOnExpress } = usage;
  const { place, store, read } = indexStore(usage);
  const { asked, calls, colds, trafficBytes, logBytes, startMs, ...work } = searchWork(usage);
  const sessions = isIndexOnExpress ? colds + sessionsPerMonth(searchesPerDay) : 0;
  const sessionMs = isIndexOnExpress ? ROUND_MS.express : 0;
  const ms = durationMsAt(work, place) + startMs + colds * sessionMs;
  return [
    ["requests to CloudFront", asked, "requests", awsPrices.cloudFrontRequestsPerMillion / MILLION],
    ["runs of the function at the edge", asked, "runs", awsPrices.cloudFrontFunctionsPerMillion / MILLION],
    ["answers to readers", trafficBytes / GB, "GB", awsPrices.cloudFrontPerGb],
    ["calls of the query function", calls, "calls", awsPrices.lambdaRequestsPerMillion / MILLION],
    lambdaTime("time of the query function", ms),
    [`reads from ${store}`, work.reads, "requests", read],
    ...(isIndexOnExpress ? expressRows(sessions, work.readBytes, read) : []),
    ["log lines", logBytes / GB, "GB", awsPrices.logsPerGb],
  ];
}

/**
 * The same searches of a published index on S3 behind CloudFront. `edgeShare` is not applied: what browsers keep is
 * counted already.
 */
export function publishedRows({ searchesPerDay }: Usage): Row[] {
  const searches = searchesPerDay * DAYS_PER_MONTH;
  const requests = searches * PUBLISHED_SEARCH.requests;
  return [
    ["requests to CloudFront", requests, "requests", awsPrices.cloudFrontRequestsPerMillion / MILLION],
    ["bytes to readers", (searches * PUBLISHED_SEARCH.bytes) / GB, "GB", awsPrices.cloudFrontPerGb],
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
  const { uploadsAtOnce, hasAlarms, isIndexOnExpress } = usage;
  const { place, store, read, write } = indexStore(usage);
  const { uploads, commits, work, logBytes } = uploadWork(usage);
  // Of uploads, and of what the index writes and, once it is replaced, deletes: the whole bucket's. A directory bucket
  // has none.
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
    ["log lines", logBytes / GB, "GB", awsPrices.logsPerGb],
    ...(hasAlarms ? [commitMetrics(commits)] : []),
  ];
}

/** Uploads are read from S3, the index from S3 Express. */
function expressUploadRows(commits: number, work: ReturnType<typeof uploadWork>["work"], read: number): Row[] {
  return [
    ["reads of uploads from S3", commits * work.uploadReads, "requests", awsPrices.s3ReadsPerMillion / MILLION],
    ["reads of the index from S3 Express", commits * work.reads, "requests", read],
    ["bytes read from S3 Express", (commits * work.readBytes) / GB, "GB", awsPrices.expressPerGbRead],
    ["bytes written to S3 Express", (commits * work.writtenBytes) / GB, "GB", awsPrices.expressPerGbWritten],
  ];
}

/** Lists the metrics of commits, each billed by its share of hours with a commit; commits come independently. */
function commitMetrics(commits: number): Row {
  const hoursShare = 1 - Math.exp(-commits / HOURS_PER_MONTH);
  return ["metrics of commits", COMMIT_METRICS * hoursShare, "metrics", awsPrices.customMetricPerMonth];
}

function idleRows(usage: Usage): Row[] {
  const { store, write, gbMonth } = indexStore(usage);
  const { textBytes, maintenanceLists, listings, durationMs } = idleWork(usage);
  const polls = IDLE.queuePollsPerMinute * MINUTES_PER_DAY * DAYS_PER_MONTH;
  const alarms: Row[] = usage.hasAlarms
    ? [
        ["alarms", IDLE.alarmMetrics, "metrics", awsPrices.alarmMetricPerMonth],
        ["heartbeats of maintenance", IDLE.heartbeatMetrics, "metrics", awsPrices.customMetricPerMonth],
        ["dashboard (an account's first three are free)", 1, "dashboard", awsPrices.firstDashboardsPerMonth],
      ]
    : [];
  return [
    ["uploads in S3", textBytes / GB, "GB", awsPrices.s3PerGbMonth],
    [`index in ${store}`, (textBytes * INDEX_SHARE) / GB, "GB", gbMonth],
    ["Lambda asking the queue", polls, "requests", awsPrices.sqsRequestsPerMillion / MILLION],
    ["listings by maintenance (hourly)", maintenanceLists, "requests", write],
    ["listings by reconcile (daily)", listings, "requests", awsPrices.s3WritesPerMillion / MILLION],
    lambdaTime("time of maintenance and reconcile", durationMs),
    ...alarms,
  ];
}

function lambdaTime(item: string, durationMs: number): Row {
  return [item, (durationMs / 1_000) * functionMemoryGb, "GB-seconds", awsPrices.lambdaPerGbSecond];
}
