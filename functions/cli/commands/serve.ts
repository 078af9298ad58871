/**
 * `poisk serve`: search over HTTP on a machine of one's own, beside any S3 or over a folder, and the index kept true by
 * a process of its own, so that neither indexing nor an upload that ends its process holds up a search.
 */
import { Option } from "commander";
import { maxUploadBytes } from "../../../src/articles/articles.ts";
import { systemClock } from "../../../src/clock.ts";
import { AdmissionGate, type HttpSettings } from "../../../src/http/http.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { createPushApp, type PushDependencies } from "../../push/push-app.ts";
import { serverPushSettings } from "../../push/push-settings.ts";
import type { PushToken } from "../../push/push-tokens.ts";
import { chooseAnswers } from "../../query/answer-settings.ts";
import { type EventIdentity, eventIdentityOf } from "../../serve/event-identity.ts";
import { createEventRoutes } from "../../serve/event-routes.ts";
import { busyLoopMs, type ListeningServer } from "../../serve/http-listening.ts";
import { IndexProcess } from "../../serve/index-process.ts";
import { readinessOf } from "../../serve/lasting-failures.ts";
import { startMetricsServer } from "../../serve/request-metrics.ts";
import { startIndexingServer, startSearchServer } from "../../serve/search-server.ts";
import { SnsMessages } from "../../serve/sns-messages.ts";
import { UploadGate } from "../../serve/upload-gate.ts";
import { parseEnvironment, type ServeSettings, serveSettings } from "../../settings/environment.ts";
import { logUnknownSettings } from "../../settings/unknown-settings.ts";
import { PrometheusMetrics } from "../../telemetry/prometheus.ts";
import { closingSignal, orExplain, parsePort } from "../location/listening.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { UsageError } from "../terminal/failure.ts";
import { terminalLogger } from "../terminal/logger.ts";
import { type IndexingOptions, serveIndexVerb } from "./serve-index.ts";
import type { Verb, VerbCall } from "./verb.ts";

interface ServeOptions extends IndexLocation {
  readonly host: string;
  readonly port: string;
  readonly every?: string;
  readonly queue?: string;
  readonly ingest: boolean;
  readonly ingestOnly?: true;
  readonly events?: true;
  readonly metricsPort?: string;
}

/**
 * Limits of the bodies of pushes and events. Two of the largest are in hand at once: of each there are some copies
 * while it is read. A body must be there 30 seconds after its first byte (CLIENT_BOUNDS), so that who waits has ten for
 * sending it. Untuned.
 */
const BODY_LIMITS = { maxConcurrent: 8, maxBytes: 2 * maxUploadBytes, patienceMs: 20_000 };

/** Seconds between listings. Without events a listing finds all uploads; with them it only covers lost ones. */
const DEFAULT_SECONDS = 30;
const DEFAULT_SECONDS_TOLD = 3_600;

