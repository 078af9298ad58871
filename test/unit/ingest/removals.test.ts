/**
 * Removals by push and takedowns by the owner: what they take out of the index, whichever way an article came, and what
 * brings it back.
 */
import { describe, expect, it } from "vitest";
import { createPushApp } from "../../../functions/push/push-app.ts";
import { createToken, tokenEntry } from "../../../functions/push/push-tokens.ts";
import { readArticles } from "../../../src/articles/articles.ts";
import { articleTimeZone } from "../../../src/articles/news.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { SegmentReader } from "../../../src/index/read.ts";
import { publishedKeyLayout } from "../../../src/index/shared.ts";
import { Ingester, MAX_UPLOAD_BYTES, rebuildIndex, verifyIndex } from "../../../src/index/write.ts";
import { listTakedowns, stateGone, takeDown } from "../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { listAll, type ObjectKey } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { segmentKey } from "../../support/inside/index-own.ts";
import { allEntries } from "../../support/inside/index-reader.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { publishedManifest, publishTo } from "../../support/published-index.ts";
import { upload } from "../../support/uploads.ts";
import { backfill } from "../../support/whole-backfill.ts";
import { parsedTokens } from "../push/parsed-tokens.ts";

const ADDRESS = "https://news.example/ledohod";
const TOKEN = createToken(systemIdSource);
const OTHER_TOKEN = createToken(systemIdSource);
const processor = directProcessor(resolvedArticleOptions);
const story = { title: "Ледоход начался", text: "На реке начался ледоход.", url: ADDRESS };
const other = { title: "Паром встал", text: "Паром больше не ходит.", url: "https://news.example/parom" };

