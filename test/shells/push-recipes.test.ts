/**
 * The recipes of docs/push.md against `poisk serve`: examples/bitrix beside functions of Bitrix's names
 * (test/shells/cms), since it is in no package, and that of a static site's CI over a repository of git.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken, tokenEntry } from "../../functions/push/push-tokens.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { parseBlocks } from "../documentation/documented-page.ts";
import { type RunningServe, requireRunning, startServe } from "../functions/running-serve.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const TOKEN = createToken(systemIdSource);
const CMS = fileURLToPath(new URL("cms", import.meta.url));
const BITRIX = new URL("../../examples/bitrix/init.php", import.meta.url);
const page = readFileSync(new URL("../../docs/push.md", import.meta.url), "utf8");

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let serve: RunningServe;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const tokens = `${tokenEntry(TOKEN, "2999-12-31", "bitrix/")},${tokenEntry(TOKEN, "2999-12-31", "posts/")}`;
  const started = await startServe(["--data-dir", join(folder.path, "data"), "--every", "3600"], {
    POISK_PUSH_TOKENS: tokens,
  });
  serve = requireRunning(started);
  await serve.untilLogged("ready");
});

afterAll(async () => {
  await serve?.end("SIGTERM");
  await folder?.remove();
});

/** The page's commands for a static site's CI. */
function siteRecipe(): string {
  const block = parseBlocks("docs/push.md", page).find(({ headings }) => headings.includes("A static site's CI"));
  if (block === undefined) throw new Error("docs/push.md has no commands for a static site's CI.");
  return block.text;
}

/** Runs a failing request, and reads the CMS's message; empty if nothing failed. */
async function runBitrix(before: string, steps: string): Promise<string> {
  const [path, script] = [join(folder.path, "recipe.php"), join(folder.path, "steps.php")];
  writeFileSync(path, readFileSync(BITRIX, "utf8").replaceAll("https://search.example", serve.url));
  writeFileSync(script, `<?php\nrequire '${join(CMS, "bitrix.php")}';\n${before}\nrequire '${path}';\n${steps}\n`);
  const { stdout, stderr } = await promisify(execFile)("php", ["-d", "error_reporting=-1", script], {
    env: { PATH: process.env.PATH, POISK_TOKEN: TOKEN },
  });
  return `${stdout}${stderr}`;
}

const text = (word: string) => `${word} открыли для движения утром, сообщил в среду губернатор. `.repeat(4);

describe("Bitrix", () => {
  const element = (fields: string) =>
    `$elements = [['ID' => 5, 'IBLOCK_ID' => 7, 'ACTIVE' => 'Y', 'NAME' => 'Порт & вокзал', 'PREVIEW_TEXT' => '', 'DETAIL_TEXT' => '<p>${text("Вокзал")}</p>', 'DETAIL_PAGE_URL' => '/news/5/', 'ACTIVE_FROM' => '29.11.2026 09:40:00', 'DATE_CREATE' => '28.11.2026 00:00:00', ${fields}]];`;

  it("publishes, corrects and takes back an element", async () => {
    const saved = "['ID' => 5, 'IBLOCK_ID' => 7, 'RESULT' => true]";
    expect(await runBitrix(element(""), `send('OnAfterIBlockElementAdd', ${saved});`)).toBe("");
    await serve.untilFound("вокзал", ["Порт & вокзал"]);
    expect(await (await fetch(`${serve.url}/articles/bitrix-5`)).json()).toMatchObject({
      publishedAt: "2026-11-29T09:40+03:00",
      url: "https://news.example/news/5/",
    });
    expect(await runBitrix(element("'ACTIVE' => 'N'"), `send('OnAfterIBlockElementUpdate', ${saved});`)).toBe("");
    await serve.untilFound("вокзал", []);
    expect(await runBitrix(element(""), `send('OnAfterIBlockElementUpdate', ${saved});`)).toBe("");
    await serve.untilFound("вокзал", ["Порт & вокзал"]);
    expect(await runBitrix("", "send('OnAfterIBlockElementDelete', ['ID' => 5, 'IBLOCK_ID' => 7]);")).toBe("");
    await serve.untilFound("вокзал", []);
  });

  it("sends nothing of another block, and nothing of what was not saved", async () => {
    const failed = "send('OnAfterIBlockElementAdd', ['ID' => 5, 'IBLOCK_ID' => 7, 'RESULT' => false]);";
    const other = "send('OnAfterIBlockElementDelete', ['ID' => 5, 'IBLOCK_ID' => 8]);";
    const pushes = () => serve.log().filter(({ event }) => event === "push-answered").length;
    const before = pushes();
    expect(await runBitrix(element(""), `${failed} ${other}`)).toBe("");
    expect(pushes()).toBe(before);
  });
});

describe("the CI of a static site", () => {
  it("pushes the pages that a commit changed, and deletes those that it took away", async () => {
    const site = join(folder.path, "site");
    mkdirSync(join(site, "posts"), { recursive: true });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", ...args], {
        cwd: site,
        encoding: "utf8",
      }).trim();
    const write = (name: string, title: string) =>
      writeFileSync(
        join(site, "posts", name),
        `<!doctype html><title>${title}</title><article><h1>${title}</h1><p>${text(title)}</p></article>`,
      );
    const commit = () => {
      git("add", "--all");
      git("commit", "--quiet", "--message", "x");
      return git("rev-parse", "HEAD");
    };
    const push = (before: string) =>
      promisify(execFile)("sh", ["-c", siteRecipe()], {
        cwd: site,
        env: { PATH: process.env.PATH, BEFORE: before, POISK_TOKEN: TOKEN, POISK_ARTICLES: `${serve.url}/articles/` },
      });
    git("init", "--quiet");
    write("старый маяк.html", "Старый маяк");
    const first = commit();
    write("канал.html", "Канал у плотины");
    write("старый маяк.html", "Новый маяк");
    const second = commit();
    await push(first);
    await serve.untilFound("канал", ["Канал у плотины"]);
    await serve.untilFound("маяк", ["Новый маяк"]);
    rmSync(join(site, "posts", "старый маяк.html"));
    commit();
    await push(second);
    await serve.untilFound("маяк", []);
    await serve.untilFound("канал", ["Канал у плотины"]);
    await expect(push("no-such-commit")).rejects.toThrow();
  });
});
