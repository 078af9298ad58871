import { mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listAll, type ObjectKey } from "../../src/store/store.ts";
import { BUCKET, type EndpointUnderTest, startEndpointUnderTest } from "../s3/endpoint-under-test.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { type CliAnswer, runClient } from "./s3-clients.ts";

const boto3Steps = fileURLToPath(new URL("./boto3-steps.py", import.meta.url));
const hourAgo = new Date(Date.now() - 3600_000);

let s3: EndpointUnderTest;
let folder: { path: string; remove: () => Promise<void> };
beforeEach(async () => {
  s3 = await startEndpointUnderTest("FileObjectStore");
  folder = await makeTemporaryFolder();
});
afterEach(async () => {
  await s3.stop();
  await folder.remove();
  expect(s3.failures).toEqual([]);
});

/** Gives what a client printed; it must end well. */
async function stdoutOf(run: Promise<CliAnswer>): Promise<string> {
  const { exitCode, stdout, stderr } = await run;
  expect(exitCode, stderr).toBe(0);
  return stdout;
}
async function writeLocal(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await utimes(path, hourAgo, hourAgo);
  }
}
async function keys(): Promise<string[]> {
  const all: string[] = [];
  for await (const { key } of listAll(s3.store, "")) all.push(key);
  return all;
}
const textUnder = async (key: string) => Buffer.from((await s3.store.get(key as ObjectKey)).bytes).toString();
const big = new Uint8Array(20_000_000).map((_, i) => (i * 31) >> 9);

describe("s3cmd", () => {
  const run = (...args: string[]) => {
    const host = new URL(s3.endpoint.url).host;
    const connection = ["--access_key=anyone", "--secret_key=anything", "--no-ssl", `--host=${host}`];
    return runClient("s3cmd", ["--config=/dev/null", ...connection, `--host-bucket=${host}`, ...args], {
      folder: folder.path,
    });
  };
  const s3cmd = (...args: string[]) => stdoutOf(run(...args));

  it("puts, lists, gets and deletes files of any name", async () => {
    await writeLocal({ "Новость +&.txt": "Текст статьи" });
    await s3cmd("put", "Новость +&.txt", `s3://${BUCKET}/articles/Новость +&.txt`);
    expect(await textUnder("articles/Новость +&.txt")).toBe("Текст статьи");
    expect(await s3cmd("ls")).toContain(`s3://${BUCKET}`);
    expect(await s3cmd("ls", `s3://${BUCKET}/articles/`)).toMatch(/ 23 +s3:\/\/\S+\/articles\/Новость \+&\.txt\n/);
    await s3cmd("get", `s3://${BUCKET}/articles/Новость +&.txt`, "back.txt");
    expect(await readFile(join(folder.path, "back.txt"), "utf8")).toBe("Текст статьи");
    expect(await s3cmd("info", `s3://${BUCKET}/articles/Новость +&.txt`)).toContain("File size: 23");
    await s3cmd("del", `s3://${BUCKET}/articles/Новость +&.txt`);
    expect(await keys()).toEqual([]);
  });

  it("syncs a folder: all, then nothing, then what went", async () => {
    await writeLocal({ "site/a.txt": "a", "site/папка/б.txt": "б" });
    const sync = (...more: string[]) => s3cmd("sync", ...more, "site/", `s3://${BUCKET}/articles/`);
    expect((await sync()).match(/^upload:/gm)).toHaveLength(2);
    expect(await sync()).not.toMatch(/^upload:/m);
    await rm(join(folder.path, "site/a.txt"));
    await sync("--delete-removed");
    expect(await keys()).toEqual(["articles/папка/б.txt"]);
  });

  it("deletes a folder of more than one page", async () => {
    for (let i = 0; i < 1005; i += 1) await s3.store.putIfAbsent(`articles/${i}.txt` as ObjectKey, Buffer.from(`${i}`));
    await s3cmd("del", "--recursive", `s3://${BUCKET}/articles/`);
    expect(await keys()).toEqual([]);
  });

  it("puts 20 MB in parts", async () => {
    await writeLocal({ "big.bin": big });
    await s3cmd("put", "big.bin", `s3://${BUCKET}/big.bin`, "--multipart-chunk-size-mb=5");
    expect(Buffer.compare((await s3.store.get("big.bin" as ObjectKey)).bytes, big)).toBe(0);
    expect(s3.records.map(({ eventName }) => eventName)).toEqual(["ObjectCreated:CompleteMultipartUpload"]);
  });

  it("names the object that is missing", async () => {
    const { exitCode, stderr } = await run("get", `s3://${BUCKET}/нет.txt`, "back.txt");
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("does not exist");
  });
});

