/**
 * All of poisk on one machine: a bucket in a folder with an S3 endpoint, a queue and the index worker of `poisk serve`
 * behind it, the pages and the HTTP API before it, and a site on another origin.
 */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { S3Event } from "aws-lambda";
import { failureText } from "../../functions/cli/terminal/failure.ts";
import { withProgress } from "../../functions/cli/terminal/progress.ts";
import { countText, type Terminal } from "../../functions/cli/terminal/terminal.ts";
import { openUploadProcessor } from "../../functions/ingest/open-processor.ts";
import { MemoryQueue } from "../../functions/queue/memory-queue.ts";
import { uploadMessage } from "../../functions/queue/message-queue.ts";
import { type IndexWorker, startIndexWorker } from "../../functions/serve/index-worker.ts";
import { readinessOf } from "../../functions/serve/lasting-failures.ts";
import { logUnknownSettings } from "../../functions/settings/unknown-settings.ts";
import { systemClock } from "../../src/clock.ts";
import { type ErrorCode, isErrorOfKind, isSearchIndexError } from "../../src/errors.ts";
import { systemIdSource } from "../../src/id-source.ts";
import {
  defaultKeyLayout,
  type IndexContext,
  ManifestStore,
  manifestKey,
  requireSchema,
  schemaOf,
  uploadPrefixes,
} from "../../src/index/shared.ts";
import { rebuildIndex, type UploadProcessor } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { FileObjectStore, systemProcesses } from "../../src/store/local.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { startApiServer } from "./api-server.ts";
import { type FolderWatcher, watchFolder } from "./folder-watcher.ts";
import { startForeignSite } from "./foreign-site.ts";
import { createLocalLogger } from "./local-logger.ts";
import { folderFailure, type LocalSettings, listenFailure, type PortName } from "./local-settings.ts";
import { startS3Endpoint } from "./s3/s3-endpoint.ts";
import { isEmptyBucket, putSamples } from "./sample-articles.ts";

export interface LocalServer {
  /** Address of the page and the API, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Address of the S3 endpoint. */
  readonly s3Url: string;
  /** Address of a site on another origin that embeds the search box. */
  readonly foreignUrl: string;
  /** Takes no more uploads, ingests those that it has, and stops listening. */
  close(): Promise<void>;
}

export const LOCAL_BUCKET = "articles-bucket";

/** Interval after which missed changes, and uploads that could not be ingested, are found. */
const RECONCILE_EVERY_MS = 60_000;

const SAMPLE_FOLDER = fileURLToPath(new URL("samples/articles", import.meta.url));

