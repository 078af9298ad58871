import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { openSite } from "../search-site.ts";

const unpack = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

it("compresses what is longer than a packet, by brotli where the client takes it", async () => {
  const { get } = await openSite();
  for (const path of ["/openapi.json", "/pages.css"]) {
    const plain = await get(path);
    expect(plain.headers.has("content-encoding")).toBe(false);
    const text = await plain.text();
    const accepted = { br: "gzip, deflate, br, zstd", gzip: "br;q=0.0, gzip;q=0.5" } as const;
    for (const coding of ["br", "gzip"] as const) {
      const answer = await get(path, { "accept-encoding": accepted[coding] });
      expect(answer.headers.get("vary")).toContain("Accept-Encoding");
      expect(answer.headers.get("content-encoding"), path).toBe(coding);
      expect(unpack[coding](Buffer.from(await answer.arrayBuffer())).toString()).toBe(text);
    }
  }
});

it("leaves alone what is short, and what the client does not take", async () => {
  const { get } = await openSite();
  const short = await get("/healthz", { "accept-encoding": "br, gzip" });
  expect(await short.json()).toEqual({ ok: true });
  expect(short.headers.has("content-encoding")).toBe(false);
  for (const accepted of ["identity", "gzip;q=0", "deflate, br; q=0", "*;q=0"]) {
    const answer = await get("/openapi.json", { "accept-encoding": accepted });
    expect(answer.headers.has("content-encoding"), accepted).toBe(false);
    expect(answer.headers.get("vary"), accepted).toContain("Accept-Encoding");
  }
});

it("names every coding by one weak tag, and answers 304 to it whichever the client holds", async () => {
  const { get } = await openSite();
  const tags = await Promise.all(
    ["br", "gzip", "identity"].map(async (coding) =>
      (await get("/search", { "accept-encoding": coding })).headers.get("etag"),
    ),
  );
  expect(new Set(tags).size).toBe(1);
  const again = await get("/search", { "accept-encoding": "gzip", "if-none-match": tags[0] ?? "" });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe("");
  expect(again.headers.get("vary")).toContain("Accept-Encoding");
  expect(again.headers.has("content-encoding")).toBe(false);
});

it("answers HEAD with the headers of GET", async () => {
  const { get } = await openSite();
  const headers = { "accept-encoding": "br" };
  const [whole, head] = [await get("/search", headers), await get("/search", headers, "HEAD")];
  expect(await head.text()).toBe("");
  for (const name of ["content-encoding", "vary", "etag", "content-type"])
    expect(head.headers.get(name), name).toBe(whole.headers.get(name));
});
