/**
 * Removals and takedowns as objects of the bucket, beside the uploads: what one says, how it is read, and who is asked
 * whether an article was taken down. A removal says that the articles of some addresses are gone since it was put. A
 * takedown says that they stay gone, whatever is put later, until it is lifted, which deletes it.
 */
import * as v from "valibot";
import { type ReadResult, rejectedResult, rejection, type UploadContext } from "../articles/articles.ts";
import { addressIdentity } from "../articles/news.ts";
import { epochMsOf, isoTimestamp } from "../clock.ts";
import { sha256, toHex } from "../content-hash.ts";
import { nullIf } from "../errors.ts";
import { type BareStatementKind, type IndexContext, type KeyLayout, statementFolder } from "../index/shared.ts";
import { backOff, JSON_TYPE, mapConcurrently, parseRecord, recordBytes, type Statement } from "../index/write.ts";
import { headIfPresent, listAll, type ObjectKey, putLatest } from "../store/store.ts";

/** Objects read at a time. Sockets of the S3 client are fifty. */
const CONCURRENCY = 16;

/** Most addresses of one object; poisk writes one. */
const MAX_ADDRESSES = 1_000;

const fileSchema = v.object({
  addresses: v.pipe(v.array(v.string()), v.maxLength(MAX_ADDRESSES)),
  /** Uploads that feeds and sitemaps must not put again, whatever address they have. */
  uploads: v.optional(v.array(v.string()), []),
  /** Time of the statement, by the clock of its author: for people. What counts is when the object was put. */
  at: v.pipe(v.string(), v.isoTimestamp()),
  reason: v.optional(v.string()),
});

type StatementFile = v.InferOutput<typeof fileSchema>;

/** The statements of an object. */
export interface StatementContent extends ReadResult {
  readonly statements: readonly Statement[];
}

/**
 * Reads an object under the prefix of statements. Its time is when it was put, by the store's clock, which is also that
 * of the uploads: a removal holds although its writer's clock is slow. Pure.
 */
export function readStatementFile(
  bytes: Uint8Array,
  kind: BareStatementKind,
  { lastModified }: Pick<UploadContext, "lastModified">,
): StatementContent {
  const file = parseRecord(fileSchema, bytes);
  if (file === null) return nothingStated(`The file is no ${kind} as poisk writes it. Delete it, and state it anew.`);
  const identities = file.addresses.map((address) => addressIdentity(address));
  if (identities.includes(null))
    return nothingStated(`The ${kind} names an address that is none of the web. Delete it.`);
  const statedAt = Math.floor(epochMsOf(typeof lastModified === "string" ? lastModified : file.at) / 1_000);
  const statements = [...new Set(identities)].flatMap((identity) =>
    identity === null ? [] : [{ identity, statedAt, kind }],
  );
  return { articles: [], rejected: [], statements };
}

function nothingStated(reason: string): StatementContent {
  return { ...rejectedResult(rejection("invalid-statement", reason)), statements: [] };
}

/** A new statement. */
export interface NewStatement {
  /** Address on the web. */
  readonly address: string | null;
  readonly upload?: ObjectKey;
  readonly reason?: string | undefined;
}

/**
 * States that the article of an address is gone, and gives the key of what was put, for whoever indexes. Two requests;
 * the same object is put anew for the same address, or for the same upload.
 */
export async function stateGone(
  context: IndexContext,
  kind: BareStatementKind,
  { address, upload, reason }: NewStatement,
): Promise<ObjectKey> {
  const key = fileKey(context.layout, kind, upload ?? addressIdentity(address) ?? "");
  const file: StatementFile = {
    addresses: address === null ? [] : [address],
    uploads: upload === undefined ? [] : [upload],
    at: isoTimestamp(context.clock.nowMs()),
    ...(reason === undefined ? {} : { reason }),
  };
  await putLatest(context.store, key, recordBytes(file), JSON_TYPE, (doubts) => backOff(context, doubts));
  return key;
}

/**
 * When it was stated last that the article of an address is gone, by the store's clock; null where it was not. One
 * request.
 */
export async function findGone(
  { store, layout }: IndexContext,
  kind: BareStatementKind,
  address: string,
): Promise<number | null> {
  const head = await headIfPresent(store, fileKey(layout, kind, addressIdentity(address) ?? ""));
  return head === null ? null : head.lastModifiedMs;
}

/**
 * A hash, since names of uploads and addresses are long, and tell what was taken down. `name`: an identity, or an
 * upload's key.
 */
function fileKey(layout: KeyLayout, kind: BareStatementKind, name: string): ObjectKey {
  return `${statementFolder(layout, kind)}${toHex(sha256(name).subarray(0, 16))}.json` as ObjectKey;
}

/** The owner's takedowns, as far as whoever puts uploads must know them. */
export class TakenDown {
  readonly #layout: KeyLayout;
  readonly #keys: ReadonlySet<ObjectKey>;

  private constructor(layout: KeyLayout, keys: ReadonlySet<ObjectKey>) {
    this.#layout = layout;
    this.#keys = keys;
  }

  /** A listing. */
  static async load({ store, layout }: IndexContext): Promise<TakenDown> {
    const keys = new Set<ObjectKey>();
    for await (const { key } of listAll(store, statementFolder(layout, "takedown"))) keys.add(key);
    return new TakenDown(layout, keys);
  }

  /** Tells whether this upload, or the article of this address, must not be put any more. */
  holds(upload: ObjectKey, address: string | null | undefined): boolean {
    const names = [upload, addressIdentity(address ?? null)];
    return names.some((name) => name !== null && this.#keys.has(fileKey(this.#layout, "takedown", name)));
  }
}

/** One takedown of the bucket. `file` is null where the object is none as poisk writes it. */
export interface Takedown {
  readonly key: ObjectKey;
  readonly file: StatementFile | null;
}

/** Lists the takedowns, in no particular order. A listing, and a GET each. */
export async function listTakedowns({ store, layout }: IndexContext): Promise<readonly Takedown[]> {
  const keys: ObjectKey[] = [];
  for await (const { key } of listAll(store, statementFolder(layout, "takedown"))) keys.push(key);
  const found = await mapConcurrently(keys, CONCURRENCY, async (key) => {
    const object = await nullIf(store.get(key), "not-found");
    return object === null ? null : { key, file: parseRecord(fileSchema, object.bytes) };
  });
  return found.filter((takedown) => takedown !== null);
}
