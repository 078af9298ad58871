/**
 * The lines of a month's bill at Yandex Cloud, of what infra/yandex creates (pure). Times are those measured with
 * rounds of S3; a round to Object Storage was not measured. Free tiers, large merges, and what has no price with a
 * source (yandex-prices.ts) are left out.
 */
import { INDEX_SHARE } from "./measured-work.ts";
import {
  type AlikeCalls,
  type BillRows,
  DAYS_PER_MONTH,
  idleWork,
  type Row,
  searchWork,
  type Usage,
  uploadWork,
} from "./monthly-work.ts";
import { yandexPrices as prices } from "./yandex-prices.ts";

/** Bytes of a gigabyte in all calculations of Yandex Cloud (https://yandex.cloud/ru/docs/storage/pricing). */
const GB = 2 ** 30;
/**
 * The unit that time is billed in (https://yandex.cloud/ru/docs/serverless-containers/pricing). Taken to be of each
 * call, which is the dearer way.
 */
const BILLED_MS = 100;
const MS_PER_HOUR = 3_600_000;

/** Memory of the containers in GB, with one vCPU each (infra/yandex/variables.tf). */
const QUERY_GB = 1;
const INGEST_GB = 2;

/** Number of versions: one of each container's keys, which are two entries of one version. */
const SECRET_VERSIONS = 2;
/** The image, packed (docs/self-hosting.md, "In a container"). */
const IMAGE_GB = 76e6 / GB;

export function yandexRows(usage: Usage): BillRows {
  const search = searchWork(usage);
  const upload = uploadWork(usage);
  const idle = idleWork(usage);
  const commits = { calls: upload.commits, durationMs: upload.work.durationMs };
  const timerCalls = idle.runs + DAYS_PER_MONTH;
  const timers = { calls: timerCalls, durationMs: idle.durationMs / timerCalls };
  return {
    searches: [
      ["requests to the gateway", search.asked, "requests", prices.gatewayRequest],
      ["answers to readers", search.trafficBytes / GB, "GB", prices.egressGb],
      ...container("the query container", search.alike, QUERY_GB),
      ["reads from Object Storage", search.reads, "requests", prices.storageRead],
      ...logs(search.logBytes),
    ],
    uploads: [
      ["uploads into Object Storage", upload.uploads, "requests", prices.storageWrite],
      ...container("the ingest container", [commits], INGEST_GB),
      ["writes of the index", upload.commits * upload.work.writes, "requests", prices.storageWrite],
      ["reads", upload.commits * (upload.work.reads + upload.work.uploadReads), "requests", prices.storageRead],
      ...logs(upload.logBytes),
    ],
    idle: [
      ["uploads in Object Storage", idle.textBytes / GB, "GB", prices.storageGbMonth],
      ["index in Object Storage", (idle.textBytes * INDEX_SHARE) / GB, "GB", prices.storageGbMonth],
      ["keys in Lockbox", SECRET_VERSIONS, "versions", prices.secretVersionMonth],
      ["image in Container Registry", IMAGE_GB, "GB", prices.imageGbMonth],
      ["listings by maintenance (hourly)", idle.maintenanceLists, "requests", prices.storageWrite],
      ["listings by reconcile (daily)", idle.listings, "requests", prices.storageWrite],
      ...container("timers", [timers], INGEST_GB),
    ],
  };
}

/** Calls, and the time of one vCPU and the memory; each call is billed for whole tenths of a second. */
function container(name: string, alike: readonly AlikeCalls[], memoryGb: number): Row[] {
  const calls = alike.reduce((sum, part) => sum + part.calls, 0);
  const billed = alike.map((part) => part.calls * Math.ceil(part.durationMs / BILLED_MS));
  const hours = (billed.reduce((sum, tenths) => sum + tenths, 0) * BILLED_MS) / MS_PER_HOUR;
  return [
    [`calls of ${name}`, calls, "calls", prices.containerCall],
    [`processor of ${name}`, hours, "vCPU-hours", prices.containerVcpuHour],
    [`memory of ${name}`, hours * memoryGb, "GB-hours", prices.containerGbHour],
  ];
}

/** Taken in, and kept for the 30 days of infra/yandex. */
function logs(bytes: number): Row[] {
  return [
    ["log lines", bytes / GB, "GB", prices.logGb],
    ["log lines kept", bytes / GB, "GB", prices.logGbMonth],
  ];
}
