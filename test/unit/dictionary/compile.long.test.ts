import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compileDictionary } from "../../../infra/dictionary/compile-dictionary.ts";
import { Dictionary, directoryOf, headBytesOf } from "../../support/inside/russian-dictionary.ts";

const committed = new URL("../../../src/russian/dictionary/", import.meta.url);

describe("npm run dictionary", () => {
  it("gives the same bytes each time, within their budget", () => {
    const bytes = compileDictionary();
    expect(Buffer.from(bytes).equals(readFileSync(new URL("russian.dictionary", committed)))).toBe(true);
    expect(bytes.length).toBeLessThan(740 * 1024);
  });

  it("is read by ranges of 1.5 KB in the mean, beside a directory and a common part of at most 3 KB packed", () => {
    const bytes = readFileSync(new URL("russian.dictionary", committed));
    const head = bytes.subarray(0, headBytesOf(bytes));
    const [common = 0, ...blocks] = directoryOf(bytes)
      .split("\n")
      .map((line) => Number(line.split(" ").at(-1)));
    expect(blocks.length).toBeGreaterThan(400);
    expect(blocks.reduce((sum, size) => sum + size, 0) / blocks.length).toBeLessThan(1.5 * 1024);
    expect(Math.max(...blocks)).toBeLessThan(6 * 1024);
    expect(common).toBeLessThan(3 * 1024);
    expect(gzipSync(head).length).toBeLessThan(3 * 1024);
  });

  it("gives a dictionary of families, the commonest first", () => {
    const dictionary = new Dictionary(readFileSync(new URL("russian.dictionary", committed)));
    const lemmasOf = (word: string) => dictionary.familiesOf(word).map(({ lemma }) => lemma);
    expect(lemmasOf("проведут")).toEqual(["провести"]);
    expect(lemmasOf("стали")).toEqual(["стать", "сталь"]);
    expect(lemmasOf("прибыл")).toEqual(["прибыть"]);
    expect(lemmasOf("прибыли")).toEqual(["прибыль", "прибыть"]);
    expect(lemmasOf("коронавирус")).toEqual([]);
    expect(dictionary.familiesOf("убийцы")[0]?.kin).toContain("убийство");
  });

  it("is licensed as hunspell's dictionary is, and marked as modified", () => {
    const notice = readFileSync(new URL("russian.dictionary.LICENSE", committed), "utf8");
    const original = dirname(createRequire(import.meta.url).resolve("dictionary-ru"));
    expect(notice).toContain(readFileSync(join(original, "license"), "utf8").trim());
    expect(notice).toMatch(/^russian\.dictionary is a modified version/);
  });
});
