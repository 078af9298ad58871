import { fstatSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OpenFile, openRegularFile, SharedOpening } from "../../../support/inside/store-file.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

const isOpen = ({ descriptor }: OpenFile): boolean => {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
};

describe("SharedOpening", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let opened: number;
  let opening: SharedOpening;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    for (const name of ["a", "b"]) writeFileSync(join(folder.path, name), name);
    opened = 0;
    opening = new SharedOpening((key) => {
      const file = openRegularFile(join(folder.path, key));
      if (file !== null) opened += 1;
      return file;
    });
  });
  afterEach(() => folder.remove());

  const openThere = (key: string): OpenFile => {
    const file = opening.open(key);
    if (file === null) throw new Error(`${key} is not there`);
    return file;
  };

  it("opens once for reads that begin together, and closes with the last of them", async () => {
    const [first, second] = [openThere("a"), openThere("a")];
    expect([opened, second]).toEqual([1, first]);
    await Promise.resolve();
    opening.close(first);
    expect(isOpen(second)).toBe(true);
    opening.close(second);
    expect(isOpen(second)).toBe(false);
  });

  it("opens anew for a read that begins later, though the others go on", async () => {
    const first = openThere("a");
    await Promise.resolve();
    const later = openThere("a");
    expect([opened, later.descriptor === first.descriptor]).toEqual([2, false]);
    opening.close(first);
    expect([isOpen(first), isOpen(later)]).toEqual([false, true]);
    opening.close(later);
  });

  it("opens anew after all have closed within one run of code", () => {
    opening.close(openThere("a"));
    const again = openThere("a");
    expect([opened, isOpen(again)]).toEqual([2, true]);
    opening.close(again);
  });

  it("holds one file at a time, and closes each", () => {
    const files = [openThere("a"), openThere("b"), openThere("a")];
    expect(opened).toBe(3);
    for (const file of files) opening.close(file);
    expect(files.map(isOpen)).toEqual([false, false, false]);
  });

  it("remembers no file that is not there", () => {
    expect(opening.open("c")).toBeNull();
    writeFileSync(join(folder.path, "c"), "c");
    opening.close(openThere("c"));
    expect(opened).toBe(1);
  });
});
