/**
 * Measures the processor time of a fresh process of the query function up to its first answer, on Lambda's Node: npm
 * run bench:start -- [--articles N] [--index DIR] [--runs N] [--path PATH] [BUNDLE…], after npm run build and npm ci
 * --prefix test/runtime. Bundles (by default what the build wrote) are measured in turns, each in a process that has
 * one processor, over the local S3 endpoint in this process. Processor time, and not time, since that is what stays the
 * same on a busy machine, and what a function's memory is billed by. Medians; the last column compares each bundle with
 * the first run by run, and takes the median of that.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import type { FileObjectStore } from "../../src/store/local.ts";
import { runtimeNode } from "../runtime/lambda/runtime-files.ts";
import { withIndexFolder } from "./index-folder.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { requestKinds } from "./request-mix.ts";

const BUCKET = "poisk-bench";
const PROBE = fileURLToPath(new URL("cold-start-probe.mjs", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist/functions/query/index.mjs", import.meta.url));

/** Output of {@link PROBE}: processor time since the process began. */
interface Probe {
  readonly statusCode: number;
  readonly bootMs: number;
  readonly loadedMs: number;
  readonly answeredMs: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    articles: { type: "string", default: "2000" },
    index: { type: "string" },
    runs: { type: "string", default: "15" },
    path: { type: "string" },
  },
});
const articles = Number(values.articles);
const bundles = positionals.length === 0 ? [BUILT] : positionals;
await withIndexFolder(values.index, articles, measure);

async function measure(_folder: string, store: FileObjectStore): Promise<void> {
  const endpoint = await startS3Endpoint({ store, bucket: BUCKET });
  const path = values.path ?? requestKinds(new NewsCorpus().take(100), 1)[1]?.paths[0] ?? "";
  const probes = bundles.map((): Probe[] => []);
  // One run before, for what the system keeps of files.
  for (let run = -1; run < Number(values.runs); run += 1) {
    for (const [i, bundle] of bundles.entries()) {
      const probe = await startCold(bundle, endpoint.url, path);
      if (run >= 0) probes[i]?.push(probe);
    }
  }
  await endpoint.close();
  console.log(`${articles} articles, GET ${decodeURIComponent(path)}, ${values.runs} runs`);
  console.log(row(["processor time, ms", "boot", "loading", "answering", "in all", "to the first"]));
  for (const [i, bundle] of bundles.entries()) {
    const own = probes[i] ?? [];
    const differences = own.map(({ answeredMs }, run) => answeredMs - (probes[0]?.[run]?.answeredMs ?? 0));
    const parts = [
      own.map(({ bootMs }) => bootMs),
      own.map(({ bootMs, loadedMs }) => loadedMs - bootMs),
      own.map(({ loadedMs, answeredMs }) => answeredMs - loadedMs),
      own.map(({ answeredMs }) => answeredMs),
      differences,
    ];
    console.log(row([bundle.slice(-34), ...parts.map((times) => median(times).toFixed(1))]));
  }
}

/** Runs a bundle to its first answer. Throws where that is no success. */
async function startCold(bundle: string, endpoint: string, path: string): Promise<Probe> {
  const child = spawn("taskset", ["-c", "0", runtimeNode(), PROBE, bundle, JSON.stringify(eventOf(path))], {
    env: {
      PATH: "/usr/bin:/bin",
      TZ: ":UTC",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "anyone",
      AWS_SECRET_ACCESS_KEY: "anything",
      AWS_SESSION_TOKEN: "session",
      POISK_BUCKET: BUCKET,
      POISK_ENDPOINT: endpoint,
      POISK_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const output = text(child.stdio[3] as Readable);
  const [status] = (await once(child, "exit")) as [number | null];
  if (status !== 0) throw new Error(`${bundle} ended with ${status}.`);
  const probe = JSON.parse(await output) as Probe;
  if (probe.statusCode !== 200) throw new Error(`${bundle} answered ${path} with ${probe.statusCode}.`);
  return probe;
}

/**
 * Makes an event as a Function URL sends it (AWS Lambda Developer Guide, "Invoking Lambda function URLs", payload
 * format 2.0).
 */
function eventOf(path: string): object {
  const { pathname, search } = new URL(path, "https://poisk.example");
  const http = { method: "GET", path: pathname, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "bench" };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { host: "poisk.example", "accept-encoding": "gzip, br" },
    requestContext: { domainName: "poisk.example", requestId: "1", http, stage: "$default" },
    isBase64Encoded: false,
  };
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(36) : cell.padStart(13))).join("");
}
