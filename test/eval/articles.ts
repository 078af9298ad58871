/**
 * Reads a folder of saved pages and compares each article with what people found on it: `npm run eval:articles -- PATH`.
 *
 * PATH holds .txt and .html pages, at any depth, and perhaps truth.jsonl (articles/truth.ts), without which it only shows
 * what would be kept.
 */
import { writeFileSync } from "node:fs";
import { evaluatePages } from "./articles/evaluate-pages.ts";
import { htmlReport } from "./articles/html-report.ts";
import { jsonReport } from "./articles/json-report.ts";
import { readPageFolder } from "./articles/page-folder.ts";
import { terminalReport } from "./articles/terminal-report.ts";
import { findFolder, runEvaluation } from "./evaluation-command.ts";

const usage = `npm run eval:articles -- PATH [--verbose] [--json] [--report FILE.html]

  PATH       a folder of .txt and .html pages, with truth.jsonl or without
  --verbose  shows what is kept of each page, and what is dropped and why
  --json     prints everything as JSON
  --report   writes a page that shows the lines of each page beside what became of them`;

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: {
    verbose: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    report: { type: "string" },
  },
  findFault: ({ path }) => (path === null ? "Name one folder of pages." : null),
  run: async ({ path, values: { verbose, json, report } }) => {
    if (path === null || !findFolder(path)) return;
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
