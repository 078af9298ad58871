import { expect, it } from "vitest";
import { publishedKeyLayout } from "../../../../src/index/shared.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { listAll } from "../../../../src/store/store.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { makeContext } from "../../../support/index-context.ts";
import { loadTails } from "../../../support/inside/index-manifest.ts";
import { segmentKey } from "../../../support/inside/index-own.ts";
import { PartedObjectReader } from "../../../support/inside/index-reader.ts";
import { HOUR_MS, publishedManifest, publishTo, searchPublished } from "../../../support/published-index.ts";
import { commitArticles, removeArticles } from "../../../support/stored-articles.ts";

it("cuts segments into parts of the size that is asked for, and is read by ranges over their edges", async () => {
  const partBytes = 1024 * 1024;
  const random = seededRandom32(7);
  const word = () => Array.from({ length: 8 }, () => "бвгджзклмнпрст"[random() % 14]).join("о");
  const source = makeContext();
  const long = Array.from({ length: 12 }, (_, i) => [
    `articles/${i}.txt`,
    { title: `Том ${i}`, text: Array.from({ length: 8_000 }, word).join(" ") },
  ]);
  await commitArticles(source, Object.fromEntries(long));
  const store = new MemoryObjectStore(source);
  await publishTo(store, source, { partBytes });
  const manifest = await publishedManifest(store);
  const [segment] = manifest.segments;
  if (segment === undefined) throw new Error("There is no segment.");
  expect(manifest.publication).toEqual({ partBytes, dictionary: { hash: expect.any(String), directory: "0\n 0" } });
  const key = segmentKey(publishedKeyLayout, segment.id);
  const sizes: number[] = [];
  for await (const object of listAll(store, key)) sizes.push(object.sizeBytes);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.slice(0, -1).every((sizeBytes) => sizeBytes === partBytes)).toBe(true);
  expect(sizes.reduce((sum, sizeBytes) => sum + sizeBytes, 0)).toBe(segment.sizeBytes);
  expect(
    (await searchPublished(store, source).search({ text: "том 7", match: "all", offset: 0, limit: 9 })).hits.map(
      ({ key: upload }) => upload,
    ),
  ).toEqual(["articles/7.txt"]);
  const whole = new MemoryObjectStore(source);
  await publishTo(whole, source);
  const [uncut] = (await publishedManifest(whole)).segments;
  if (uncut === undefined) throw new Error("There is no segment.");
  expect(uncut.id).not.toBe(segment.id);
  const reader = new PartedObjectReader(store, partBytes);
  const edges: readonly [number, number][] = [
    [0, segment.sizeBytes],
    [partBytes - 3, partBytes + 3],
    [partBytes, partBytes + 1],
  ];
  for (const [start, end] of edges) {
    const bytes = await whole.getRange(segmentKey(publishedKeyLayout, uncut.id), start, end);
    expect(Buffer.compare(await reader.getRange(key, start, end), bytes)).toBe(0);
  }
  expect((await loadTails(store, publishedKeyLayout)).size).toBe(1);
  await removeArticles(source, ["articles/7.txt"]);
  const { departed } = await publishTo(store, source, { partBytes });
  expect(departed).toEqual(sizes.map((_, part) => `${key}.00${part}`));
  source.clock.advance(25 * HOUR_MS);
  expect((await publishTo(store, source, { partBytes })).deletedObjects).toBe(sizes.length);
});
