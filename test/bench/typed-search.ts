/**
 * What one search costs that is typed letter by letter: /search and /suggest at every key, in a process
 * that goes on with the cache it has by default: npx tsx test/bench/typed-search.ts [articles]. Requests and bytes are
 * counters; times are processor time and depend on the machine. docs/benchmarks.md has figures, `poisk cost` uses them.
 */
import { gzipSync } from "node:zlib";
import { systemClock } from "../../src/clock.ts";
import { createHttpApp } from "../../src/http/app.ts";
import { defaultHttpSettings } from "../../src/http/requests/http-options.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { ArticleSearch } from "../../src/query/article-search.ts";
import {
  CountingObjectStore,
  countsBetween,
  MeteredObjectStore,
} from "../../src/storage/decorators/counting-object-store.ts";
import { defaultKeyLayout } from "../../src/storage/object-store/object-keys.ts";
import { GrowingIndex } from "./growing-index.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { requestKinds } from "./request-mix.ts";

/** Searches of two words, typed one after another; the first quarter only warms up. */
const SEARCHES = 60;

const articles = Number(process.argv[2] ?? 10_000);
const index = new GrowingIndex(new NewsCorpus());
await index.growTo(articles);
const queries = (
  requestKinds(new NewsCorpus().take(2_000), SEARCHES).find(({ name }) => name === "search, two words")?.paths ?? []
).map((path) => new URLSearchParams(path.slice(path.indexOf("?"))).get("q")?.trim() ?? "");

const store = new CountingObjectStore(index.store);
const meter = new MeteredObjectStore(store);
const ports = { clock: systemClock, ids: systemIdSource };
const search = new ArticleSearch({ store: meter, layout: defaultKeyLayout, ...ports }, { revalidateMs: 3_600_000 });
const app = createHttpApp({
  search,
  meter,
  ...ports,
  logger: { info: () => undefined, error: (event, fields) => console.error(event, fields) },
  settings: defaultHttpSettings,
});

class Account {
  calls = 0;
  requests = 0;
  bytesRead = 0;
  cpuMs = 0;
  answerBytes = 0;
  packedBytes = 0;
}

const accounts: Record<string, Account> = { "/search": new Account(), "/suggest": new Account() };

async function ask(endpoint: "/search" | "/suggest", query: string, account: Account | undefined): Promise<void> {
  const path = `${endpoint}?${new URLSearchParams({ q: query })}`;
  const [before, cpu] = [store.counts(), process.cpuUsage()];
  const response = await app.fetch(new Request(`https://poisk.example${path}`));
  const body = Buffer.from(await response.arrayBuffer());
  const { user, system } = process.cpuUsage(cpu);
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}.`);
  if (account === undefined) return;
  const { requests, bytesRead } = countsBetween(before, store.counts());
  account.calls += 1;
  account.requests += requests;
  account.bytesRead += bytesRead;
  account.cpuMs += (user + system) / 1_000;
  account.answerBytes += body.length;
  account.packedBytes += gzipSync(body).length;
}

let letters = 0;
for (const [i, query] of queries.entries()) {
  const isCounted = i >= SEARCHES / 4;
  if (isCounted) letters += query.length;
  for (let end = 1; end <= query.length; end += 1) {
    const typed = query.slice(0, end);
    if (typed.endsWith(" ")) continue;
    await ask("/search", typed, isCounted ? accounts["/search"] : undefined);
    await ask("/suggest", typed, isCounted ? accounts["/suggest"] : undefined);
  }
}

console.log(
  `${articles} articles; ${letters / (SEARCHES * 0.75)} letters a search, asked at every key but the space\n`,
);
for (const [endpoint, account] of Object.entries(accounts)) {
  const mean = (sum: number): string => (sum / account.calls).toFixed(2);
  console.log(
    `${endpoint}  ${account.calls} calls: ${mean(account.requests)} requests, ${mean(account.bytesRead / 1e3)} KB read, ` +
      `${mean(account.cpuMs)} ms of processor time, answer ${mean(account.answerBytes / 1e3)} KB, gzip ${mean(account.packedBytes / 1e3)} KB`,
  );
}
