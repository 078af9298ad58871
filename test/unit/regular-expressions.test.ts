/**
 * No expression of the product backtracks in proportion to a square of its text or worse, but where the text is short
 * by construction.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyse } from "scslre";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";

interface RegularExpression {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDERS = ["src", "functions", "infra/local"];

/** Slow over long texts, and what keeps their texts short. */
const SHORT_TEXTS: readonly (readonly [place: string, source: string])[] = [
  // At most a place's length before a date.
  ["src/articles/news/dateline.ts", String.raw`(?:\p{Lu}[\p{L}-]*(?:\s\(?\p{Lu}[\p{L}-]*\)?){0,3})[.,]\s?$`],
];

const isSlow = ({ source, flags }: Pick<RegularExpression, "source" | "flags">) =>
  analyse({ source, flags }).reports.length > 0;

describe("the analysis", () => {
  it.each(["^(a+)+$", "-+$", "(?:a|a)*b", "x*x*$"])("knows %s for one that backtracks", (source) => {
    expect(isSlow({ source, flags: "" })).toBe(true);
  });

  it.each(["^a+$", "(?<!-)-+$", "[a-z]{1,64}@"])("knows %s for one that does not", (source) => {
    expect(isSlow({ source, flags: "" })).toBe(false);
  });
});

describe("a regular expression of the sources", () => {
  const found = FOLDERS.flatMap(expressionsIn);

  it("is one of some hundreds that are looked at", () => {
    expect(found.length).toBeGreaterThan(400);
  });

  it("does not backtrack beyond proportion, but over short texts", () => {
    const slow = found.filter(isSlow).map(({ place, source }) => [place, source]);
    expect(slow.sort()).toEqual([...SHORT_TEXTS].sort());
  });
});

function expressionsIn(folder: string): RegularExpression[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const place = `${folder}/${file}`;
      const { program } = parseSync(place, readFileSync(join(ROOT, place), "utf8"));
      return literalsIn(program).map((literal) => ({ place, ...literal }));
    });
}

/** The literals of a syntax tree (ESTree). */
function literalsIn(node: unknown): Pick<RegularExpression, "source" | "flags">[] {
  if (typeof node !== "object" || node === null) return [];
  const { regex } = node as { regex?: { pattern: string; flags: string } | null };
  if (regex !== undefined && regex !== null) return [{ source: regex.pattern, flags: regex.flags }];
  return Object.values(node).flatMap(literalsIn);
}
