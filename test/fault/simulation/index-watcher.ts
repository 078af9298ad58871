/**
 * Looks at the true state of the bucket after every step and throws where an invariant of docs/commit-protocol.md does
 * not hold. Keeps what was live at each sequence, for judging readers.
 */

import { addressIdentity } from "../../../src/articles/news.ts";
import type { IndexContext, Manifest } from "../../../src/index/shared.ts";
import type { ETag } from "../../../src/store/store.ts";
import { allLiveEntries, openLive } from "../../support/inside/index-commit.ts";
import { checkManifestInvariants, parseManifest } from "../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey, tombstonesKey } from "../../support/inside/index-own.ts";
import { allDocuments, allEntries } from "../../support/inside/index-reader.ts";
import { countsBefore, type PlacedStatement } from "../../support/newest-articles.ts";
import type { CopiedBlockCounter } from "./copied-blocks.ts";

/** The live state that one manifest has. */
export interface LiveState {
  /** Version by source key. */
  readonly versions: ReadonlyMap<string, string>;
  readonly documents: number;
  /** Statements of live documents, by the identity of their address. */
  readonly articles: ReadonlyMap<string, PlacedStatement>;
}

const NOTHING_LIVE: LiveState = { versions: new Map(), documents: 0, articles: new Map() };

export class IndexWatcher {
  readonly liveBySequence = new Map<number, LiveState>();
  /** Ids of all that any manifest named. */
  readonly tombstoneObjects = new Set<string>();
  readonly #context: IndexContext;
  readonly #copies: CopiedBlockCounter;
  #etag: ETag | null = null;
  #manifest: Manifest | null = null;

  constructor(context: IndexContext, copies: CopiedBlockCounter) {
    this.#context = context;
    this.#copies = copies;
  }

  get manifest(): Manifest | null {
    return this.#manifest;
  }

  /** The present live state. */
  get live(): LiveState {
    return this.liveBySequence.get(this.#manifest?.sequence ?? -1) ?? NOTHING_LIVE;
  }

  /** Version by source key of what is live now. */
  get liveVersions(): ReadonlyMap<string, string> {
    return this.live.versions;
  }

  /** Call after each step; does nothing where the manifest has not changed, but that its objects still exist. */
  async check(): Promise<void> {
    const { store, layout } = this.#context;
    const object = await store.get(manifestKey(layout)).catch(() => null);
    if (object === null) {
      if (this.#manifest !== null) throw new Error("the manifest is gone");
      return;
    }
    const manifest = object.etag === this.#etag ? this.#manifest : parseManifest(object.bytes);
    if (manifest === null) return;
    await this.#checkObjectsExist(manifest);
    if (object.etag === this.#etag) return;
    if (this.#manifest !== null) checkManifestInvariants(manifest, this.#manifest);
    await this.#copies.count(manifest, this.#manifest);
    this.#etag = object.etag;
    this.#manifest = manifest;
    for (const { tombstoneObject } of manifest.segments) {
      if (tombstoneObject !== null) this.tombstoneObjects.add(tombstoneObject.id);
    }
    this.liveBySequence.set(manifest.sequence, await this.#readLive(manifest));
  }

  /** I3: the manifest names only objects that exist. */
  async #checkObjectsExist(manifest: Manifest): Promise<void> {
    const { store, layout } = this.#context;
    for (const { id, tombstoneObject } of manifest.segments) {
      await store.head(segmentKey(layout, id));
      if (tombstoneObject !== null) await store.head(tombstonesKey(layout, tombstoneObject.id));
    }
  }

  /** I1, I2 and I9: every source key is live at most once, and the counts are those of the live entries. */
  async #readLive(manifest: Manifest): Promise<LiveState> {
    const versions = new Map<string, string>();
    let documents = 0;
    for await (const { entry, superseded } of allLiveEntries(this.#context, manifest)) {
      if (versions.has(entry.sourceKey)) throw new Error(`${entry.sourceKey} is live twice at ${manifest.sequence}`);
      versions.set(entry.sourceKey, entry.version);
      documents += entry.documentCount - superseded.length;
    }
    const articles = await this.#checkAddresses(manifest);
    const counted = manifest.segments.reduce((sum, segment) => sum + segment.liveDocuments, 0);
    if (counted !== documents) throw new Error(`${counted} documents counted, ${documents} live`);
    return { versions, documents, articles };
  }

  /** Every address is live at most once, and what is live of it counts before all else that live entries state. */
  async #checkAddresses(manifest: Manifest): Promise<ReadonlyMap<string, PlacedStatement>> {
    const live = new Map<string, PlacedStatement>();
    const stated: PlacedStatement[] = [];
    for (const segment of manifest.segments) {
      const { reader, dead } = await openLive(this.#context, segment);
      for await (const { sourceKey: key, entryNumber, statements = [] } of allEntries(reader)) {
        if (dead.entries.has(entryNumber)) continue;
        stated.push(...statements.map(({ kind, identity, statedAt }) => ({ kind, key, address: identity, statedAt })));
      }
      let ordinal = -1;
      for await (const { sourceKey: key, fields } of allDocuments(reader)) {
        ordinal += 1;
        if (dead.isEnded(ordinal) || fields.statedAt === null) continue;
        const address = addressIdentity(String(fields.url));
        if (address === null) continue;
        const one = { kind: "article" as const, key, address, statedAt: Number(fields.statedAt) };
        stated.push(one);
        if (dead.superseded.has(ordinal)) continue;
        if (live.has(address)) throw new Error(`${fields.url} is live twice at ${manifest.sequence}`);
        live.set(address, one);
      }
    }
    for (const other of stated) {
      const one = live.get(other.address ?? "");
      if (one !== undefined && countsBefore(other, one)) {
        throw new Error(`${one.key} is live at ${manifest.sequence}, and the ${other.kind} of ${other.key} counts`);
      }
    }
    return live;
  }
}
