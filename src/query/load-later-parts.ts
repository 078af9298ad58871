/**
 * Loads later-parts.ts. By it the query function loads 475 KB at its start in place of 550, in 16 ms less, and a page that searches by
 * itself has its first answer after 99 KB in place of 137 (docs/decisions/0082-engine-in-two-files.md).
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
