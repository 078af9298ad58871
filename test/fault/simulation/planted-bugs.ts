/**
 * Bugs that a writer of this protocol is prone to, each in place of one role of the simulation, to see that it is
 * found. None lives in the product: they are wrapped stores, and other orders of the product's own steps.
 */
import { readArticles } from "../../../src/articles/articles.ts";
import { isErrorOfKind, isSearchIndexError } from "../../../src/errors.ts";
import { createUlid } from "../../../src/id-source.ts";
import {
  defaultKeyLayout,
  type IndexContext,
  type Manifest,
  ManifestStore,
  type ResolvedIndexOptions,
  type SegmentId,
  statementKind,
} from "../../../src/index/shared.ts";
import {
  BatchCommitter,
  findDifferences,
  rebuildIndex,
  type SourceState,
  UnsettledVersions,
} from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import {
  type ETag,
  isOutOfRoom,
  type ObjectHead,
  type ObjectKey,
  type ObjectStore,
  type StoredObject,
} from "../../../src/store/store.ts";
import {
  isSameUpload,
  LiveEntryFinder,
  type ReadSourceState,
  uploadVersion,
} from "../../support/inside/index-commit.ts";
import { collectGarbage } from "../../support/inside/index-compaction.ts";
import { parseManifest, serialiseManifest } from "../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey } from "../../support/inside/index-own.ts";
import { getUpload, readUpload, recordRejected } from "../../support/inside/index-uploads.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { type QueuedEvent, type Roles, soundRoles, type Writer } from "./roles.ts";

const MANIFEST = manifestKey(defaultKeyLayout);

async function lookAt(context: IndexContext, parserVersion: string, key: string): Promise<SourceState> {
  const got = await getUpload(context.store, key as ObjectKey);
  if (got === null) return { state: "absent" };
  const processor = directProcessor({ ...resolvedArticleOptions, parserVersion });
  const upload = await readUpload(got, processor, context.layout);
  await recordRejected(context, upload);
  return upload;
}

/** A writer that commits what `createLook` gives; the rest is the product's. */
function writerThatLooks(
  createLook: (
    context: IndexContext,
    parserVersion: string,
    events: readonly QueuedEvent[],
  ) => Promise<ReadSourceState>,
): Pick<Roles, "createWriter"> {
  const createWriter = (context: IndexContext, options: ResolvedIndexOptions): Writer => {
    const committer = new BatchCommitter(context, options);
    return {
      ingest: async (events) => {
        const keys = events.map(({ key }) => key);
        const { parserVersion } = options;
        const look = await createLook(context, parserVersion, events);
        const { failed } = await committer.commit(keys, look, undefined, (a, b) => isSameUpload(a, b, parserVersion));
        return new Set(failed.keys());
      },
    };
  };
  return { createWriter };
}

/** A store whose manifest is put in another way. */
function storeThatPuts(
  ofRole: (role: string) => boolean,
  put: (store: ObjectStore, bytes: Uint8Array, etag: ETag, context: IndexContext) => Promise<ETag>,
): Pick<Roles, "openStore"> {
  return {
    openStore: (role, store, context) =>
      ofRole(role) ? withManifestPut(store, (bytes, etag) => put(store, bytes, etag, context)) : store,
  };
}

function withManifestPut(store: ObjectStore, put: (bytes: Uint8Array, etag: ETag) => Promise<ETag>): ObjectStore {
  return withMethods(store, {
    putIfMatch: (key, bytes, etag, options) =>
      key === MANIFEST ? put(bytes, etag) : store.putIfMatch(key, bytes, etag, options),
  });
}

