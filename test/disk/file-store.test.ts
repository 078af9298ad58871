/**
 * The folder store on a disk that is full, or may only be read.
 */
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FileObjectStore } from "../../src/store/local.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { noise } from "../contract/object-store/contract.ts";
import { codeOf } from "../support/error-of.ts";
import { makeSmallDisk, type SmallDisk } from "../support/small-disk.ts";

const key = (text: string): ObjectKey => text as ObjectKey;
const text = noise(3_000);

let disk: SmallDisk;
let store: FileObjectStore;

beforeEach(async () => {
  disk = await makeSmallDisk(4 * 1024 * 1024);
  store = new FileObjectStore(join(disk.path, "data"));
  await store.putIfAbsent(key("a"), text, { contentType: "text/plain" });
});
afterEach(() => disk.remove());

it("says that it is full, reads and deletes what it holds, and takes more once there is room", async () => {
  disk.fill();
  expect(await codeOf(() => store.putIfAbsent(key("b"), text))).toBe("store-full");
  const held = await store.get(key("a"));
  expect(Buffer.from(text).equals(held.bytes)).toBe(true);
  expect(await codeOf(() => store.putIfMatch(key("a"), noise(9_000), held.etag))).toBe("store-full");
  await store.delete(key("a"));
  disk.clear();
  await store.putIfAbsent(key("b"), text);
});

it("says that it may only be read, and reads what it holds", async () => {
  disk.remount("ro");
  expect(await codeOf(() => store.putIfAbsent(key("b"), text))).toBe("store-read-only");
  expect(await codeOf(() => store.delete(key("a")))).toBe("store-read-only");
  const reopened = new FileObjectStore(join(disk.path, "data"));
  expect(Buffer.from(text).equals((await reopened.get(key("a"))).bytes)).toBe(true);
  expect((await reopened.list({ prefix: "" })).objects).toHaveLength(1);
  disk.remount("rw");
  await reopened.putIfAbsent(key("b"), text);
});

it("holds room back for one key and for deletes, again as soon as there is some, and not for others", async () => {
  const reserving = new FileObjectStore({ rootFolder: join(disk.path, "data"), reserveFor: key("m") });
  let etag = await reserving.putIfAbsent(key("m"), noise(20_000));
  disk.fill();
  for (let round = 0; round < 10; round += 1) {
    expect(await codeOf(() => reserving.putIfAbsent(key("b"), text))).toBe("store-full");
    etag = await reserving.putIfMatch(key("m"), noise(20_000 + round), etag);
    disk.fill();
  }
  expect((await reserving.list({ prefix: "" })).objects.map((object) => object.key)).toEqual(["a", "m"]);
  expect(await codeOf(() => store.putIfMatch(key("m"), text, etag))).toBe("store-full");
  disk.clear();
  await reserving.putIfAbsent(key("b"), text);
});
