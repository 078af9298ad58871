/**
 * The Lambda function that answers searches. What it has read stays in memory for the next request.
 */
import { ArticleSearch } from "../src/query/article-search.ts";
import { MeteredObjectStore } from "../src/storage/decorators/metered-object-store.ts";
import { chooseAnswers } from "./query/answer-settings.ts";
import { createQueryHandler } from "./query/handler.ts";
import { withSearchMetrics } from "./query/search-metrics.ts";
import { builtWidget } from "./query/widget-files.ts";
import { parseEnvironment, querySettings } from "./settings/environment.ts";
import { openContext, openLogger, openMetrics, openStore } from "./settings/function-parts.ts";

/** A client of the search gives up after half a minute (API Gateway: 29 seconds); one request has a third of that. */
const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_BUDGET_MS = 8_000;

const settings = parseEnvironment(process.env, querySettings);
const { search, http } = chooseAnswers(settings);
const meter = new MeteredObjectStore(openStore(settings, REQUEST_TIMEOUT_MS));
const context = openContext(meter, settings, RETRY_BUDGET_MS);
const logger = openLogger(settings);

export const handler = createQueryHandler({
  search: new ArticleSearch(context, search),
  meter,
  clock: context.clock,
  ids: context.ids,
  logger: settings.POISK_SEARCH_METRICS === "on" ? withSearchMetrics(logger, openMetrics(settings)) : logger,
  settings: http,
  widget: builtWidget,
});
