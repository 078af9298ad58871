/** Describes rejected uploads, whole or in part, and left out parts, for the command and the local server. */
import type { IngestReport } from "../../../src/index/write.ts";
import { failureText } from "../terminal/failure.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";

/**
 * The described fields of a rejected part: the line or the item of a file of many articles, if it is one, the code and
 * the reason.
 */
export interface ToldPart {
  readonly line?: number | undefined;
  readonly item?: number | undefined;
  readonly code: string;
  readonly reason: string;
}

/** Names the place of a part in a file of many articles: `line 3`, `item 3`; empty for a whole file. */
export function partPlace({ line, item }: Pick<ToldPart, "line" | "item">): string {
  if (line !== undefined) return `line ${line}`;
  return item === undefined ? "" : `item ${item}`;
}

/** The reason, and the code by which docs/uploads.md says what to do. */
export function reasonText({ reason, code }: Pick<ToldPart, "reason" | "code">): string {
  return `${reason} (${code})`;
}

/** One part in one line. */
export function partText(part: ToldPart): string {
  const place = partPlace(part);
  return place === "" ? reasonText(part) : `${place}: ${reasonText(part)}`;
}

/** Describes the reasons why parts of an upload were rejected, as one line: the first, and how many more. */
export function rejectionText(parts: readonly ToldPart[]): string {
  const [first, ...rest] = parts;
  if (first === undefined) return "";
  return rest.length === 0 ? partText(first) : `${partText(first)}, and ${rest.length} more`;
}

/** The upload, marked by whether some of it is found, and why its parts were rejected. */
export function rejectedLine(
  key: string,
  parts: readonly ToldPart[],
  isPartlyRead: boolean,
  { style }: Pick<Terminal, "style">,
): string {
  const mark = isPartlyRead ? style("yellow", "partly  ") : style("red", "rejected");
  return `${mark}  ${printable(key)}: ${printable(rejectionText(parts))}`;
}

/** The upload that could not be brought in, and why. */
export function failedLine(key: string, reason: unknown, { style }: Pick<Terminal, "style">): string {
  return `${style("red", "failed")}  ${printable(key)}: ${printable(failureText(reason))}`;
}

/** Tells what was rejected, and what could not be brought in, each with the advice behind it. */
export function printFaults(
  { rejected, partlyRead, failed }: Pick<IngestReport, "rejected" | "partlyRead" | "failed">,
  terminal: Terminal,
  advice = "",
): void {
  for (const [key, parts] of rejected) terminal.print(rejectedLine(key, parts, partlyRead.has(key), terminal));
  for (const [key, reason] of failed) terminal.note(`${failedLine(key, reason, terminal)}${advice}`);
}

/** Lists the left out kinds, the most frequent first: `Left out: draft post 12, page 3.` */
export function leftOutText(leftOut: ReadonlyMap<string, number>): string {
  return `Left out: ${kindCounts(leftOut)}.`;
}

/** The kinds and how many there are of each, the most first: `draft post 12, page 3`. */
export function kindCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${printable(what)} ${count}`)
    .join(", ");
}