function withMethods(store: ObjectStore, methods: Partial<ObjectStore>): ObjectStore {
  return {
    get: (key, options) => store.get(key, options),
    getIfNoneMatch: (key, etag) => store.getIfNoneMatch(key, etag),
    getRange: (key, start, end) => store.getRange(key, start, end),
    head: (key) => store.head(key),
    putIfAbsent: (key, bytes, options) => store.putIfAbsent(key, bytes, options),
    putStreamIfAbsent: (key, chunks, options) => store.putStreamIfAbsent(key, chunks, options),
    putIfMatch: (key, bytes, etag, options) => store.putIfMatch(key, bytes, etag, options),
    list: (options) => store.list(options),
    delete: (key) => store.delete(key),
    deleteIfMatch: (key, etag) => store.deleteIfMatch(key, etag),
    ...methods,
  };
}

const anyRole = (): boolean => true;

/** Looks at all keys, and loads the manifest then. */
const looksBeforeLoading = writerThatLooks(async (context, parserVersion, events) => {
  const early = new Map<string, SourceState>();
  for (const { key } of events) early.set(key, await lookAt(context, parserVersion, key));
  return async (key, former) => (former === undefined && early.get(key)) || lookAt(context, parserVersion, key);
});

/** Takes what it saw in the first attempt for true in the next. */
const looksOnce = writerThatLooks(
  async (context, parserVersion) => async (key, former) =>
    former?.state === "present" || former?.state === "absent" ? former : lookAt(context, parserVersion, key),
);

/** Keeps of removals and takedowns that they were seen, and not what they state. */
const forgetsStatements = writerThatLooks(async (context, parserVersion) => async (key) => {
  const look = await lookAt(context, parserVersion, key);
  return look.state === "present" ? { ...look, statements: [] } : look;
});

/** Takes a takedown for a removal, which the next upload overrules. */
const overrulesTakedowns = writerThatLooks(async (context, parserVersion) => async (key) => {
  const look = await lookAt(context, parserVersion, key);
  if (look.state !== "present") return look;
  const statements = look.statements?.map((one) => ({ ...one, kind: "removal" as const })) ?? [];
  return { ...look, statements };
});

/** Takes the event for the upload: whatever event comes last wins. */
const believesEvents = writerThatLooks(async (context, parserVersion, events) => {
  const sent = new Map(events.map((event) => [event.key as string, event.sent]));
  return async (key) => {
    const upload: StoredObject | null = sent.get(key) ?? null;
    if (upload === null) return { state: "absent" };
    if (statementKind(context.layout, key) !== null) return lookAt(context, parserVersion, key);
    const { articles } = await readArticles(upload.bytes, { key, metadata: upload.metadata });
    return {
      state: "present",
      version: uploadVersion(upload, parserVersion),
      documents: articles.map((one) => ({ ...one })),
    };
  };
});

/** Takes an upload of the live version's ETag and second for that version. */
const looksAtBytesAlone = writerThatLooks(async (context, parserVersion) => async (key) => {
  const look = await lookAt(context, parserVersion, key);
  const snapshot = await new ManifestStore(context).load();
  if (snapshot === null || look.state !== "present") return look;
  const live = (await new LiveEntryFinder(context).find(snapshot.manifest, [key])).get(key)?.[0]?.entry.version;
  const isSame = live !== undefined && etagAndSecond(live) === etagAndSecond(look.version);
  return isSame ? { ...look, version: live } : look;
});

/** The beginning of an upload's version. */
function etagAndSecond(version: string): string {
  return version.split("/").slice(0, 2).join("/");
}

/** Takes every look for one after its second. */
const settlesAtOnce = writerThatLooks(async (context, parserVersion) => async (key) => {
  const look = await lookAt(context, parserVersion, key);
  return look.state === "present" ? { ...look, version: look.version.replace("~/", "/") } : look;
});

/** Takes what a listing tells of a version for all of it. */
const believesListings: Pick<Roles, "findDifferences"> = {
  findDifferences: async (context, { parserVersion }) =>
    (await findDifferences(context, parserVersion, { unsettled: new UnsettledVersions(parserVersion, 0) })).keys,
};

