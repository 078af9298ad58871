/**
 * The sites of examples/, installed and started as examples/README.md tells, in Chromium. The package is a tarball in
 * the place of the repository.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import { launchChromium, openWatchedPage } from "../browser/support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = (command: string, words: readonly string[], cwd: string) => promisify(execFile)(command, words, { cwd });

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let tarball = "";
let browser: Browser;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder.path], ROOT);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  tarball = join(folder.path, filename);
  browser = await launchChromium();
}, 300_000);

let child: ChildProcess | null = null;
afterEach(() => {
  child?.kill("SIGTERM");
  child = null;
});
afterAll(async () => {
  await browser?.close();
  await folder?.remove();
});

/** Copies an example and installs its packages. */
async function installExample(name: string): Promise<string> {
  const path = join(folder.path, name);
  await cp(join(ROOT, "examples", name), path, { recursive: true });
  const file = join(path, "package.json");
  await writeFile(file, (await readFile(file, "utf8")).replace("file:../..", `file:${tarball}`));
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], path);
  return path;
}

/** Starts a script of the example, and resolves to the address that it prints. */
async function startExample(path: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const started = spawn("npm", ["start"], { cwd: path, env: { ...process.env, ...env }, detached: true });
  child = { kill: () => process.kill(-(started.pid ?? 0), "SIGTERM") } as ChildProcess;
  let printed = "";
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      printed += chunk.toString();
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/(?= |\n)/.exec(printed) ?? [];
      if (address !== undefined) resolve(address);
    };
    started.stdout.on("data", look);
    started.stderr.on("data", look);
    started.on("exit", () => reject(new Error(`The example ended:\n${printed}`)));
  });
}

/** Types into the search box of a page, and resolves to the address of the first hit. */
async function addressOfHit(url: string, text: string, title: RegExp): Promise<string | null> {
  const { page, complaints, context } = await openWatchedPage(browser);
  await page.goto(url);
  await page.getByRole("combobox").fill(text);
  await page.locator("poisk-search .option.hit").filter({ hasText: title }).click();
  await page.getByRole("heading", { name: title }).waitFor();
  const address = page.url();
  expect(complaints).toEqual([]);
  await context.close();
  return address;
}

it("the plain page finds an article of npm start", async () => {
  const data = await makeTemporaryFolder();
  let server: LocalServer | null = null;
  try {
    const settings = parseLocalSettings({ PORT: "0", S3_PORT: "0", DEMO_PORT: "0", DATA_DIR: data.path });
    server = await startLocalServer(settings, createRecordingTerminal());
    const page = join(folder.path, "plain.html");
    const text = await readFile(join(ROOT, "examples/plain/index.html"), "utf8");
    await writeFile(page, text.replaceAll("http://127.0.0.1:8080", server.url));
    const watched = await openWatchedPage(browser);
    await watched.page.goto(`file://${page}`);
    await watched.page.getByRole("combobox").fill("ледокол");
    await watched.page.getByRole("option").filter({ hasText: "Полярный рассвет" }).first().waitFor();
    expect(watched.complaints).toEqual([]);
    await watched.context.close();
  } finally {
    await server?.close();
    await data.remove();
  }
});

it("the site of Eleventy searches its published index", async () => {
  const url = await startExample(await installExample("eleventy"));
  expect(await addressOfHit(url, "хлебная печь", /Старая пекарня/)).toBe(`${url}news/pekarnya/`);
});

it("the site of Express answers searches and shows an article", async () => {
  const path = await installExample("express");
  await run("npm", ["run", "index"], path);
  const url = await startExample(path, { PORT: `${await freePort()}` });
  expect(await addressOfHit(url, "мосты", /Пешеходный мост/)).toMatch(/\/poisk\/a\//);
});
