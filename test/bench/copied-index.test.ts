import { expect, it } from "vitest";
import { ManifestStore } from "../../src/index/shared.ts";
import { makeContext } from "../support/index-context.ts";
import { copyIndex } from "./copied-index.ts";
import { newSearcher } from "./engines/poisk.ts";
import { GrowingIndex } from "./growing-index.ts";
import { NewsCorpus } from "./news-corpus.ts";

it("copies of a segment are articles of their own: found as often, and with scores of their own", async () => {
  const index = new GrowingIndex(new NewsCorpus(1, 90));
  await index.growTo(500);
  const from = { ...makeContext(), store: index.store };
  const to = makeContext();
  await copyIndex(from, 3, to);
  const copied = await new ManifestStore(to).require();
  expect(copied.manifest.segments.map(({ documents }) => documents)).toEqual([500, 500, 500]);
  for (const query of index.corpus.queries(6)) {
    const once = await newSearcher(index.store).search(query);
    const thrice = await newSearcher(to.store).search(query);
    expect(thrice.length).toBe(3 * once.length);
    expect(new Set(thrice.map(({ score }) => score)).size).toBeGreaterThan(1.5 * once.length);
  }
});
