/**
 * `poisk publish` from a folder or a bucket to a folder or a bucket, and the published index searched over HTTP.
 */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { publishedKeyLayout } from "../../src/index/shared.ts";
import { createSearch } from "../../src/search/search.ts";
import { FileObjectStore, MemoryObjectStore } from "../../src/store/local.ts";
import { listAll, type ObjectKey, type ObjectReader } from "../../src/store/store.ts";
import { FetchObjectStore } from "../../src/store/web.ts";
import { startFileHost } from "../support/file-host.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { openPlace, PLACES } from "./command-place.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const article = (title: string) =>
  JSON.stringify({ title, text: `${title}. ${"Подробности сообщат утром. ".repeat(8)}` });

async function openSite(kind: (typeof PLACES)[number]) {
  const place = await openPlace(kind);
  cleanups.push(place.close);
  const folder = await makeTemporaryFolder();
  cleanups.push(folder.remove);
  return { ...place, target: join(folder.path, "public", "search") };
}

async function find(store: ObjectReader, text: string): Promise<readonly string[]> {
  const host = await startFileHost(store);
  cleanups.push(host.close);
  const search = createSearch({
    store: new FetchObjectStore({ address: host.address }),
    layout: publishedKeyLayout,
  });
  const { hits } = await search.search({ text, match: "all", offset: 0, limit: 10 });
  return hits.map(({ key }) => key);
}

const filesOf = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe.each(PLACES)("an index in %s", (kind) => {
  it("is published to a folder, which has nothing but what a host is to serve, and is found over HTTP", async () => {
    const { poisk, put, target } = await openSite(kind);
    await put("parom.json", article("Паром встал на ремонт"));
    const { exitCode, printed } = await poisk("publish", "--to", target, "--url", "https://news.example/search");
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^Published to .*: 1 article in 1 segment, .* Written: \d+ objects, /);
    expect(printed).toContain("On a page:\n");
    expect(printed).toContain('  <poisk-search index="https://news.example/search/"></poisk-search>');
    expect(printed).toContain("poisk doctor --public https://news.example/search/");
    const named = (await filesOf(target)).map((name) => name.replace(/[0-9A-Z]{26}|[0-9a-f]{16}|[0-9a-f]{8}/, "ID"));
    expect([...new Set(named)].sort()).toEqual([
      ...["_headers", "dictionaries/ID", "dictionaries/ID.LICENSE", "manifest.json", "segments/ID.segment"],
      ...["segments/ID.suggestions", "tails", "widget/widget-ID.js", "widget/widget.js"],
    ]);
    // The line that was printed leads to the files of the box.
    const [, script = ""] = /src="https:\/\/news\.example\/search\/(.*?)"/.exec(printed) ?? [];
    const [, entry = ""] =
      /^export\*from"\.\/(.*)";\/\/ index format \d+\n$/.exec(await readFile(join(target, script), "utf8")) ?? [];
    expect(await filesOf(target)).toContain(`widget/${entry}`);
    expect(await readFile(join(target, "_headers"), "utf8")).toContain(
      "/search/segments/*\n  Cache-Control: public, max-age=31536000, immutable\n",
    );
    expect(await find(new FileObjectStore(target), "паром")).toEqual(["articles/parom.json"]);
  });

  it("is published again by what changed alone, and tells what left", async () => {
    const { poisk, put, target } = await openSite(kind);
    await put("parom.json", article("Паром встал на ремонт"));
    await poisk("publish", "--to", target);
    const before = await filesOf(target);
    const again = await poisk("publish", "--to", target);
    expect(again.printed).toMatch(/^Nothing changed in /);
    expect(again.printed.match(/--url/g)).toHaveLength(1);
    expect(again.printed).not.toContain("poisk doctor");
    expect(await filesOf(target)).toEqual(before);
    await poisk("remove", "--id", (await poisk("search", "--json", "паром")).printed.match(/"id": "(.*)"/)?.[1] ?? "");
    await put("most.json", article("Мост открыли"));
    const changed = JSON.parse((await poisk("publish", "--to", target, "--json", "--grace", "0")).printed);
    expect(changed).toMatchObject({
      isChanged: true,
      articles: 1,
      deletedObjects: 2,
      departed: [expect.stringMatching(/^segments\/.*\.segment$/), expect.stringMatching(/\.suggestions$/)],
    });
    expect(await find(new FileObjectStore(target), "паром")).toEqual([]);
    expect(await find(new FileObjectStore(target), "мост")).toEqual(["articles/most.json"]);
  });

  it("is published to a bucket, with Cache-Control on each object, and packed scripts, which no bucket packs by itself", async () => {
    const { poisk, put } = await openSite(kind);
    await put("parom.json", article("Паром встал на ремонт"));
    const store = new MemoryObjectStore();
    const endpoint = await startS3Endpoint({ store, bucket: "public-bucket" });
    cleanups.push(() => endpoint.close());
    const { exitCode } = await poisk("publish", "--to", "s3://public-bucket/search", "--to-endpoint", endpoint.url);
    expect(exitCode).toBe(0);
    const told: [string, string | null, string | null][] = [];
    for await (const { key } of listAll(store, "")) {
      const name = key.replace(/[0-9A-Z]{26}|[0-9a-f]{16}|[0-9a-f]{8}/, "ID");
      const { cacheControl, contentEncoding } = await store.head(key);
      if (!told.some(([other]) => other === name)) told.push([name, cacheControl, contentEncoding]);
    }
    const forEver = "public, max-age=31536000, immutable";
    expect(told.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ["search/dictionaries/ID", forEver, null],
      ["search/dictionaries/ID.LICENSE", forEver, null],
      ["search/manifest.json", "no-cache", null],
      ["search/segments/ID.segment", forEver, null],
      ["search/segments/ID.suggestions", forEver, null],
      ["search/tails", "no-cache", null],
      ["search/widget/widget-ID.js", forEver, "gzip"],
      ["search/widget/widget.js", "public, max-age=300", "gzip"],
    ]);
    const { bytes } = await store.get("search/widget/widget.js" as ObjectKey);
    expect(gunzipSync(bytes).toString()).toMatch(/^export\*from"\.\/widget-[0-9a-f]{8}\.js"/);
    const again = await poisk("publish", "--to", "s3://public-bucket/search", "--to-endpoint", endpoint.url);
    expect(again.printed).toContain("Nothing changed");
  });
});