export const serveVerb: Verb = {
  name: "serve",
  group: "Serve",
  summary: "answer searches over HTTP, and bring uploads into the index, until SIGTERM",
  options: [
    new Option("--host <address>", "address to listen on").default("127.0.0.1"),
    new Option("--port <number>", "port to listen on; 0 for any").default("8080"),
    new Option(
      "--every <seconds>",
      `pause between looks at the whole bucket, 0 for none but those that events ask for (default: ${DEFAULT_SECONDS}; with --queue or --events ${DEFAULT_SECONDS_TOLD})`,
    ),
    new Option("--queue <url>", "SQS queue that receives the bucket's notifications"),
    new Option("--no-ingest", "only answer searches; needs no right to write"),
    new Option("--events", "take the bucket's notifications at POST /events from the senders that POISK_EVENTS_… name"),
    new Option("--ingest-only", "only bring uploads in, and answer /healthz and /readyz"),
    new Option("--metrics-port <number>", "another port, for /metrics in Prometheus' text form"),
  ],
  jsonLines: "JSON lines, which the log is with or without this,",
  examples: [
    "serve  # at http://127.0.0.1:8080/search?q=волга",
    "serve --port 9000 --no-ingest",
    "serve --bucket NAME --endpoint https://s3.example --host 0.0.0.0",
    "serve --bucket NAME --events  # that tells of its uploads",
  ],
  run: async ({ options, terminal }: VerbCall<ServeOptions>) => {
    const settings = parseEnvironment(process.env, serveSettings);
    const logger = terminalLogger(settings.POISK_LOG_LEVEL, terminal);
    logUnknownSettings(logger);
    const signal = closingSignal();
    const indexing = parseIndexing(options);
    const pushers = parseEnvironment(process.env, serverPushSettings).POISK_PUSH_TOKENS;
    const identity = parseIdentity(options, settings);
    const { context, place, prefix } = openIndex(options, { mayCreate: options.ingest, isProven: false });
    // Without a clock it is started for some events, and again for the next: then the store is tried before an index is
    // created in it, as by all other commands (VerifiedObjectStore).
    const isStartedOften = indexing !== null && indexing.everySeconds === null;
    const { host } = options;
    const port = parsePort("--port", options.port);
    const metricsPort = options.metricsPort === undefined ? null : parsePort("--metrics-port", options.metricsPort);
    const metrics = new PrometheusMetrics();
    const takesUploads = (indexing !== null && !isStartedOften) || pushers.length > 0;
    const gate = takesUploads ? new UploadGate({ context, logger, metrics }) : null;
    await gate?.open();
    let worker = null as IndexProcess | null;
    const isUp = (): boolean => worker?.isUp === true;
    const listening: ListeningServer[] = [];
    try {
      const watched = { bucket: options.bucket ?? "", layout: context.layout, prefix };
      const bodies = new AdmissionGate(BODY_LIMITS, {
        monotonicMs: () => systemClock.monotonicMs(),
        busyMs: busyLoopMs,
      });
      const takesEvents = { gate: bodies, watched, worker: () => worker, logger, metrics };
      const routes = identity === null ? undefined : createEventRoutes({ ...takesEvents, ...openIdentity(identity) });
      const answers = chooseAnswers(settings, false);
      const onChanged = (key: ObjectKey): void => void worker?.look(key);
      const onFailure = (error: unknown): void => gate?.doubt(error);
      const refusal = gate === null ? undefined : () => gate.refusal;
      const uploads = () => readinessOf(gate?.refusal?.code ?? null);
      // It is not started before the store can be written.
      const ofIndexing = () => worker?.readiness ?? { ...uploads(), ready: false };
      const writing = () => ({
        ...(gate === null ? {} : { uploads: uploads() }),
        ...(indexing === null ? {} : { indexing: ofIndexing() }),
      });
      const takesPushes = {
        gate: bodies,
        timeZone: settings.POISK_TIME_ZONE,
        context,
        logger,
        onChanged,
        onFailure,
        refusal,
      };
      const push = pushers.length === 0 ? undefined : openPush(pushers, answers.http, takesPushes);
      const at = { host, port, logger, routes, push, writing };
      const search = () => startSearchServer({ ...at, context, answers, metrics });
      const starting = options.ingestOnly === true ? startIndexingServer({ ...at, isUp }) : search();
      const server = await orExplain("--port", port, starting);
      listening.push(server);
      if (metricsPort !== null) {
        metrics.read("poisk_ready", () => Number(server.isReady));
        metrics.read("poisk_uploads_ready", () => Number(gate !== null && gate.refusal === null));
        metrics.read("poisk_indexing_ready", () => Number(indexing !== null && ofIndexing().ready));
        metrics.read("poisk_index_worker_up", () => Number(isUp()));
        metrics.read("poisk_index_worker_restarts_total", () => worker?.restarts ?? 0);
        const ofMetrics = startMetricsServer(metrics, { host, port: metricsPort, logger });
        listening.push(await orExplain("--metrics-port", metricsPort, ofMetrics));
        logger.info("metrics-listening", { url: listening.at(-1)?.url });
      }
      logger.info("listening", { url: server.url, place });
      if (indexing !== null) {
        // The same command over the same place.
        const args = ["--location", JSON.stringify(options), "--indexing", JSON.stringify(indexing)];
        const startWorker = () => {
          const onCommit = () => server.expire();
          worker = new IndexProcess({ args: [serveIndexVerb.name, ...args], logger, metrics, onCommit });
        };
        if (gate === null) startWorker();
        else void gate.untilOpen().then((isOpen) => isOpen && startWorker());
      }
      logger.info("closing", { reason: await signal });
    } finally {
      gate?.close();
      // Searches are answered and a batch is finished at the same time.
      await Promise.all([...listening.map((server) => server.close()), worker?.stop()]);
    }
    logger.info("closed");
    return {};
  },
};

