/**
 * Reads pages and compares each article with what is on the page: `npm run eval:articles` those of
 * test/support/pages/hard-pages.ts and site-pages.ts, `npm run eval:articles -- PATH` those of a folder.
 *
 * PATH holds .txt and .html pages, at any depth, and perhaps truth.jsonl (articles/truth.ts), without which it only
 * shows what would be kept.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expectedPages } from "../support/pages/expected-pages.ts";
import { type HardPage, hardPages } from "../support/pages/hard-pages.ts";
import { sitePages } from "../support/pages/site-pages.ts";
import { type AblatedPage, ablateRules, ablationReport } from "./articles/ablation.ts";
import { evaluatePages } from "./articles/evaluate-pages.ts";
import { htmlReport } from "./articles/html-report.ts";
import { jsonReport } from "./articles/json-report.ts";
import { pageKey, readPageFolder, type SavedPage } from "./articles/page-folder.ts";
import { hardPagesReport, terminalReport } from "./articles/terminal-report.ts";
import { findFolder, runEvaluation } from "./evaluation-command.ts";

const usage = `npm run eval:articles -- [PATH] [--verbose] [--json] [--report FILE.html] [--ablate]

  PATH       a folder of .txt and .html pages, with truth.jsonl or without; without it, made pages and those in
             the manner of sites are read, of which those that are held out are only summed up
  --verbose  shows what is kept of each page, and what is dropped and why
  --json     prints everything as JSON
  --report   writes a page that shows the lines of each page beside what became of them
  --ablate   forces each yes-or-no rule to say no, and prints how many pages are read otherwise without it: of the
             samples, the fixtures and the made pages, and of PATH where it is given`;

/** Pages of the repository, beside those that are made. */
const OWN_PAGES = ["../fixtures/pages", "../fixtures/site-pages", "../../infra/local/samples/articles"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: {
    verbose: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    report: { type: "string" },
    ablate: { type: "boolean", default: false },
  },
  findFault: () => null,
  run: async ({ path, values: { verbose, json, report, ablate } }) => {
    if (ablate) {
      if (path !== null && !findFolder(path)) return;
      const folders = [...OWN_PAGES, ...(path === null ? [] : [path])].map((folder) => readPageFolder(folder).pages);
      const pages = [...folders.flat(), ...[...hardPages(), ...sitePages()].map(savedPage), ...pagesOfOwners()];
      const reports = await ablateRules(pages);
      console.log((json ? [JSON.stringify(reports)] : ablationReport(reports, pages.length)).join("\n"));
      return;
    }
    if (path === null) {
      for (const pages of [hardPages(), sitePages()]) {
        const heldOut = new Set(pages.filter(({ half }) => half === "held-out").map(({ truth }) => truth.file));
        console.log(hardPagesReport(await evaluatePages(pages.map(savedPage)), heldOut).join("\n"));
      }
      return;
    }
    if (!findFolder(path)) return;
    const folder = readPageFolder(path);
    if (folder.pages.length === 0) {
      console.log(`Skipped: there are no .txt or .html pages in ${path}.`);
      return;
    }
    const evaluations = await evaluatePages(folder.pages);
    console.log(json ? jsonReport(folder, evaluations) : terminalReport(folder, evaluations, verbose).join("\n"));
    if (report !== undefined) writeFileSync(report, await htmlReport(path, evaluations));
  },
});

/** Fixtures as they are read where their owner or their storage says more of them than the key. */
function pagesOfOwners(): AblatedPage[] {
  return expectedPages().flatMap(({ page, bytes, readings }) =>
    readings
      .filter(({ context }) => Object.keys(context).length > 1)
      .map(({ about, context }) => ({ name: `${page}, ${about}`, bytes, ...context })),
  );
}

function savedPage({ format, content, truth }: HardPage, n: number): SavedPage {
  const bytes = new TextEncoder().encode(content);
  return { name: truth.file, format, key: pageKey(truth.file, truth, n + 1), bytes, truth };
}
