/**
 * `poisk takedowns`: lists what the owner took down. `poisk takedowns lift ADDRESS` lets the articles of an address
 * come back.
 */
import { Option } from "commander";
import { addressIdentity } from "../../../src/articles/news.ts";
import { compareText } from "../../../src/index/shared.ts";
import { Ingester } from "../../../src/index/write.ts";
import { listTakedowns, type Takedown } from "../../../src/ingest/ingest.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, type OpenIndex, openIndex } from "../location/open-index.ts";
import { failedLine } from "../rendering/rejection-text.ts";
import { CommandFailure, UsageError } from "../terminal/failure.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall, VerbOutcome } from "./verb.ts";

export const takedownsVerb: Verb = {
  name: "takedowns",
  group: "Correct and take down",
  summary: "list what was taken down, and lift it",
  argument: ["[lift...]", "lift, and the addresses, or keys of uploads, that may come back"],
  options: [new Option("--dry-run", "only say what would be lifted")],
  examples: ["takedowns", "takedowns lift https://news.example/most --dry-run"],
  run: ({ words: [action, ...targets], options, terminal }: VerbCall<IndexLocation & { readonly dryRun?: true }>) => {
    if (action === undefined) return list(openIndex(options), terminal);
    if (action !== "lift") throw new UsageError(`takedowns can lift, and not ${action}.`);
    if (targets.length === 0) throw new UsageError("Say what to lift: an address, or the key of an upload.");
    return lift(openIndex(options), targets, options.dryRun === true, terminal);
  },
};

/** A takedown tells what it keeps out, since when, and why. */
interface ToldTakedown {
  readonly what: string;
  readonly at: string | null;
  readonly reason: string | null;
}

async function list({ context, place }: OpenIndex, terminal: Terminal): Promise<VerbOutcome> {
  const told = (await listTakedowns(context)).flatMap(tell).sort((a, b) => compareText(a.at ?? "", b.at ?? ""));
  const seen = new Set<string>();
  const takedowns = told.filter(({ what }) => !seen.has(what) && seen.add(what));
  if (takedowns.length === 0) terminal.print(`Nothing in ${printable(place)} is taken down.`);
  for (const { what, at, reason } of takedowns) {
    const why = reason === null ? "" : terminal.style("dim", `  ${printable(reason)}`);
    terminal.print(`${(at ?? "unreadable").slice(0, "2026-12-01".length)}  ${printable(what)}${why}`);
  }
  if (takedowns.length > 0) {
    const count = `${countText(takedowns.length, "takedown")} in ${printable(place)}.`;
    terminal.print(terminal.style("dim", `${count} To let one come back: poisk takedowns lift ADDRESS`));
  }
  return { value: { place, takedowns } };
}

/** A takedown is told by its addresses, or by the upload's key where it has none. */
function tell({ key, file }: Takedown): ToldTakedown[] {
  if (file === null) return [{ what: key, at: null, reason: "It cannot be read." }];
  const { addresses, uploads, at, reason = null } = file;
  return (addresses.length > 0 ? addresses : uploads).map((what) => ({ what, at, reason }));
}

/** Deletes the takedowns of the targets, and makes the index agree. */
async function lift(
  { context, place }: OpenIndex,
  targets: readonly string[],
  isDryRun: boolean,
  terminal: Terminal,
): Promise<VerbOutcome> {
  const takedowns = await listTakedowns(context);
  const lifted = targets.flatMap((target) => {
    const found = takedowns.filter((takedown) => isAbout(takedown, target));
    if (found.length === 0) throw new CommandFailure(`${printable(target)} is not taken down in ${printable(place)}.`);
    return found.map(({ key }) => key);
  });
  const keys = [...new Set(lifted)];
  for (const target of targets) {
    const verb = isDryRun ? terminal.style("yellow", "to lift") : terminal.style("green", "lifted");
    terminal.print(`${verb}  ${printable(target)}`);
  }
  if (isDryRun) {
    terminal.print("Nothing was changed: this was a dry run.");
    return { value: { place, isDryRun, targets } };
  }
  for (const key of keys) await context.store.delete(key);
  const { failed } = await new Ingester(context, openUploadProcessor(process.env)).ingest(keys);
  for (const [key, reason] of failed) terminal.note(failedLine(key, reason, terminal));
  if (failed.size > 0) terminal.note("The bucket is changed, but the index does not agree yet. Run: poisk reconcile");
  else
    terminal.print(
      "What the bucket still holds of it is found again. What was deleted comes back when it is put again.",
    );
  return { value: { place, isDryRun, targets, failed }, exitCode: failed.size > 0 ? 1 : 0 };
}

/** A target names a takedown by an address in any spelling, by an upload's key, or by the takedown's own key. */
function isAbout({ key, file }: Takedown, target: string): boolean {
  if (file === null) return key === target;
  const identity = addressIdentity(target);
  const isAddress = file.addresses.some((address) => addressIdentity(address) === identity);
  return key === target || file.uploads.some((upload) => upload === target) || (identity !== null && isAddress);
}
