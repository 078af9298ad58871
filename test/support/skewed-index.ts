/**
 * An index in memory of few words and thousands of documents, in several segments with dead documents: posting lists of
 * many blocks, segments of many windows, and many equal scores.
 */

import { openSearcher, type Searcher } from "../../src/index/read.ts";
import { type IndexOptions, ManifestStore, resolveIndexOptions } from "../../src/index/shared.ts";
import { IndexWriter, type SourceChange } from "../../src/ingest/ingest.ts";
import { seededRandom32 } from "./deterministic.ts";
import { makeContext } from "./index-context.ts";
import { compact, createCompactionPolicy } from "./inside/index-compaction.ts";

export const skewedOptions: IndexOptions = { fields: ["title", "body"], storeFields: ["tag"] };

/** Words from the most common to the rarest; some share beginnings, some are one edit apart. */
export const SKEWED_WORDS = Array.from(
  { length: 60 },
  (_, i) => `${["мир", "мост", "март", "река"][i % 4]}${"абвгд"[i % 5]}${i}`,
);

const DOCUMENTS_PER_KEY = 150;

/** Some 4,000 live documents in three or more segments; in fewer where it is merged. The same for the same seed. */
export async function buildSkewedIndex(seed: number, isMerged: boolean): Promise<Searcher> {
  const context = makeContext();
  const random32 = seededRandom32(seed);
  const writer = new IndexWriter({ ...context, options: skewedOptions });
  const put = (key: number, version: string, documents = DOCUMENTS_PER_KEY): SourceChange => ({
    sourceKey: `ключ-${String(key).padStart(3, "0")}`,
    version,
    articles: Array.from({ length: documents }, (_, i) => makeDocument(`${key}-${i}`, random32)),
  });
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  await writer.apply([...range(0, 20).map((key) => put(key, "1")), ...range(500, 520).map((key) => put(key, "1", 1))]);
  await writer.apply(range(100, 107).map((key) => put(key, "1")));
  await writer.apply([put(3, "2", 40), put(11, "2"), { sourceKey: "ключ-007", deleted: true }]);
  await writer.apply([501, 504, 517].map((key) => ({ sourceKey: `ключ-${key}`, deleted: true })));
  const snapshot = isMerged ? await new ManifestStore(context).load() : null;
  if (snapshot !== null) {
    await compact(context, resolveIndexOptions(skewedOptions), snapshot, createCompactionPolicy({ purgeAfterMs: 0 }));
    await writer.apply([{ sourceKey: "ключ-005", deleted: true }, put(600, "1", 700)]);
  }
  return openSearcher({ ...context, options: skewedOptions });
}

function makeDocument(id: string, random32: () => number): Record<string, unknown> {
  // A word of rank r stands with odds of about 1/r.
  const word = (): string => SKEWED_WORDS[Math.floor(SKEWED_WORDS.length ** (random32() / 2 ** 32)) - 1] ?? "";
  const words = (count: number): string => Array.from({ length: count }, word).join(" ");
  return { id, title: words(random32() % 4), body: words(1 + (random32() % 30)), tag: id };
}
