import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/clock.ts";
import { FileObjectStore } from "../../../../src/store/local.ts";
import type { ETag, ObjectKey } from "../../../../src/store/store.ts";
import { codeOf, noise } from "../../../contract/object-store/contract.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

const key = (text: string): ObjectKey => text as ObjectKey;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const md5 = (content: string | Uint8Array): string => createHash("md5").update(content).digest("hex");
const big = noise(300_000);

/** The machine's clock an hour on: files written a moment ago count as settled. */
const laterClock = { ...systemClock, nowMs: () => systemClock.nowMs() + 3600_000 };

describe("FileObjectStore", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let root: string;
  let store: FileObjectStore;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    root = join(folder.path, "data");
    store = new FileObjectStore({ rootFolder: root, isDurable: false });
  });
  afterEach(() => folder.remove());

  const drop = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  const keys = async (prefix = ""): Promise<string[]> =>
    (await store.list({ prefix })).objects.map((object) => object.key);

  describe("plain files", () => {
    it("keeps an object as the plain file of its path", async () => {
      await store.putIfAbsent(key("articles/2016/Москва.txt"), bytesOf("текст"), { metadata: { source: "x" } });
      expect(await readFile(join(root, "articles/2016/Москва.txt"), "utf8")).toBe("текст");
      expect(readdirSync(root).sort()).toEqual([".poisk", "articles"]);
    });

    it("takes a file dropped into the folder for an object without options", async () => {
      await drop("articles/a.txt", "Привет");
      const object = await store.get(key("articles/a.txt"));
      expect(object).toMatchObject({ etag: md5("Привет"), sizeBytes: 12, contentType: null, metadata: {} });
      expect(await store.head(key("articles/a.txt"))).toMatchObject({ etag: md5("Привет") });
      expect(await keys()).toEqual(["articles/a.txt"]);
      expect(await codeOf(store.putIfAbsent(key("articles/a.txt"), bytesOf("x")))).toBe("object-exists");
      await store.putIfMatch(key("articles/a.txt"), bytesOf("x"), md5("Привет") as ETag);
      expect(await readFile(join(root, "articles/a.txt"), "utf8")).toBe("x");
    });

    it("sees that a file was replaced, changed in place or removed by hand", async () => {
      const etag = await store.putIfAbsent(key("a.txt"), bytesOf("one"), { contentType: "text/plain" });
      await writeFile(join(root, "a.txt"), "two");
      expect(await store.head(key("a.txt"))).toMatchObject({ etag: md5("two"), contentType: null });
      expect((await store.list({ prefix: "" })).objects[0]?.etag).toBe(md5("two"));
      expect(await codeOf(store.putIfMatch(key("a.txt"), bytesOf("x"), etag))).toBe("etag-mismatch");
      await rm(join(root, "a.txt"));
      expect(await codeOf(store.head(key("a.txt")))).toBe("object-not-found");
      expect(await keys()).toEqual([]);
    });

    it("gives the modification time of a file in whole seconds", async () => {
      await drop("a.txt", "a");
      await utimes(join(root, "a.txt"), 1476000000.987, 1476000000.987);
      expect((await store.head(key("a.txt"))).lastModifiedMs).toBe(1476000000_000);
    });

    it("finds nothing in a folder that is not there, and makes none by reading", async () => {
      expect(await keys()).toEqual([]);
      expect(await codeOf(store.get(key("a")))).toBe("object-not-found");
      await store.delete(key("a"));
      expect(existsSync(root)).toBe(false);
    });

    it("works under a root that is itself a symbolic link", async () => {
      await mkdir(join(folder.path, "real"));
      await symlink(join(folder.path, "real"), root);
      await store.putIfAbsent(key("a"), bytesOf("x"));
      await store.putIfAbsent(key("b/c"), bytesOf("x"));
      expect(readdirSync(join(folder.path, "real")).sort()).toEqual([".poisk", "a", "b"]);
      expect(await keys()).toEqual(["a", "b/c"]);
    });
  });

  describe("ETags without reading", () => {
    it("gives the right ETag of a large file that is overwritten at once by another of the same size", async () => {
      await drop("a", big);
      expect((await store.head(key("a"))).etag).toBe(md5(big));
      const other = noise(300_000, 2);
      await writeFile(join(root, "a"), other);
      expect((await store.head(key("a"))).etag).toBe(md5(other));
    });

    it("remembers the ETag of a large settled file, and not after it changed with its old time put back", async () => {
      const settled = new FileObjectStore({ rootFolder: root, isDurable: false, clock: laterClock });
      await drop("a", big);
      expect((await settled.head(key("a"))).etag).toBe(md5(big));
      expect(notes(root)).toHaveLength(1);
      expect((await settled.head(key("a"))).etag).toBe(md5(big));
      const { atime, mtime } = statSync(join(root, "a"));
      const other = noise(300_000, 2);
      await nextTick(join(root, "a"));
      await writeFile(join(root, "a"), other);
      await utimes(join(root, "a"), atime, mtime);
      expect((await settled.head(key("a"))).etag).toBe(md5(other));
      expect((await settled.list({ prefix: "" })).objects[0]?.etag).toBe(md5(other));
    });

    it("lists the right ETag of a small settled file again and again, and of one changed with its old time", async () => {
      const settled = new FileObjectStore({ rootFolder: root, isDurable: false, clock: laterClock });
      const etagListed = async () => (await settled.list({ prefix: "a" })).objects[0]?.etag;
      await drop("a", "one");
      expect([await etagListed(), await etagListed()]).toEqual([md5("one"), md5("one")]);
      const { atime, mtime } = statSync(join(root, "a"));
      await nextTick(join(root, "a"));
      await writeFile(join(root, "a"), "two");
      await utimes(join(root, "a"), atime, mtime);
      expect(await etagListed()).toBe(md5("two"));
      await settled.putIfMatch(key("a"), bytesOf("six"), md5("two") as ETag);
      expect([await etagListed(), await etagListed()]).toEqual([md5("six"), md5("six")]);
    });

    it("does not remember the ETag of a file that may change again within the same tick", async () => {
      await drop("a", big);
      const { ctimeMs } = statSync(join(root, "a"));
      const clock = { ...systemClock, nowMs: () => ctimeMs + 1_000 };
      await new FileObjectStore({ rootFolder: root, isDurable: false, clock }).head(key("a"));
      expect(notes(root)).toEqual([]);
    });

    it("believes no note that is torn or of another shape", async () => {
      await store.putIfAbsent(key("a"), bytesOf("a"), { metadata: { source: "x" } });
      for (const text of ["", "{", "null", "[]", '{"key":"a"}', '{"key":1}', JSON.stringify({ metadata: [] })]) {
        await writeFile(notes(root)[0] ?? "", text);
        expect(await store.get(key("a"))).toMatchObject({ etag: md5("a"), metadata: {} });
      }
    });

    it("keeps what is beside the bytes when the folder is copied", async () => {
      await store.putIfAbsent(key("a/b.txt"), big, { metadata: { published: "2016-10-09" } });
      await cp(root, `${root}-copy`, { recursive: true, preserveTimestamps: true });
      execFileSync("cp", ["-a", root, `${root}-archive`]);
      const copy = new FileObjectStore(`${root}-archive`);
      const expected = { etag: md5(big), metadata: { published: "2016-10-09" } };
      expect(await copy.head(key("a/b.txt"))).toMatchObject(expected);
      expect(await copy.get(key("a/b.txt"))).toMatchObject(expected);
    });

    it("leaves one note an object at most, and none of objects that are gone", async () => {
      let etag = await store.putIfAbsent(key("a"), bytesOf("0"), { contentType: "text/plain" });
      for (let i = 1; i < 20; i += 1) {
        etag = await store.putIfMatch(key("a"), bytesOf(String(i)), etag, { metadata: { i: String(i) } });
      }
      expect(notes(root)).toHaveLength(1);
      await store.putIfMatch(key("a"), bytesOf("x"), etag);
      expect(notes(root)).toEqual([]);
      await store.putIfAbsent(key("b"), bytesOf("b"), { contentType: "text/plain" });
      await store.delete(key("b"));
      expect(notes(root)).toEqual([]);
    });

    it("sweeps old notes of files that were removed by hand", async () => {
      await store.putIfAbsent(key("gone"), bytesOf("a"), { contentType: "text/plain" });
      await store.putIfAbsent(key("there"), bytesOf("a"), { contentType: "text/plain" });
      await rm(join(root, "gone"));
      // One of 256 parts is swept at each opening.
      for (let part = 0; part < 256; part += 1) {
        const ids = { random32: () => part };
        const opened = new FileObjectStore({ rootFolder: root, isDurable: false, clock: laterClock, ids });
        await opened.putIfAbsent(key(`other${part}`), bytesOf("x"));
      }
      expect(notes(root).map((path) => JSON.parse(readFileSync(path, "utf8")).key)).toEqual(["there"]);
    });
  });

  describe("what no plain file can hold", () => {
    it("keeps a key beside the file or the folder that is in its way, and gives it its own path afterwards", async () => {
      await store.putIfAbsent(key("a"), bytesOf("file"));
      await store.putIfAbsent(key("a/b"), bytesOf("below"));
      expect(await keys()).toEqual(["a", "a/b"]);
      expect(statSync(join(root, "a")).isFile()).toBe(true);
      await store.delete(key("a/b"));
      await store.delete(key("a"));
      await store.putIfAbsent(key("a/b"), bytesOf("below"));
      expect(statSync(join(root, "a/b")).isFile()).toBe(true);
    });

    it("lets a file dropped by hand hide an object that had no path, and deletes both", async () => {
      await store.putIfAbsent(key("a"), bytesOf("file"));
      await store.putIfAbsent(key("a/b"), bytesOf("odd"));
      await rm(join(root, "a"));
      await drop("a/b", "dropped");
      expect(textOf((await store.get(key("a/b"))).bytes)).toBe("dropped");
      expect(await keys()).toEqual(["a/b"]);
      await store.delete(key("a/b"));
      expect(await codeOf(store.get(key("a/b")))).toBe("object-not-found");
      expect(readdirSync(join(root, ".poisk/odd"))).toEqual([]);
    });

    it("puts an object in place of empty folders, and keeps a folder that holds something", async () => {
      await mkdir(join(root, "a/b/c"), { recursive: true });
      await store.putIfAbsent(key("a"), bytesOf("x"));
      expect(statSync(join(root, "a")).isFile()).toBe(true);
      await drop("d/e/f", "x");
      await store.putIfAbsent(key("d"), bytesOf("y"));
      expect(await keys()).toEqual(["a", "d", "d/e/f"]);
    });

    it("never shows its own folder, and never writes a key into it", async () => {
      await store.putIfAbsent(key(".poisk/new/x"), bytesOf("mine"));
      await store.putIfAbsent(key(".POISK/y"), bytesOf("mine too"));
      await store.putIfAbsent(key("z"), bytesOf("x"), { contentType: "text/plain" });
      expect(await keys()).toEqual([".POISK/y", ".poisk/new/x", "z"]);
      expect(existsSync(join(root, ".poisk/new/x"))).toBe(false);
      expect(await codeOf(store.get(key(".poisk/odd")))).toBe("object-not-found");
      expect(await keys(".poisk/about")).toEqual([]);
    });
  });

  describe("what is no plain file", () => {
    it("neither lists nor follows symbolic links to files and folders", async () => {
      await writeFile(join(folder.path, "secret.txt"), "secret");
      await mkdir(join(folder.path, "outside"));
      await writeFile(join(folder.path, "outside/secret.txt"), "secret");
      await drop("articles/a.txt", "a");
      await symlink(join(folder.path, "secret.txt"), join(root, "articles/link.txt"));
      await symlink(join(folder.path, "outside"), join(root, "linked"));
      await symlink("a.txt", join(root, "articles/inside.txt"));
      expect(await keys()).toEqual(["articles/a.txt"]);
      expect(await keys("linked/")).toEqual([]);
      for (const hidden of ["articles/link.txt", "linked/secret.txt", "articles/inside.txt"]) {
        expect(await codeOf(store.get(key(hidden)))).toBe("object-not-found");
        expect(await codeOf(store.head(key(hidden)))).toBe("object-not-found");
        expect(await codeOf(store.getRange(key(hidden), 0, 1))).toBe("object-not-found");
        await store.delete(key(hidden));
      }
      expect(await readFile(join(folder.path, "outside/secret.txt"), "utf8")).toBe("secret");
    });

    it("writes nothing through a symbolic link, and destroys none", async () => {
      await mkdir(join(folder.path, "outside"));
      await mkdir(root);
      await writeFile(join(folder.path, "secret.txt"), "secret");
      await symlink(join(folder.path, "outside"), join(root, "linked"));
      await symlink(join(folder.path, "secret.txt"), join(root, "link.txt"));
      for (const text of ["linked/x.txt", "linked/deep/x.txt", "link.txt"]) {
        const etag = await store.putIfAbsent(key(text), bytesOf(text));
        await store.putIfMatch(key(text), bytesOf(`${text}!`), etag);
        expect(textOf((await store.get(key(text))).bytes)).toBe(`${text}!`);
      }
      expect(readdirSync(join(folder.path, "outside"))).toEqual([]);
      expect(await readFile(join(folder.path, "secret.txt"), "utf8")).toBe("secret");
      expect(await keys()).toEqual(["link.txt", "linked/deep/x.txt", "linked/x.txt"]);
    });

    it("does not wait for the writer of a named pipe", async () => {
      await mkdir(root);
      execFileSync("mkfifo", [join(root, "pipe")]);
      expect(await codeOf(store.get(key("pipe")))).toBe("object-not-found");
      expect(await keys()).toEqual([]);
    });

    it("leaves out files whose name is no text", async () => {
      await drop("a.txt", "a");
      await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xcf, 0xf0, 0xe8])]), "cp1251");
      expect(await keys()).toEqual(["a.txt"]);
    });
  });

  describe("folders", () => {
    it("removes folders that a deletion leaves empty, but not those into which people drop files", async () => {
      await store.putIfAbsent(key("articles/2016/10/a.txt"), bytesOf("a"));
      await drop("articles/2016/b.txt", "b");
      await store.delete(key("articles/2016/10/a.txt"));
      expect(readdirSync(join(root, "articles/2016"))).toEqual(["b.txt"]);
      await store.delete(key("articles/2016/b.txt"));
      expect(readdirSync(join(root, "articles"))).toEqual([]);
    });

    it("lists a large folder in pages, and sees what comes between them", async () => {
      const settled = new FileObjectStore({ rootFolder: root, isDurable: false, clock: laterClock });
      await mkdir(join(root, "many"), { recursive: true });
      const names = Array.from({ length: 2500 }, (_, i) => `many/${String(i).padStart(5, "0")}`);
      for (const name of names) await writeFile(join(root, name), "x");
      const first = await settled.list({ prefix: "many/" });
      await writeFile(join(root, "many/01500a"), "new");
      await rm(join(root, "many/01501"));
      const second = await settled.list({ prefix: "many/", cursor: first.nextCursor ?? "" });
      const third = await settled.list({ prefix: "many/", cursor: second.nextCursor ?? "" });
      const listed = [...first.objects, ...second.objects, ...third.objects].map((object) => object.key as string);
      expect(listed).toEqual([...names.filter((name) => name !== "many/01501"), "many/01500a"].sort());
      expect(third.nextCursor).toBeNull();
    });
  });

  describe("writes", () => {
    it("keeps no options of the version that it replaces", async () => {
      const etag = await store.putIfAbsent(key("a"), bytesOf("one"), { contentType: "text/plain" });
      await store.putIfMatch(key("a"), bytesOf("two"), etag);
      expect(await store.get(key("a"))).toMatchObject({ etag: md5("two"), contentType: null });
    });

    it("gives up reading or replacing a file into which others write without a pause", async () => {
      await drop("log.txt", noise(2_500_000));
      const impatient = new FileObjectStore({ rootFolder: root, clock: { ...systemClock, sleep: async () => {} } });
      let isOver = false;
      // Hashing gives way to others after each megabyte, and then the file is another one.
      const write = (): void => {
        appendFileSync(join(root, "log.txt"), "x");
        if (!isOver) setImmediate(write);
      };
      write();
      try {
        expect(await codeOf(impatient.head(key("log.txt")))).toBe("store-unavailable");
        const etag = md5("of some moment") as ETag;
        expect(await codeOf(impatient.putIfMatch(key("log.txt"), bytesOf("x"), etag))).toBe("store-unavailable");
      } finally {
        isOver = true;
      }
    });

    it("leaves no temporary file behind where an ETag cannot be remembered, and gives it all the same", async () => {
      await drop("big.bin", big);
      for (let stripe = 0; stripe < 64; stripe += 1) {
        const lock = join(root, ".poisk/locks", stripe.toString(16).padStart(2, "0"));
        await mkdir(lock, { recursive: true });
        await symlink("another-machine", join(lock, "1"));
      }
      const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + 10_000 };
      const waiting = new FileObjectStore({ rootFolder: root, clock, lockTimeoutMs: 0 });
      expect((await waiting.head(key("big.bin"))).etag).toBe(md5(big));
      expect(readdirSync(join(root, ".poisk/new"))).toEqual([]);
    });

    it("leaves no temporary file behind, whether a write succeeds or fails", async () => {
      await store.putIfAbsent(key("a"), big, { contentType: "text/plain" });
      await codeOf(store.putIfAbsent(key("a"), big, { contentType: "text/plain" }));
      await codeOf(store.putIfMatch(key("a"), big, "0" as ETag, { contentType: "text/plain" }));
      await store.putIfAbsent(key("a/"), bytesOf("odd"));
      expect(readdirSync(join(root, ".poisk/new"))).toEqual([]);
    });

    it("is on the disk by default", async () => {
      const durable = new FileObjectStore(root);
      await durable.putIfAbsent(key("a/b/c"), bytesOf("x"), { contentType: "text/plain" });
      await durable.delete(key("a/b/c"));
      expect(readdirSync(join(root, "a"))).toEqual([]);
    });
  });

  describe("a folder that fails", () => {
    it("says store-denied where the root is a file", async () => {
      await writeFile(root, "not a folder");
      expect(await codeOf(store.get(key("a")))).toBe("object-not-found");
      expect(await codeOf(store.putIfAbsent(key("a"), bytesOf("x")))).toBe("store-denied");
    });

    it("reads a folder that it may not write to", async () => {
      await drop("a", big);
      await mkdir(join(root, ".poisk"));
      await chmod(join(root, ".poisk"), 0o500);
      const settled = new FileObjectStore({ rootFolder: root, clock: laterClock });
      expect((await settled.head(key("a"))).etag).toBe(md5(big));
      await chmod(join(root, ".poisk"), 0o700);
    });
  });
});

/** Waits until the file system's clock, which moves in steps, has moved on since the file was changed. */
async function nextTick(path: string): Promise<void> {
  const probe = `${path}.probe`;
  do await writeFile(probe, "");
  while (statSync(probe, { bigint: true }).ctimeNs <= statSync(path, { bigint: true }).ctimeNs);
  await rm(probe);
}

/** The paths of all notes. */
function notes(root: string): string[] {
  const about = join(root, ".poisk/about");
  if (!existsSync(about)) return [];
  return readdirSync(about).flatMap((shard) => readdirSync(join(about, shard)).map((name) => join(about, shard, name)));
}
