/**
 * Writes of a publication after a small change, and a dry run's report of them.
 */
import { describe, expect, it } from "vitest";
import { publishedKeyLayout } from "../../../../src/index/shared.ts";
import { noteWithdrawal } from "../../../../src/index/write.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { HOUR_MS, objectsIn, publishedManifest, publishTo } from "../../../support/published-index.ts";
import { commitArticles, mergeAll, removeArticles } from "../../../support/stored-articles.ts";
import { unpackSegment } from "../../../support/unpacked-segment.ts";

const DAY_MS = 24 * HOUR_MS;
const article = (text: string) => ({ title: `Паром ${text}`, text: `Паром через Волгу, ${text}.` });

/** A large segment of two hundred articles, published. */
async function openSite(prefix = "articles/a"): Promise<{ source: TestContext; store: MemoryObjectStore }> {
  const source = makeContext();
  const archive = Array.from(
    { length: 200 },
    (_, i) => [`${prefix}${1_000 + i}.jsonl.gz`, article(`рейс${i}`)] as const,
  );
  await commitArticles(source, Object.fromEntries(archive));
  const store = new MemoryObjectStore(source);
  await publish(store, source);
  return { source, store };
}

const publish = (store: MemoryObjectStore, source: TestContext, settings = {}) =>
  publishTo(store, source, { togetherDocuments: 100, ...settings });

async function textOf(store: MemoryObjectStore): Promise<string> {
  const { segments } = await publishedManifest(store);
  const texts = await Promise.all(segments.map((segment) => unpackSegment(store, publishedKeyLayout, segment)));
  return texts.flat().join("\n").toLowerCase();
}

const reasonsOf = ({ writes }: Awaited<ReturnType<typeof publishTo>>) =>
  writes.flatMap(({ kind, reasons, articles }) => (kind === "segment" ? [[articles, ...reasons]] : []));

