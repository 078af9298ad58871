/**
 * Makes each engine's files for a host as its users do, and makes them again after one article has changed.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import MiniSearch from "minisearch";
import { runBuiltCommand } from "../built-command.ts";
import { lunrEngine } from "../engines/lunr.ts";
import { peerFile } from "../engines/peer-packages.ts";
import type { BenchArticle } from "../news-corpus.ts";
import { linesOf, readCorpus } from "../read-corpus.ts";
import type { StaticEngineName } from "./model.ts";
import { pageOptions } from "./pages/minisearch-options.ts";

/** The folders of one run. */
export interface SiteFolders {
  /** The articles, one JSON a line. */
  readonly corpusPath: string;
  /** The same articles as pages of a site, for what indexes pages. */
  readonly pagesFolder: string;
  /** Folder of the engine's own files. */
  readonly workFolder: string;
  /** Folder of the files to upload. */
  readonly siteFolder: string;
}

export interface SiteBuilder {
  /** The engine whose files it serves, where they are another's. */
  readonly filesOf?: StaticEngineName;
  readonly title: string;
  /** True if the page loads the whole index: then one visit tells as much as ten. */
  readonly isLoadedWhole: boolean;
  /** True if it searches for something other than the typed text where that seems intended. */
  readonly correctsQueries?: true;
  /** A file of the packages of test/bench/peers that it needs. */
  readonly peerFile?: string;
  /** True if it reads the pages, not the file of articles. */
  readonly readsPages?: true;
  /** Makes the files from nothing. */
  build(folders: SiteFolders): Promise<void>;
  /** Makes them after a change; as from nothing where the engine knows no other way. */
  rebuild?(folders: SiteFolders): Promise<void>;
}

/** Finds the folder of poisk's index among its files; its code is beside it. */
const indexFolder = ({ siteFolder }: SiteFolders): string => join(siteFolder, "index");

/** Its command. */
const PAGEFIND = "pagefind/lib/runner/bin.cjs";

export const siteBuilders: Readonly<Record<StaticEngineName, SiteBuilder>> = {
  poisk: {
    title: "poisk, with passages",
    isLoadedWhole: false,
    correctsQueries: true,
    build: (folders) => importAndPublish(folders, []),
    rebuild: (folders) => importAndPublish(folders, ["--replace"]),
  },
  "poisk-list": {
    title: "poisk, a list of titles",
    filesOf: "poisk",
    isLoadedWhole: false,
    correctsQueries: true,
    build: async () => undefined,
  },
  pagefind: {
    title: "Pagefind",
    isLoadedWhole: false,
    peerFile: PAGEFIND,
    readsPages: true,
    async build({ pagesFolder, siteFolder }) {
      const args = [peerFile(PAGEFIND) ?? "", "--site", pagesFolder, "--output-path", siteFolder, "--quiet"];
      await promisify(execFile)(process.execPath, args);
    },
  },
  lunr: {
    title: "Lunr, whole in the page",
    isLoadedWhole: true,
    peerFile: "lunr-languages/lunr.ru.js",
    async build({ corpusPath, siteFolder }) {
      const titles: Record<string, string> = {};
      const articles = async function* (): AsyncGenerator<BenchArticle> {
        for await (const article of readCorpus(corpusPath)) {
          titles[article.id] = article.title;
          yield article;
        }
      };
      const input = { archivePath: corpusPath, articles: articles(), onProgress: () => undefined };
      await lunrEngine.build(input, siteFolder);
      await writeFile(join(siteFolder, "titles.json"), JSON.stringify(titles));
    },
  },
  minisearch: {
    title: "MiniSearch, whole in the page",
    isLoadedWhole: true,
    async build({ corpusPath, siteFolder }) {
      const index = new MiniSearch(pageOptions);
      for await (const article of readCorpus(corpusPath)) index.add(article);
      await writeFile(join(siteFolder, "minisearch.json"), JSON.stringify(index));
    },
  },
};

async function importAndPublish(folders: SiteFolders, options: readonly string[]): Promise<void> {
  const place = ["--data-dir", folders.workFolder, "--by-content"];
  await runBuiltCommand(["import", folders.corpusPath, ...options, ...place]);
  await runBuiltCommand(["publish", "--to", indexFolder(folders), ...place]);
}

/** Puts the code beside the index that a page loads of poisk. Others' code is among their files, or in their page. */
export async function addOwnCode(siteFolder: string, distFolder: string): Promise<void> {
  for (const name of ["browser.js", "index-engine.js"]) await cp(join(distFolder, name), join(siteFolder, name));
}

/**
 * Writes each article as a page of a site has it: a title, a date and paragraphs in an `article`, and nothing around
 * it.
 */
export async function writePages(corpusPath: string, pagesFolder: string): Promise<void> {
  for await (const article of readCorpus(corpusPath)) await writePage(pagesFolder, article);
}

/** Adds a sentence to the article in the middle of the corpus: in its file, and in its page. */
export async function changeOneArticle(corpusPath: string, pagesFolder: string, articles: number): Promise<void> {
  const lines: string[] = [];
  for await (const line of linesOf(corpusPath)) lines.push(line);
  const place = Math.floor(articles / 2);
  const article = JSON.parse(lines[place] ?? "{}") as { text: string };
  lines[place] = JSON.stringify({ ...article, text: `Уточнение редакции внесено позже. ${article.text}` });
  await writeFile(corpusPath, `${lines.join("\n")}\n`);
  let number = 0;
  for await (const changed of readCorpus(corpusPath)) {
    if (number++ === place) await writePage(pagesFolder, changed);
  }
}

async function writePage(pagesFolder: string, article: BenchArticle): Promise<void> {
  const path = join(pagesFolder, article.publishedAt.slice(0, 7) || "undated", `${article.id}.html`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, pageOf(article));
}

function pageOf({ title, text, publishedAt }: BenchArticle): string {
  const paragraphs = text.split(/\n+/).map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`);
  return `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta property="article:published_time" content="${publishedAt}"></head><body><article data-pagefind-body><h1>${escapeHtml(title)}</h1>
${paragraphs.join("\n")}</article></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
