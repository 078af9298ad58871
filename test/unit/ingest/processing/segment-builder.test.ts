import { describe, expect, it } from "vitest";
import { Ingester } from "../../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext } from "../../../support/index-context.ts";
import { findRejectedRecord } from "../../../support/inside/index-uploads.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { keysUnder, liveVersions } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

/** So many words that no other text has. */
const distinctWords = (name: string, count: number) =>
  Array.from(
    { length: count },
    (_, i) => `${name}${"абвгдежзик"[i % 10]}${"лмнопрстуф"[Math.floor(i / 10) % 10]}ов${i}`,
  ).join(" ");

describe("a batch whose inversion takes more than one segment may", () => {
  const limits = { segmentBytes: 300_000, sourceBytes: 600_000 };

  it("goes in by one commit of several segments, and one upload of too many words is rejected alone", async () => {
    const context = makeContext();
    const keys: ObjectKey[] = [];
    for (const name of ["а", "б", "в"]) {
      keys.push(await upload(context, `${name}.json`, articleUpload(`Новость ${name}`, distinctWords(name, 400))));
    }
    const huge = await upload(context, "г.json", articleUpload("Всё сразу", distinctWords("г", 2_000)));
    const ingester = new Ingester(context, directProcessor(resolvedArticleOptions, limits));
    const report = await ingester.ingest([...keys, huge]);
    expect(report).toMatchObject({ sequence: 1, articles: 3, failed: new Map(), partlyRead: new Set(), conflicts: 0 });
    expect([...report.committed].sort()).toEqual([...keys, huge]);
    expect([...report.rejected]).toMatchObject([[huge, [{ code: "too-many-words" }]]]);
    expect(await findRejectedRecord(context, huge)).toMatchObject({
      partCount: 1,
      parts: [{ code: "too-many-words" }],
    });
    expect(Object.keys(await liveVersions(context)).sort()).toEqual([...keys, huge]);
    // One of each upload, and one that they were merged into since.
    expect((await keysUnder(context, "index/segments/")).length).toBe(5);
    expect(await ingester.ingest([...keys, huge])).toMatchObject({ committed: [] });
  });

  it("is bounded before the words of one long text are learned together", async () => {
    const longText = distinctWords("д", 35_000);
    expect(longText.length).toBeGreaterThan(250_000);
    const source = { sourceKey: "articles/д", version: "1", documents: [{ id: "д", title: null, text: longText }] };
    const { segments, rejected } = await directProcessor(resolvedArticleOptions, limits).build([source]);
    expect([...rejected.keys()]).toEqual(["articles/д"]);
    expect(segments).toMatchObject([{ summary: { documents: 0, entries: 1 } }]);
  });
});
