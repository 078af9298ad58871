/**
 * `npm run site`: builds the site into dist/site, a folder of files for any static host, and serves it on this machine.
 * `npm run site -- --build` only builds it.
 *
 * SITE_URL is the address where the site will be published, with a slash at its end. Default: where this command serves
 * it. The indexes of the site are made by the built command, as an owner of a site makes them.
 */
import { execFile, spawn } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createHttpApp } from "../../src/http/http.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { createSearch } from "../../src/search/search.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import { htmlCharts } from "../../test/bench/report/html-report.ts";
import { chartStyle } from "../../test/bench/report/report-style.ts";
import { putSamples } from "../local/sample-articles.ts";
import { buildPlayground } from "./playground/build.mjs";
import { problemSections } from "./problem-sections.ts";
import { sectionsOf } from "./sections.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SITE = join(ROOT, "infra/site");
const MADE = join(SITE, "made");
const ASSETS = join(MADE, "assets");
const PAGES = join(ROOT, "infra/local/page");
const SAMPLES = join(ROOT, "infra/local/samples/articles");
const COMMAND = join(ROOT, "dist/cli/main.js");
const PORT = 4173;

const siteUrl = new URL(process.env.SITE_URL ?? `http://127.0.0.1:${PORT}/`);
const outFolder = process.env.SITE_OUT ?? join(ROOT, "dist/site");

await rm(MADE, { recursive: true, force: true });
await mkdir(ASSETS, { recursive: true });
await copyPictures();
await publishSamples();
await buildPlayground(join(ASSETS, "playground"));
await writeFile(join(MADE, "charts.css"), `.report {\n${chartStyle}}\n`);
await writeFile(join(MADE, "charts.md"), htmlCharts(JSON.parse(await readFile(join(SITE, "bench.json"), "utf8"))));
await writeFile(join(MADE, "problems.md"), problemSections());
await run("npx", ["vitepress", "build", "."], { SITE_ASSETS: ASSETS, SITE_OUT: outFolder, SITE_URL: siteUrl.href });
await publishPages();
console.log(`The site is in ${relative(process.cwd(), outFolder)}, for ${siteUrl.href}`);
if (!process.argv.includes("--build"))
  await run(process.execPath, [COMMAND, "preview", outFolder, "--port", String(PORT)]);

/** The icon, and the pictures of the sample articles. */
async function copyPictures(): Promise<void> {
  for (const name of await readdir(PAGES))
    if (name.endsWith(".svg")) await copyFile(join(PAGES, name), join(ASSETS, name));
}

/** The index of the sample articles in assets/samples/, and a page for each of them in assets/samples/a/ID/. */
async function publishSamples(): Promise<void> {
  const address = new URL("samples/", siteUrl);
  const data = join(MADE, "samples");
  const store = new FileObjectStore(data);
  await putSamples({ store, layout: defaultKeyLayout }, SAMPLES, siteUrl.href.slice(0, -1), withoutAddress);
  await publishFolder(data, join(ASSETS, "samples"), address);
  const search = createSearch({ store });
  const settings = {
    publicUrl: address.href.slice(0, -1),
    searchPage: new URL("demo.html", siteUrl).href,
    siteName: "poisk",
    listsArticles: false,
  };
  const { fetch } = createHttpApp({ search, settings });
  const load = async (path: string): Promise<Response> => {
    const response = await fetch(new Request(new URL(`/${path}`, address)));
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const { hits } = (await (await load("search?limit=50&sort=newest&collapse=false")).json()) as {
    hits: { id: string }[];
  };
  for (const path of ["pages.css", ...hits.map(({ id }) => `a/${id}`)]) {
    const file = join(ASSETS, "samples", path.startsWith("a/") ? join(path, "index.html") : path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await (await load(path)).text());
  }
}

/** A sample without the invented address of its page, so that a hit leads to its page on the site. */
function withoutAddress(text: string, path: string): string {
  if (!path.endsWith(".json")) return text;
  const { url: _, ...article } = JSON.parse(text);
  return JSON.stringify(article);
}

/** The index of the site's own pages in search/: an article for each section. */
async function publishPages(): Promise<void> {
  const data = join(MADE, "pages");
  const lines: string[] = [];
  for (const path of (await readdir(outFolder, { recursive: true })).sort()) {
    if (!path.endsWith(".html") || path.startsWith("samples/") || path === "404.html") continue;
    const html = await readFile(join(outFolder, path), "utf8");
    for (const section of sectionsOf(html, new URL(path, siteUrl))) lines.push(JSON.stringify(section));
  }
  await mkdir(join(data, "articles"), { recursive: true });
  await writeFile(join(data, "articles/pages.jsonl"), `${lines.join("\n")}\n`);
  await publishFolder(data, join(outFolder, "search"), new URL("search/", siteUrl));
}

/** Reads the articles of a folder and publishes their index. Rejects with what the command says. */
async function publishFolder(data: string, target: string, address: URL): Promise<void> {
  for (const words of [["reconcile"], ["publish", "--to", target, "--url", address.href]]) {
    await promisify(execFile)(process.execPath, [COMMAND, ...words, "--data-dir", data]);
  }
}

/** Runs a command of the site's packages. Rejects where its exit code is not 0. */
async function run(
  command: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(command, words, { cwd: SITE, stdio: "inherit", env: { ...process.env, ...env } });
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`${command} ${words.join(" ")} ended with ${code}.`);
}
