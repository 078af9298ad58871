/** The end of a newest statement brings the older one back, in the same commit, or waits until that can be done. */
import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { openSearcher } from "../../../../src/index/read.ts";
import { BatchCommitter, type SourceState } from "../../../../src/index/write.ts";
import { CountingObjectStore } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { presentManifest } from "../../../support/live-index.ts";
import { plainIndexOptions, plainOptions } from "../../../support/segment-under-test.ts";

const statementOf = ({ about, at }: Readonly<Record<string, unknown>>) =>
  typeof about === "string" ? { identity: about, statedAt: Number(at) } : null;
const storeFields = [...plainOptions.storeFields, "about", "at"];
const options = { ...plainOptions, storeFields, statementOf };

/** Uploads about the Neva: a word, and its time. */
type Bucket = Record<string, { readonly word: string; readonly at: number } | "unreadable" | undefined>;

function commit(context: TestContext, bucket: Bucket, ...keys: readonly string[]) {
  const look = async (key: string): Promise<SourceState> => {
    const upload = bucket[key];
    if (upload === undefined) return { state: "absent" };
    if (upload === "unreadable") throw new SearchIndexError("store-unavailable", "No answer.");
    const { word, at } = upload;
    return { state: "present", version: word, documents: [{ id: key, title: `Нева ${word}`, about: "нева", at }] };
  };
  return new BatchCommitter(context, options).commit(keys, look);
}

/** The source keys whose document has a word. */
async function found(context: TestContext, word: string): Promise<unknown[]> {
  const searcher = openSearcher({ ...context, options: { ...plainIndexOptions, storeFields, statementOf } });
  return (await searcher.search(word)).map(({ id }) => id);
}

describe("of two statements about one thing", () => {
  it("the newer one is found, whichever came first", async () => {
    for (const order of [
      ["а", "б"],
      ["б", "а"],
    ]) {
      const context = makeContext();
      const bucket: Bucket = { а: { word: "замёрзла", at: 1 }, б: { word: "вскрылась", at: 2 } };
      for (const key of order) await commit(context, bucket, key);
      expect([await found(context, "замёрзла"), await found(context, "вскрылась")]).toEqual([[], ["б"]]);
      expect((await presentManifest(context)).segments.map(({ liveDocuments }) => liveDocuments).sort()).toEqual([
        0, 1,
      ]);
    }
  });

  it("the older one is found again once the newer one is deleted, by the same commit", async () => {
    const context = makeContext();
    const bucket: Bucket = { а: { word: "замёрзла", at: 1 }, б: { word: "вскрылась", at: 2 } };
    await commit(context, bucket, "а", "б");
    bucket.б = undefined;
    const report = await commit(context, bucket, "б");
    expect([report.committed, report.articles]).toEqual([["б"], 1]);
    expect([await found(context, "замёрзла"), await found(context, "вскрылась")]).toEqual([["а"], []]);
  });

  it("neither is found while the older one cannot be read, and the message of the newer one comes again until it can", async () => {
    const context = makeContext();
    const old = { word: "замёрзла", at: 1 };
    const bucket: Bucket = { а: old, б: { word: "вскрылась", at: 2 } };
    await commit(context, bucket, "а", "б");
    bucket.а = "unreadable";
    bucket.б = undefined;
    const waiting = await commit(context, bucket, "б");
    expect([waiting.committed, [...waiting.failed.keys()]]).toEqual([[], ["б"]]);
    expect([await found(context, "замёрзла"), await found(context, "вскрылась")]).toEqual([[], []]);
    bucket.а = old;
    expect((await commit(context, bucket, "б")).committed).toEqual(["б"]);
    expect([await found(context, "замёрзла"), await found(context, "вскрылась")]).toEqual([["а"], []]);
  });
});

it("a statement about what nobody else has a word of costs no request more", async () => {
  const counts = await Promise.all(
    [options, plainOptions].map(async (kind) => {
      const context = makeContext();
      const store = new CountingObjectStore(context.store);
      const look = async (key: string): Promise<SourceState> => ({
        state: "present",
        version: "1",
        documents: [{ id: key, title: "Нева", about: key, at: 1 }],
      });
      await new BatchCommitter(context, kind).commit(["а"], look);
      await new BatchCommitter({ ...context, store }, kind).commit(["б"], look);
      return store.counts().requests;
    }),
  );
  expect(counts[0]).toBe(counts[1]);
});
