import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { ulidTimeMs } from "../../../../src/id-source.ts";
import { ManifestStore } from "../../../../src/index/shared.ts";
import { CountingObjectStore } from "../../../../src/store/store.ts";
import { codeOf, errorOf } from "../../../support/error-of.ts";
import { makeContext } from "../../../support/index-context.ts";
import { parseManifest } from "../../../support/inside/index-manifest.ts";
import { begunKey, manifestKey, segmentKey, tailsKey } from "../../../support/inside/index-own.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { sampleId, sampleManifest, sampleSegment } from "../../../support/manifest-samples.ts";

const SCHEMA = { analyzer: "russian-1", parser: "parser-1", fields: ["title"] };

describe("loading", () => {
  it("gives null where the bucket holds no manifest, by one request", async () => {
    const context = makeContext();
    const store = new CountingObjectStore(context.store);
    expect(await new ManifestStore({ ...context, store }).load()).toBeNull();
    expect(store.counts().requests).toBe(1);
  });

  it("gives what was committed last, with its ETag", async () => {
    const context = makeContext();
    const manifests = new ManifestStore(context);
    const committed = await manifests.commit(await manifests.loadOrCreate(SCHEMA), {});
    expect(await manifests.load()).toEqual(committed);
    expect(committed.etag).toBe((await context.store.head(manifestKey(context.layout))).etag);
  });

  it("again gives the very same snapshot while nothing has changed, and a fresh one afterwards", async () => {
    const manifests = new ManifestStore(makeContext());
    const first = await manifests.loadOrCreate(SCHEMA);
    expect(await manifests.reload(first)).toBe(first);
    const second = await manifests.commit(first, {});
    const reloaded = await manifests.reload(first);
    expect(reloaded).toEqual(second);
    expect(reloaded).not.toBe(second);
  });

  it("again gives null where the manifest is gone", async () => {
    const context = makeContext();
    const manifests = new ManifestStore(context);
    const snapshot = await manifests.loadOrCreate(SCHEMA);
    await context.store.delete(manifestKey(context.layout));
    expect(await manifests.reload(snapshot)).toBeNull();
  });

  it("a damaged manifest fails, and so does one of a store that is down", async () => {
    const context = makeContext();
    await context.store.putIfAbsent(manifestKey(context.layout), Buffer.from("{"));
    expect(await codeOf(() => new ManifestStore(context).load())).toBe("corrupt-manifest");
    const store = interceptStore(context.store, {
      before: () => {
        throw new SearchIndexError("store-unavailable", "The store does not answer.");
      },
    });
    expect(await codeOf(() => new ManifestStore({ ...context, store }).load())).toBe("store-unavailable");
  });
});

describe("loading or creating", () => {
  it("puts an empty manifest of the schema into an empty bucket", async () => {
    const context = makeContext();
    const { manifest } = await new ManifestStore(context).loadOrCreate(SCHEMA);
    expect(manifest).toMatchObject({ ...SCHEMA, sequence: 0, segments: [], retired: [] });
    // Nothing named before it can ever enter.
    expect(manifest.collectFloor).toBe(manifest.commitId);
    const { bytes, contentType } = await context.store.get(manifestKey(context.layout));
    expect(parseManifest(bytes)).toEqual(manifest);
    expect(contentType).toBe("application/json");
  });

  it("gives all of many racing callers one and the same manifest", async () => {
    const context = makeContext();
    const snapshots = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        new ManifestStore(makeContext(context, context.store, i)).loadOrCreate(SCHEMA),
      ),
    );
    expect(new Set(snapshots.map(({ etag }) => etag)).size).toBe(1);
    expect(new Set(snapshots.map(({ manifest }) => manifest.commitId)).size).toBe(1);
  });

  it("takes the manifest of whoever was faster by a hair", async () => {
    const context = makeContext();
    const other = new ManifestStore(makeContext(context, context.store));
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method === "putIfAbsent") await other.loadOrCreate({ ...SCHEMA, analyzer: "other-1" });
      },
    });
    const { manifest } = await new ManifestStore({ ...context, store }).loadOrCreate(SCHEMA);
    expect(manifest.analyzer).toBe("other-1");
  });

  it("refuses to hide an index whose manifest is missing, and names rebuild", async () => {
    const context = makeContext();
    await context.store.putIfAbsent(segmentKey(context.layout, sampleId(1)), new Uint8Array(1));
    const error = await errorOf(() => new ManifestStore(context).loadOrCreate(SCHEMA));
    expect([error.code, error.kind]).toEqual(["missing-manifest", "corrupt-data"]);
    expect(error.message).toContain("rebuild");
  });

  it("puts after the first manifest what tells readers that an index was begun, and tails of no segment, once", async () => {
    const context = makeContext();
    const written: string[] = [];
    const store = interceptStore(context.store, {
      before: (method, key) => void (method === "putIfAbsent" && written.push(key)),
    });
    await new ManifestStore({ ...context, store }).loadOrCreate(SCHEMA);
    await new ManifestStore({ ...context, store }).loadOrCreate(SCHEMA);
    expect(written).toEqual([manifestKey, begunKey, tailsKey].map((keyOf) => keyOf(context.layout)));
  });

  it("begins an index anew where the manifest was lost before anything was in it", async () => {
    const context = makeContext();
    const manifests = new ManifestStore(context);
    await manifests.begin(SCHEMA);
    await context.store.delete(manifestKey(context.layout));
    expect(await codeOf(() => new ManifestStore(context).require())).toBe("missing-manifest");
    expect((await new ManifestStore(context).loadOrCreate(SCHEMA)).manifest.sequence).toBe(0);
  });

  it("tells no reader of a lost manifest where the one that begins the index dies at any of its writes", async () => {
    for (const deadly of [manifestKey, begunKey]) {
      const context = makeContext();
      const store = interceptStore(context.store, {
        before: (method, key) => {
          if (method === "putIfAbsent" && key === deadly(context.layout)) throw new Error("It died.");
        },
      });
      await expect(new ManifestStore({ ...context, store }).loadOrCreate(SCHEMA)).rejects.toThrow("It died.");
      const read = await new ManifestStore(context).require().then(
        () => "found",
        (error) => error.code,
      );
      expect(read).toBe(deadly === manifestKey ? "no-index-yet" : "found");
    }
  });

  it("loads once more where a segment came before the manifest was seen", async () => {
    const context = makeContext();
    const other = new ManifestStore(makeContext(context, context.store));
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "list") return;
        const snapshot = await other.loadOrCreate(SCHEMA);
        const id = other.freshId(snapshot.manifest);
        await context.store.putIfAbsent(segmentKey(context.layout, id), new Uint8Array(1));
      },
    });
    expect((await new ManifestStore({ ...context, store }).loadOrCreate(SCHEMA)).manifest.sequence).toBe(0);
  });
});

