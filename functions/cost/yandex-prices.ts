/**
 * List prices of Yandex Cloud in roubles with VAT, region ru-central1, each with the page that tells it. They were not
 * read on these pages, which no stored copy has in roubles: they are as public projects quote the pages, one on
 * 2026-09-14 for all of them, from the Billing SKU API as well, others in May and on 2026-10-06 for most, and these
 * agree (docs/decisions/aws.md#yandex-cloud). What has no such source is not here: the requests of Message Queue above
 * all, of which those of a trigger are not billed
 * (https://yandex.cloud/ru/docs/serverless-containers/concepts/trigger/ymq-trigger). Free tiers are left out.
 */
import type { ListedPrice } from "./monthly-work.ts";

const DATE = "2026-09-14";
const HOURS_PER_MONTH = 720;

function listed(price: number, page: string): ListedPrice {
  return { price, page: `https://yandex.cloud/ru/docs/${page}/pricing`, date: DATE };
}

/** The price of one unit: a call, a request, a GB (2^30 bytes), or one of these for an hour or a month of 720 hours. */
export const yandexPrices = {
  containerCall: listed(18.97e-6, "serverless-containers"),
  containerVcpuHour: listed(5.69, "serverless-containers"),
  containerGbHour: listed(3.79, "serverless-containers"),
  gatewayRequest: listed(142.3e-6, "api-gateway"),
  /** GET, HEAD. */
  storageRead: listed(0.46 / 10_000, "storage"),
  /** PUT, POST, LIST; deleting is free. */
  storageWrite: listed(0.5692 / 1_000, "storage"),
  storageGbMonth: listed(0.0033 * HOURS_PER_MONTH, "storage"),
  secretVersionMonth: listed(0.0274 * HOURS_PER_MONTH, "lockbox"),
  imageGbMonth: listed(0.004575 * HOURS_PER_MONTH, "container-registry"),
  logGb: listed(25.55046, "logging"),
  logGbMonth: listed(0.015494 * HOURS_PER_MONTH, "logging"),
  /** Price to the internet. */
  egressGb: listed(1.42, "vpc"),
} as const satisfies Record<string, ListedPrice>;
