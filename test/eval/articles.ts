/**
 * Reads a folder of saved pages and compares each article with what people found on it: `npm run eval:articles -- PATH`.
 *
 * PATH holds .txt and .html pages, at any depth, and perhaps truth.jsonl (articles/truth.ts), without which it only shows
 * what would be kept.
 */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { evaluatePages } from "./articles/evaluate-pages.ts";
import { htmlReport } from "./articles/html-report.ts";
import { jsonReport } from "./articles/json-report.ts";
import { readPageFolder } from "./articles/page-folder.ts";
import { terminalReport } from "./articles/terminal-report.ts";

const usage = `npm run eval:articles -- PATH [--verbose] [--json] [--report FILE.html]

  PATH       a folder of .txt and .html pages, with truth.jsonl or without
  --verbose  shows what is kept of each page, and what is dropped and why
  --json     prints everything as JSON
  --report   writes a page that shows the lines of each page beside what became of them`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "string") {
    console.error(`${options}\n\n${usage}`);
    return 2;
  }
  const { path, report, json, verbose } = options;
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    console.log(`Skipped: there is no folder ${path}.`);
    return 0;
  }
  const folder = readPageFolder(path);
  if (folder.pages.length === 0) {
    console.log(`Skipped: there are no .txt or .html pages in ${path}.`);
    return 0;
  }
  const evaluations = await evaluatePages(folder.pages);
  console.log(json ? jsonReport(folder, evaluations) : terminalReport(folder, evaluations, verbose).join("\n"));
  if (report !== undefined) writeFileSync(report, await htmlReport(path, evaluations));
  return 0;
}

/** The options, or one sentence on what is wrong with them. */
function readOptions(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        verbose: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        report: { type: "string" },
      },
    });
    const [path, ...rest] = positionals;
    if (path === undefined || rest.length > 0) return "Name one folder of pages.";
    return { path, ...values };
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}
