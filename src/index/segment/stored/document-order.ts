/**
 * The one order of documents: source key, then id, both ascending. Ordinals follow it, and so do ties.
 */
import type { JsonValue } from "./fields.ts";

/** Numbers before all else, by value; everything else by the UTF-16 units of its text. */
export function compareIds(a: JsonValue, b: JsonValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return compareText(textOf(a), textOf(b));
}

/** Compares UTF-16 units, as JavaScript compares strings. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function textOf(id: JsonValue): string {
  return typeof id === "string" ? id : JSON.stringify(id);
}
