import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isAllowed, lockedPackages } from "../../infra/locked-packages.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const licensed = (licence: string | null, isForDevelopment = false) =>
  isAllowed({ name: "some-package", version: "1.0.0", licence, isForDevelopment });

describe("the licence of a dependency", () => {
  it.each(["package-lock.json", "infra/package-lock.json", "infra/site/package-lock.json"])(
    "goes together with MIT in all of %s",
    (path) => {
      const packages = lockedPackages(read(path));
      expect(packages.length).toBeGreaterThan(10);
      expect(packages.filter((found) => !isAllowed(found))).toEqual([]);
    },
  );

  it("may be the one of several that goes", () => {
    expect(licensed("(MIT OR GPL-3.0-or-later)")).toBe(true);
    expect(licensed("GPL-3.0-or-later")).toBe(false);
    expect(licensed("(MIT AND Zlib)")).toBe(true);
    expect(licensed("(MIT AND GPL-3.0-or-later)")).toBe(false);
  });

  it("may ask for open changes of its own files where it is a tool's", () => {
    expect(licensed("MPL-2.0", true)).toBe(true);
    expect(licensed("MPL-2.0")).toBe(false);
  });

  it("must be named", () => {
    expect(licensed(null)).toBe(false);
  });
});

it("names a package by its last folder, and leaves out the project itself", () => {
  const text = JSON.stringify({
    packages: {
      "": { version: "1.0.0", license: "MIT" },
      "node_modules/@scope/a": { version: "2.0.0", license: "ISC" },
      "node_modules/@scope/a/node_modules/b": { version: "3.0.0", dev: true },
      "packages/c": { version: "4.0.0" },
    },
  });
  expect(lockedPackages(text)).toEqual([
    { name: "@scope/a", version: "2.0.0", licence: "ISC", isForDevelopment: false },
    { name: "b", version: "3.0.0", licence: null, isForDevelopment: true },
  ]);
});
