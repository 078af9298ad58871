/** One article that comes by several ways, and what becomes of it when one of them changes it or lets it go. */
import { describe, expect, it } from "vitest";
import { ManifestStore } from "../../../src/index/shared.ts";
import { Ingester, rebuildIndex, verifyIndex } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { compact } from "../../support/inside/index-compaction.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { presentManifest } from "../../support/live-index.ts";
import { upload } from "../../support/uploads.ts";

const ADDRESS = "https://news.example/ledohod";
const processor = directProcessor(resolvedArticleOptions);

class Site {
  readonly context: TestContext = makeContext();
  readonly #search = new ArticleSearch(this.context, { revalidateMs: 0 });

  /** Puts an upload a minute later, and ingests it. */
  async put(name: string, ...articles: readonly object[]): Promise<void> {
    this.context.clock.advance(60_000);
    const key = await upload(this.context, name, articles.map((article) => JSON.stringify(article)).join("\n"));
    await this.#ingest(key);
  }

  async delete(name: string): Promise<void> {
    const key = `articles/${name}` as ObjectKey;
    await this.context.store.delete(key);
    await this.#ingest(key);
  }

  async #ingest(key: ObjectKey): Promise<void> {
    const { failed, left } = await new Ingester(this.context, processor).ingest([key]);
    expect([failed.size, left]).toEqual([0, []]);
  }

  async merge(): Promise<void> {
    const snapshot = await new ManifestStore(this.context).require();
    const all = {
      choose: <T>(inputs: readonly T[]) => (inputs.length > 1 ? { inputs, reason: "size" as const } : null),
    };
    await compact(this.context, resolvedArticleOptions, snapshot, all);
  }

  /** Lists the words that are found, with their uploads. */
  async found(...words: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const text of words) {
      const { hits } = await this.#search.search({ text, match: "all", offset: 0, limit: 10 });
      found.push(...hits.map(({ key }) => `${text} ${key.slice("articles/".length)}`));
    }
    return found;
  }

  async byId(id: string): Promise<string[]> {
    return (await this.#search.findById(id)).map(({ key }) => key);
  }

  async expectSound(): Promise<void> {
    const { findings } = await verifyIndex(this.context, resolvedArticleOptions);
    expect(findings.filter(({ severity }) => severity !== "notice")).toEqual([]);
  }
}

const exported = { title: "Ледоход начался", text: "На реке начался ледоход.", url: ADDRESS };
const other = { title: "Паром встал", text: "Паром больше не ходит.", url: "https://news.example/parom" };
const pushed = { title: "Ледоход кончился", text: "На реке кончился ледоход.", url: `${ADDRESS}/?utm_source=push` };

describe("an article that came by an export and by a push", () => {
  it("is one: the words of the later one are found, those of the earlier one are not", async () => {
    const site = new Site();
    await site.put("export.jsonl", exported, other);
    await site.put("push.json", pushed);
    expect(await site.found("начался", "кончился", "паром")).toEqual(["кончился push.json", "паром export.jsonl"]);
    expect((await presentManifest(site.context)).segments.reduce((sum, one) => sum + one.liveDocuments, 0)).toBe(2);
    await site.expectSound();
  });

  it("is what the export says again once the pushed file is deleted, after a merge too", async () => {
    for (const merges of [false, true]) {
      const site = new Site();
      await site.put("export.jsonl", exported, other);
      await site.put("push.json", pushed);
      if (merges) await site.merge();
      await site.delete("push.json");
      expect(await site.found("начался", "кончился", "паром")).toEqual(["начался export.jsonl", "паром export.jsonl"]);
      await site.expectSound();
    }
  });

  it("is what changed last by its own time, though a feed brings an older state later", async () => {
    const site = new Site();
    await site.put("push.json", { ...pushed, updatedAt: "2025-12-01T10:00:05Z" });
    await site.put("feed.json", { ...exported, updatedAt: "2025-12-01T10:00:04Z" });
    expect(await site.found("начался", "кончился")).toEqual(["кончился push.json"]);
  });

  it("is the same whichever came first, and after a rebuild", async () => {
    const site = new Site();
    await site.put("push.json", { ...pushed, updatedAt: "2025-12-01T10:00:05Z" });
    await site.put("export.jsonl", { ...exported, updatedAt: "2025-12-01T10:00:04Z" }, other);
    await rebuildIndex(site.context, processor);
    expect(await site.found("начался", "кончился", "паром")).toEqual(["кончился push.json", "паром export.jsonl"]);
    await site.expectSound();
  });

  it("moves with its address: the old one is free again", async () => {
    const site = new Site();
    await site.put("export.jsonl", exported);
    await site.put("push.json", pushed);
    await site.put("push.json", { ...pushed, url: "https://news.example/ledohod-2" });
    expect(await site.found("начался", "кончился")).toEqual(["начался export.jsonl", "кончился push.json"]);
  });

  it("is opened by what stands for its address, whichever id an upload gives it", async () => {
    const site = new Site();
    await site.put("export.jsonl", exported);
    const [id = ""] = (await site.found("начался")).length > 0 ? await idsOf(site) : [];
    expect(await site.byId(id)).toEqual(["articles/export.jsonl"]);
    await site.put("push.json", { ...pushed, id: "77" });
    expect([await site.byId(id), await site.byId("77")]).toEqual([["articles/push.json"], ["articles/push.json"]]);
  });
});

async function idsOf({ context }: Site): Promise<string[]> {
  const { hits } = await new ArticleSearch(context).search({ text: "ледоход", match: "all", offset: 0, limit: 10 });
  return hits.map(({ id }) => id);
}

it("texts that only name an address supersede nobody", async () => {
  const site = new Site();
  await site.put("one.txt", {});
  const context = site.context;
  const text = (words: string) =>
    `${words}\n\nЭто длинный рассказ о реке, в котором ${words.toLowerCase()}, и о том, что было дальше.\n\n${ADDRESS}`;
  for (const [name, words] of [
    ["one.txt", "Лёд тронулся"],
    ["two.txt", "Вода спала"],
  ] as const) {
    const key = await upload(context, name, text(words));
    await new Ingester(context, processor).ingest([key]);
  }
  expect(await site.found("тронулся", "спала")).toEqual(["тронулся one.txt", "спала two.txt"]);
});
