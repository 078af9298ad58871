/**
 * An index that is read from a host of files: what hosts do with ranges, and what is said where one does it wrong.
 */
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SearchIndexError } from "../../../../src/errors.ts";
import { publishedKeyLayout } from "../../../../src/index/shared.ts";
import { createSearch } from "../../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import type { ETag, ObjectKey } from "../../../../src/store/store.ts";
import { FetchObjectStore, type FetchObjectStoreOptions } from "../../../../src/store/web.ts";
import { errorOf } from "../../../support/error-of.ts";
import { type FileHost, startFileHost } from "../../../support/file-host.ts";
import { makeContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

const KEY = "segments/a.segment" as ObjectKey;
const BYTES = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251);

let host: FileHost;
let etag: ETag;

beforeEach(async () => {
  const kept = new MemoryObjectStore();
  etag = await kept.putIfAbsent(KEY, BYTES);
  host = await startFileHost(kept);
});

afterEach(() => host.close());

const open = (options: Partial<FetchObjectStoreOptions> = {}) =>
  new FetchObjectStore({ address: host.address, ...options });

/** Every answer is made by `answer`. */
function answering(answer: (response: ServerResponse) => void): void {
  host.misbehave = (_, response) => {
    answer(response);
    return true;
  };
}

async function failureOf(work: () => Promise<unknown>): Promise<SearchIndexError> {
  return (await errorOf(work)) as SearchIndexError;
}

describe("a range", () => {
  it("costs one request of just these bytes", async () => {
    expect(await open().getRange(KEY, 10, 20)).toEqual(BYTES.slice(10, 20));
    expect(host.requests).toEqual([`GET ${KEY} bytes=10-19`]);
  });

  it("is given up after the first kilobytes where the host sends the whole file, however long", async () => {
    let sentBytes = 0;
    const closed = new Promise<void>((resolve) => {
      answering((response) => {
        response.writeHead(200, { "Content-Type": "application/octet-stream" });
        const send = (): void => {
          sentBytes += 1_024;
          if (!response.destroyed) response.write(Buffer.alloc(1_024), () => setImmediate(send));
        };
        response.on("close", resolve);
        send();
      });
    });
    const error = await failureOf(() => open().getRange(KEY, 0, 10));
    expect([error.code, error.retryable]).toEqual(["ranges-unsupported", false]);
    expect(error.message).toMatch(/whole file \(200, not 206\).*publish the index on a host that answers Range/);
    await closed;
    // What the sockets of both sides hold.
    expect(sentBytes).toBeLessThan(8 * 1024 * 1024);
  });

  it("is refused where it comes compressed, and the compression is named", async () => {
    answering((response) => {
      const body = gzipSync(BYTES.subarray(0, 10));
      response.writeHead(206, { "Content-Encoding": "gzip", "Content-Range": "bytes 0-9/1000" }).end(body);
    });
    const error = await failureOf(() => open().getRange(KEY, 0, 10));
    expect([error.code, error.message]).toEqual([
      "ranges-unsupported",
      expect.stringMatching(/compresses ranges \(gzip\).*Turn off compression/),
    ]);
  });

  it.each(["bytes 1-10/1000", "bytes 0-8/1000", "bytes 0-10/1000", "items 0-9/1000", "bytes 0-9", "nonsense"])(
    "is refused where the host says %j of it",
    async (contentRange) => {
      answering((response) => response.writeHead(206, { "Content-Range": contentRange }).end(BYTES.subarray(0, 10)));
      const error = await failureOf(() => open().getRange(KEY, 0, 10));
      expect([error.code, error.message]).toEqual(["ranges-unsupported", expect.stringContaining(contentRange)]);
    },
  );

  it("is taken by its length alone where the host does not show Content-Range, as to pages of other origins", async () => {
    let sent: Uint8Array = BYTES.subarray(0, 10);
    answering((response) => response.writeHead(206).end(sent));
    expect(await open().getRange(KEY, 0, 10)).toEqual(BYTES.slice(0, 10));
    sent = BYTES.subarray(0, 11);
    expect((await failureOf(() => open().getRange(KEY, 0, 10))).code).toBe("ranges-unsupported");
    sent = BYTES.subarray(0, 9);
    const error = await failureOf(() => open().getRange(KEY, 0, 10));
    expect([error.code, error.message]).toEqual(["store-unavailable", expect.stringContaining("only 9 of 10 bytes")]);
  });

  it("may be asked again where its bytes break off", async () => {
    answering((response) => {
      response.writeHead(206, { "Content-Length": 10, "Content-Range": "bytes 0-9/1000" });
      response.write(BYTES.subarray(0, 5), () => response.destroy());
    });
    const error = await failureOf(() => open().getRange(KEY, 0, 10));
    expect([error.code, error.retryable]).toEqual(["store-unavailable", true]);
  });
});

