/**
 * Conditions that hold once all events are handled: the index agrees with the bucket, and searches as a fresh
 * MiniSearch of the bucket's articles would.
 */
import { readArticles } from "../../../src/articles/articles.ts";
import { openSearcher } from "../../../src/index/read.ts";
import { type IndexContext, type ResolvedIndexOptions, uploadPrefixes } from "../../../src/index/shared.ts";
import { rebuildIndex } from "../../../src/index/write.ts";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { gather, listAll, type ObjectKey } from "../../../src/store/store.ts";
import { uploadVersion } from "../../support/inside/index-commit.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { keysUnder, presentManifest } from "../../support/live-index.ts";
import { buildOracle, expectSameResults } from "../../support/minisearch-oracle.ts";
import { newestArticles, type PlacedArticle, type PlacedStatement } from "../../support/newest-articles.ts";

/** A removal or a takedown that cannot be read. */
export const BROKEN_STATEMENT = "{ сломанный";

/** The live versions are the bucket's, but for keys that are exempt since their events were lost. */
export async function expectAgreement(
  { store }: IndexContext,
  parserVersion: string,
  live: ReadonlyMap<string, string>,
  exempt: ReadonlySet<string> = new Set(),
): Promise<void> {
  const present = new Map<string, string>();
  for (const prefix of ["articles/", "articles-statements/"]) {
    for await (const { key } of listAll(store, prefix)) {
      present.set(key, uploadVersion(await store.head(key), parserVersion));
    }
  }
  for (const key of new Set([...present.keys(), ...live.keys()])) {
    const [indexed, stored] = [live.get(key), present.get(key)];
    if (!exempt.has(key) && !isSameContent(indexed, stored)) {
      throw new Error(`${key}: the index holds ${indexed}, the bucket ${stored}`);
    }
  }
}

/** Tells whether two versions mean the same content of an upload, whenever each was read. */
export function isSameContent(a: string | undefined, b: string | undefined): boolean {
  return a?.replace("~/", "/") === b?.replace("~/", "/");
}

/** The queries give the same hits and scores as a MiniSearch does of the articles that count. */
export async function expectSameSearch(context: IndexContext, queries: readonly string[]): Promise<void> {
  const placed: PlacedArticle[] = [];
  for await (const { key } of listAll(context.store, "articles/")) {
    const { bytes, metadata, lastModifiedMs: lastModified } = await context.store.get(key);
    const { articles } = await readArticles(bytes, { key, metadata, lastModified });
    placed.push(...articles.map((article) => ({ key, article })));
  }
  const gone = [
    ...(await readGone(context, "removal", "articles-statements/removals/")),
    ...(await readGone(context, "takedown", "articles-statements/takedowns/")),
  ];
  const documents = newestArticles(placed, gone).map(({ key, article }, i) => ({
    key: `${key} ${i}`,
    document: { ...article },
  }));
  const oracle = buildOracle(documents, articleIndexOptions);
  const searcher = openSearcher({ ...context, options: articleIndexOptions });
  for (const query of queries) expectSameResults(await searcher.search(query), oracle.search(query));
}

/** Reads the statements of removals or takedowns in the bucket; none of one that cannot be read. */
async function readGone(
  { store }: IndexContext,
  kind: "removal" | "takedown",
  prefix: string,
): Promise<readonly PlacedStatement[]> {
  const gone: PlacedStatement[] = [];
  for await (const { key } of listAll(store, prefix)) {
    const { bytes, lastModifiedMs } = await store.get(key);
    const statedAt = Math.floor(lastModifiedMs / 1_000);
    for (const address of readAddresses(Buffer.from(bytes).toString())) gone.push({ kind, key, address, statedAt });
  }
  return gone;
}

function readAddresses(text: string): readonly string[] {
  return text === BROKEN_STATEMENT ? [] : (JSON.parse(text) as { addresses: string[] }).addresses;
}

/** Expects after a reconcile that every record of a rejection is of its upload's present version. */
export async function expectPresentRejections({ store }: IndexContext, parserVersion: string): Promise<void> {
  for await (const { key } of listAll(store, "index/rejected/")) {
    const record = JSON.parse(Buffer.from((await store.get(key)).bytes).toString()) as {
      key: ObjectKey;
      version: string;
    };
    const head = await store.head(record.key);
    if (!isSameContent(uploadVersion(head, parserVersion), record.version)) {
      throw new Error(`the record of ${record.key} is of a former version`);
    }
  }
}

/** Largest size of an index, as a factor of a new one of the same uploads. */
const MOST_OF_A_REBUILD = 1.2;

/** Expects after a day of maintenance that nothing unneeded is kept: no object, and in its segments nothing dead. */
export async function expectNothingDead(context: IndexContext): Promise<void> {
  const { segments, retired } = await presentManifest(context);
  const named = segments.flatMap(({ id, tombstoneObject }) => [id, tombstoneObject?.id ?? id]);
  for (const key of [
    ...(await keysUnder(context, "index/segments/")),
    ...(await keysUnder(context, "index/tombstones/")),
  ]) {
    if (!named.some((id) => key.includes(id))) throw new Error(`${key} is kept, and no manifest names it as live`);
  }
  if (retired.length > 0) throw new Error(`${retired.length} objects are still retired`);
  const dead = segments.find((one) => one.liveEntries < one.entries || one.liveDocuments < one.documents);
  if (dead !== undefined) throw new Error(`what is dead in ${dead.id} is still kept`);
}

/**
 * The index takes hardly more than a new one of the same uploads. Call where it is one segment, as the new one is: each
 * further one of a few articles takes up to 2.4 KB around its documents, and a whole index of them 2 to 8.
 */
export async function expectSlimIndex(context: IndexContext, options: ResolvedIndexOptions): Promise<void> {
  const copy = { ...context, store: new MemoryObjectStore({ clock: context.clock }) };
  for (const prefix of uploadPrefixes(context.layout)) {
    for await (const { key } of listAll(context.store, prefix)) {
      const { bytes, metadata } = await context.store.get(key);
      await copy.store.putIfAbsent(key, bytes, { metadata });
    }
  }
  await rebuildIndex(copy, directProcessor(options));
  const [present, fresh] = [await indexBytes(context), await indexBytes(copy)];
  if (present > MOST_OF_A_REBUILD * fresh) throw new Error(`the index takes ${present} bytes, a new one ${fresh}`);
}

async function indexBytes({ store }: IndexContext): Promise<number> {
  const objects = await gather(listAll(store, "index/"));
  return objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