describe("requiring", () => {
  it("gives the manifest that is put between its two looks", async () => {
    const context = makeContext();
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method === "head") await new ManifestStore(context).loadOrCreate(SCHEMA);
      },
    });
    expect((await new ManifestStore({ ...context, store }).require()).manifest.sequence).toBe(0);
  });

  it("is as sure of absence as the store: where that does not answer, nothing is said to be missing", async () => {
    const context = makeContext();
    const store = interceptStore(context.store, {
      before: (method) => {
        if (method === "head") throw new SearchIndexError("store-unavailable", "The store does not answer.");
      },
    });
    expect(await codeOf(() => new ManifestStore({ ...context, store }).require())).toBe("store-unavailable");
  });
});

describe("committing", () => {
  it("raises the sequence by one under a fresh commit id, and sorts the segments by id", async () => {
    const manifests = new ManifestStore(makeContext());
    const first = await manifests.loadOrCreate(SCHEMA);
    const [older, newer] = [manifests.freshId(first.manifest), manifests.freshId(first.manifest)];
    const segments = [sampleSegment(2, { id: newer }), sampleSegment(1, { id: older })];
    const { manifest } = await manifests.commit(first, { segments });
    expect(manifest.sequence).toBe(1);
    expect(manifest.commitId).not.toBe(first.manifest.commitId);
    expect(manifest.segments.map(({ id }) => id)).toEqual([older, newer]);
    expect(manifest.analyzer).toBe(SCHEMA.analyzer);
  });

  it("that changes nothing has another ETag all the same", async () => {
    const manifests = new ManifestStore(makeContext());
    const first = await manifests.loadOrCreate(SCHEMA);
    expect((await manifests.commit(first, {})).etag).not.toBe(first.etag);
  });

  it("from one snapshot succeeds once, whoever tries", async () => {
    const context = makeContext();
    const manifests = new ManifestStore(context);
    const snapshot = await manifests.loadOrCreate(SCHEMA);
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((seed) => new ManifestStore(makeContext(context, context.store, seed)).commit(snapshot, {})),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBe(1);
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(failed.map(({ reason }) => reason.code)).toEqual(["etag-mismatch", "etag-mismatch"]);
    expect((await manifests.load())?.manifest.sequence).toBe(1);
  });

  it("is tried once: a lost answer is told as such and nothing is repeated", async () => {
    const context = makeContext();
    let puts = 0;
    const store = interceptStore(context.store, {
      after: (method) => {
        if (method !== "putIfMatch") return;
        puts += 1;
        throw new SearchIndexError("store-unavailable", "The answer was lost.");
      },
    });
    const manifests = new ManifestStore({ ...context, store });
    const snapshot = await manifests.loadOrCreate(SCHEMA);
    expect(await codeOf(() => manifests.commit(snapshot, {}))).toBe("store-unavailable");
    expect(puts).toBe(1);
    expect((await manifests.load())?.manifest.sequence).toBe(1);
  });

  it("that would break an invariant stops the writer, not the index", async () => {
    const context = makeContext();
    const manifests = new ManifestStore(context);
    const first = await manifests.loadOrCreate(SCHEMA);
    const segment = sampleSegment(1, { id: manifests.freshId(first.manifest) });
    const second = await manifests.commit(first, { segments: [segment] });
    expect(await codeOf(() => manifests.commit(second, { segments: [] }))).toBe("invariant-violated");
    expect(await manifests.load()).toEqual(second);
  });
});

it("a fresh id is above the collect floor whatever the clock says", () => {
  const context = makeContext();
  const manifests = new ManifestStore(context);
  const ahead = manifests.freshId(sampleManifest());
  context.clock.advance(-3_600_000);
  const id = manifests.freshId(sampleManifest({ collectFloor: ahead }));
  expect(id > ahead).toBe(true);
  expect(ulidTimeMs(id)).toBe(ulidTimeMs(ahead) + 1);
});