/** Does nothing about a deleted upload of which nothing is live. */
const passesOverDeletes: Pick<Roles, "createWriter"> = {
  createWriter: (context, options) => {
    const writer = soundRoles.createWriter(context, options);
    return {
      ingest: async (events) => {
        const keys = [...new Set(events.map(({ key }) => key))];
        const snapshot = await new ManifestStore(context).load();
        if (snapshot === null) return writer.ingest(events);
        const live = await new LiveEntryFinder(context).find(snapshot.manifest, keys);
        const idle = new Set<string>();
        for (const key of keys) {
          if (!live.has(key) && (await lookAt(context, options.parserVersion, key)).state === "absent") idle.add(key);
        }
        const rest = events.filter(({ key }) => !idle.has(key));
        return rest.length === 0 ? new Set() : writer.ingest(rest);
      },
    };
  },
};

/** Puts its manifest again over whatever came between. */
const retriesBlindly = storeThatPuts(anyRole, async (store, bytes, etag) => {
  try {
    return await store.putIfMatch(MANIFEST, bytes, etag);
  } catch (error) {
    if (!isSearchIndexError(error) || !error.retryable) throw error;
    return store.putIfMatch(MANIFEST, bytes, (await store.head(MANIFEST)).etag);
  }
});

/** Takes a time-out for a failure, and adds what it wanted to add again, under a fresh name. */
const addsAgain = storeThatPuts(
  (role) => role === "writer",
  async (store, bytes, etag, context) => {
    const before = await store.get(MANIFEST);
    try {
      return await store.putIfMatch(MANIFEST, bytes, etag);
    } catch (error) {
      if (!isErrorOfKind(error, "unavailable") || before.etag !== etag) throw error;
      const known = new Set(parseManifest(before.bytes).segments.map(({ id }) => id));
      const present = await store.get(MANIFEST);
      const manifest = parseManifest(present.bytes);
      const segments = [...manifest.segments];
      for (const segment of parseManifest(bytes).segments) {
        if (known.has(segment.id)) continue;
        const id = createUlid(context.clock.nowMs() + 1, context.ids) as SegmentId;
        const { bytes: content } = await store.get(segmentKey(defaultKeyLayout, segment.id));
        await store.putIfAbsent(segmentKey(defaultKeyLayout, id), content);
        segments.push({ ...segment, id });
      }
      return store.putIfMatch(MANIFEST, serialiseManifest(nextManifest(manifest, segments, context)), present.etag);
    }
  },
);

function nextManifest(manifest: Manifest, segments: Manifest["segments"], { clock, ids }: IndexContext): Manifest {
  const sorted = [...segments].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...manifest, segments: sorted, sequence: manifest.sequence + 1, commitId: createUlid(clock.nowMs(), ids) };
}

/** Enters what was merged as it was read, whatever died meanwhile. */
const forgetsTombstones = storeThatPuts(
  (role) => role === "compactor" || role === "writer",
  async (store, bytes, etag) => {
    const present = await store.get(MANIFEST);
    if (present.etag !== etag) return store.putIfMatch(MANIFEST, bytes, etag);
    const before = parseManifest(present.bytes);
    const next = parseManifest(bytes);
    const known = new Set(before.segments.map(({ id }) => id));
    const stays = new Set(next.segments.map(({ id }) => id));
    const isMerge = before.segments.filter(({ id }) => !stays.has(id)).length > 0;
    const segments = next.segments.map((segment) => {
      if (!isMerge || known.has(segment.id)) return segment;
      const { documents, entries } = segment;
      const alive = { liveDocuments: documents, liveEntries: entries, tombstones: [], superseded: [] };
      return { ...segment, ...alive, tombstoneObject: null, oldestTombstoneAtMs: null };
    });
    return store.putIfMatch(MANIFEST, serialiseManifest({ ...next, segments }), etag);
  },
);