describe("poisk publish", () => {
  it.each<[string, string[], RegExp]>([
    ["no place", [], /--to <place>' not specified/],
    ["an empty place", ["--to", " "], /--to is empty/],
    ["a place of other tools", ["--to", "ftp://news.example/search"], /takes a folder or s3:\/\/NAME\/PATH\//],
    ["an endpoint of a folder", ["--to", "public", "--to-endpoint", "http://127.0.0.1:9"], /go with a bucket only/],
    ["an address that is none", ["--to", "public", "--url", "news.example"], /--url must be an address/],
    ["parts too small to be worth it", ["--to", "public", "--part-bytes", "1000"], /whole number from 1048576/],
  ])("says what is wrong with %s", async (_, args, message) => {
    const { poisk, put } = await openSite("a folder");
    await put("parom.json", article("Паром встал на ремонт"));
    const { exitCode, noted } = await poisk("publish", ...args);
    expect([exitCode, noted]).toEqual([2, expect.stringMatching(message)]);
  });

  it("refuses the folder of the private index, one in its uploads, and one around it", async () => {
    const folder = await makeTemporaryFolder();
    cleanups.push(folder.remove);
    const data = join(folder.path, "site", "data");
    await mkdir(data, { recursive: true });
    const run = async (...args: string[]) => {
      const terminal = createRecordingTerminal();
      return [await runCommand([...args, "--data-dir", data], terminal), terminal.noted.join("\n")];
    };
    await run("put", "examples/page.txt");
    for (const to of [data, join(data, "articles", "public"), join(data, "index"), join(folder.path, "site")]) {
      expect(await run("publish", "--to", to)).toEqual([2, expect.stringContaining("Publish to a folder of its own")]);
    }
    expect(await run("publish", "--to", join(data, "public"))).toEqual([0, ""]);
    await rm(data, { recursive: true });
    expect(await run("publish", "--to", join(folder.path, "public"))).toEqual([
      1,
      expect.stringContaining("There is no folder"),
    ]);
  });

  it("refuses the place of the private index in a bucket", async () => {
    const { poisk, put } = await openSite("a bucket");
    await put("parom.json", article("Паром встал на ремонт"));
    for (const to of ["s3://articles-bucket/index/", "s3://articles-bucket/articles/public/"]) {
      expect(await poisk("publish", "--to", to)).toMatchObject({ exitCode: 2 });
    }
  });
});