describe("rclone with the settings of the provider Other", () => {
  const rclone = (...args: string[]) =>
    stdoutOf(
      runClient("rclone", args, {
        folder: folder.path,
        env: {
          RCLONE_CONFIG_SITE_TYPE: "s3",
          RCLONE_CONFIG_SITE_PROVIDER: "Other",
          RCLONE_CONFIG_SITE_ENDPOINT: s3.endpoint.url,
          RCLONE_CONFIG_SITE_ACCESS_KEY_ID: "anyone",
          RCLONE_CONFIG_SITE_SECRET_ACCESS_KEY: "anything",
        },
      }),
    );

  it("copies a folder up, checks it, and copies nothing twice", async () => {
    await writeLocal({ "site/a.txt": "a", "site/папка/б +&.txt": "б" });
    await rclone("copy", "site", `site:${BUCKET}/articles`);
    expect(await keys()).toEqual(["articles/a.txt", "articles/папка/б +&.txt"]);
    await rclone("check", "site", `site:${BUCKET}/articles`);
    const sent = s3.records.length;
    await rclone("copy", "site", `site:${BUCKET}/articles`);
    expect(s3.records).toHaveLength(sent);
    expect(await rclone("lsf", "-R", "--files-only", `site:${BUCKET}/articles`)).toBe("a.txt\nпапка/б +&.txt\n");
  });

  it("copies down, moves, and purges over more than one page", async () => {
    for (let i = 0; i < 1005; i += 1) await s3.store.putIfAbsent(`articles/${i}.txt` as ObjectKey, Buffer.from(`${i}`));
    await rclone("copy", `site:${BUCKET}/articles`, "down");
    expect(await readFile(join(folder.path, "down/1004.txt"), "utf8")).toBe("1004");
    await rclone("moveto", `site:${BUCKET}/articles/7.txt`, `site:${BUCKET}/moved/семь.txt`);
    expect(await textUnder("moved/семь.txt")).toBe("7");
    await rclone("purge", `site:${BUCKET}/articles`);
    expect(await keys()).toEqual(["moved/семь.txt"]);
  });

  it("moves a folder up and syncs away what went", async () => {
    await writeLocal({ "site/a.txt": "a", "site/b.txt": "b" });
    await rclone("move", "site", `site:${BUCKET}/articles`);
    await writeLocal({ "site/a.txt": "a" });
    await rclone("sync", "site", `site:${BUCKET}/articles`);
    expect(await keys()).toEqual(["articles/a.txt"]);
  });

  it("copies 20 MB in parts", async () => {
    await writeLocal({ "big.bin": big });
    await rclone("copy", "--s3-upload-cutoff=5M", "--s3-chunk-size=5M", "big.bin", `site:${BUCKET}/`);
    expect(Buffer.compare((await s3.store.get("big.bin" as ObjectKey)).bytes, big)).toBe(0);
  });
});

describe("boto3", () => {
  it("puts with checksums, lists by both versions, copies and deletes", async () => {
    const printed = await stdoutOf(
      runClient("python3", [boto3Steps, s3.endpoint.url, BUCKET], { folder: folder.path }),
    );
    const { CRC32C, CRC64NVME, ...seen } = JSON.parse(printed);
    const whole = ["Текст", "MissingDependencyException"];
    expect(whole).toContain(CRC32C);
    expect(whole).toContain(CRC64NVME);
    const pages = [0, 1, 2, 3, 4].map((number) => `pages/${number}.txt`);
    expect(seen).toEqual({
      CRC32: "Текст",
      SHA1: "Текст",
      SHA256: "Текст",
      wrongDigest: ["BadDigest", 400],
      missing: ["NoSuchKey", 404],
      missingHead: ["404", 404],
      metadata: { published: "2016-10-09" },
      listed: [pages.slice(0, 3), pages.slice(3)],
      truncated: [true, false],
      paginated: pages,
      copied: { published: "2016-10-09" },
      deleted: 5,
      left: [],
    });
  });
});
