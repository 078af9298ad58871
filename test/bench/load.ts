/**
 * How the server stands a load: npm run bench:load -- [articles] [folder] [requests] [connections]. The index is made in the
 * folder, or found there from the last time. Mixed requests by autocannon, among them clients that leave without an answer;
 * docs/benchmarks.md has figures.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { withIndexFolder } from "./index-folder.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { requestKinds } from "./request-mix.ts";

const [articles = 20_000, , requests = 20_000, connections = 200] = process.argv.slice(2).map(Number);

/** Different requests of a kind; the corpus's first articles are asked for. */
const REQUESTS_OF_KIND = 500;
const ASKED_ARTICLES = 2_000;
/** Clients that ask and leave, beside those that wait. */
const LEAVERS_PER_SECOND = 20;

await withIndexFolder(process.argv[3], articles, main);

async function main(folder: string): Promise<void> {
  const server = fork(fileURLToPath(new URL("load-server.ts", import.meta.url)), [folder], {
    execArgv: ["--import", import.meta.resolve("tsx")],
  });
  try {
    const [{ url }] = (await once(server, "message")) as [{ readonly url: string }];
    const memoryMb = [residentMb(server.pid)];
    const paths = mixedPaths();
    let asked = 0;
    const next = (): string => paths[asked++ % paths.length] ?? "/search";
    const leavers = setInterval(() => askAndLeave(url, paths), 1_000 / LEAVERS_PER_SECOND);
    const sampler = setInterval(() => memoryMb.push(residentMb(server.pid)), 1_000);
    const result = await autocannon({
      url,
      connections,
      amount: requests,
      timeout: 60,
      // One at a time: every connection would make all of a list before it begins.
      requests: [{ setupRequest: (request) => ({ ...request, path: next() }) }],
    });
    clearInterval(leavers);
    clearInterval(sampler);
    const alive = await fetch(`${url}/search?q=`);
    console.log(report(result, memoryMb, alive.status).join("\n"));
  } finally {
    server.kill();
  }
}

/** All kinds in turn. */
function mixedPaths(): string[] {
  const kinds = requestKinds(new NewsCorpus().take(Math.min(articles, ASKED_ARTICLES)), REQUESTS_OF_KIND);
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

/** What the process holds now (Linux; elsewhere 0). */
function residentMb(pid: number | undefined): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Math.round(Number(/VmRSS:\s*(\d+)/.exec(readFileSync(path, "utf8"))?.[1] ?? 0) / 1_024);
}

function report(result: autocannon.Result, memoryMb: readonly number[], statusAfter: number): string[] {
  const { latency, statusCodeStats, duration, errors, timeouts } = result;
  const statuses = Object.entries(statusCodeStats ?? {}).map(([status, { count }]) => `${count} × ${status}`);
  const at = (share: number) => memoryMb[Math.floor((memoryMb.length - 1) * share)];
  return [
    `${articles} articles, ${connections} connections, ${Math.round(duration)} s: ${statuses.join(", ")}, ${errors} errors, ${timeouts} time-outs`,
    `answers a second  ${Math.round((result["2xx"] + result.non2xx) / duration)}`,
    `latency, ms       median ${latency.p50}, p90 ${latency.p90}, p99 ${latency.p99}, most ${latency.max}`,
    `memory, MB        ${memoryMb[0]} at first, ${at(0.25)} after a quarter, ${at(0.5)} after half, ${at(1)} at the end, ${Math.max(...memoryMb)} at most`,
    `and afterwards    ${statusAfter}`,
  ];
}
