/**
 * Corrects articles, or takes them down, in the uploads that hold them. The bucket is the source of truth: first a
 * takedown of their addresses is put there, then each upload is rewritten or deleted, on the condition that it is still
 * the one that was read, then the index is made to agree in the way of every upload. A crash in between leaves what
 * reconcile puts right.
 */

import { type Article, addressIdentity } from "../../articles/news.ts";
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import type { IndexContext } from "../../index/shared.ts";
import { Ingester, MAX_UPLOAD_BYTES, noteWithdrawal, retryTransaction } from "../../index/write.ts";
import { headIfPresent, type ObjectKey, type ObjectStore, type StoredObject } from "../../store/store.ts";
import { feedsPrefix, sitesPrefix } from "../keys.ts";
import type { ArticleProcessor } from "../processing/article-processor.ts";
import { type NewStatement, stateGone } from "../statement-files.ts";
import {
  type ArticleEdit,
  type EditedArticle,
  type PlannedEdit,
  planUploadEdit,
  planUploadRemoval,
} from "./upload-edit.ts";

/** An edit of the articles of an upload, or the removal of all of it. */
export type UploadChange = ArticleEdit | "remove";

/** The outcome of one upload; `absent`: the bucket does not hold it. */
export interface ChangedUpload {
  readonly key: ObjectKey;
  readonly result: PlannedEdit["result"] | "absent";
  /** The articles that were meant, as they were before. */
  readonly articles: readonly EditedArticle[];
  /** The article that replaced it; null if none did now. */
  readonly corrected: Article | null;
}

/** The changes in the bucket, and whether the index agrees. */
export interface TakedownReport {
  readonly uploads: readonly ChangedUpload[];
  /** The addresses that stay out until their takedown is lifted, as the articles name them. */
  readonly takenDown: readonly string[];
  /** Uploads that could not be changed, or that the index could not be made to agree with. */
  readonly failed: ReadonlyMap<ObjectKey, unknown>;
}

interface TakedownOptions {
  /** True to report changes without making them. */
  readonly isDryRun?: boolean;
  /** Taken down whatever the uploads hold. */
  readonly addresses?: readonly string[];
  /** Kept with the takedown, for its list. */
  readonly reason?: string | undefined;
}

/**
 * Makes the change in each upload, and then the index agree with all of them in one commit. What is removed stays out:
 * its addresses are taken down first. One upload's failure leaves the others changed. Requests: two or three an upload,
 * two an address that is taken down, two more for an item of a feed or a page of a site, two for the note of an upload
 * that is changed, and those of an ingest. Rejects as Ingester.ingest does: the bucket is changed then, and reconcile
 * makes the index agree.
 */
export async function takeDown(
  context: IndexContext,
  processor: ArticleProcessor,
  keys: readonly ObjectKey[],
  change: UploadChange,
  { isDryRun = false, addresses = [], reason }: TakedownOptions = {},
): Promise<TakedownReport> {
  const uploads: ChangedUpload[] = [];
  const failed = new Map<ObjectKey, unknown>();
  const takedowns = new Takedowns(context, { isDryRun, reason });
  const keepOut = async (plan: PlannedEdit, key: ObjectKey) => {
    if (!isDryRun) await noteWithdrawal(context, key);
    await takedowns.addOf(plan, key);
  };
  for (const address of addresses) await takedowns.add(address);
  for (const key of new Set(keys)) {
    try {
      uploads.push(await changeUpload(context, processor, key, change, isDryRun, keepOut));
    } catch (error) {
      if (!isSearchIndexError(error)) throw error;
      failed.set(key, error);
    }
  }
  const { takenDown, keys: stated } = takedowns;
  if (isDryRun || uploads.length + stated.length === 0) return { uploads, takenDown, failed };
  const report = await new Ingester(context, processor).ingest([...stated, ...uploads.map(({ key }) => key)]);
  for (const [key, failure] of report.failed) failed.set(key as ObjectKey, failure);
  return { uploads, takenDown, failed };
}

/** The takedowns that one call states. */
class Takedowns {
  readonly keys: ObjectKey[] = [];
  readonly #context: IndexContext;
  readonly #options: Pick<TakedownOptions, "isDryRun" | "reason">;
  /** Addresses by identity, in the spelling that came first. */
  readonly #addresses = new Map<string, string>();

  constructor(context: IndexContext, options: Pick<TakedownOptions, "isDryRun" | "reason">) {
    this.#context = context;
    this.#options = options;
  }

