import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadPageFiles } from "../../../infra/local/page-files.ts";

type PageFiles = Awaited<ReturnType<typeof loadPageFiles>>;

import { baseStyles } from "../../../src/http/http.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

describe("the page's files", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let answer: PageFiles;
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    const page = join(folder.path, "page");
    await mkdir(join(page, "sub"), { recursive: true });
    await writeFile(join(page, "index.html"), "<!doctype html>{{name}} {{other}}");
    await writeFile(join(page, "index.en.html"), "English");
    await writeFile(join(page, "results.html"), "Результаты");
    await writeFile(join(page, "page.js"), "export {};");
    await writeFile(join(page, "notes.md"), "secret");
    await writeFile(join(page, "sub", "inner.js"), "secret");
    await writeFile(join(folder.path, "outside.js"), "secret");
    answer = await loadPageFiles(page, {
      policy: "default-src 'none'; script-src 'self'",
      made: { "made.css": "p { margin: 0 }" },
      values: { name: "poisk" },
    });
  });
  afterAll(() => folder.remove());

  const get = (path: string, init?: RequestInit) => answer(new Request(`http://127.0.0.1${path}`, init));

  it("are sent with their types and the policy, and the values in their places", async () => {
    const page = get("/");
    expect(await page?.text()).toBe("<!doctype html>poisk {{other}}");
    expect(page?.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page?.headers.get("content-security-policy")).toBe("default-src 'none'; script-src 'self'");
    expect(await get("/results")?.text()).toBe("Результаты");
    expect(get("/page.js")?.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(get("/page.js")?.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    ["ru-RU,ru;q=0.9,en;q=0.8", "<!doctype html>poisk {{other}}"],
    ["*", "<!doctype html>poisk {{other}}"],
    ["en-GB,ru;q=0.5", "English"],
  ])("are those of the reader's first language: %s", async (languages, text) => {
    expect(await get("/", { headers: { "accept-language": languages } })?.text()).toBe(text);
  });

  it("may be listed by search engines, but for pages of results", () => {
    expect(get("/")?.headers.has("x-robots-tag")).toBe(false);
    expect(get("/results?q=лавров")?.headers.get("x-robots-tag")).toBe("noindex");
  });

  it("leave what is asked at the first of them to the app", () => {
    expect(get("/?q=лавров")).toBe(null);
  });

  it("are those of the folder and those that the program makes itself", async () => {
    expect(await get("/made.css")?.text()).toBe("p { margin: 0 }");
    expect(get("/made.css")?.headers.get("content-type")).toBe("text/css; charset=utf-8");
  });

  it("use the colours that the article page has, and define none", async () => {
    const style = await readFile(new URL("../../../infra/local/page/page.css", import.meta.url), "utf8");
    expect(style).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|hsl|^\s*--/m);
    const used = [...style.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(3);
    for (const name of used) expect(baseStyles(null)).toContain(`${name}:`);
  });

  it.each([
    "/notes.md",
    "/sub/inner.js",
    "/outside.js",
    "/../outside.js",
    "/%2e%2e/outside.js",
    "/..%2foutside.js",
    "/index.html/",
    "/index.html",
    "/__proto__",
    "/search",
  ])("leave %s to others", (path) => {
    expect(get(path)).toBeNull();
  });

  it("are not sent again to whoever has them", async () => {
    const etag = get("/page.js")?.headers.get("etag") ?? "";
    const again = get("/page.js", { headers: { "if-none-match": etag } });
    expect(again?.status).toBe(304);
    expect(await again?.text()).toBe("");
  });

  it("answer GET and HEAD alone", async () => {
    expect(get("/", { method: "POST" })).toBeNull();
    expect(await get("/", { method: "HEAD" })?.text()).toBe("");
  });
});
