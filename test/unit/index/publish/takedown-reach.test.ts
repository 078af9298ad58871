/**
 * The reach of a takedown: the reader, the origin, and a CDN before it that keeps files as Cache-Control allows.
 */
import { afterEach, expect, it } from "vitest";
import { publishedKeyLayout } from "../../../../src/index/shared.ts";
import { createSearch } from "../../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { FetchObjectStore } from "../../../../src/store/web.ts";
import { type FileHost, startFileHost } from "../../../support/file-host.ts";
import { makeContext } from "../../../support/index-context.ts";
import { HOUR_MS, publishTo } from "../../../support/published-index.ts";
import { commitArticles, removeArticles } from "../../../support/stored-articles.ts";

let host: FileHost | null = null;
afterEach(() => host?.close());

/**
 * A cache between readers and the host (RFC 9111): by address and range, for ever where it may, and asked anew where it
 * may not.
 */
class Cdn {
  readonly #kept = new Map<string, { readonly response: Response; readonly body: ArrayBuffer }>();

  readonly fetch = async (request: Request): Promise<Response> => {
    const name = `${request.url} ${request.headers.get("Range") ?? ""}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined) return new Response(kept.body, kept.response);
    const response = await fetch(request);
    if (!/immutable/.test(response.headers.get("Cache-Control") ?? "")) return response;
    const body = await response.arrayBuffer();
    this.#kept.set(name, { response, body });
    return new Response(body, response);
  };

  /** Purges as the owner does by hand. */
  purge(address: string): void {
    for (const name of this.#kept.keys()) if (name.startsWith(`${address} `)) this.#kept.delete(name);
  }

  has(address: string): boolean {
    return [...this.#kept.keys()].some((name) => name.startsWith(`${address} `));
  }
}

it("ends for readers with the manifest, at the origin after the grace, and in a CDN with the purge of what was printed", async () => {
  const source = makeContext();
  const store = new MemoryObjectStore(source);
  await commitArticles(source, {
    "articles/secret.txt": { title: "Паром тайный", text: "Паром через Волгу, тайный." },
    "articles/open.txt": { title: "Паром открытый", text: "Паром через Волгу, открытый." },
  });
  await publishTo(store, source);
  host = await startFileHost(store);
  const { address } = host;
  const cdn = new Cdn();
  const openPage = () =>
    createSearch({
      store: new FetchObjectStore({ address, fetch: cdn.fetch }),
      layout: publishedKeyLayout,
      revalidateMs: 0,
    });
  const find = async (page: ReturnType<typeof openPage>) => {
    const { hits } = await page.search({ text: "паром", match: "all", offset: 0, limit: 10 });
    return hits.map(({ key }) => key).sort();
  };
  const page = openPage();
  expect(await find(page)).toEqual(["articles/open.txt", "articles/secret.txt"]);

  await removeArticles(source, ["articles/secret.txt"]);
  const { departed } = await publishTo(store, source);
  expect(departed).toHaveLength(1);
  const [old = ""] = departed.map((key) => new URL(key, address).href);
  expect(await find(page)).toEqual(["articles/open.txt"]);
  expect(await find(openPage())).toEqual(["articles/open.txt"]);
  expect((await fetch(old)).status).toBe(200);

  source.clock.advance(25 * HOUR_MS);
  await publishTo(store, source);
  expect((await fetch(old)).status).toBe(404);
  expect(cdn.has(old)).toBe(true);
  cdn.purge(old);
  expect(cdn.has(old)).toBe(false);
  expect(await find(openPage())).toEqual(["articles/open.txt"]);
});