describe("a publication after a small change", () => {
  it("writes one segment of what is new or changed, however the private index was merged meanwhile", async () => {
    const { source, store } = await openSite();
    await commitArticles(source, { "articles/b1.txt": article("утро") });
    expect(reasonsOf(await publish(store, source))).toEqual([[1, "new"]]);
    await mergeAll(source);
    expect(await publish(store, source)).toMatchObject({ isChanged: false, writes: [] });
    await commitArticles(source, { "articles/a1003.jsonl.gz": article("замена"), "articles/b2.txt": article("день") });
    await mergeAll(source);
    expect(reasonsOf(await publish(store, source))).toEqual([[3, "new", "changed"]]);
    expect(await textOf(store)).toContain("рейс3");
  });

  it("leaves superseded text for a month at the most, and for no longer than is asked for", async () => {
    for (const [settings, days] of [
      [{}, 30],
      [{ supersededMs: 2 * DAY_MS }, 2],
      [{ supersededMs: 99 * DAY_MS }, 30],
    ] as const) {
      const { source, store } = await openSite();
      await commitArticles(source, { "articles/a1003.jsonl.gz": article("замена") });
      await publish(store, source, settings);
      source.clock.advance(days * DAY_MS - HOUR_MS);
      expect(await publish(store, source, settings)).toMatchObject({ isChanged: false });
      expect(await textOf(store)).toMatch(/рейс3\b|рейс3[^0-9]/);
      source.clock.advance(HOUR_MS);
      expect(reasonsOf(await publish(store, source, settings))).toEqual([[199, "expired"]]);
      expect(await textOf(store)).not.toMatch(/рейс3[^0-9]/);
    }
  });

  it("takes at once out what was removed, also where it was superseded before", async () => {
    const { source, store } = await openSite();
    await commitArticles(source, { "articles/a1003.jsonl.gz": article("замена") });
    await publish(store, source);
    await removeArticles(source, ["articles/a1003.jsonl.gz"]);
    const report = await publish(store, source);
    expect(reasonsOf(report)).toEqual([[199, "removed"]]);
    expect(report.departed.length).toBeGreaterThan(0);
    expect(await textOf(store)).not.toMatch(/рейс3[^0-9]|замена/);
  });

  it("takes at once out what the owner corrected by a command, and what an upload has no more of its articles", async () => {
    const { source, store } = await openSite();
    await noteWithdrawal(source, "articles/a1003.jsonl.gz" as ObjectKey);
    await commitArticles(source, { "articles/a1003.jsonl.gz": article("исправлено") });
    expect(reasonsOf(await publish(store, source))).toEqual([
      [199, "removed"],
      [1, "changed"],
    ]);
    expect(await textOf(store)).not.toMatch(/рейс3[^0-9]/);
    await commitArticles(source, { "articles/a1004.jsonl.gz": { id: "another", ...article("другая") } });
    expect(reasonsOf(await publish(store, source))).toEqual([
      [198, "removed"],
      [2, "changed"],
    ]);
    expect(await textOf(store)).not.toMatch(/рейс4[^0-9]/);
  });

  it("takes parts of an archive for superseded where other parts have their articles, and else for removed", async () => {
    const { source, store } = await openSite("articles/import/site/");
    const [old, other] = ["articles/import/site/1003.jsonl.gz", "articles/import/site/1003-b.jsonl.gz"];
    await commitArticles(source, { [other]: { id: `${old}#0`, ...article("замена") } });
    await removeArticles(source, [old]);
    expect(reasonsOf(await publish(store, source))).toEqual([[1, "changed"]]);
    await removeArticles(source, [other]);
    expect(reasonsOf(await publish(store, source))).toEqual([[199, "removed"]]);
  });

  it("writes of a part of an archive that changed the changed articles alone, time after time", async () => {
    const source = makeContext();
    const part = (number: number, texts: readonly string[]) =>
      texts.map((text, i) => ({ id: `${number}-${i}`, ...article(text) }));
    const keyOf = (number: number, state: string) => `articles/import/site/0000${number}-${state}.jsonl.gz`;
    const texts = Array.from({ length: 60 }, (_, i) => `рейс${i}`);
    const others = Array.from({ length: 640 }, (_, i) => `поход${i}`);
    const changed = (at: number, text: string) => texts.map((former, i) => (i === at ? text : former));
    await commitArticles(source, { [keyOf(1, "a")]: part(1, texts), [keyOf(2, "a")]: part(2, others) });
    const store = new MemoryObjectStore(source);
    await publish(store, source);
    const replacePart = async (before: string, state: string, present: readonly string[]) => {
      await commitArticles(source, { [keyOf(1, state)]: part(1, present) });
      await removeArticles(source, [keyOf(1, before)]);
      return publish(store, source);
    };
    expect(reasonsOf(await replacePart("a", "b", changed(7, "утром")))).toEqual([[1, "changed"]]);
    await mergeAll(source);
    expect(await publish(store, source)).toMatchObject({ isChanged: false, writes: [], articles: 700 });
    expect(reasonsOf(await replacePart("b", "c", changed(7, "вечером")))).toEqual([[1, "changed", "dead"]]);
    // The key of before comes back: it has one entry, and all of it is written.
    expect(reasonsOf(await replacePart("c", "a", changed(8, "ночью")))).toEqual([[60, "changed", "dead"]]);
    expect(await publish(store, source)).toMatchObject({ isChanged: false, articles: 700 });
    // An article that left the archive leaves the files, in the place where it was published too.
    expect(reasonsOf(await replacePart("a", "d", texts.slice(0, 59)))).toContainEqual(
      expect.arrayContaining(["removed"]),
    );
    expect(await publish(store, source)).toMatchObject({ isChanged: false, articles: 699 });
  });

  it("keeps nothing as of a part of an archive that the owner corrected by a command", async () => {
    const { source, store } = await openSite("articles/import/site/");
    const [old, present] = ["articles/import/site/1003.jsonl.gz", "articles/import/site/1003-b.jsonl.gz"];
    await noteWithdrawal(source, old as ObjectKey);
    await commitArticles(source, { [present]: { id: `${old}#0`, ...article("рейс3") } });
    await removeArticles(source, [old]);
    expect(reasonsOf(await publish(store, source))).toContainEqual([199, "removed"]);
  });

  it("writes anew a segment of which more than a tenth is superseded", async () => {
    const { source, store } = await openSite();
    const change = (count: number, text: string) =>
      commitArticles(
        source,
        Object.fromEntries(Array.from({ length: count }, (_, i) => [`articles/a${1_000 + i}.jsonl.gz`, article(text)])),
      );
    await change(20, "раз");
    expect(reasonsOf(await publish(store, source))).toEqual([[20, "changed"]]);
    await change(21, "два");
    expect(reasonsOf(await publish(store, source))).toEqual([
      [179, "dead"],
      [21, "changed", "dead"],
    ]);
  });

  it("puts small segments together once there is too much in the smallest, and never keeps more than two beside a large one", async () => {
    const { source, store } = await openSite();
    const together: boolean[] = [];
    for (let i = 0; i < 24; i += 1) {
      await commitArticles(source, { [`articles/b${i}.txt`]: article(`номер${i}`) });
      const report = await publish(store, source, { smallestBytes: 3_000 });
      together.push(reasonsOf(report).some((reasons) => reasons.includes("together")));
      expect(report.segments).toBeLessThanOrEqual(3);
    }
    const often = together.filter(Boolean).length;
    expect([often > 0, often < 12]).toEqual([true, true]);
    expect((await publishedManifest(store)).segments.map(({ liveDocuments }) => liveDocuments)).toContain(200);
  });

  it("is told by a dry run, which writes nothing", async () => {
    const { source, store } = await openSite();
    await commitArticles(source, { "articles/a1003.jsonl.gz": article("замена") });
    const before = [await objectsIn(store), await objectsIn(source.store)];
    const planned = await publish(store, source, { isDryRun: true });
    expect([await objectsIn(store), await objectsIn(source.store)]).toEqual(before);
    expect(planned).toMatchObject({ isChanged: true, writtenObjects: 0, deletedObjects: 0 });
    const done = await publish(store, source);
    expect(done.writes).toEqual(planned.writes);
    // Tails of a small segment are wanted by this test alone.
    expect(planned.writes.map(({ kind }) => kind)).toEqual(["segment", "manifest"]);
    const plannedBytes = planned.writes.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(done.writtenBytes).toBeGreaterThan(plannedBytes / 2);
    expect(done.writtenBytes).toBeLessThan(plannedBytes * 2);
    const none = new MemoryObjectStore(source);
    const fresh = makeContext();
    await commitArticles(fresh, { "articles/a.txt": article("утро") });
    const untouched = await objectsIn(fresh.store);
    const first = await publish(none, fresh, { isDryRun: true });
    expect(first.writes.map(({ kind, reasons }) => [kind, ...reasons])).toEqual([
      ["dictionary", "first"],
      ["segment", "first"],
      ["tails", "first"],
      ["manifest", "first"],
    ]);
    expect([await objectsIn(none), await objectsIn(fresh.store)]).toEqual([{}, untouched]);
    expect(await publish(store, source, { isDryRun: true })).toMatchObject({ isChanged: false, writes: [] });
  });
});
