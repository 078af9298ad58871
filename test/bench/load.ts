/**
 * Measures the server under load: npm run bench:load -- [articles] [folder] [requests] [connections] [mixed|heavy]. The
 * index is made in the folder, or found there from the last time. Requests by autocannon, mixed ones or the dearest
 * alone, clients that leave without an answer, and beside them somebody who asks /healthz all the time;
 * docs/benchmarks.md has figures.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { withIndexFolder } from "./index-folder.ts";
import { quantiles, residentMb } from "./load-figures.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { heavyPaths, requestKinds } from "./request-mix.ts";

const [articles = 20_000, , requests = 20_000, connections = 200] = process.argv.slice(2).map(Number);

const isHeavy = process.argv[6] === "heavy";

/** Different requests of a kind; the corpus's first articles are asked for. */
const REQUESTS_OF_KIND = 500;
const ASKED_ARTICLES = 2_000;
/** Clients that ask and leave, beside those that wait. */
const LEAVERS_PER_SECOND = 20;
const HEALTH_PAUSE_MS = 50;

await withIndexFolder(process.argv[3], articles, main);

async function main(folder: string): Promise<void> {
  const server = fork(fileURLToPath(new URL("load-server.ts", import.meta.url)), [folder], {
    execArgv: ["--import", import.meta.resolve("tsx")],
  });
  try {
    const [{ url }] = (await once(server, "message")) as [{ readonly url: string }];
    const memoryMb = [residentMb(server.pid)];
    const paths = isHeavy ? heavyPaths(askedArticles(), REQUESTS_OF_KIND) : mixedPaths();
    await (await fetch(`${url}/search?q=`)).text();
    let asked = 0;
    const next = (): string => paths[asked++ % paths.length] ?? "/search";
    const leavers = setInterval(() => askAndLeave(url, paths), 1_000 / LEAVERS_PER_SECOND);
    const sampler = setInterval(() => memoryMb.push(residentMb(server.pid)), 1_000);
    const health = watchHealth(url);
    const latencies = new Map<number, number[]>();
    const result = await new Promise<autocannon.Result>((resolve, reject) => {
      const load = autocannon(
        {
          url,
          connections,
          amount: requests,
          timeout: 60,
          // One at a time: every connection would make all of a list before it begins.
          requests: [{ setupRequest: (request) => ({ ...request, path: next() }) }],
        },
        (error, done) => (error === null ? resolve(done) : reject(error)),
      );
      load.on("response", (_client, status, _bytes, tookMs) => {
        latencies.set(status, [...(latencies.get(status) ?? []), tookMs]);
      });
    });
    clearInterval(leavers);
    clearInterval(sampler);
    const alive = await fetch(`${url}/search?q=`).catch(() => null);
    console.log(report(result, latencies, await health.stop(), memoryMb, alive?.status ?? 0).join("\n"));
  } finally {
    server.kill();
  }
}

function askedArticles() {
  return new NewsCorpus().take(Math.min(articles, ASKED_ARTICLES));
}

/**
 * Asks whether the server lives, again and again, each time by a new connection; gives the latencies of the answers.
 */
function watchHealth(url: string): { stop(): Promise<number[]> } {
  const latenciesMs: number[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const beganMs = performance.now();
      const answer = await fetch(`${url}/healthz`, { headers: { connection: "close" } }).catch(() => null);
      await answer?.text();
      latenciesMs.push(answer === null ? Number.POSITIVE_INFINITY : performance.now() - beganMs);
      await new Promise((resolve) => setTimeout(resolve, HEALTH_PAUSE_MS));
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return latenciesMs;
    },
  };
}

/** All kinds in turn. */
function mixedPaths(): string[] {
  const kinds = requestKinds(askedArticles(), REQUESTS_OF_KIND);
  return Array.from({ length: REQUESTS_OF_KIND }, (_, i) => kinds.map(({ paths }) => paths[i] ?? "/search")).flat();
}

function askAndLeave(url: string, paths: readonly string[]): void {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => {
    const path = paths[Math.floor(Math.random() * paths.length)];
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`, () => socket.destroy());
  });
  socket.on("error", () => socket.destroy());
}

function report(
  { duration, errors, timeouts }: autocannon.Result,
  latencies: ReadonlyMap<number, readonly number[]>,
  healthMs: readonly number[],
  memoryMb: readonly number[],
  statusAfter: number,
): string[] {
  const statuses = [...latencies].map(([status, all]) => `${all.length} × ${status}`);
  const answers = [...latencies.values()].flat().length;
  const at = (share: number) => memoryMb[Math.floor((memoryMb.length - 1) * share)];
  return [
    `${articles} articles, ${connections} connections, ${Math.round(duration)} s: ${statuses.join(", ")}, ${errors} errors, ${timeouts} time-outs`,
    `answers a second  ${Math.round(answers / duration)}`,
    ...[...latencies].map(([status, all]) => `latency of ${status}    ${quantiles(all)}`),
    `latency, /healthz ${quantiles(healthMs)}`,
    `memory, MB        ${memoryMb[0]} at first, ${at(0.25)} after a quarter, ${at(0.5)} after half, ${at(1)} at the end, ${Math.max(...memoryMb)} at most`,
    `and afterwards    ${statusAfter}`,
  ];
}
