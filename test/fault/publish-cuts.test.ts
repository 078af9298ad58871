import { describe, expect, it } from "vitest";
import { type Manifest, publishedKeyLayout } from "../../src/index/shared.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { CUTS, cutAt, type Fault } from "../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../support/index-context.ts";
import { SEGMENT_FORMAT } from "../support/inside/index-blocks.ts";
import { serialiseManifest } from "../support/inside/index-manifest.ts";
import { manifestKey } from "../support/inside/index-own.ts";
import { HOUR_MS, objectsIn, publishedManifest, publishTo, searchPublished } from "../support/published-index.ts";
import { commitArticles, removeArticles } from "../support/stored-articles.ts";

interface Site {
  readonly source: TestContext;
  readonly store: MemoryObjectStore;
}

/**
 * Published three times, with an article that was taken down since, one that is new, and an object whose grace is over.
 */
async function dueSite(): Promise<Site> {
  const source = makeContext();
  const store = new MemoryObjectStore(source);
  for (const name of ["утро", "день", "вечер"]) {
    await commitArticles(source, { [`articles/${name}.txt`]: { title: `Паром ${name}`, text: `Паром, ${name}.` } });
    await publishTo(store, source);
    source.clock.advance(20 * HOUR_MS);
  }
  await removeArticles(source, ["articles/день.txt"]);
  await commitArticles(source, { "articles/ночь.txt": { title: "Паром ночь", text: "Паром, ночь." } });
  return { source, store };
}

const found = async ({ source, store }: Site): Promise<string> => {
  const { hits } = await searchPublished(store, source).search({ text: "паром", match: "all", offset: 0, limit: 9 });
  return hits
    .map(({ key }) => key.slice("articles/".length, -".txt".length))
    .sort()
    .join(" ");
};

const FORMER = "вечер день утро";
const PRESENT = "вечер ночь утро";

/** Publishes with one fault; gives how many calls there were. */
const publishWithFault = ({ source, store }: Site, number: number, fault: Fault): Promise<number> =>
  cutAt(store, number, fault, (failing) => publishTo(failing, makeContext(source, source.store, 7)));

it.each(CUTS)(
  "a publication that is cut at any of its calls ($when $error) leaves the former index or the new one, and the next run ends it",
  async (fault) => {
    const calls = await publishWithFault(await dueSite(), 0, fault);
    expect(calls).toBeGreaterThan(8);
    for (let number = 1; number <= calls; number += 1) {
      const site = await dueSite();
      expect(await found(site)).toBe(FORMER);
      await publishWithFault(site, number, fault);
      expect([FORMER, PRESENT]).toContain(await found(site));
      await publishTo(site.store, site.source);
      expect(await found(site)).toBe(PRESENT);
      site.source.clock.advance(30 * HOUR_MS);
      await publishTo(site.store, site.source);
      const { segments } = await publishedManifest(site.store);
      const keys = Object.keys(await objectsIn(site.store)).filter((key) => key.startsWith("segments/"));
      expect(keys).toEqual(segments.map(({ id }) => `segments/${id}.segment`));
    }
  },
);

/** The same, of which the manifest is of an older format: nothing that it names can be read. */
async function olderSite(): Promise<Site> {
  const site = await dueSite();
  const key = manifestKey(publishedKeyLayout);
  const { etag } = await site.store.head(key);
  const older = { ...(await publishedManifest(site.store)), segmentFormat: SEGMENT_FORMAT - 1 };
  await site.store.putIfMatch(key, serialiseManifest(older as unknown as Manifest), etag);
  return site;
}

const segmentsIn = async ({ store }: Site): Promise<string[]> =>
  Object.keys(await objectsIn(store)).filter((key) => key.startsWith("segments/"));

describe.each([
  ["of the same format", dueSite],
  ["of an older format", olderSite],
])("over an index %s", (_, open) => {
  it.each(CUTS)(
    "a publication that is cut at any of its calls ($when $error) leaves it to the next run to tell what caches should forget",
    async (fault) => {
      const calls = await publishWithFault(await open(), 0, fault);
      for (let number = 1; number <= calls; number += 1) {
        for (const hours of [0, 30]) {
          const site = await open();
          const holding = await segmentsIn(site);
          await publishWithFault(site, number, fault);
          site.source.clock.advance(hours * HOUR_MS);
          await commitArticles(site.source, { "articles/снег.txt": { title: "Паром снег", text: "Паром, снег." } });
          const { departed } = await publishTo(site.store, site.source);
          expect([number, [...departed].sort()]).toEqual([number, holding]);
        }
      }
    },
  );
});
