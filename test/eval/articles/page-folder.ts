/**
 * The saved pages of a folder, what is known of each, and the key under which it is read: one that carries the path of
 * its url where that is known, else a neutral one, since a file's name may hold a date that no page tells.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { parseTruths, type Truth, unknownTruth } from "./truth.ts";

export type PageFormat = "text" | "html";

/** A page to read. */
export interface SavedPage {
  /** The path in the folder, with slashes. */
  readonly name: string;
  readonly format: PageFormat;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly truth: Truth;
}

export interface PageFolder {
  readonly pages: readonly SavedPage[];
  /** True if the truth of the pages is known; without it there is nothing to compare. */
  readonly hasTruth: boolean;
  /** Files that truth.jsonl names and the folder lacks. */
  readonly missing: readonly string[];
}

const PAGE_NAME = /\.(?:(txt|text)|html?|shtml|xhtml)(?:\.gz)?$/i;
/** Ending of a URL that names no part of the article. */
const URL_ENDING = /\/$|\.(?:s?html?|php|aspx?)$/;

/**
 * All pages under `root`, in the order of their names, with the truths of `root`/truth.jsonl or of the folder above.
 */
export function readPageFolder(root: string): PageFolder {
  const truthPath = [join(root, "truth.jsonl"), join(root, "..", "truth.jsonl")].find((path) => existsSync(path));
  const truths = truthPath === undefined ? [] : parseTruths(readFileSync(truthPath, "utf8"));
  const used = new Set<Truth>();
  const pages = pageNames(root).map((name, n): SavedPage => {
    const truth =
      truths.find(({ file }) => file === name) ?? truths.find(({ file }) => basename(file) === basename(name));
    if (truth !== undefined) used.add(truth);
    return {
      name,
      format: PAGE_NAME.exec(name)?.[1] === undefined ? "html" : "text",
      key: truthPath === undefined ? `articles/${name}` : pageKey(name, truth ?? unknownTruth(name), n + 1),
      bytes: readFileSync(join(root, name)),
      truth: truth ?? unknownTruth(name),
    };
  });
  return {
    pages,
    hasTruth: truthPath !== undefined,
    missing: truths.filter((truth) => !used.has(truth)).map(({ file }) => file),
  };
}

/** `articles/ria.ru/20161009/1478817110.txt`, or `articles/page-01.txt` for a page whose url or date is not known. */
export function pageKey(name: string, { url, date }: Truth, number: number): string {
  const ending = /\.[^./]{1,8}(?:\.gz)?$/.exec(name)?.[0] ?? "";
  if (url === "" || date === "" || !URL.canParse(url))
    return `articles/page-${String(number).padStart(2, "0")}${ending}`;
  const { hostname, pathname } = new URL(url);
  return `articles/${hostname.replace(/^www\./, "")}${pathname.replace(URL_ENDING, "")}${ending}`;
}

function pageNames(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && PAGE_NAME.test(entry.name) && !entry.name.startsWith("."))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
