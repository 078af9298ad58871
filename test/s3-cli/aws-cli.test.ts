import { mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAll, type ObjectKey } from "../../src/store/store.ts";
import { BUCKET, type EndpointUnderTest, startEndpointUnderTest } from "../s3/endpoint-under-test.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { type CliAnswer, runAws, type Signing } from "./s3-clients.ts";

const MEGABYTE = 1_000_000;
const hourAgo = new Date(Date.now() - 3600_000);

describe.each(["signed", "unsigned"] satisfies Signing[])("the AWS CLI, %s", (signing) => {
  let s3: EndpointUnderTest;
  let folder: { path: string; remove: () => Promise<void> };
  beforeAll(async () => {
    s3 = await startEndpointUnderTest("FileObjectStore");
  });
  afterAll(() => s3.stop());
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(async () => {
    await folder.remove();
    for await (const { key } of listAll(s3.store, "")) await s3.store.delete(key);
    s3.records.length = 0;
  });

  const run = (args: readonly string[], stdin?: string): Promise<CliAnswer> =>
    runAws(args, {
      endpointUrl: s3.endpoint.url,
      folder: folder.path,
      signing,
      ...(stdin === undefined ? {} : { stdin }),
    });
  /** Runs, expects success, and gives what was printed. */
  async function aws(...args: string[]): Promise<string> {
    const answer = await run(args);
    expect(answer.stderr).toBe("");
    expect(answer.exitCode).toBe(0);
    return answer.stdout;
  }
  /** An hour old: S3 keeps whole seconds, so `sync` sends a file again that was put in the second of its making. */
  async function writeLocal(name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), content);
    await makeOld(name);
  }
  const makeOld = (name: string) => utimes(join(folder.path, name), hourAgo, hourAgo);
  const readLocal = (name: string) => readFile(join(folder.path, name));
  const textUnder = async (key: string) => Buffer.from((await s3.store.get(key as ObjectKey)).bytes).toString();
  async function keys(): Promise<string[]> {
    const all: string[] = [];
    for await (const { key } of listAll(s3.store, "")) all.push(key);
    return all;
  }
  const transfers = (stdout: string) =>
    stdout.split(/[\r\n]+/).filter((line) => /^(upload|delete|download|copy):/.test(line));

  it("copies a file up and down again", async () => {
    await writeLocal("page.txt", "Текст статьи");
    await aws("s3", "cp", "page.txt", `s3://${BUCKET}/articles/`);
    expect(await textUnder("articles/page.txt")).toBe("Текст статьи");
    expect((await s3.store.head("articles/page.txt" as ObjectKey)).contentType).toBe("text/plain");
    await aws("s3", "cp", `s3://${BUCKET}/articles/page.txt`, "back.txt");
    expect((await readLocal("back.txt")).toString()).toBe("Текст статьи");
    expect(s3.records.map((record) => record.eventName)).toEqual(["ObjectCreated:Put"]);
  });

  it.each(["Новость дня.txt", "a+b & c=100%.txt", "it's «so» #1?.txt", "ё/й/😀.txt"])(
    "keeps the name %s",
    async (name) => {
      await writeLocal(name, name);
      await aws("s3", "cp", name, `s3://${BUCKET}/статьи/${name}`);
      expect(await textUnder(`статьи/${name}`)).toBe(name);
      await aws("s3", "cp", `s3://${BUCKET}/статьи/${name}`, "back");
      expect((await readLocal("back")).toString()).toBe(name);
      const listing = await aws("s3", "ls", "--recursive", `s3://${BUCKET}/статьи/`);
      expect(listing.trimEnd().endsWith(`статьи/${name}`)).toBe(true);
    },
  );

  it("copies from standard input and to standard output", async () => {
    const up = await run(["s3", "cp", "-", `s3://${BUCKET}/stdin.txt`], "из потока");
    expect([up.exitCode, up.stderr]).toEqual([0, ""]);
    expect(await aws("s3", "cp", `s3://${BUCKET}/stdin.txt`, "-")).toBe("из потока");
  });

  it("copies 20 MB in parts, up and down", async () => {
    const big = new Uint8Array(20 * MEGABYTE).map((_, i) => (i * 31) >> 9);
    await writeLocal("big.bin", big);
    await aws("s3", "cp", "big.bin", `s3://${BUCKET}/big.bin`);
    await aws("s3", "cp", `s3://${BUCKET}/big.bin`, "back.bin");
    expect(Buffer.compare(await readLocal("back.bin"), big)).toBe(0);
    expect(s3.records.map((record) => [record.eventName, record.s3.object.key, record.s3.object.size])).toEqual([
      ["ObjectCreated:CompleteMultipartUpload", "big.bin", 20 * MEGABYTE],
    ]);
  });

  it("keeps metadata and gives it back", async () => {
    await writeLocal("page.txt", "text");
    await aws("s3", "cp", "page.txt", `s3://${BUCKET}/page.txt`, "--metadata", "published=2016-10-09,source=ria.ru");
    const head = JSON.parse(await aws("s3api", "head-object", "--bucket", BUCKET, "--key", "page.txt"));
    expect(head.Metadata).toEqual({ published: "2016-10-09", source: "ria.ru" });
  });

  it("syncs a folder up: all, then nothing, then what changed, then what went", async () => {
    const names = ["a.txt", "папка/б.txt", "deep/er/c d.txt"];
    for (const name of names) await writeLocal(`site/${name}`, name);
    const sync = async (...more: string[]) =>
      transfers(await aws("s3", "sync", "site", `s3://${BUCKET}/articles`, ...more));
    expect(await sync()).toHaveLength(3);
    expect(await keys()).toEqual(["articles/a.txt", "articles/deep/er/c d.txt", "articles/папка/б.txt"]);
    expect(await sync()).toEqual([]);
    await writeLocal("site/a.txt", "changed, and longer");
    expect(await sync()).toEqual([expect.stringMatching(/^upload: site\/a\.txt/)]);
    await rm(join(folder.path, "site/папка"), { recursive: true });
    expect(await sync("--delete")).toEqual([expect.stringMatching(/^delete: .*папка\/б\.txt$/)]);
    expect(await keys()).toEqual(["articles/a.txt", "articles/deep/er/c d.txt"]);
  });

  it("syncs a bucket down, over more than one page, and twice changes nothing", async () => {
    for (let i = 0; i < 1005; i += 1) await s3.store.putIfAbsent(`articles/${i}.txt` as ObjectKey, Buffer.from(`${i}`));
    expect(transfers(await aws("s3", "sync", `s3://${BUCKET}/articles`, "down"))).toHaveLength(1005);
    expect((await readLocal("down/1004.txt")).toString()).toBe("1004");
    expect(transfers(await aws("s3", "sync", `s3://${BUCKET}/articles`, "down"))).toEqual([]);
    await makeOld("down/7.txt");
    await writeLocal("down/8.txt", "changed");
    const up = transfers(await aws("s3", "sync", "down", `s3://${BUCKET}/articles`));
    expect(up).toEqual([expect.stringMatching(/^upload: down\/8\.txt/)]);
  });

  it("lists buckets, folders and files", async () => {
    await s3.store.putIfAbsent("articles/2016/a.txt" as ObjectKey, Buffer.from("12345"));
    await s3.store.putIfAbsent("articles/b c.txt" as ObjectKey, Buffer.from("123"));
    expect(await aws("s3", "ls")).toMatch(new RegExp(`^\\S+ \\S+ ${BUCKET}\n$`));
    expect(await aws("s3", "ls", `s3://${BUCKET}/articles/`)).toMatch(/^ +PRE 2016\/\n\S+ \S+ +3 b c\.txt\n$/);
    expect(await aws("s3", "ls", "--recursive", "--summarize", `s3://${BUCKET}`)).toMatch(
      /Total Objects: 2\s+Total Size: 8/,
    );
    expect((await run(["s3", "ls", `s3://${BUCKET}/nothing/`])).exitCode).toBe(1);
  });

  it("removes and moves files", async () => {
    for (const key of ["a/1.txt", "a/2 я.txt", "b/3.txt"])
      await s3.store.putIfAbsent(key as ObjectKey, Buffer.from(key));
    await aws("s3", "mv", `s3://${BUCKET}/a/2 я.txt`, `s3://${BUCKET}/b/4 ё.txt`);
    expect(await keys()).toEqual(["a/1.txt", "b/3.txt", "b/4 ё.txt"]);
    await aws("s3", "rm", `s3://${BUCKET}/a/1.txt`);
    expect(transfers(await aws("s3", "rm", "--recursive", `s3://${BUCKET}/b`))).toHaveLength(2);
    expect(await keys()).toEqual([]);
    expect(s3.records.map((record) => record.eventName.split(":")[0])).toEqual([
      "ObjectCreated",
      "ObjectRemoved",
      "ObjectRemoved",
      "ObjectRemoved",
      "ObjectRemoved",
    ]);
  });

  it("writes on conditions", async () => {
    await writeLocal("first.txt", "first");
    await writeLocal("second.txt", "second");
    const put = (body: string, ...more: string[]) =>
      run(["s3api", "put-object", "--bucket", BUCKET, "--key", "once.txt", "--body", body, ...more]);
    const created = await put("first.txt", "--if-none-match", "*");
    expect(created.exitCode).toBe(0);
    const again = await put("second.txt", "--if-none-match", "*");
    expect(again.exitCode).not.toBe(0);
    expect(again.stderr).toContain("(PreconditionFailed)");
    expect(await textUnder("once.txt")).toBe("first");
  });

  it("deletes many, and reports S3's errors by name", async () => {
    for (const key of ["a.txt", "б & в.txt"]) await s3.store.putIfAbsent(key as ObjectKey, Buffer.from(key));
    const wanted = JSON.stringify({ Objects: [{ Key: "a.txt" }, { Key: "б & в.txt" }] });
    const answer = JSON.parse(await aws("s3api", "delete-objects", "--bucket", BUCKET, "--delete", wanted));
    expect(answer.Deleted).toEqual([{ Key: "a.txt" }, { Key: "б & в.txt" }]);
    const missing = await run(["s3api", "get-object", "--bucket", BUCKET, "--key", "a.txt", "out"]);
    expect(missing.stderr).toContain("(NoSuchKey)");
    const bucket = await run(["s3", "ls", "s3://other-bucket"]);
    expect(bucket.stderr).toContain("(NoSuchBucket)");
    const acl = await run(["s3api", "get-bucket-acl", "--bucket", BUCKET]);
    expect(acl.stderr).toContain("(NotImplemented)");
  });

  it("shows the endpoint no failure of its own in all this", () => {
    expect(s3.failures).toEqual([]);
  });
});
