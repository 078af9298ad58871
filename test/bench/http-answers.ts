/**
 * Measures how fast `poisk serve` answers from its cache: `/search` as a program requests it, and as the page of
 * results does.
 */
import autocannon from "autocannon";
import { boxRequests, page } from "./box-requests.ts";
import { withBuiltServer } from "./built-command.ts";
import { type HttpAnswers, type HttpFigures, percentile } from "./measurement.ts";

/** Different queries; asked so often before, so that code and cache are warm. */
const QUERIES = 100;
const WARM_UPS = 5;
/** Number of answers for a median, and for answers a second. */
const AMOUNT = 1_000;
const CONNECTIONS = 8;

/** Serves the index of the folder, and asks it. */
export async function measureHttpAnswers(folder: string, queries: readonly string[]): Promise<HttpFigures> {
  const asked = queries.slice(0, QUERIES).map((query) => `${query} `);
  const plain = asked.map((q) => `/search?${new URLSearchParams({ q })}`);
  const ofPage = await Promise.all(asked.map(async (query) => (await boxRequests(query, page)).whole));
  return withBuiltServer(folder, async (url) => ({
    plain: await measureAnswers(url, plain),
    page: await measureAnswers(url, ofPage),
  }));
}

async function measureAnswers(url: string, paths: readonly string[]): Promise<HttpAnswers> {
  await load(url, paths, 1, paths.length * WARM_UPS);
  const alone = await load(url, paths, 1, AMOUNT);
  const { seconds } = await load(url, paths, CONNECTIONS, AMOUNT);
  return { medianMs: percentile(alone.timesMs, 0.5), answersPerSecond: AMOUNT / seconds };
}

/** Asks for the paths in turn. */
function load(
  url: string,
  paths: readonly string[],
  connections: number,
  amount: number,
): Promise<{ readonly timesMs: readonly number[]; readonly seconds: number }> {
  let asked = 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const path = paths[asked % paths.length] ?? "/search";
    asked += 1;
    return { ...request, path };
  };
  const timesMs: number[] = [];
  return new Promise((resolve, reject) => {
    const running = autocannon({ url, connections, amount, requests: [{ setupRequest }] }, (error, result) => {
      if (error !== null) return reject(error);
      const { non2xx, errors, timeouts, duration } = result;
      if (non2xx + errors + timeouts > 0) return reject(new Error("Not all requests over HTTP were answered."));
      timesMs.sort((a, b) => a - b);
      resolve({ timesMs, seconds: duration });
    });
    running.on("response", (_client, _status, _bytes, tookMs) => timesMs.push(tookMs));
  });
}