/** Resolves when the index agrees with the folder. `terminal` is told of commits, rejections and failures. */
export async function startLocalServer(settings: LocalSettings, terminal: Terminal): Promise<LocalServer> {
  const parts: Closable[] = [];
  const close = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) await part.close();
  };
  try {
    const urls = await startParts(settings, terminal, (part) => {
      parts.push(part);
      return part;
    });
    return { ...urls, close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

interface Closable {
  close(): Promise<void>;
}

/** Starts one part after another; `keep` remembers each for the end, the last one to be closed first. */
async function startParts(
  settings: LocalSettings,
  terminal: Terminal,
  keep: <Part extends Closable>(part: Part) => Part,
): Promise<Omit<LocalServer, "close">> {
  const { context, dataFolder } = await openBucket(settings.dataFolder);
  const say = (line: string): void => terminal.print(`${terminal.style("dim", timeOfDay())}  ${line}`);
  const logger = createLocalLogger(say, terminal);
  logUnknownSettings(logger);
  const isEmpty = await isEmptyBucket(context);
  const foreignSite = keep(await orExplain("DEMO_PORT", settings.demoPort, startForeignSite));
  let stuckCode: ErrorCode | null = null;
  const writing = () => ({ indexing: readinessOf(stuckCode) });
  const api = keep(
    await orExplain("PORT", settings.port, (port) =>
      startApiServer(context, settings.answers, port, foreignSite.url, logger, writing),
    ),
  );
  await foreignSite.embed(api.url);

  const processor = keep(openUploadProcessor(process.env, logger));
  const queue = new MemoryQueue();
  let worker: IndexWorker | null = null;
  keep({
    close: async () => {
      if (worker === null) return;
      await queue.drained();
      await worker.close();
    },
  });
  let watcher: FolderWatcher | null = null;
  const onEvent = (event: S3Event): void => {
    if (watcher !== null) expectRemovals(event, watcher);
    queue.push(JSON.stringify(event));
  };
  // Uploads are taken from now on; they wait in the queue until the index is fit for them.
  const endpoint = keep(
    await orExplain("S3_PORT", settings.s3Port, (port) => startBucketEndpoint(context, port, onEvent)),
  );
  await renewIndex(context, processor, terminal);
  if (isEmpty)
    say(
      `The folder was empty: put ${await putSamples(context, SAMPLE_FOLDER, api.url)} sample articles into it, and indexes them now.`,
    );
  // A removal is told as a put is: whoever looks sees that the file is gone.
  const look = (key: string): void => void queue.push(uploadMessage(LOCAL_BUCKET, key as ObjectKey));
  watcher = keep(await watchUploads(dataFolder, look, say));
  worker = startIndexWorker({
    context,
    processor,
    logger,
    reconcileEveryMs: RECONCILE_EVERY_MS,
    onStuck: (code) => {
      stuckCode = code;
    },
    rebuildsOn: ["missing-manifest", "corrupt-manifest"],
    notifications: { queues: [queue], watched: { bucket: LOCAL_BUCKET, layout: context.layout } },
  });
  await worker.firstRounds;
  const documents = await api.becomeReady();
  say(
    `${terminal.style("green", "ready    ")} ${countText(documents, "article")} ${documents === 1 ? "is" : "are"} found`,
  );
  return { url: api.url, s3Url: endpoint.url, foreignUrl: foreignSite.url };
}

async function openBucket(folder: string): Promise<{ context: IndexContext; dataFolder: string }> {
  const dataFolder = resolve(folder);
  await mkdir(join(dataFolder, defaultKeyLayout.uploadsPrefix), { recursive: true }).catch((failure: unknown) => {
    throw folderFailure(folder, failure);
  });
  const store = new FileObjectStore({ rootFolder: dataFolder, reserveFor: manifestKey(defaultKeyLayout) });
  return {
    dataFolder,
    context: { store, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource, processes: systemProcesses },
  };
}

/** Tells of each write; whoever indexes passes over what is none of an upload or a statement. */
function startBucketEndpoint({ store }: IndexContext, port: number, onEvent: (event: S3Event) => void) {
  return startS3Endpoint({ store, bucket: LOCAL_BUCKET, port, onEvent });
}

function watchUploads(dataFolder: string, look: (key: string) => void, say: (line: string) => void) {
  return watchFolder({
    dataFolder,
    prefixes: uploadPrefixes(defaultKeyLayout),
    onChange: (keys) => {
      for (const key of keys) look(key);
    },
    onFailure: (failure) =>
      say(`Not all of the folder can be watched; changes by hand are found within a minute. ${failureText(failure)}`),
  });
}

/** The watcher will see these removals too, and each would be a commit of its own. */
function expectRemovals({ Records }: S3Event, watcher: FolderWatcher): void {
  for (const { eventName, s3 } of Records) {
    if (!eventName.startsWith("ObjectRemoved:")) continue;
    watcher.expectRemoval(decodeURIComponent(s3.object.key.replaceAll("+", " ")));
  }
}

async function orExplain<Part>(name: PortName, port: number, start: (port: number) => Promise<Part>): Promise<Part> {
  try {
    return await start(port);
  } catch (failure) {
    throw listenFailure(name, port, failure);
  }
}

function timeOfDay(): string {
  return new Date().toTimeString().slice(0, 8);
}

// Makes the index anew where it was made by another analyzer, parser or format, or cannot be read: the uploads lie in
// the same folder, so nothing is lost and nobody needs to be asked.

/** Resolves when the index is one that this program writes, or when there is none yet. */
async function renewIndex(context: IndexContext, processor: UploadProcessor, terminal: Terminal): Promise<void> {
  const reason = await findReason(context);
  if (reason === null) return;
  terminal.note(`${reason} It is made anew from the uploads now.`);
  await withProgress(terminal, "Rebuilding", "uploads", (onProgress) =>
    rebuildIndex(context, processor, { onProgress }),
  );
}

/** One sentence, or null where the index is fit. */
async function findReason(context: IndexContext): Promise<string | null> {
  const manifests = new ManifestStore(context);
  const schema = schemaOf(resolvedArticleOptions);
  try {
    const snapshot = (await manifests.load()) ?? (await manifests.loadOrCreate(schema));
    requireSchema(snapshot.manifest, schema);
    return null;
  } catch (error) {
    if (isSearchIndexError(error) && error.code === "index-outdated") {
      return "The index was made by other rules of reading and analysing articles.";
    }
    if (isErrorOfKind(error, "corrupt-data")) return "The index cannot be read by this version of poisk.";
    throw error;
  }
}
