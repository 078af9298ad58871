/**
 * `poisk serve`: search over HTTP on a machine of one's own, beside any S3 or over a folder, and the index kept true by a
 * process of its own, so that neither indexing nor an upload that ends its process holds up a search.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Option } from "commander";
import { requireTrustedStore } from "../../../src/storage/conformance-probe.ts";
import { chooseAnswers } from "../../query/answer-settings.ts";
import { type SearchServer, startSearchServer } from "../../serve/search-server.ts";
import { parseEnvironment, serveSettings } from "../../settings/environment.ts";
import type { Logger } from "../../telemetry/log.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { CommandFailure, UsageError } from "../terminal/failure.ts";
import { terminalLogger } from "../terminal/logger.ts";
import type { IndexingOptions } from "./serve-index.ts";
import type { Verb, VerbCall } from "./verb.ts";

interface ServeOptions extends IndexLocation {
  readonly host: string;
  readonly port: string;
  readonly every?: string;
  readonly queue?: string;
  readonly ingest: boolean;
}

/** Without a queue a listing is all that tells of uploads; with one it only covers events that were lost. */
const DEFAULT_SECONDS = 30;
const DEFAULT_SECONDS_WITH_QUEUE = 3_600;

export const serveVerb: Verb = {
  name: "serve",
  group: "Serve",
  summary: "answer searches over HTTP, and bring uploads into the index, until SIGTERM",
  options: [
    new Option("--host <address>", "address to listen on").default("127.0.0.1"),
    new Option("--port <number>", "port to listen on; 0 for any").default("8080"),
    new Option(
      "--every <seconds>",
      `pause between looks at the whole bucket (default: ${DEFAULT_SECONDS}; with --queue ${DEFAULT_SECONDS_WITH_QUEUE})`,
    ),
    new Option("--queue <url>", "SQS queue that the bucket's notifications come to"),
    new Option("--no-ingest", "only answer searches; needs no right to write"),
  ],
  jsonLines: "JSON lines, which the log is with or without this,",
  examples: [
    "serve  # at http://127.0.0.1:8080/search?q=волга",
    "serve --port 9000 --no-ingest",
    "serve --bucket NAME --endpoint https://s3.example --host 0.0.0.0",
  ],
  run: async ({ options, terminal }: VerbCall<ServeOptions>) => {
    const settings = parseEnvironment(process.env, serveSettings);
    const logger = terminalLogger(settings.POISK_LOG_LEVEL, terminal);
    const signal = closingSignal();
    const indexing = parseIndexing(options);
    const { context, place } = openIndex(options, { mayCreate: options.ingest, isProven: false });
    if (indexing !== null) await requireTrustedStore(context);
    const { host, port: portText } = options;
    const port = parsePort(portText);
    const answers = chooseAnswers(settings);
    const server = await orExplain(port, startSearchServer({ context, answers, host, port, logger }));
    logger.info("listening", { url: server.url, place });
    const worker = indexing === null ? null : startIndexing(options, indexing, logger);
    logger.info("closing", { reason: await signal });
    await closeAll(server, worker);
    logger.info("closed");
    return {};
  },
};

/** Searches are answered and a batch is finished at the same time. */
async function closeAll(server: SearchServer, worker: Supervisor | null): Promise<void> {
  await Promise.all([server.close(), worker?.stop()]);
}

/** Resolves with the first signal to stop; a later one changes nothing. */
function closingSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => resolve(name));
  });
}

/** Null where nothing is to be ingested. */
function parseIndexing(options: ServeOptions): IndexingOptions | null {
  const { ingest, every, queue, bucket } = options;
  if (!ingest) {
    const useless = every !== undefined ? "--every" : queue !== undefined ? "--queue" : null;
    if (useless !== null) throw new UsageError(`${useless} does not go with --no-ingest.`);
    return null;
  }
  if (queue !== undefined && bucket === undefined) throw new UsageError("--queue goes with --bucket only.");
  if (queue !== undefined && !/^https?:\/\//.test(queue)) {
    throw new UsageError(`--queue must be the address of a queue, such as https://sqs.…, not ${queue}.`);
  }
  const usual = queue === undefined ? DEFAULT_SECONDS : DEFAULT_SECONDS_WITH_QUEUE;
  const everySeconds = every === undefined ? usual : Number(every);
  if (every === "" || !(everySeconds >= 1 && everySeconds <= 86_400)) {
    throw new UsageError(`--every must be 1 to 86400 seconds, not ${every}.`);
  }
  return { everySeconds, ...(queue === undefined ? {} : { queue }) };
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--port must be a whole number up to 65535, not ${text}.`);
}

async function orExplain(port: number, server: Promise<SearchServer>): Promise<SearchServer> {
  try {
    return await server;
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new CommandFailure(`Port ${port} is taken by another program. Choose: --port.`);
    if (code === "EACCES") throw new CommandFailure(`Port ${port} is not open to you. Choose one above 1023: --port.`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      throw new CommandFailure("The address of --host is none of this machine's.");
    }
    throw failure;
  }
}

/** The same command over the same place, as the hidden verb `serve-index`. */
function startIndexing(location: IndexLocation, indexing: IndexingOptions, logger: Logger): Supervisor {
  const { dataDir, byContent, bucket, endpoint, region, prefix, indexBucket, indexRegion } = location;
  const { uploadsPrefix, indexPrefix } = location;
  const ofBuckets = { bucket, endpoint, region, prefix, indexBucket, indexRegion };
  const given = { dataDir, byContent, ...ofBuckets, uploadsPrefix, indexPrefix };
  return new Supervisor(
    ["serve-index", "--location", JSON.stringify(given), "--indexing", JSON.stringify(indexing)],
    logger,
  );
}

/** A process that ends at once, again and again, is begun again so seldom. */
const RESTART_AFTER_MS = 5_000;
/** Longer than its own patience (serve-index.ts). What is killed loses nothing: its messages and uploads are found again. */
const KILL_AFTER_MS = 25_000;

/** A process of the same command that is kept running: begun again when it ends by itself, until it is told to stop. */
class Supervisor {
  readonly #args: readonly string[];
  readonly #logger: Logger;
  #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  /** Begins it. What it writes goes where this process's output goes. */
  constructor(args: readonly string[], logger: Logger) {
    this.#args = args;
    this.#logger = logger;
    this.#child = this.#start();
  }

  /** Asks it to end and waits for that. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    const killer = setTimeout(() => {
      this.#logger.warn("index-worker-killed");
      child.kill("SIGKILL");
    }, KILL_AFTER_MS);
    if (child.connected) child.disconnect();
    await ended;
    clearTimeout(killer);
  }

  #start(): ChildProcess {
    const child = fork(process.argv[1] ?? "", [...this.#args], {
      execArgv: process.execArgv,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("exit", (exitCode, signal) => {
      if (this.#isStopping) return;
      this.#logger.error("index-worker-ended", { exitCode, signal });
      this.#timer = setTimeout(() => {
        this.#child = this.#start();
      }, RESTART_AFTER_MS);
    });
    // Of a process that could not be begun there is no exit.
    child.on("error", (error) => this.#logger.error("index-worker-failed", { error }));
    return child;
  }
}
