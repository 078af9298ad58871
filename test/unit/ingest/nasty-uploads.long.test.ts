/**
 * Uploads made to break a reader, through the ingester into an index: none crashes or hangs it, none keeps another out,
 * and what was read is found.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import { verifyIndex } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import type { SearchAnswer } from "../../../src/search-api.ts";
import { parseObjectKey } from "../../../src/store/store.ts";
import { type NastyUpload, nastyUploads } from "../../support/nasty-uploads.ts";
import { bodyOf, openSite, type Site } from "../http/search-site.ts";

const uploads = nastyUploads();
/** Most that an article may keep of an upload, in UTF-16 units: as much as the upload itself. */
const MAX_TEXT_LENGTH = 10_000_000;

describe("an upload of", () => {
  it.each(uploads.map((upload) => [upload.what, upload] as const))(
    "%s is read into clean articles, or rejected with a reason",
    async (_what, upload) => {
      const { articles, rejected } = await read(upload);
      expect(articles.length + rejected.length).toBeGreaterThan(0);
      if (upload.rejected === null) expect(articles.length).toBeGreaterThan(0);
      else if (upload.rejected !== "any") expect(rejected.map(({ code }) => code)).toContain(upload.rejected);
      for (const { title, lead, text } of articles) {
        for (const kept of [title ?? "", lead ?? "", text]) {
          expect(kept.length).toBeLessThan(MAX_TEXT_LENGTH);
          expect(kept.isWellFormed()).toBe(true);
          expect(kept).not.toMatch(/(?!\n)\p{Cc}|[\u200b\u202a-\u202e\u2066-\u2069]/u);
        }
      }
    },
    60_000,
  );
});

describe("an index of all of them that can be read", () => {
  let site: Site;
  const names = ["__proto__", "constructor", "hasOwnProperty", "toString", "prototype"];
  beforeAll(async () => {
    site = await openSite({});
    const small = uploads.filter(({ bytes }) => bytes.length < 400_000);
    for (const { key, bytes } of small) await site.store.putIfAbsent(parseObjectKey(key), bytes);
    await site.ingest(small.map(({ key }) => key));
  });

  it.each(names)("finds %s by word, id, source, agency and place", async (name) => {
    const asked = [`q=${name}`, `q=source:${name}`, `source=${name}`, `agency=${name}`, `place=${name}`];
    for (const query of asked) {
      const { hits } = await bodyOf<SearchAnswer>(await site.get(`/search?${query}&correct=off`));
      expect(hits.map(({ id }) => id)).toContain(name);
    }
    expect((await site.get(`/articles/${name}`)).status).toBe(200);
  });

  it("counts them as sources like any other", async () => {
    const answer = await bodyOf<SearchAnswer>(await site.get("/search?q=мост&facets=source&limit=50"));
    const counted = JSON.stringify(answer.facets);
    for (const name of names) expect(counted).toContain(name);
  });

  it("is whole", async () => {
    const { findings, documents } = await verifyIndex(site.writing, resolvedArticleOptions);
    expect(findings.filter(({ severity }) => severity !== "notice")).toEqual([]);
    expect(documents).toBeGreaterThan(names.length);
  });
});

function read({ key, bytes }: NastyUpload) {
  return readArticles(bytes, { key });
}
