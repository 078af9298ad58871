/**
 * `poisk doctor`: checks a store before an index is trusted to it, and says what it does wrong and what to do about it.
 */
import { Option } from "commander";
import { type CheckResult, type ProbeReport, probeStore } from "../../../src/storage/conformance-probe.ts";
import { isDirectoryBucket } from "../../../src/storage/s3/directory-bucket.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { countText, printable, type Terminal, type TextStyle } from "../terminal/terminal.ts";
import { wrapText } from "../terminal/wrap-text.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const doctorVerb: Verb = {
  name: "doctor",
  group: "Serve",
  summary: "try whether a store can be trusted with an index; leaves no object behind",
  options: [new Option("--quick", "only what an index would be lost without, as serve does at its start")],
  examples: [
    "doctor",
    "doctor --quick",
    "doctor --bucket NAME --endpoint https://s3.example  # a bucket",
    "doctor --bucket NAME --index-bucket NAME  # two buckets",
  ],
  run: async ({ options, terminal }: VerbCall<IndexLocation & { readonly quick?: true }>) => {
    const { context, place, uploadsPlace } = openIndex(options, { mayCreate: true, isProven: false });
    const hasIndexBucket = options.indexBucket !== undefined;
    const kind = isDirectoryBucket(options.indexBucket ?? "") ? ", of S3 Express One Zone," : "";
    const tried = hasIndexBucket
      ? `${printable(place)}${kind} as the bucket of an index, and ${printable(uploadsPlace)} as that of its uploads`
      : printable(place);
    terminal.print(`Trying ${tried} …`);
    const given = new Set<string>();
    const isQuick = options.quick === true;
    const report = await probeStore(
      { ...context, hasIndexBucket },
      { isQuick, onCheck: (result) => printCheck(result, given, terminal) },
    );
    terminal.print(summaryText(report, isQuick, terminal));
    return { value: { place, uploadsPlace, ...report }, exitCode: report.isTrusted ? 0 : 1 };
  },
};

const MARKS: Readonly<Record<CheckResult["verdict"], readonly [word: string, style: TextStyle]>> = {
  passed: ["ok", "green"],
  warning: ["warning", "yellow"],
  failed: ["FAILED", "red"],
  skipped: ["skipped", "dim"],
};

const INDENT = " ".repeat(9);

/** A line, and under it what was found and, once, what to do, where it is not as it should be. */
function printCheck({ claim, verdict, found, advice }: CheckResult, given: Set<string>, terminal: Terminal): void {
  const [word, style] = MARKS[verdict];
  terminal.print(`${terminal.style(style, word.padEnd(INDENT.length))}${claim}`);
  if (verdict !== "warning" && verdict !== "failed") return;
  for (const sentence of advice === null || given.has(advice) ? [found] : [found, advice]) {
    for (const line of wrapText(printable(sentence), terminal.columns - INDENT.length)) {
      terminal.print(`${INDENT}${terminal.style("dim", line)}`);
    }
  }
  if (advice !== null) given.add(advice);
}

function summaryText({ checks, isTrusted }: ProbeReport, isQuick: boolean, { style }: Terminal): string {
  const count = (verdict: CheckResult["verdict"]): number => checks.filter((check) => check.verdict === verdict).length;
  if (isTrusted) {
    const warnings = count("warning") === 0 ? "" : `, with ${countText(count("warning"), "warning")}`;
    const more = isQuick ? " These were the essential ones; without --quick it is asked for more." : "";
    return `${style("green", "Trusted")}: ${countText(checks.length, "check")}${warnings}.${more}`;
  }
  return `${style("red", "NOT to be trusted")}: ${count("failed")} of ${countText(checks.length, "check")} failed.`;
}
