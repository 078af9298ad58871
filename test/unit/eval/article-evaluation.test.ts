import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { evaluatePages, speedsOf, totalsOf } from "../../eval/articles/evaluate-pages.ts";
import { htmlReport } from "../../eval/articles/html-report.ts";
import { jsonReport } from "../../eval/articles/json-report.ts";
import { pageKey, readPageFolder } from "../../eval/articles/page-folder.ts";
import { terminalReport } from "../../eval/articles/terminal-report.ts";
import { parseTruths } from "../../eval/articles/truth.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

const PAGE = [
  "Мост через Оку откроют весной",
  "Реклама <b>мёда</b>",
  "РЯЗАНЬ, 9 окт — РИА Новости. Мост через Оку, который строят с прошлого года, откроют весной, сообщил журналистам мэр города.",
  "Движение пустят сначала по двум полосам, потом по всем четырём, рассказали в управлении дорог, и <script>alert(1)</script> не помешает.",
].join("\n");

const TRUTH = {
  file: "text/bridge.txt",
  title: "Мост через Оку откроют весной",
  date: "",
  place: "Рязань",
  first: "РЯЗАНЬ, 9 окт",
  last: "и не это",
  not_in_body: ["Реклама", "двум полосам"],
};

describe("an evaluation", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const write = async (name: string, text: string) => {
    await mkdir(join(folder.path, name, ".."), { recursive: true });
    await writeFile(join(folder.path, name), text);
  };
  const evaluate = async () => {
    const pages = readPageFolder(folder.path);
    return { pages, evaluations: await evaluatePages(pages.pages) };
  };

  it("counts what is right, what is wrong, and what is left in, page by page and in sum", async () => {
    await write("text/bridge.txt", PAGE);
    await write("truth.jsonl", `${JSON.stringify(TRUTH)}\n{"file":"text/gone.txt"}\n`);
    const { pages, evaluations } = await evaluate();
    expect(pages.missing).toEqual(["text/gone.txt"]);
    const wrong = [...evaluations[0]!.judgement.verdicts].filter(([, { isRight }]) => !isRight).map(([check]) => check);
    expect(wrong).toEqual(["last", "clean"]);
    const totals = totalsOf(evaluations);
    expect(totals.byCheck.get("title")).toEqual({ right: 1, of: 1 });
    expect(totals).toMatchObject({ yearsInvented: 0, forbiddenLeft: 1 });
    const lines = terminalReport(pages, evaluations, false).join("\n");
    expect(lines).toContain("left in: двум полосам");
    expect(lines).toMatch(/last +0 of 1/);
    expect(lines).toContain("text/gone.txt: truth.jsonl names it, but it is not there");
  });

  it("counts a year that came out where none can be known", async () => {
    await write("page.txt", PAGE.replace("Реклама <b>мёда</b>", "12:30 09.10.2016"));
    await write("truth.jsonl", JSON.stringify({ ...TRUTH, file: "page.txt" }));
    const { evaluations } = await evaluate();
    expect(totalsOf(evaluations).yearsInvented).toBe(1);
  });

  it("wants what is no article rejected, and what is one read", async () => {
    await write("empty.txt", " ");
    await write("bridge.txt", PAGE);
    await write("truth.jsonl", '{"file":"empty.txt","not_article":true}\n{"file":"bridge.txt","not_article":true}');
    const { evaluations } = await evaluate();
    expect(totalsOf(evaluations).byCheck.get("kind")).toEqual({ right: 1, of: 2 });
  });

  it("shows what would be kept of pages of which nothing is known, under the keys that put gives them", async () => {
    await write("2016/10/bridge.txt", PAGE);
    const { pages, evaluations } = await evaluate();
    expect(pages).toMatchObject({ hasTruth: false, pages: [{ key: "articles/2016/10/bridge.txt" }] });
    const lines = terminalReport(pages, evaluations, false);
    expect(lines).toContain("  title  Мост через Оку откроют весной");
    expect(lines).toContain("There is no truth.jsonl, so nothing was compared.");
    expect(speedsOf(evaluations)).toMatchObject([{ format: "text", pages: 1 }]);
  });

  it("gives scripts the same as JSON", async () => {
    await write("text/bridge.txt", PAGE);
    await write("truth.jsonl", JSON.stringify(TRUTH));
    const { pages, evaluations } = await evaluate();
    expect(JSON.parse(jsonReport(pages, evaluations))).toMatchObject({
      sums: { title: { right: 1, of: 1 }, last: { right: 0, of: 1 }, yearsInvented: 0 },
      pages: [{ page: "text/bridge.txt", articles: [{ title: "Мост через Оку откроют весной" }] }],
    });
  });

  it("shows the text of a page in its report and never as markup", async () => {
    const hostile = `<img src=x onerror=alert(1)> "'&amp; </td></table></details><script>alert(2)</script>`;
    await write("text/a.txt", `${PAGE}\n${hostile}`);
    await write(`text/b"><script>alert(3)<!--.txt`, "<script>alert(4)</script>");
    await write("truth.jsonl", JSON.stringify({ ...TRUTH, file: "text/a.txt", last: hostile }));
    const { evaluations } = await evaluate();
    const report = await htmlReport(`${folder.path}<script>`, evaluations);
    const tags = new Set([...report.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name));
    for (const name of ["script", "img"]) expect(tags).not.toContain(name);
    expect(report).not.toContain("<!--");
    expect(report).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(report).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(report.split("<table").length).toBe(report.split("</table>").length);
  });
});

describe("the key of an evaluated page", () => {
  const truth = {
    file: "a.txt",
    url: "https://www.ria.ru/20161009/1478817110.html",
    not_in_body: [],
    not_article: false,
  };

  it("carries the path of its url", () => {
    expect(pageKey("text/a.txt", truth, 3)).toBe("articles/ria.ru/20161009/1478817110.txt");
    expect(pageKey("html/a.html.gz", truth, 3)).toBe("articles/ria.ru/20161009/1478817110.html.gz");
  });

  it("says nothing where the url is not known, or where no date may come out", () => {
    expect(pageKey("text/20190102.txt", { ...truth, url: "" }, 3)).toBe("articles/page-03.txt");
    expect(pageKey("text/20190102.txt", { ...truth, date: "" }, 3)).toBe("articles/page-03.txt");
  });
});

describe("a truth file", () => {
  it("is refused with the number of the line that is wrong", () => {
    expect(() => parseTruths('{"file":"a.txt"}\n\n{"title":1}')).toThrow("truth.jsonl, line 3");
  });
});
