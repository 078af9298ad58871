/**
 * `poisk doctor`: checks a store before an index is trusted to it, or the host of a published index before readers are
 * sent there, and says what it does wrong and what to do about it.
 */
import { Option } from "commander";
import { type CheckResult, checkHost, probeStore } from "../../../src/index/publish.ts";
import { askUnsigned, isDirectoryBucket, type KnownStore, recogniseStore } from "../../../src/store/s3.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { parsePublicAddress } from "../location/publish-target.ts";
import { countText, printable, type Terminal, type TextStyle } from "../terminal/terminal.ts";
import { wrapText } from "../terminal/wrap-text.ts";
import type { Verb, VerbCall, VerbOutcome } from "./verb.ts";

export const doctorVerb: Verb = {
  name: "doctor",
  group: "Serve",
  summary: "check whether a store can be trusted with an index; leaves no object behind",
  options: [
    new Option("--quick", "check only what an index would be lost without, as serve does when it starts"),
    new Option("--public <address>", "check the host of a published index instead, as readers use it").conflicts(
      "quick",
    ),
  ],
  examples: [
    "doctor",
    "doctor --quick",
    "doctor --bucket NAME --endpoint https://s3.example  # a bucket",
    "doctor --bucket NAME --index-bucket NAME  # two buckets",
    "doctor --public https://NAME.example/search/  # a published index",
  ],
  run: async ({ options, terminal }: VerbCall<IndexLocation & { readonly quick?: true; readonly public?: string }>) => {
    if (options.public !== undefined) return tryHost(parsePublicAddress("--public", options.public), terminal);
    const { context, place, uploadsPlace } = openIndex(options, { mayCreate: true, isProven: false });
    const hasIndexBucket = options.indexBucket !== undefined;
    const kind = isDirectoryBucket(options.indexBucket ?? "") ? ", of S3 Express One Zone," : "";
    const tried = hasIndexBucket
      ? `${printable(place)}${kind} as the bucket of an index, and ${printable(uploadsPlace)} as that of its uploads`
      : printable(place);
    terminal.print(`Trying ${tried} …`);
    const given = new Set<string>();
    const isQuick = options.quick === true;
    const onCheck = (result: CheckResult) => printCheck(result, given, terminal);
    const store = options.bucket === undefined ? null : await nameStore(options.endpoint, terminal);
    const named = nameCheck(store);
    for (const check of named) onCheck(check);
    const probed = await probeStore({ ...context, hasIndexBucket }, { isQuick, onCheck });
    const report = { checks: [...named, ...probed.checks], isTrusted: probed.isTrusted && named.length === 0 };
    printSkipped(report.checks, terminal);
    terminal.print(summaryText(report, isQuick, terminal));
    return { value: { place, uploadsPlace, store, ...report }, exitCode: report.isTrusted ? 0 : 1 };
  },
};

const AMAZON = "https://s3.amazonaws.com";

/** The store, as far as it is known, told with its limits. At most a request, without credentials. */
async function nameStore(endpoint: string | undefined, terminal: Terminal): Promise<KnownStore | null> {
  const url = new URL(endpoint ?? AMAZON);
  const store = recogniseStore(url.hostname, endpoint === undefined ? null : await askUnsigned(url));
  if (store === null) return null;
  terminal.print(`The store is ${store.name}.`);
  for (const line of store.limits.flatMap((limit) => wrapText(limit, terminal.columns - INDENT.length))) {
    terminal.print(`${INDENT}${terminal.style("dim", line)}`);
  }
  return store;
}

/** Adds a failed check for a store that is refused by its name: a probe may not meet its rare faults. */
function nameCheck(store: KnownStore | null): readonly CheckResult[] {
  if (store === null || store.refusal === null) return [];
  const advice = `Keep no index at ${store.name}: take another store, or a folder.`;
  const failed = { verdict: "failed", found: store.refusal, advice, isUnanswered: false } as const;
  return [{ name: "known", claim: "is not known to lose commits", ...failed }];
}

async function tryHost(address: URL, terminal: Terminal): Promise<VerbOutcome> {
  terminal.print(`Trying ${printable(address.href)} …`);
  const given = new Set<string>();
  const report = await checkHost(address, (result) => printCheck(result, given, terminal));
  printSkipped(report.checks, terminal);
  terminal.print(summaryText(report, false, terminal));
  return { value: { address: address.href, ...report }, exitCode: report.isTrusted ? 0 : 1 };
}

/** The printed fields of a check. */
type PrintedCheck = Pick<CheckResult, "claim" | "verdict" | "found" | "advice">;

const MARKS: Readonly<Record<CheckResult["verdict"], readonly [word: string, style: TextStyle]>> = {
  passed: ["ok", "green"],
  warning: ["warning", "yellow"],
  failed: ["FAILED", "red"],
  skipped: ["skipped", "dim"],
};

const INDENT = " ".repeat(9);

/**
 * A line, and under it what was found and, once, what to do, where it is not as it should be. Nothing of a skipped
 * check, which {@link printSkipped} counts.
 */
function printCheck({ claim, verdict, found, advice }: PrintedCheck, given: Set<string>, terminal: Terminal): void {
  if (verdict === "skipped") return;
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

/** One line a reason, with the number of checks. */
function printSkipped(checks: readonly PrintedCheck[], terminal: Terminal): void {
  const [word, style] = MARKS.skipped;
  const counts = new Map<string, number>();
  for (const { verdict, found } of checks) {
    if (verdict === "skipped") counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  for (const [reason, count] of counts) {
    terminal.print(`${terminal.style(style, word.padEnd(INDENT.length))}${countText(count, "check")}: ${reason}`);
  }
}

function summaryText(
  { checks, isTrusted }: { readonly checks: readonly PrintedCheck[]; readonly isTrusted: boolean },
  isQuick: boolean,
  { style }: Terminal,
): string {
  const count = (verdict: CheckResult["verdict"]): number => checks.filter((check) => check.verdict === verdict).length;
  if (isTrusted) {
    const warnings = count("warning") === 0 ? "" : `, with ${countText(count("warning"), "warning")}`;
    const more = isQuick ? " These were the essential ones; without --quick it is asked for more." : "";
    return `${style("green", "Trusted")}: ${countText(checks.length, "check")}${warnings}.${more}`;
  }
  return `${style("red", "NOT to be trusted")}: ${count("failed")} of ${countText(checks.length, "check")} failed.`;
}
