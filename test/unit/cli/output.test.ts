import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOutput } from "../../../functions/cli/terminal/output.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

describe("an output", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const inFolder = (name: string) => join(folder.path, name);
  const writeWhole = async (path: string, content: string) => {
    const output = await openOutput(path);
    await output.begin();
    await output.write(Buffer.from(content));
    await output.finish();
  };

  it("holds what was written since it last began, and nothing before it is finished", async () => {
    await writeFile(inFolder("a.json"), "old");
    const output = await openOutput(inFolder("a.json"));
    for (const piece of ["half a", "whole"]) {
      await output.begin();
      await output.write(Buffer.from(piece));
    }
    expect(await readFile(inFolder("a.json"), "utf8")).toBe("old");
    await output.finish();
    expect(await readFile(inFolder("a.json"), "utf8")).toBe("whole");
    expect(await readdir(folder.path)).toEqual(["a.json"]);
  });

  it("leaves everything as it was when it is abandoned", async () => {
    await writeFile(inFolder("a.json"), "old");
    const output = await openOutput(inFolder("a.json"));
    await output.begin();
    await output.write(Buffer.from("half a"));
    await output.abandon();
    expect(await readdir(folder.path)).toEqual(["a.json"]);
    expect(await readFile(inFolder("a.json"), "utf8")).toBe("old");
  });

  it("replaces the file that a link leads to, and not the link", async () => {
    await mkdir(inFolder("other"));
    await writeFile(inFolder("other/a.json"), "old");
    await symlink("other/a.json", inFolder("link.json"));
    await writeWhole(inFolder("link.json"), "new");
    expect((await lstat(inFolder("link.json"))).isSymbolicLink()).toBe(true);
    expect(await readFile(inFolder("other/a.json"), "utf8")).toBe("new");
    expect(await readdir(inFolder("other"))).toEqual(["a.json"]);
  });

  it("of a pipe hands the bytes on, and leaves the pipe in its place", async () => {
    execFileSync("mkfifo", [inFolder("pipe")]);
    const read = text(createReadStream(inFolder("pipe")));
    await writeWhole(inFolder("pipe"), "bytes");
    expect(await read).toBe("bytes");
    expect((await lstat(inFolder("pipe"))).isFIFO()).toBe(true);
    expect(await readdir(folder.path)).toEqual(["pipe"]);
  });

  it("that cannot take back what it wrote does not begin anew", async () => {
    const output = await openOutput("/dev/null");
    await output.begin();
    await output.begin();
    await output.write(Buffer.from("half a"));
    await expect(output.begin()).rejects.toThrow("Run it again.");
    await output.abandon();
  });

  it("says what cannot be written, and why, by the path that was given", async () => {
    const full = await openOutput("/dev/full");
    await full.begin();
    await expect(full.write(Buffer.from("a"))).rejects.toThrow("There is no room left to write /dev/full.");
    await full.abandon();
    expect((await lstat("/dev/full")).isCharacterDevice()).toBe(true);
    await expect(openOutput(folder.path)).rejects.toThrow(`${folder.path} is a folder, not a file.`);
    await expect(openOutput(inFolder("none/a.json"))).rejects.toThrow(
      `There is no folder ${inFolder("none")} to write a.json into.`,
    );
    const long = inFolder("a".repeat(250));
    const tooLong = await openOutput(long);
    await expect(tooLong.begin()).rejects.toThrow(`${long} cannot be written (ENAMETOOLONG).`);
    await tooLong.abandon();
  });
});