/**
 * Opens the push app. A pushed upload is announced to the process that indexes, and is found as all others are if that
 * fails.
 */
function openPush(
  tokens: readonly PushToken[],
  { documentation, publicUrl }: Pick<HttpSettings, "documentation" | "publicUrl">,
  parts: Pick<PushDependencies, "context" | "gate" | "logger" | "onChanged" | "onFailure" | "refusal" | "timeZone">,
) {
  return createPushApp({
    ...parts,
    tokens,
    read: openUploadProcessor(process.env, parts.logger).read,
    maxBytes: maxUploadBytes,
    problems: { documentation, basePath: publicUrl === null ? "" : new URL(publicUrl).pathname.replace(/\/$/, "") },
  });
}

/** Parses the identity of the senders of events; null if no events are taken. */
function parseIdentity({ events, bucket }: ServeOptions, settings: ServeSettings): EventIdentity | null {
  if (events !== true) return null;
  if (bucket === undefined) throw new UsageError("--events goes with --bucket only.");
  const identity = eventIdentityOf(settings);
  if (identity !== null) return identity;
  throw new UsageError(
    "--events takes events of those alone whom a variable names: POISK_EVENTS_SECRET (a secret that they send), " +
      "POISK_EVENTS_SNS_TOPICS, or POISK_EVENTS_IDENTITY=platform where nobody else can reach this server.",
  );
}

function openIdentity(identity: EventIdentity) {
  return { identity, sns: new SnsMessages({ topics: identity.topics, clock: systemClock }) };
}

/** Null where nothing is to be ingested. */
function parseIndexing(options: ServeOptions): IndexingOptions | null {
  const { ingest, every, queue, bucket } = options;
  if (!ingest) {
    const { ingestOnly, events } = options;
    const [useless] = Object.entries({
      "--ingest-only": ingestOnly,
      "--every": every,
      "--queue": queue,
      "--events": events,
    })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name);
    if (useless !== undefined) throw new UsageError(`${useless} does not go with --no-ingest.`);
    return null;
  }
  if (queue !== undefined && bucket === undefined) throw new UsageError("--queue goes with --bucket only.");
  if (queue !== undefined && !/^https?:\/\//.test(queue)) {
    throw new UsageError(`--queue must be the address of a queue, such as https://sqs.…, not ${queue}.`);
  }
  const areUploadsTold = queue !== undefined || options.events === true;
  const usual = areUploadsTold ? DEFAULT_SECONDS_TOLD : DEFAULT_SECONDS;
  const everySeconds = every === undefined ? usual : Number(every);
  if (every === "0" && options.events === true) return { everySeconds: null, queue, areUploadsTold };
  if (every === "" || !(everySeconds >= 1 && everySeconds <= 86_400)) {
    throw new UsageError(`--every must be 1 to 86400 seconds, or 0 with --events, not ${every}.`);
  }
  return { everySeconds, queue, areUploadsTold };
}
