/**
 * The hidden verb `serve-index`: the process that `serve` keeps beside itself for writing, and asks to look at what
 * events name. It ends when its parent tells it to, or is gone, as soon as what is under way is done.
 */
import { Option } from "commander";
import type { ObjectKey } from "../../../src/store/store.ts";
import { pollOptionsOf } from "../../feeds/poll.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { MemoryQueue } from "../../queue/memory-queue.ts";
import { uploadMessage } from "../../queue/message-queue.ts";
import { SqsQueue } from "../../queue/sqs-queue.ts";
import type { WorkerMessage, WorkerRequest } from "../../serve/index-process.ts";
import { startIndexWorker } from "../../serve/index-worker.ts";
import { parseEnvironment, serveSettings } from "../../settings/environment.ts";
import { credentialsFor, type IndexLocation, openIndex } from "../location/open-index.ts";
import { UsageError } from "../terminal/failure.ts";
import { terminalLogger } from "../terminal/logger.ts";
import type { Verb, VerbCall } from "./verb.ts";

/** The reports of `serve` about the work. */
export interface IndexingOptions {
  /** Null: only what is asked for is done. */
  readonly everySeconds: number | null;
  readonly queue?: string | undefined;
  /** The bucket tells somebody of each upload. */
  readonly areUploadsTold: boolean;
}

/** A batch takes seconds, a large merge minutes: one that is left behind is begun again by whoever comes next. */
const PATIENCE_MS = 8_000;

export const serveIndexVerb: Verb = {
  name: "serve-index",
  summary: "keeps the index true for serve",
  options: [new Option("--location <json>"), new Option("--indexing <json>")],
  run: async ({ options, terminal }: VerbCall<{ readonly location?: string; readonly indexing?: string }>) => {
    if (process.send === undefined || options.location === undefined || options.indexing === undefined) {
      throw new UsageError("Only serve starts serve-index.");
    }
    const location = JSON.parse(options.location) as IndexLocation;
    const { everySeconds, queue, areUploadsTold } = JSON.parse(options.indexing) as IndexingOptions;
    const { context, prefix } = openIndex(location, { mayCreate: true });
    const { clock } = context;
    const settings = parseEnvironment(process.env, serveSettings);
    const logger = terminalLogger(settings.POISK_LOG_LEVEL, terminal);
    // The terminal's Ctrl+C reaches this process too; its parent decides.
    for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => {});
    const mustEnd = new Promise<void>((resolve) => {
      process.once("disconnect", resolve);
      process.on("message", ({ kind }: WorkerRequest) => {
        if (kind === "stop") resolve();
      });
    });
    // A folder has no name. Any will do: what names uploads in it is put here by this process alone.
    const { bucket = "folder", region } = location;
    const watched = { bucket, layout: context.layout, prefix };
    const posted = new MemoryQueue();
    const queues =
      queue === undefined
        ? [posted]
        : [posted, new SqsQueue({ url: queue, region, ...credentialsFor(new URL(queue)) })];
    const say = (message: WorkerMessage): void => {
      if (process.connected) process.send?.(message);
    };
    const worker = startIndexWorker({
      context,
      processor: openUploadProcessor(process.env, logger),
      logger,
      metrics: { put: (figures) => say({ kind: "figures", figures }) },
      reconcileEveryMs: everySeconds === null ? null : everySeconds * 1_000,
      polling: pollOptionsOf(settings),
      indexesPolled: !areUploadsTold,
      onStuck: (code) => say({ kind: "stuck", code }),
      notifications: { queues, watched },
    });
    process.on("message", async (request: WorkerRequest) => {
      if (request.kind === "stop") return;
      const { id } = request;
      const isDone = await (request.kind === "run"
        ? worker.run(request.task)
        : posted.push(uploadMessage(bucket, `${prefix}${request.key}` as ObjectKey), request.receiveCount));
      say({ kind: "settled", id, isDone });
    });
    say({ kind: "started" });
    await mustEnd;
    const isDone = await Promise.race([worker.close().then(() => true), clock.sleep(PATIENCE_MS).then(() => false)]);
    if (!isDone) logger.warn("index-worker-left-work");
    process.exit(0);
  },
};
