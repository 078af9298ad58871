/**
 * The commands of the workflow in docs/static.md, in two checkouts of one repository: the second has one article
 * changed, and every file has another time.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, expect, it } from "vitest";
import { publishedKeyLayout } from "../../src/index/shared.ts";
import { createSearch } from "../../src/search/search.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** Lists the commands of the workflow in order; `npx poisk` is the command of this clone. */
async function workflowCommands(): Promise<readonly string[]> {
  const page = await readFile(join(ROOT, "docs/static.md"), "utf8");
  const [, workflow = ""] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  return [...workflow.matchAll(/- run: npx poisk (.*)/g)].map(([, args = ""]) => args);
}

const article = (title: string) =>
  JSON.stringify({ title, text: `${title}. ${"Подробности сообщат утром. ".repeat(8)}` });

/** A folder with these articles, whose files are of one time; with what a cache kept of the checkout before. */
async function checkOut(articles: Readonly<Record<string, string>>, time: Date, former: string | null) {
  const { path, remove } = await makeTemporaryFolder();
  cleanups.push(remove);
  await mkdir(join(path, "articles"));
  for (const [name, text] of Object.entries(articles)) {
    await writeFile(join(path, "articles", name), text);
    await utimes(join(path, "articles", name), time, time);
  }
  if (former !== null) {
    for (const kept of ["index", "public/search"]) {
      await cp(join(former, kept), join(path, kept), { recursive: true, preserveTimestamps: true });
    }
  }
  const said: string[] = [];
  for (const args of await workflowCommands()) {
    const command = join(ROOT, "functions/cli/program/main.ts");
    const { stdout } = await run("node", ["--import", import.meta.resolve("tsx"), command, ...args.split(" ")], {
      cwd: path,
    });
    said.push(stdout);
  }
  return { path, said };
}

async function find(path: string, text: string): Promise<readonly string[]> {
  const store = new FileObjectStore(join(path, "public/search"));
  const search = createSearch({ store, layout: publishedKeyLayout });
  return (await search.search({ text, match: "all", offset: 0, limit: 10 })).hits.map(({ key }) => key);
}

it("brings in a whole checkout, then of another one what has other content, and publishes that alone", async () => {
  expect(await workflowCommands()).toHaveLength(2);
  const articles = {
    "2026-11-01-parom.json": article("Паром встал на ремонт"),
    "2026-11-02-most.json": article("Мост открыли"),
    "2026-11-03-port.json": article("Порт закрыли"),
  };
  const first = await checkOut(articles, new Date("2026-11-05T10:00:00Z"), null);
  expect(first.said[0]).toContain("3 new, 0 changed, 0 gone");
  expect(await find(first.path, "паром")).toEqual(["articles/2026-11-01-parom.json"]);

  const changed = { ...articles, "2026-11-02-most.json": article("Мост закрыли") };
  const second = await checkOut(changed, new Date("2026-11-06T11:00:00Z"), first.path);
  expect(second.said[0]).toContain("0 new, 1 changed, 0 gone");
  expect(second.said[0]).toContain("Committed 1 upload with 1 article.");
  expect(second.said[1]).toMatch(/Written: [23] objects/);
  expect(await find(second.path, "мост закрыли")).toEqual(["articles/2026-11-02-most.json"]);
  expect(await find(second.path, "мост открыли")).toEqual([]);

  const third = await checkOut(changed, new Date("2026-11-07T12:00:00Z"), second.path);
  expect(third.said[0]).toContain("0 new, 0 changed, 0 gone");
  expect(third.said[1]).toContain("Nothing changed");
});