  get takenDown(): readonly string[] {
    return [...this.#addresses.values()];
  }

  /** Adds a statement, unless the address is stated already or is none of the web. */
  async add(address: string | null): Promise<void> {
    const identity = addressIdentity(address);
    if (address === null || identity === null || this.#addresses.has(identity)) return;
    await this.#state({ address });
    this.#addresses.set(identity, address);
  }

  /**
   * All that an edit takes out. A page of a site and an item of a feed would be put again under their key, whatever
   * their address is.
   */
  async addOf(plan: PlannedEdit, key: ObjectKey): Promise<void> {
    const isCorrection = plan.result === "rewritten" && plan.corrected !== null;
    if (plan.result === "unchanged" || isCorrection) return;
    const own = plan.articles.flatMap(({ article: { url, statedAt } }) =>
      url === null || statedAt === null ? [] : [url],
    );
    for (const address of own) await this.add(address);
    const { layout } = this.#context;
    const isPutAgain = [feedsPrefix(layout), sitesPrefix(layout)].some((prefix) => key.startsWith(prefix));
    if (plan.result === "deleted" && isPutAgain) await this.#state({ address: own[0] ?? null, upload: key });
  }

  async #state(statement: Omit<NewStatement, "reason">): Promise<void> {
    const { isDryRun, reason } = this.#options;
    if (isDryRun === true) return;
    this.keys.push(await stateGone(this.#context, "takedown", { ...statement, reason }));
  }
}

/** One attempt at a write: what it does, and the bytes that it leaves; null where it deletes. */
interface Attempt {
  readonly changed: ChangedUpload;
  readonly bytes: Uint8Array | null;
}

async function changeUpload(
  context: IndexContext,
  { read }: ArticleProcessor,
  key: ObjectKey,
  change: UploadChange,
  isDryRun: boolean,
  keepOut: (plan: PlannedEdit, key: ObjectKey) => Promise<void>,
): Promise<ChangedUpload> {
  /** The change of an attempt whose answer was lost. */
  let unanswered: ChangedUpload | null = null;
  /** The refused attempt. Something on the way may have sent it twice, and answered for the second time. */
  let refused: Attempt | null = null;
  return retryTransaction(context, async () => {
    let attempted: Attempt | null = null;
    try {
      const upload = await findUpload(context.store, key);
      if (refused !== null && holdsJust(upload, refused.bytes)) return refused.changed;
      if (upload === null) return unanswered ?? { key, result: "absent", articles: [], corrected: null };
      const plan =
        change === "remove" ? await planUploadRemoval(upload, read) : await planUploadEdit(upload, change, read);
      const corrected = plan.result === "rewritten" ? plan.corrected : null;
      const changed = { key, result: plan.result, articles: plan.articles, corrected };
      if (plan.result === "unchanged") return unanswered ?? changed;
      await keepOut(plan, key);
      if (isDryRun) return changed;
      attempted = { changed, bytes: plan.result === "rewritten" ? plan.bytes : null };
      await write(context.store, upload, plan);
      return changed;
    } catch (error) {
      // After a conflict nothing is written any more; after any other unknown outcome it may still be.
      if (isErrorOfKind(error, "unavailable")) unanswered = attempted?.changed ?? unanswered;
      else refused = attempted ?? refused;
      throw error;
    }
  });
}

function holdsJust(upload: StoredObject | null, bytes: Uint8Array | null): boolean {
  if (upload === null || bytes === null) return upload === null && bytes === null;
  return Buffer.compare(upload.bytes, bytes) === 0;
}

/** An upload that is too large to be read holds no articles, but can be removed. */
export async function findUpload(store: ObjectStore, key: ObjectKey): Promise<StoredObject | null> {
  try {
    return await store.get(key, { maxBytes: MAX_UPLOAD_BYTES });
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return null;
    if (!isErrorOfKind(error, "too-large")) throw error;
  }
  const head = await headIfPresent(store, key);
  return head && { ...head, bytes: new Uint8Array() };
}

async function write(
  store: ObjectStore,
  { key, etag }: StoredObject,
  plan: Exclude<PlannedEdit, { result: "unchanged" }>,
): Promise<void> {
  if (plan.result === "deleted") await store.deleteIfMatch(key, etag);
  else await store.putIfMatch(key, plan.bytes, etag, plan.options);
}
