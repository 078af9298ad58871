/**
 * Whether the changes of a caller without types are changes (layer 4, pure): what is written into a segment must be
 * readable again, so that a version that is no text must not get that far.
 */
import { SearchIndexError } from "../errors.ts";
import type { SourceChange } from "./index-writer.ts";

/** Throws `invalid-change`, which names the source key and what is wrong with its change. */
export function checkChanges(changes: readonly SourceChange[]): void {
  if (!Array.isArray(changes)) throw invalid("The changes must be an array");
  for (const change of changes) {
    const fault = findFault(change);
    if (fault !== null) throw invalid(fault);
  }
  if (new Set(changes.map(({ sourceKey }) => sourceKey)).size !== changes.length) {
    throw invalid("Two changes name the same source key. Apply them one after another");
  }
}

function findFault(change: Partial<Record<"sourceKey" | "version" | "articles" | "deleted", unknown>> | null) {
  const { sourceKey, version, articles, deleted } = change ?? {};
  if (typeof sourceKey !== "string") return "A change has no `sourceKey`, which must be a string";
  if (deleted === true) return null;
  if (deleted !== undefined) return `The change of ${sourceKey} has a \`deleted\` that is not true. Leave it out`;
  if (typeof version !== "string") return `The change of ${sourceKey} has no \`version\`, which must be a string`;
  return isListOfObjects(articles) ? null : `The change of ${sourceKey} has no array of \`articles\`, each an object`;
}

/** By place, since an array may have holes. */
function isListOfObjects(list: unknown): boolean {
  return Array.isArray(list) && Array.from(list).every((item) => typeof item === "object" && item !== null);
}

function invalid(fault: string): SearchIndexError {
  return new SearchIndexError("invalid-change", `${fault}.`);
}