describe("a whole object", () => {
  it("is named by its content where the host has no ETags, and by a weak one where that is all there is", async () => {
    const plain = (headers: Record<string, string>) =>
      answering((response) => response.writeHead(200, headers).end(BYTES));
    plain({});
    const named = await open().get(KEY);
    expect(named.etag).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(await open().getIfNoneMatch(KEY, named.etag)).toBeNull();
    plain({ ETag: 'W/"abc"' });
    const { etag: weak } = await open().get(KEY);
    expect(weak).toBe("W/abc");
    let asked: string | undefined;
    host.misbehave = (request, response) => {
      asked = request.headers["if-none-match"];
      response.writeHead(304).end();
      return true;
    };
    expect(await open().getIfNoneMatch(KEY, weak)).toBeNull();
    expect(asked).toBe('W/"abc"');
  });

  it("is unpacked where the host compresses it, and its length is that of its own bytes", async () => {
    answering((response) => {
      const body = gzipSync(BYTES);
      response.writeHead(200, { "Content-Encoding": "gzip", "Content-Length": body.length, ETag: '"z"' }).end(body);
    });
    expect(await open().get(KEY, { maxBytes: 1_000 })).toMatchObject({ sizeBytes: 1_000, bytes: BYTES });
    expect(await open().head(KEY)).toMatchObject({ sizeBytes: 1_000, etag: "z" });
  });

  it("without end is given up at the limit", async () => {
    answering((response) => {
      response.writeHead(200);
      const send = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(send));
      };
      send();
    });
    expect((await failureOf(() => open().get(KEY, { maxBytes: 100_000 }))).code).toBe("object-too-large");
  });

  it("is asked for by the ETag, and costs no bytes where nothing changed", async () => {
    expect(await open().getIfNoneMatch(KEY, etag)).toBeNull();
    expect(host.requests).toEqual([`GET ${KEY}`]);
  });
});

describe("a host that", () => {
  it.each([404, 410])("answers %d has no such object", async (status) => {
    answering((response) => response.writeHead(status).end());
    expect((await failureOf(() => open().getRange(KEY, 0, 1))).code).toBe("object-not-found");
    expect((await failureOf(() => open().get(KEY))).code).toBe("object-not-found");
    expect((await failureOf(() => open().head(KEY))).code).toBe("object-not-found");
  });

  it("shows a page of its own for what it does not have has no such object", async () => {
    answering((response) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end("<p>Hello"));
    expect((await failureOf(() => open().getRange(KEY, 0, 1))).code).toBe("object-not-found");
    expect((await failureOf(() => open().get(KEY))).code).toBe("object-not-found");
  });

  it.each([500, 502, 503, 429, 408])("answers %d may be asked again", async (status) => {
    answering((response) => response.writeHead(status).end());
    const error = await failureOf(() => open().getRange(KEY, 0, 1));
    expect([error.code, error.retryable]).toEqual(["store-unavailable", true]);
    expect(error.message).toContain(String(status));
  });

  it.each([401, 403, 451])("answers %d refuses, which is said with what to look at", async (status) => {
    answering((response) => response.writeHead(status).end());
    const error = await failureOf(() => open().get(KEY));
    expect([error.code, error.retryable]).toEqual(["store-denied", false]);
    expect(error.message).toMatch(new RegExp(`refuses .*${KEY} \\(${status}\\)\\. Open it in a browser`));
  });

  it("nobody answers at may be asked again", async () => {
    await host.close();
    expect((await failureOf(() => open().get(KEY))).code).toBe("store-unavailable");
    host = await startFileHost(new MemoryObjectStore());
  });

  it("sends nothing, or stops sending, is given up after the time that was set", async () => {
    const store = open({ patienceMs: 50 });
    answering(() => undefined);
    expect((await failureOf(() => store.get(KEY))).message).toContain("nothing for 50 ms");
    answering((response) => {
      response.writeHead(206, { "Content-Length": 10, "Content-Range": "bytes 0-9/1000" });
      response.write(BYTES.subarray(0, 5));
    });
    const error = await failureOf(() => store.getRange(KEY, 0, 10));
    expect([error.code, error.message]).toEqual(["store-unavailable", expect.stringMatching(/nothing for 50 ms/)]);
  });
});

it("a signal ends what is under way and refuses what follows, and neither is asked again", async () => {
  const controller = new AbortController();
  const store = open({ signal: controller.signal });
  const asked = new Promise<void>((resolve) => answering(() => resolve()));
  const failing = failureOf(() => store.get(KEY));
  await asked;
  controller.abort();
  for (const error of [await failing, await failureOf(() => store.getRange(KEY, 0, 1))]) {
    expect([error.code, error.retryable]).toEqual(["store-denied", false]);
    expect(error.message).toContain("ended by the signal");
  }
});

it.each(["https://news.example/index", "/index/", "ftp://news.example/index/", "https://news.example/index/?a=b", ""])(
  "%j is no address of an index",
  async (address) => {
    const error = await failureOf(async () => open({ address }));
    expect([error.code, error.message]).toEqual([
      "invalid-options",
      expect.stringContaining("https://news.example/index/"),
    ]);
  },
);

describe("an index as it is published", async () => {
  const context = { ...makeContext(), layout: publishedKeyLayout };
  await commitArticles(context, {
    "articles/a.txt": {
      id: "a",
      title: "Мост через Волгу открыли",
      text: "Новый мост открыли в Саратове.",
      publishedAt: "2026-05-12",
    },
  } as Parameters<typeof commitArticles>[1]);

  it("is searched at its address, with the same answers, and tells nothing of uploads", async () => {
    const published = await startFileHost(context.store);
    try {
      const search = createSearch({
        store: new FetchObjectStore({ address: published.address }),
        clock: context.clock,
      });
      const query = { text: "мосты", match: "all" as const, offset: 0, limit: 10 };
      const { hits } = await search.search(query);
      expect(hits).toEqual((await createSearch(context).search(query)).hits);
      expect(hits.map(({ id }) => id)).toEqual(["a"]);
      expect(await search.countRejected()).toBeNull();
      expect(new Set(published.requests.map((request) => request.split(" ")[0]))).toEqual(new Set(["GET"]));
    } finally {
      await published.close();
    }
  });
});
