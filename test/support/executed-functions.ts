/**
 * Counts what a warm query of one word executes: the files of src/ and their functions that are called at least once by
 * the second search of a process. The index is that of the samples, in a folder:
 * `npx tsx test/support/executed-functions.ts [--list] [QUERY]`, with --list each function too.
 */
import { readdir, readFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { articleIndexOptions, createSearch, FileObjectStore, IndexWriter, readArticles } from "../../src/index.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

const SAMPLES = fileURLToPath(new URL("../../infra/local/samples/articles", import.meta.url));
const SOURCES = new URL("../../src/", import.meta.url).href;
/** Name of the helper that tsx adds to every file, to keep the names of functions. */
const ADDED_BY_TSX = "__name";

const [text = "погода"] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const folder = await makeTemporaryFolder();
const store = new FileObjectStore(folder.path);
const changes = [];
for (const entry of await readdir(SAMPLES, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const sourceKey = `articles${path.slice(SAMPLES.length)}`;
  const { articles } = await readArticles(await readFile(path), { key: sourceKey });
  changes.push({ sourceKey, version: "1", articles });
}
await new IndexWriter({ store, options: articleIndexOptions }).apply(changes);

const search = createSearch({ store, revalidateMs: Number.POSITIVE_INFINITY });
const query = { text, match: "auto", offset: 0, limit: 10 } as const;
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
await search.search(query);
// What is taken is counted from 0 again.
await session.post("Profiler.takePreciseCoverage");
const { total } = await search.search(query);
const { result } = await session.post("Profiler.takePreciseCoverage");
session.disconnect();
await folder.remove();

const executed = result
  .filter(({ url }) => url.startsWith(SOURCES))
  .map(({ url, functions }) => ({
    path: `src/${url.slice(SOURCES.length)}`,
    names: functions
      .filter(({ functionName, ranges: [range] }) => functionName !== ADDED_BY_TSX && (range?.count ?? 0) > 0)
      .map(({ functionName }) => functionName),
  }))
  .filter(({ names }) => names.length > 0)
  .sort((a, b) => b.names.length - a.names.length);
const functions = executed.reduce((sum, { names }) => sum + names.length, 0);
for (const { path, names } of executed) {
  console.log(`${String(names.length).padStart(4)} ${path}`);
  if (process.argv.includes("--list")) for (const name of names) console.log(`       ${name || "(no name)"}`);
}
console.log(`${total} articles have ${text}: ${executed.length} files, ${functions} functions`);
