/**
 * Loads later-parts.ts. The query function starts 80 KB lighter by it, and a page that searches by itself has its first answer after
 * 98 KB in the place of 135 (docs/decisions/0082-engine-in-two-files.md).
 */
import { SearchIndexError } from "../errors.ts";

/** Rejects with `store-unavailable` where the file cannot be had, so that the next query asks for it again. */
export async function loadLaterParts(): Promise<typeof import("./later-parts.ts")> {
  try {
    return await import("./later-parts.ts");
  } catch (cause) {
    throw new SearchIndexError(
      "store-unavailable",
      "A file of the search itself, which some queries need, could not be loaded. All its files must lie together.",
      { cause },
    );
  }
}
