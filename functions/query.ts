/**
 * The Lambda function that answers searches. What it has read stays in memory for the next request.
 */
import { systemClock } from "../src/clock.ts";
import { systemIdSource } from "../src/id-source.ts";
import { createSearch, type MeteredSearch } from "../src/search/search.ts";
import { chooseAnswers } from "./query/answer-settings.ts";
import { createQueryHandler } from "./query/handler.ts";
import { withSearchMetrics } from "./query/search-metrics.ts";
import { keyLayoutOf, parseEnvironment, querySettings } from "./settings/environment.ts";
import { openIndexStore, openLogger, openMetrics } from "./settings/function-parts.ts";

/** A client of the search gives up after half a minute (API Gateway: 29 seconds); one request has a third of that. */
const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_BUDGET_MS = 8_000;

const settings = parseEnvironment(process.env, querySettings);
const answers = chooseAnswers(settings, true);
const search: MeteredSearch = createSearch({
  ...answers.search,
  store: openIndexStore(settings, {
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    onSession: () => search.meter.countRequest(),
  }),
  layout: keyLayoutOf(settings),
  retryBudgetMs: RETRY_BUDGET_MS,
});
const logger = openLogger(settings);
const metrics = openMetrics(settings, settings.POISK_SEARCH_METRICS);

export const handler = createQueryHandler({
  search,
  meter: search.meter,
  clock: systemClock,
  ids: systemIdSource,
  logger: metrics === null ? logger : withSearchMetrics(logger, metrics),
  settings: answers.http,
});
