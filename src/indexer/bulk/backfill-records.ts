/**
 * What a backfill has done so far, as files of its run under index/backfill/ (layer 4), so that any process can go on from
 * there: one of each batch whose uploads are flushed, and one of each flushed segment that was dealt with. None is ever
 * replaced; no key of an upload is in them.
 */
import * as v from "valibot";
import { isErrorOfKind, SearchIndexError } from "../../errors.ts";
import { ULID_PATTERN } from "../../id-source.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import {
  backfillPrefix,
  backfillsPrefix,
  parseBackfillKey,
  type SegmentId,
} from "../../storage/object-store/object-keys.ts";
import { listAll, type ObjectKey } from "../../storage/object-store/object-store.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const id = v.pipe(
  v.string(),
  v.regex(ULID_PATTERN),
  v.transform((text) => text as SegmentId),
);

/** A segment that lies in the bucket and that no manifest names yet. */
const flushedSegmentSchema = v.object({
  id,
  sizeBytes: count,
  contentsStart: count,
  documents: count,
  entries: count,
  fieldLengthSums: v.array(count),
});

const flushedSchema = v.object({
  analyzer: v.string(),
  parser: v.string(),
  fields: v.array(v.string()),
  segments: v.array(flushedSegmentSchema),
  /** Uploads of the batch: all of them, those live already, those gone meanwhile, those that time did not suffice for. */
  uploads: count,
  live: count,
  gone: count,
  left: count,
  /** Uploads that were read and hold something that is no article. */
  rejected: count,
});

const settledSchema = v.object({
  segment: id,
  /** Uploads, and their articles, that the segment brought into the index. */
  uploads: count,
  articles: count,
  /** Uploads that were live by then, and those that were another version or gone. */
  live: count,
  outdated: count,
  /** Uploads whose segment could not enter: collected, or made by other rules. The last listing finds them. */
  lost: count,
});

export type FlushedSegment = Readonly<v.InferOutput<typeof flushedSegmentSchema>>;
/** What became of one batch of uploads. */
export type FlushedBatch = Readonly<v.InferOutput<typeof flushedSchema>>;
/** What became of one flushed segment. */
export type SettledSegment = Readonly<v.InferOutput<typeof settledSchema>>;

const READ_CONCURRENCY = 16;

/** The files of one run. */
export class BackfillRecords {
  readonly #context: IndexContext;
  readonly #prefix: string;

  constructor(context: IndexContext, run: SegmentId) {
    this.#context = context;
    this.#prefix = backfillPrefix(context.layout, run);
  }

  /** The record of a batch, by its name; null where there is none. One request. */
  async findFlushed(batch: string): Promise<FlushedBatch | null> {
    try {
      return await this.#load(this.#flushedKey(batch), flushedSchema);
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }

  /** Keeps the record, or gives the one that another attempt at the batch was faster with. One or two requests. */
  async addFlushed(batch: string, record: FlushedBatch): Promise<FlushedBatch> {
    const isFirst = await this.#put(this.#flushedKey(batch), record);
    return isFirst ? record : ((await this.findFlushed(batch)) ?? record);
  }

  /** Keeps what became of a segment; the first to say so is right. One request. */
  async addSettled(record: SettledSegment): Promise<void> {
    await this.#put(`${this.#prefix}settled/${record.segment}.json` as ObjectKey, record);
  }

  /** All records of batches. A listing and a request each. */
  loadFlushed(): Promise<FlushedBatch[]> {
    return this.#loadAll("frozen/", flushedSchema);
  }

  /** All records of segments. A listing and a request each. */
  loadSettled(): Promise<SettledSegment[]> {
    return this.#loadAll("settled/", settledSchema);
  }

  /** Deletes every file of the run. A listing and a request each. */
  async removeAll(): Promise<void> {
    const keys = await this.#list("");
    await mapConcurrently(keys, READ_CONCURRENCY, (key) => this.#context.store.delete(key));
  }

  #flushedKey(batch: string): ObjectKey {
    return `${this.#prefix}frozen/${batch}.json` as ObjectKey;
  }

  /** False where there is one already. */
  async #put(key: ObjectKey, record: FlushedBatch | SettledSegment): Promise<boolean> {
    const bytes = Buffer.from(JSON.stringify(record), "utf8");
    try {
      await this.#context.store.putIfAbsent(key, bytes, { contentType: "application/json" });
      return true;
    } catch (error) {
      if (isErrorOfKind(error, "conflict") && error.code === "object-exists") return false;
      throw error;
    }
  }

  async #list(folder: string): Promise<ObjectKey[]> {
    const keys: ObjectKey[] = [];
    for await (const { key } of listAll(this.#context.store, `${this.#prefix}${folder}`)) keys.push(key);
    return keys;
  }

  async #loadAll<T>(folder: string, schema: v.GenericSchema<unknown, T>): Promise<T[]> {
    return mapConcurrently(await this.#list(folder), READ_CONCURRENCY, (key) => this.#load(key, schema));
  }

  async #load<T>(key: ObjectKey, schema: v.GenericSchema<unknown, T>): Promise<T> {
    const { bytes } = await this.#context.store.get(key);
    const result = v.safeParse(schema, parseJson(bytes));
    if (result.success) return result.output;
    throw new SearchIndexError("corrupt-segment", `${key} is no record of a backfill. Delete it, and begin again.`, {
      details: { key },
    });
  }
}

/** The oldest run that left something to go on from; null where none did. One request. */
export async function findStandingRun({ store, layout }: IndexContext): Promise<SegmentId | null> {
  const { objects } = await store.list({ prefix: backfillsPrefix(layout), limit: 1 });
  return objects[0] === undefined ? null : parseBackfillKey(layout, objects[0].key);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
