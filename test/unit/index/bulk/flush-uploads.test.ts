import { beforeEach, describe, expect, it } from "vitest";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { readInGroups } from "../../../support/inside/index-bulk.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

let context: TestContext;

beforeEach(() => {
  context = makeContext();
});

const processor = directProcessor(resolvedArticleOptions);
const archive = (name: string, articles: number) =>
  upload(
    context,
    `${name}.jsonl`,
    Array.from({ length: articles }, (_, i) => articleUpload(`Новость ${name} ${i}`)).join("\n"),
  );

describe("uploads", () => {
  it("come in their order, as many together as there is room for, and one that is larger alone", async () => {
    const keys: ObjectKey[] = [];
    for (const [name, articles] of [
      ["а", 4],
      ["б", 5],
      ["в", 4],
      ["г", 30],
      ["д", 1],
    ] as const) {
      keys.push(await archive(name, articles));
    }
    const sizes: number[][] = [];
    const seen: ObjectKey[] = [];
    for await (const group of readInGroups(context, processor, keys, { room: { maxDocuments: 10 } })) {
      sizes.push(group.map((read) => (read.state === "present" ? read.documents.length : 0)));
      for (const { key } of group) seen.push(key);
    }
    expect(sizes).toEqual([[4, 5], [4], [30], [1]]);
    expect(seen).toEqual(keys);
  });

  it("that are gone are told, and those that hold no article have left their records by then", async () => {
    const broken = await upload(context, "сломан.json", "{ не json");
    const gone = "articles/нет.json" as ObjectKey;
    for await (const group of readInGroups(context, processor, [broken, gone])) {
      expect(group).toMatchObject([
        { key: broken, state: "present", documents: [] },
        { key: gone, state: "absent" },
      ]);
      expect(await keysUnder(context, "index/rejected/")).toHaveLength(1);
    }
  });

  it("that cannot be got reject in their turn", async () => {
    const keys = [await archive("а", 1), await archive("б", 1)];
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "get" && key === keys[1]) throw new Error("cut");
      },
    });
    const groups = readInGroups({ ...context, store }, processor, keys, { room: { maxDocuments: 1 } });
    expect((await groups.next()).value).toMatchObject([{ key: keys[0] }]);
    await expect(groups.next()).rejects.toThrow("cut");
  });
});
