import { beforeAll, describe, expect, it } from "vitest";
import { ablateRules, ablationReport, type RuleReport } from "../../eval/articles/ablation.ts";
import { expectedPages } from "../../support/pages/expected-pages.ts";

const PAGES = ["announced-day.txt", "dialogue.txt", "html/slides.html"];

describe("rules that are forced to say no", () => {
  let reports: RuleReport[];
  const reportOf = (rule: string) => reports.find((report) => report.rule === rule);

  beforeAll(async () => {
    const pages = expectedPages().filter(({ page }) => PAGES.includes(page));
    reports = await ablateRules(
      pages.flatMap(({ page, bytes, readings: [reading] }) => ({ name: page, bytes, ...reading!.context })),
    );
  });

  it("are needed by the pages that are read otherwise without them", () => {
    expect(reportOf("extraction/body-lines.ts isSpoken")?.needed).toEqual(["dialogue.txt"]);
    expect(reportOf("html/main.ts isTopHeading")?.needed).toEqual(["html/slides.html"]);
  });

  it("are asked with what is known of a page besides its bytes", () => {
    expect(reportOf("dates/publication-date.ts isAhead")?.needed).toEqual(["announced-day.txt"]);
  });

  it("are found by the heads of their functions, also those of several lines and those that tell a type", () => {
    expect(reportOf("extraction/page-model.ts isRepeated")).toBeDefined();
    expect(reportOf("html/metadata.ts isObject")).toBeDefined();
    expect(reportOf("html/title.ts isCutShort")).toEqual({ rule: "html/title.ts isCutShort", asked: [], needed: [] });
  });

  it("are printed with their pages, those that no page needs last, and counted", () => {
    const lines = ablationReport(
      [
        { rule: "a.ts isNever", asked: [], needed: [] },
        { rule: "a.ts isIdle", asked: ["one", "two"], needed: [] },
        { rule: "a.ts isNeeded", asked: ["one", "two"], needed: ["two"] },
      ],
      2,
    );
    expect(lines.slice(1)).toEqual([
      "     1         2  a.ts isNeeded: two",
      "     0         2  a.ts isIdle",
      "     0         0  a.ts isNever",
      "3 rules over 2 pages: 2 that no page needs, 1 of them never said yes.",
    ]);
  });
});
