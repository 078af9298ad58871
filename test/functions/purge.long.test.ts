/**
 * `--purge` of `poisk remove` and `poisk compact` over a folder and over a bucket behind the local S3 endpoint, and at
 * a CloudFront of the test's own.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createUlid, systemIdSource } from "../../src/id-source.ts";
import { defaultKeyLayout, type SegmentId } from "../../src/index/shared.ts";
import { listAll } from "../../src/store/store.ts";
import { segmentKey } from "../support/inside/index-own.ts";
import { type ScriptedS3, startScriptedS3 } from "../support/scripted-s3.ts";
import { type CommandPlace, openPlace, PLACES } from "./command-place.ts";

const article = (id: string, title: string) =>
  JSON.stringify({
    id,
    title,
    text: `${title}, сообщили в мэрии города Вологды.`,
    url: `https://vestnik.example/${id}`,
  });

let place: CommandPlace;

async function segmentFiles(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listAll(place.store, "index/segments/")) keys.push(key);
  return keys;
}

describe.each([...PLACES, "two buckets"] as const)("in %s", (kind) => {
  beforeEach(async () => {
    place = await openPlace(kind);
    await place.put("most.json", article("1", "Мост открыли"));
    await place.put("park.json", article("2", "Парк закрыли"));
  });
  afterEach(() => place.close());

  it("an article goes from bucket and index, and its text from the index's files", async () => {
    const { exitCode, printed, noted } = await place.poisk("remove", "--purge", "--id", "1");
    expect(printed).toMatch(/^removed {4}articles\/most\.json/);
    expect(printed).toContain("Removed 1 article in 1 upload");
    expect(printed).toMatch(/Deleted \d+ old files? of the index\./);
    expect(printed).toMatch(/The index's files hold no deleted text any more\.$/);
    expect(noted).toContain("90 seconds");
    expect(exitCode).toBe(0);
    // One of the articles that are left, one of the takedown.
    expect(await segmentFiles()).toHaveLength(2);
    expect((await place.search("мост")).total).toBe(0);
    expect((await place.search("парк")).total).toBe(1);
  });

  it("text goes of what was removed before, with the article named or without", async () => {
    await place.poisk("remove", "--url", "https://vestnik.example/1");
    const named = await place.poisk("remove", "--purge", "--url", "https://vestnik.example/1");
    expect(named.exitCode).toBe(0);
    expect(named.printed).toMatch(/There is no article of the address .* in .*\.\n/);
    expect(named.printed).toMatch(/hold no deleted text any more\.$/);
    expect((await place.poisk("compact", "--purge")).printed).toBe("The index's files hold no deleted text.");
    await place.poisk("remove", "--key", "articles/park.json");
    expect((await place.poisk("compact", "--purge")).printed).toMatch(/hold no deleted text any more\.$/);
  });

  it("a file of a writer that was killed goes too, though it is young", async () => {
    await place.store.putIfAbsent(
      segmentKey(defaultKeyLayout, createUlid(Date.now(), systemIdSource) as SegmentId),
      new Uint8Array(9),
    );
    const { exitCode, printed } = await place.poisk("remove", "--purge", "--id", "1");
    expect(printed).toContain("Removed 1 article in 1 upload");
    expect(printed).toMatch(/hold no deleted text any more\.$/);
    expect(exitCode).toBe(0);
    // One of the articles that are left, one of the takedown.
    expect(await segmentFiles()).toHaveLength(2);
  });
});

describe("at the edge", () => {
  let cloudFront: ScriptedS3;
  beforeEach(async () => {
    place = await openPlace("a folder");
    await place.put("most.json", article("1", "Мост открыли"));
    cloudFront = await startScriptedS3();
    vi.stubEnv("AWS_ENDPOINT_URL_CLOUDFRONT", cloudFront.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await cloudFront.close();
    await place.close();
  });

  const invalidation = (status: string) =>
    `<Invalidation><Id>I2J0I21PCUYOIK</Id><Status>${status}</Status><CreateTime>2026-01-01T00:00:00Z</CreateTime></Invalidation>`;

  it("all answers go from the distribution's caches, after the index is changed", async () => {
    let isRemovedBefore = false;
    cloudFront.answer = async ({ method }, response) => {
      if (method === "POST") isRemovedBefore = (await place.search("мост")).total === 0;
      response.writeHead(method === "POST" ? 201 : 200, { "content-type": "text/xml" });
      response.end(invalidation(method === "POST" ? "InProgress" : "Completed"));
    };
    const { exitCode, printed } = await place.poisk("remove", "--id", "1", "--distribution", "E1EXAMPLE");
    expect(printed).toMatch(/The caches of E1EXAMPLE hold no older answer \(invalidation I2J0I21PCUYOIK\)\.$/);
    expect(exitCode).toBe(0);
    expect(isRemovedBefore).toBe(true);
    const [create, look] = cloudFront.requests;
    expect(create?.url).toMatch(/\/distribution\/E1EXAMPLE\/invalidation$/);
    expect(create?.body.toString()).toContain("<Items><Path>/*</Path></Items>");
    expect(look?.url).toMatch(/\/invalidation\/I2J0I21PCUYOIK$/);
  });

  it("a refusal is told, and the index is purged all the same", async () => {
    cloudFront.answer = (_, response) => {
      response.writeHead(403, { "content-type": "text/xml" });
      response.end(
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no right</Message></Error></ErrorResponse>",
      );
    };
    const { exitCode, printed, noted } = await place.poisk("remove", "--id", "1", "--distribution", "E1EXAMPLE");
    expect(printed).toContain("hold no deleted text any more.");
    expect(noted).toMatch(/The distribution E1EXAMPLE could not be emptied \(AccessDenied: no right\)/);
    expect(exitCode).toBe(1);
  });
});
