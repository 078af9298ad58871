import { expect, it } from "vitest";
import { Ingester, rebuildIndex } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { makeContext } from "../../support/index-context.ts";
import { collectGarbage } from "../../support/inside/index-compaction.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

it("nothing but the manifest, the tails of segments and rejected records is ever replaced", async () => {
  const bucket = makeContext();
  const created: string[] = [];
  const replaced = new Set<string>();
  const store = interceptStore(bucket.store, {
    before: (method, key) => {
      if (method === "putIfAbsent" || method === "putStreamIfAbsent") created.push(key);
      if (method === "putIfMatch") replaced.add(key.startsWith("index/rejected/") ? "index/rejected/" : key);
    },
  });
  const context = Object.assign(makeContext(bucket, store), { tailedSegmentBytes: 0 });
  const ingester = new Ingester(context, directProcessor(resolvedArticleOptions));
  const keys: ObjectKey[] = [];
  for (let i = 0; i < 340; i += 1) keys.push(await upload(bucket, `${i}.json`, articleUpload(`Новость ${i}`)));
  await ingester.ingest(keys);
  for (let i = 0; i < 12; i += 1)
    await ingester.ingest([await upload(bucket, `ещё/${i}.json`, articleUpload(`Ещё ${i}`))]);
  for (const text of ["{ сломан", "{ снова"]) await ingester.ingest([await upload(bucket, "а.json", text)]);
  for (const key of keys.slice(0, 310)) await bucket.store.delete(key);
  await ingester.ingest(keys.slice(0, 310));
  await rebuildIndex(context, directProcessor(resolvedArticleOptions));
  bucket.clock.advance(3 * 3_600_000);
  await collectGarbage(context);
  await ingester.ingest([await upload(bucket, "б.json", articleUpload("После"))]);
  expect([...replaced].sort()).toEqual(["index/manifest.json", "index/rejected/", "index/tails"]);
  // A name is used once, also after its object is gone.
  const own = created.filter((key) => !key.startsWith("index/rejected/"));
  expect(new Set(own).size).toBe(own.length);
  expect(own.some((key) => key.startsWith("index/tombstones/"))).toBe(true);
});
