/**
 * Measures searches beside large pushes and large pages: npm run bench:pushes -- [articles] [folder] [pushes]
 * [megabytes]. Runs the built `poisk serve` over an index of the corpus' articles in the folder, or one that is removed
 * afterwards, and asks it for searches one after the other, first alone, then beside so many pushes at once, then
 * beside pages of a text that was pushed.
 */
import { createToken, tokenEntry } from "../../functions/push/push-tokens.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { withBuiltServer } from "./built-command.ts";
import { withIndexFolder } from "./index-folder.ts";
import { quantiles, residentMb } from "./load-figures.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { requestKinds } from "./request-mix.ts";

const [articles = 5_000, , pushes = 40, megabytes = 9.9] = process.argv.slice(2).map(Number);

const TOKEN = createToken(systemIdSource);
const PAGES = 12;
const ALONE_MS = 5_000;
const SEARCH_PAUSE_MS = 10;
const paths = searchPaths();

await withIndexFolder(process.argv[3], articles, async (folder) => {
  const variables = { POISK_PUSH_TOKENS: tokenEntry(TOKEN, "2999-12-31", "") };
  await withBuiltServer(folder, (url, pid) => measure({ url, pid }), { options: ["--every", "3600"], variables });
});

interface Server {
  readonly url: string;
  readonly pid: number;
}

async function measure(server: Server): Promise<void> {
  // Made before: this process measures too.
  const bodies = Array.from({ length: pushes }, (_, i) => largeBody(i));
  await beside("alone", server, () => pause(ALONE_MS).then(() => ""));
  await beside(`beside ${pushes} pushes of ${megabytes} MB`, server, async () =>
    count(await Promise.all(bodies.map((body, i) => push(server, body, i)))),
  );
  const page = await largePage(server);
  if (page === null) return console.log("No large article was indexed.");
  await beside(`beside ${PAGES} pages of such a text`, server, async () =>
    count(await Promise.all(Array.from({ length: PAGES }, () => read(page)))),
  );
}

/** The page of an article that was pushed, once it is found. */
async function largePage({ url }: Server): Promise<string | null> {
  for (let tries = 0; tries < 120; tries += 1) {
    for (let i = 0; i < pushes; i += 1) {
      const page = `${url}/a/large-${i}`;
      if ((await fetch(page, { method: "HEAD" })).status === 200) return page;
    }
    await pause(1_000);
  }
  return null;
}

async function read(page: string): Promise<string> {
  const response = await fetch(page);
  return `${response.status} of ${((await response.arrayBuffer()).byteLength / 1e6).toFixed(1)} MB`;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

function searchPaths(): string[] {
  const kinds = requestKinds(new NewsCorpus().take(Math.min(articles, 2_000)), 100);
  return kinds.filter(({ name }) => name.startsWith("search")).flatMap(({ paths }) => paths);
}

/** An article of one long text, of words that the corpus has too. */
function largeBody(number: number): Uint8Array<ArrayBuffer> {
  const sentence = `Море номер ${number}: ледокол вышел утром из порта, сообщили в городе. `;
  const text = sentence.repeat(Math.floor((megabytes * 1e6) / Buffer.byteLength(sentence)));
  return Buffer.from(JSON.stringify({ id: `large-${number}`, title: `Большой ${number}`, text }));
}

async function push({ url }: Server, body: Uint8Array<ArrayBuffer>, number: number): Promise<string> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  try {
    const response = await fetch(`${url}/articles/large-${number}.json`, { method: "PUT", body, headers });
    const { code = "" } = (await response.json()) as { code?: string };
    return `${response.status} ${code}`;
  } catch (error) {
    return String(error);
  }
}

async function beside(name: string, { url, pid }: Server, work: () => Promise<string>): Promise<void> {
  const searches: number[] = [];
  const health: number[] = [];
  const memoryMb = [residentMb(pid)];
  let isOver = false;
  const ask = async (latencies: number[], path: () => string): Promise<void> => {
    while (!isOver) {
      const beganMs = performance.now();
      const answer = await fetch(`${url}${path()}`).catch(() => null);
      await answer?.arrayBuffer();
      latencies.push(answer === null ? Number.POSITIVE_INFINITY : performance.now() - beganMs);
      memoryMb.push(residentMb(pid));
      await pause(SEARCH_PAUSE_MS);
    }
  };
  let asked = 0;
  const watching = [ask(searches, () => paths[asked++ % paths.length] ?? "/search"), ask(health, () => "/healthz")];
  const beganMs = performance.now();
  const outcome = await work();
  const seconds = (performance.now() - beganMs) / 1_000;
  isOver = true;
  await Promise.all(watching);
  console.log(
    `${name}: ${seconds.toFixed(1)} s${outcome === "" ? "" : `, ${outcome}`}\n` +
      `  ${searches.length} searches ${quantiles(searches)}\n  /healthz ${quantiles(health)}\n` +
      `  memory ${memoryMb[0]} MB at first, ${Math.max(...memoryMb)} at most`,
  );
}

function count(outcomes: readonly string[]): string {
  const names = [...new Set(outcomes)];
  return names.map((name) => `${outcomes.filter((other) => other === name).length} × ${name.trim()}`).join(", ");
}
