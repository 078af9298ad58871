import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseKeyOption, planUploads } from "../../../functions/cli/location/upload-plan.ts";
import { UsageError } from "../../../functions/cli/terminal/failure.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

describe("the plan of an upload", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const plan = (paths: string[], key?: string) => planUploads(paths, key, defaultKeyLayout);
  const write = async (path: string): Promise<string> => {
    const whole = join(folder.path, path);
    await mkdir(join(whole, ".."), { recursive: true });
    await writeFile(whole, "текст");
    return whole;
  };

  it("gives a file the key of its name alone", async () => {
    const planned = await plan([await write("far/away/Новость дня.txt")]);
    expect(planned.map(({ key }) => key)).toEqual(["articles/Новость дня.txt"]);
  });

  it("gives a folder's files their paths inside it, in order", async () => {
    for (const path of ["b.txt", "2016/10/a.txt", "2016/z.json"]) await write(path);
    const planned = await plan([folder.path]);
    expect(planned.map(({ key }) => key)).toEqual(["articles/2016/10/a.txt", "articles/2016/z.json", "articles/b.txt"]);
  });

  it("passes over hidden files and links inside a folder", async () => {
    const file = await write("a.txt");
    await write(".git/config");
    await write(".hidden.txt");
    await symlink(file, join(folder.path, "link.txt"));
    expect((await plan([folder.path])).map(({ key }) => key)).toEqual(["articles/a.txt"]);
  });

  it("takes a key for a single file only", async () => {
    const file = await write("a.txt");
    expect((await plan([file], "articles/ria.ru/1.txt")).map(({ key }) => key)).toEqual(["articles/ria.ru/1.txt"]);
    await expect(plan([file, file], "articles/b.txt")).rejects.toThrow("--key goes with a single file");
    await expect(plan([folder.path], "articles/b.txt")).rejects.toThrow("--key goes with a single file");
  });

  it("refuses two files that would have one key", async () => {
    const paths = [await write("one/a.txt"), await write("two/a.txt")];
    await expect(plan(paths)).rejects.toThrow("would both become articles/a.txt");
  });

  it("refuses an empty folder", async () => {
    await expect(plan([folder.path])).rejects.toThrow("There are no files in");
  });

  it.each([
    "../etc/passwd",
    "articles/../index/manifest.json",
    "/articles/a.txt",
    "index/a.txt",
    "articles/",
    "a.txt",
    "",
  ])("refuses the key %j as a mistake of the call", (key) => {
    expect(() => parseKeyOption(key, defaultKeyLayout)).toThrow(UsageError);
  });
});