/** A bucket that is pushed to, and whose index follows each change. */
class PushedSite {
  readonly context: TestContext = makeContext();
  readonly #search = new ArticleSearch(this.context, { revalidateMs: 0 });
  #changed: ObjectKey[] = [];
  readonly #app = createPushApp({
    context: this.context,
    timeZone: articleTimeZone,
    tokens: parsedTokens(
      tokenEntry(TOKEN, "2036-12-31", ""),
      tokenEntry(OTHER_TOKEN, "2036-12-31", "", { hosts: ["other.example"] }),
    ),
    read: readArticles,
    maxBytes: 1_000_000,
    logger: recordingLogger().logger,
    problems: { documentation: null, basePath: "" },
    onChanged: (key) => this.#changed.push(key),
  });

  async push(method: string, name: string, body: object | null, headers: Record<string, string> = {}, token = TOKEN) {
    const response = await this.#app.fetch(
      new Request(`http://localhost/articles/${name}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        body: body === null ? null : JSON.stringify(body),
      }),
    );
    await this.ingest(this.#changed);
    this.#changed = [];
    return { status: response.status, answer: await response.json() };
  }

  async drop(name: string, ...articles: readonly object[]): Promise<void> {
    await this.ingest([await upload(this.context, name, articles.map((one) => JSON.stringify(one)).join("\n"))]);
  }

  async ingest(keys: readonly ObjectKey[]): Promise<void> {
    const { failed, left } = await new Ingester(this.context, processor).ingest(keys);
    expect([failed.size, left]).toEqual([0, []]);
  }

  async found(...words: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const text of words) {
      const { hits } = await this.#search.search({ text, match: "all", offset: 0, limit: 10 });
      found.push(...hits.map(({ key }) => `${text} ${key.slice("articles/".length)}`));
    }
    return found;
  }

  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of listAll(this.context.store, prefix)) keys.push(key);
    return keys;
  }

  async expectSound(): Promise<void> {
    const { findings } = await verifyIndex(this.context, resolvedArticleOptions);
    expect(findings.filter(({ severity }) => severity !== "notice")).toEqual([]);
  }

  /** Moves the clock by an hour. */
  later(): this {
    this.context.clock.advance(3_600_000);
    return this;
  }
}

describe("a removal by push", () => {
  it("takes out what came by every way, and a newer push is the article again", async () => {
    const site = new PushedSite();
    await site.drop("export.jsonl", story, other);
    await site.later().push("PUT", "ledohod.json", { ...story, title: "Ледоход кончился" });
    const { status, answer } = await site.later().push("DELETE", "ledohod.json", null);
    expect([status, answer]).toMatchObject([202, { removed: [ADDRESS] }]);
    expect(await site.found("ледоход", "паром")).toEqual(["паром export.jsonl"]);
    await site.expectSound();
    await site.later().push("PUT", "ledohod.json", { ...story, title: "Ледоход снова" });
    expect(await site.found("ледоход")).toEqual(["ледоход ledohod.json"]);
    await site.expectSound();
  });

  it("names the address of an upload that this key never had", async () => {
    const site = new PushedSite();
    await site.drop("export.jsonl", story, other);
    const { answer } = await site.later().push("DELETE", "ledohod.json", null, { "x-amz-meta-url": `${ADDRESS}/` });
    expect(answer).toMatchObject({ removed: [`${ADDRESS}/`] });
    expect(await site.found("ледоход", "паром")).toEqual(["паром export.jsonl"]);
  });

  it("counts in one second with the upload that it is about, and the next push counts before it", async () => {
    const site = new PushedSite();
    await site.push("PUT", "ledohod.json", story);
    await site.drop("export.jsonl", story);
    await site.push("DELETE", "ledohod.json", null);
    expect(await site.found("ледоход")).toEqual([]);
    const { answer } = await site.push("PUT", "ledohod.json", story);
    expect(answer).toMatchObject({ articles: 1, rejected: [] });
    expect(await site.found("ледоход")).toEqual(["ледоход ledohod.json"]);
  });

  it("is told of by a push that says it is older", async () => {
    const site = new PushedSite();
    await site.push("PUT", "ledohod.json", { ...story, modified: "2026-01-01T00:00:00Z" });
    await site.later().push("DELETE", "ledohod.json", null);
    const { status, answer } = await site
      .later()
      .push("PUT", "ledohod.json", { ...story, modified: "2026-01-01T00:00:00Z" });
    expect([status, answer]).toMatchObject([202, { rejected: [{ code: "removed-since" }] }]);
    expect(await site.found("ледоход")).toEqual([]);
  });

  it("is the old address's where a push changes the address", async () => {
    const site = new PushedSite();
    await site.push("PUT", "ledohod.json", story);
    await site.drop("export.jsonl", story, other);
    await site.later().push("PUT", "ledohod.json", { ...story, url: `${ADDRESS}-2026` });
    expect(await site.found("ледоход")).toEqual(["ледоход ledohod.json"]);
    await site.later().push("PUT", "ledohod.json", story);
    expect(await site.found("ледоход")).toEqual(["ледоход ledohod.json"]);
    expect(await site.keys("articles-statements/")).toHaveLength(2);
    await site.expectSound();
  });

  it("says nothing of the articles of a file of many, nor where a key goes by other means", async () => {
    const site = new PushedSite();
    await site.drop("export.jsonl", story, other);
    await site.push("PUT", "many.jsonl", [story, other]);
    await site.later().push("DELETE", "many.jsonl", null);
    await site.push("PUT", "ledohod.json", story);
    await site.context.store.delete("articles/ledohod.json" as ObjectKey);
    await site.ingest(["articles/ledohod.json" as ObjectKey]);
    expect(await site.found("ледоход", "паром")).toEqual(["ледоход export.jsonl", "паром export.jsonl"]);
    expect(await site.keys("articles-statements/")).toEqual([]);
  });

  it("is refused for an address of a host that is not the token's, and is no claim of such an upload", async () => {
    const site = new PushedSite();
    await site.push("PUT", "ledohod.json", story);
    const headers = { "x-amz-meta-url": ADDRESS };
    expect((await site.push("DELETE", "x.json", null, headers, OTHER_TOKEN)).status).toBe(403);
    expect((await site.push("DELETE", "x.json", null, { "x-amz-meta-url": "no address" })).status).toBe(400);
    await site.drop("export.jsonl", story);
    const { answer } = await site.push("DELETE", "ledohod.json", null, {}, OTHER_TOKEN);
    expect(answer).toMatchObject({ removed: [] });
    expect(await site.found("ледоход")).toEqual(["ледоход export.jsonl"]);
  });

  it("deletes an upload that cannot be read, and removes the address that is named", async () => {
    const site = new PushedSite();
    await site.drop("export.jsonl", story);
    await upload(site.context, "large.json", new Uint8Array(MAX_UPLOAD_BYTES + 1));
    const { status, answer } = await site.later().push("DELETE", "large.json", null, { "x-amz-meta-url": ADDRESS });
    expect([status, answer]).toMatchObject([202, { removed: [ADDRESS] }]);
    expect([await site.found("ледоход"), await site.keys("articles/")]).toEqual([[], ["articles/export.jsonl"]]);
  });

  it("is stated only where the condition of the delete is met", async () => {
    const site = new PushedSite();
    await site.push("PUT", "ledohod.json", story);
    expect((await site.push("DELETE", "ledohod.json", null, { "if-match": '"0"' })).status).toBe(412);
    expect(await site.found("ледоход")).toEqual(["ледоход ledohod.json"]);
    expect(await site.keys("articles-statements/")).toEqual([]);
  });

  it("cannot be pushed as an upload, and nor can a takedown", async () => {
    const site = new PushedSite();
    for (const name of ["../articles-statements/takedowns/a.json", "%2e%2e/articles-statements/removals/a.json"]) {
      expect((await site.push("PUT", name, story)).status).toBeGreaterThanOrEqual(400);
    }
    expect(await site.keys("articles")).toEqual([]);
  });
});

describe("a takedown", () => {
  const remove = (site: PushedSite, keys: readonly ObjectKey[]) =>
    takeDown(site.context, processor, keys, "remove", { addresses: [ADDRESS], reason: "решение суда" });

  it("holds against what comes later by every way, until it is lifted", async () => {
    const site = new PushedSite();
    await site.drop("a.json", story);
    const { takenDown } = await remove(site, ["articles/a.json" as ObjectKey]);
    expect(takenDown).toEqual([ADDRESS]);
    await site.later().drop("export.jsonl", { ...story, modified: "2026-01-01T12:00:00Z" }, other);
    const { answer } = await site.later().push("PUT", "b.json", story);
    expect(answer).toMatchObject({ rejected: [{ code: "taken-down" }] });
    expect(await site.found("ледоход", "паром")).toEqual(["паром export.jsonl"]);
    await site.expectSound();
    const takedowns = await listTakedowns(site.context);
    expect(takedowns.map(({ file }) => file)).toMatchObject([{ addresses: [ADDRESS], reason: "решение суда" }]);
    for (const { key } of takedowns) {
      await site.context.store.delete(key);
      await site.ingest([key]);
    }
    expect(await site.found("ледоход")).toEqual(["ледоход b.json"]);
    await site.expectSound();
  });

  it("is kept by a rebuild and a backfill of a lost index, as a removal is", async () => {
    const site = new PushedSite();
    await site.drop("export.jsonl", story, other, { ...other, url: "https://news.example/most", title: "Мост" });
    await site.later().push("DELETE", "x.json", null, { "x-amz-meta-url": "https://news.example/most" });
    await remove(site, []);
    const words = ["ледоход", "паром", "мост"];
    const expected = await site.found(...words);
    expect(expected).toEqual(["паром export.jsonl"]);
    await rebuildIndex(site.context, processor);
    expect(await site.found(...words)).toEqual(expected);
    await site.expectSound();
    for (const key of await site.keys("index/")) await site.context.store.delete(key as ObjectKey);
    await backfill(site.context);
    expect(await site.found(...words)).toEqual(expected);
    await site.expectSound();
  });

  it("is published no more than a removal is: neither its key nor what it takes out", async () => {
    const site = new PushedSite();
    await site.drop("export.jsonl", story, other, { ...other, url: "https://news.example/most", title: "Мост" });
    await site.later().push("DELETE", "x.json", null, { "x-amz-meta-url": "https://news.example/most" });
    await remove(site, []);
    const store = new MemoryObjectStore(site.context);
    await publishTo(store, site.context);
    const { segments } = await publishedManifest(store);
    const keys: string[] = [];
    for (const segment of segments) {
      const reader = await SegmentReader.open(store, segmentKey(publishedKeyLayout, segment.id), segment);
      for await (const { sourceKey } of allEntries(reader)) keys.push(sourceKey);
    }
    expect([keys, segments.map(({ documents }) => documents)]).toEqual([["articles/export.jsonl"], [1]]);
  });

  it("that cannot be read is told of, and states nothing", async () => {
    const site = new PushedSite();
    await site.drop("a.json", story);
    const key = await stateGone(site.context, "takedown", { address: ADDRESS });
    await site.context.store.delete(key);
    await site.context.store.putIfAbsent(key, Buffer.from("{}"));
    const { rejected } = await new Ingester(site.context, processor).ingest([key]);
    expect(rejected.get(key)).toMatchObject([{ code: "invalid-statement" }]);
    expect(await site.found("ледоход")).toEqual(["ледоход a.json"]);
  });
});