/** Deletes at once what it chose. */
const collectsWithoutFloor: Pick<Roles, "collect"> = {
  collect: async (context) => {
    const store = withManifestPut(context.store, async (_bytes, etag) => etag);
    return (await collectGarbage({ ...context, store })).deleted.length;
  },
};

/** Takes every answer about an upload for true until its end. */
const rebuildsFromMemory: Pick<Roles, "rebuild"> = {
  rebuild: async (context, options) => {
    const { store } = context;
    const heads = new Map<ObjectKey, ObjectHead>();
    const remembering = withMethods(store, {
      get: async (key, options) => {
        const object = await store.get(key, options);
        if (key.startsWith("articles/")) heads.set(key, object);
        return object;
      },
      head: async (key) => heads.get(key) ?? store.head(key),
    });
    await rebuildIndex({ ...context, store: remembering }, directProcessor(options));
  },
};

/** Takes every index for one of its own rules. */
const ignoresRules: Pick<Roles, "openStore"> = {
  openStore: (role, store, _context, { analyzerVersion, parserVersion }) => {
    if (role !== "writer") return store;
    const own = { analyzer: analyzerVersion, parser: parserVersion };
    let rules = own;
    return withMethods(store, {
      get: async (key, options) => {
        const object = await store.get(key, options);
        if (key !== MANIFEST) return object;
        const manifest = parseManifest(object.bytes);
        rules = { analyzer: manifest.analyzer, parser: manifest.parser };
        return { ...object, bytes: serialiseManifest({ ...manifest, ...own }) };
      },
      putIfMatch: (key, bytes, etag, options) => {
        const sent = key === MANIFEST ? serialiseManifest({ ...parseManifest(bytes), ...rules }) : bytes;
        return store.putIfMatch(key, sent, etag, options);
      },
    });
  },
};

/** Takes a batch that a full disk refused for done. */
const forgetsRefusals: Pick<Roles, "createWriter"> = {
  createWriter: (context, options) => {
    const writer = soundRoles.createWriter(context, options);
    return {
      ingest: async (events) => {
        try {
          return await writer.ingest(events);
        } catch (error) {
          if (!isOutOfRoom(error)) throw error;
          return new Set();
        }
      },
    };
  },
};

/** Leaves what it should delete. */
const collectsNothing: Pick<Roles, "collect"> = { collect: async () => 0 };

/** Leaves what is dead in its segments. */
const compactsNothing: Pick<Roles, "compact"> = { compact: async () => undefined };

export const PLANTED_BUGS = {
  "looks at the keys before it loads the manifest": looksBeforeLoading,
  "does not look again after a conflict": looksOnce,
  "decides by the order in which events arrive": believesEvents,
  "forgets what removals and takedowns state": forgetsStatements,
  "takes a takedown for a removal": overrulesTakedowns,
  "takes ETag and second for the whole version of an upload": looksAtBytesAlone,
  "takes an upload for settled within the second of its put": settlesAtOnce,
  "reconciles by the listing alone": believesListings,
  "lets a delete with nothing live pass without a commit": passesOverDeletes,
  "retries a conditional put blindly": retriesBlindly,
  "takes a time-out for a failure and adds again": addsAgain,
  "forgets tombstones in a merge": forgetsTombstones,
  "collects without raising the floor first": collectsWithoutFloor,
  "takes what a full disk refused for done": forgetsRefusals,
  "collects nothing": collectsNothing,
  "leaves deleted text in its segments": compactsNothing,
  "rebuilds without looking again": rebuildsFromMemory,
  "writes to an index of another release's rules": ignoresRules,
} as const satisfies Readonly<Record<string, Partial<Roles>>>;

export type PlantedBug = keyof typeof PLANTED_BUGS;

/** The workers of the simulation with one bug. */
export function rolesWith(bug: PlantedBug): Roles {
  return { ...soundRoles, ...PLANTED_BUGS[bug] };
}
