/**
 * From the environment to the object graph of each function: the functions' only reader of `process.env`. Made once a
 * process, so that warm calls find connections and cache as they were.
 */
import { systemClock } from "../src/clock.ts";
import { defaultHttpSettings, type HttpDependencies } from "../src/http/http-context.ts";
import { systemIdSource } from "../src/id-source.ts";
import { Ingester } from "../src/indexer/ingest-batch.ts";
import type { IndexContext } from "../src/manifest/manifest-store.ts";
import { ArticleSearch } from "../src/query/article-search.ts";
import { resolvedArticleOptions } from "../src/segment/article-options.ts";
import { MeteredObjectStore } from "../src/storage/metered-object-store.ts";
import type { KeyLayout } from "../src/storage/object-keys.ts";
import { RetryingObjectStore } from "../src/storage/retrying-object-store.ts";
import { S3ObjectStore } from "../src/storage/s3-object-store.ts";
import { type Environment, type EnvironmentVariables, parseEnvironment } from "./environment.ts";
import type { IngestDependencies } from "./ingest-messages.ts";
import { LambdaCompactionTrigger } from "./lambda-compaction-trigger.ts";
import { createLogger, type Logger } from "./log.ts";
import { readOwnerWordsFile } from "./owner-words-file.ts";
import type { WatchedUploads } from "./s3-event.ts";

/** Put in by the build: the hash of the bundle. */
declare const POISK_BUILD: string | undefined;

/** A client of the search gives up after half a minute (API Gateway: 29 seconds); one request has a third of that. */
const QUERY_REQUEST_TIMEOUT_MS = 10_000;
const QUERY_RETRY_BUDGET_MS = 8_000;

const ports = { clock: systemClock, ids: systemIdSource };

/** What the ingest function works with. `invalid-options` names every variable that is wrong. */
export function composeIngest(
  variables: EnvironmentVariables = process.env,
): IngestDependencies & { readonly watched: WatchedUploads } {
  const environment = parseEnvironment(variables);
  const layout = layoutOf(environment);
  const store = new RetryingObjectStore(openStore(environment), ports);
  const context = { store, layout, ...ports };
  const compactFunction = environment.POISK_COMPACT_FUNCTION;
  return {
    compaction: compactFunction === undefined ? null : new LambdaCompactionTrigger(compactFunction),
    ingester: new Ingester(context, resolvedArticleOptions),
    watched: { bucket: environment.POISK_BUCKET, layout },
    logger: openLogger(environment),
    clock: systemClock,
  };
}

/** What the compaction function works with. */
export function composeCompact(variables: EnvironmentVariables = process.env): {
  readonly context: IndexContext;
  readonly logger: Logger;
} {
  const environment = parseEnvironment(variables);
  const store = new RetryingObjectStore(openStore(environment), ports);
  return { context: { store, layout: layoutOf(environment), ...ports }, logger: openLogger(environment) };
}

/** What the query function works with. `invalid-options` names every variable that is wrong. */
export function composeQuery(variables: EnvironmentVariables = process.env): HttpDependencies {
  const environment = parseEnvironment(variables);
  const layout = layoutOf(environment);
  const ownerWords = readOwnerWordsFile(environment.POISK_WORDS_FILE);
  const meter = new MeteredObjectStore(openStore(environment, QUERY_REQUEST_TIMEOUT_MS));
  const store = new RetryingObjectStore(meter, { ...ports, budgetMs: QUERY_RETRY_BUDGET_MS });
  return {
    search: new ArticleSearch(
      { store, layout, ...ports },
      {
        revalidateMs: environment.POISK_REVALIDATE_MS,
        cacheBytes: environment.POISK_CACHE_MB * 2 ** 20,
        recencyHalfLifeDays: environment.POISK_RECENCY_HALF_LIFE_DAYS,
        ownerWords: ownerWords.words,
      },
    ),
    meter,
    ...ports,
    logger: openLogger(environment),
    settings: {
      ...defaultHttpSettings,
      corsOrigins: environment.POISK_CORS_ORIGINS,
      cacheControl: environment.POISK_CACHE_CONTROL,
      searchPage: environment.POISK_SEARCH_PAGE ?? null,
      siteName: environment.POISK_SITE_NAME ?? defaultHttpSettings.siteName,
      publicUrl: environment.POISK_PUBLIC_URL ?? null,
      recencyHalfLifeDays: environment.POISK_RECENCY_HALF_LIFE_DAYS,
      ownerWordsHash: ownerWords.hash,
      documentation: environment.POISK_DOCUMENTATION ?? defaultHttpSettings.documentation,
      build: typeof POISK_BUILD === "string" ? POISK_BUILD : defaultHttpSettings.build,
    },
  };
}

function layoutOf({ POISK_UPLOADS_PREFIX, POISK_INDEX_PREFIX }: Environment): KeyLayout {
  return { uploadsPrefix: POISK_UPLOADS_PREFIX, indexPrefix: POISK_INDEX_PREFIX };
}

/** Region and credentials are the SDK's to find, in the function's own role. */
function openStore({ POISK_BUCKET: bucket, POISK_ENDPOINT: endpoint }: Environment, requestTimeoutMs?: number) {
  return new S3ObjectStore({
    bucket,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
}

function openLogger({ POISK_LOG_LEVEL: level }: Environment): Logger {
  return createLogger({ level, clock: systemClock, output: process.stdout });
}
