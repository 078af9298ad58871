/**
 * What `poisk verify` tells of articles that are held more than once: of one address under several keys, and nearly word for
 * word. No fault of the index; an owner may want to take one of them down.
 */
import { isErrorOfKind } from "../../../src/errors.ts";
import type { IndexContext } from "../../../src/manifest/manifest-store.ts";
import { type DuplicateGroup, listDuplicates } from "../../../src/query/duplicate-listing.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import { shortenText } from "../terminal/wrap-text.ts";

/** How many groups there are, and the first of each kind. */
export interface DuplicateReport {
  readonly sameAddress: number;
  readonly nearDuplicates: number;
  readonly groups: readonly DuplicateGroup[];
}

/** Groups of each kind that are kept, for JSON; a terminal shows fewer. */
const MAX_KEPT_GROUPS = 1_000;
const MAX_SHOWN_GROUPS = 5;
const MAX_SHOWN_ARTICLES = 5;

/** Begun again, once, where segments were collected under it. */
export async function findDuplicates(context: IndexContext): Promise<DuplicateReport> {
  try {
    return await listOnce(context);
  } catch (error) {
    if (!isErrorOfKind(error, "not-found")) throw error;
    return listOnce(context);
  }
}

async function listOnce(context: IndexContext): Promise<DuplicateReport> {
  const groups: DuplicateGroup[] = [];
  const counts = { "same-address": 0, "near-duplicate": 0 };
  for await (const group of listDuplicates(context)) {
    counts[group.kind] += 1;
    if (counts[group.kind] <= MAX_KEPT_GROUPS) groups.push(group);
  }
  return { sameAddress: counts["same-address"], nearDuplicates: counts["near-duplicate"], groups };
}

/** The marks are as wide as those of findings. */
const INDENT = " ".repeat(9);

export function printDuplicates({ sameAddress, nearDuplicates, groups }: DuplicateReport, terminal: Terminal): void {
  for (const [kind, count, mark] of [
    ["same-address", sameAddress, "same   "],
    ["near-duplicate", nearDuplicates, "alike  "],
  ] as const) {
    const shown = groups.filter((group) => group.kind === kind).slice(0, MAX_SHOWN_GROUPS);
    for (const group of shown) printGroup(group, mark, terminal);
    const more = count - shown.length;
    if (more > 0) terminal.print(`${terminal.style("cyan", mark)}  and ${countText(more, "more group")}`);
  }
}

/** What they have in common, then the keys, the newest first. */
function printGroup({ kind, articles }: DuplicateGroup, mark: string, terminal: Terminal): void {
  const [newest] = articles;
  const common = kind === "same-address" ? newest?.url : newest?.title;
  const room = terminal.columns - INDENT.length;
  terminal.print(
    `${terminal.style("cyan", mark)}  ${shortenText(printable(common ?? "without a title"), room, 1).join("")}`,
  );
  for (const { key, id } of articles.slice(0, MAX_SHOWN_ARTICLES)) {
    terminal.print(`${INDENT}${printable(key)} ${terminal.style("dim", `(id ${printable(id)})`)}`);
  }
  const more = articles.length - MAX_SHOWN_ARTICLES;
  if (more > 0) terminal.print(`${INDENT}and ${more} more`);
}
