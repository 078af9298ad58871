/**
 * Measures a search typed into the box at 200 ms a key: the widget's own session requests the HTTP app, in a process
 * that keeps its default cache: npx tsx test/bench/typed-search.ts [articles] [folder]. Requests and bytes are
 * counters; times are processor time and depend on the machine. docs/benchmarks.md has figures, `poisk cost` uses them.
 */

import { gzipSync } from "node:zlib";
import { CountingObjectStore, type ObjectStore } from "../../src/store/store.ts";
import { createSearchClient } from "../../src/widget/search-client.ts";
import { createSearchSession } from "../../src/widget/session/search-session.ts";
import { countsBetween } from "../support/counts-between.ts";
import { HandClock, settle } from "../support/hand-clock.ts";
import { dropdown, type Place, page } from "./box-requests.ts";
import { withIndexFolder } from "./index-folder.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { twoWordQueries } from "./request-mix.ts";
import { openHttpApp } from "./support/http-app.ts";

/** Searches of two words, typed one after another; the first quarter only warms up. */
const SEARCHES = 60;
const KEY_MS = 200;
/** Time until a reader looks at the results: no request follows it. */
const REST_MS = 2_000;

const places = { "the list": dropdown, "the page": page };

const [articles = "10000", folder] = process.argv.slice(2);
const queries = twoWordQueries(new NewsCorpus().take(2_000), SEARCHES);

await withIndexFolder(folder, Number(articles), async (_, store) => {
  for (const [name, place] of Object.entries(places)) {
    console.log(`${articles} articles, ${name}: ${await costOfTyping(store, place)}`);
  }
});

async function costOfTyping(base: ObjectStore, place: Place): Promise<string> {
  const store = new CountingObjectStore(base);
  const app = openHttpApp(store, { revalidateMs: 3_600_000 });
  const clock = new HandClock();
  const total = { calls: 0, cpuMs: 0, answerBytes: 0, packedBytes: 0 };
  let underWay: Promise<unknown> = Promise.resolve();
  const answer = async (address: string): Promise<Response> => {
    const { pathname, search } = new URL(address);
    const cpu = process.cpuUsage();
    const response = await app(`${pathname}${search}`);
    const body = Buffer.from(await response.arrayBuffer());
    const { user, system } = process.cpuUsage(cpu);
    total.calls += 1;
    total.cpuMs += (user + system) / 1_000;
    total.answerBytes += body.length;
    total.packedBytes += gzipSync(body).length;
    return new Response(body, response);
  };
  const client = createSearchClient({
    endpoint: "https://poisk.example",
    clock,
    fetch: (url) => {
      const answered = answer(`${url}`);
      underWay = Promise.allSettled([underWay, answered]);
      return answered;
    },
  });
  // Each answer is there before the next key.
  const rest = async (durationMs: number): Promise<void> => {
    await clock.advance(durationMs);
    await underWay;
    await settle();
  };
  const type = async (query: string): Promise<void> => {
    const session = createSearchSession({ client, clock, ...place, onChange: () => {} });
    for (let end = 1; end <= query.length; end += 1) {
      session.want({ text: query.slice(0, end) }, "typing");
      await rest(KEY_MS);
    }
    for (let restedMs = 0; restedMs < REST_MS; restedMs += KEY_MS) await rest(KEY_MS);
    if (session.state.failure !== null) throw session.state.failure;
  };
  const warmUps = SEARCHES / 4;
  for (const query of queries.slice(0, warmUps)) await type(query);
  const before = store.counts();
  Object.assign(total, { calls: 0, cpuMs: 0, answerBytes: 0, packedBytes: 0 });
  const counted = queries.slice(warmUps);
  for (const query of counted) await type(query);
  const { requests, bytesRead } = countsBetween(before, store.counts());
  const letters = counted.reduce((sum, query) => sum + query.length, 0);
  const perSearch = (sum: number): string => (sum / counted.length).toFixed(2);
  const perCall = (sum: number): string => (sum / total.calls).toFixed(2);
  return (
    `a search of ${perSearch(letters)} letters takes ${perSearch(total.calls)} calls, ${perSearch(requests)} requests, ` +
    `${perSearch(bytesRead / 1e3)} KB read, ${perSearch(total.cpuMs)} ms of processor time; ` +
    `an answer ${perCall(total.answerBytes / 1e3)} KB, gzip ${perCall(total.packedBytes / 1e3)} KB`
  );
}
