/**
 * Measures a search typed into a page which reads a published index by itself: npx tsx test/bench/page-search.ts FOLDER
 * TEXT... FOLDER is what `poisk publish --to` made; the first text is typed into a page that knows nothing, the next
 * ones into the same page. Requests and bytes are counters, the same on any machine. docs/decisions/index.md has
 * figures.
 */
import { FileObjectStore } from "../../src/store/local.ts";
import { bundlePageEngine, type EngineRequest, openPageEngine, typeInto } from "./support/page-engine.ts";

const [folder = "", ...texts] = process.argv.slice(2);
const store = new FileObjectStore(folder);
const code = await bundlePageEngine();
for (const keyMs of [200, 400]) {
  const page = await openPageEngine(code, store);
  for (const text of texts) {
    const before = page.requests.length;
    await typeInto(page, text, keyMs);
    console.log(`${keyMs} ms a key, ${text}: ${table(page.requests.slice(before))}`);
  }
}
// The ports by which the engine takes turns of the event loop stay open.
process.exit(0);

function table(requests: readonly EngineRequest[]): string {
  const kinds = new Map<string, { count: number; bytes: number }>();
  for (const { kind, bytes } of requests) {
    const known = kinds.get(kind) ?? { count: 0, bytes: 0 };
    kinds.set(kind, { count: known.count + 1, bytes: known.bytes + bytes });
  }
  const sum = requests.reduce((total, { bytes }) => total + bytes, 0);
  const rounds = new Set(requests.map(({ round }) => round)).size;
  const lines = [...kinds].map(([kind, { count, bytes }]) => `  ${count} of ${(bytes / 1e3).toFixed(1)} KB: ${kind}`);
  return [`${requests.length} requests in ${rounds} rounds, ${(sum / 1e3).toFixed(1)} KB`, ...lines].join("\n");
}
