/**
 * ETags of files listed before, in memory (layer 1): so that a process that lists a large folder again and again
 * (reconciling) looks at each file's times alone. What a file's note is between processes, for files too small for one.
 */
import type { BigIntStats } from "node:fs";
import type { ETag } from "../object-store/object-store.ts";
import { racyMs } from "./folder-listing.ts";

/** About 25 MB. Where there are more, all are forgotten and those listed next remembered. */
const MAX_ENTRIES = 100_000;

export class SettledEtags {
  readonly #etags = new Map<string, { readonly version: string; readonly etag: ETag }>();

  get(key: string, stat: BigIntStats): ETag | null {
    const known = this.#etags.get(key);
    return known?.version === versionOf(stat) ? known.etag : null;
  }

  /** `lookedMs`: before the file was read. One changed so lately might change again without its times saying so. */
  set(key: string, stat: BigIntStats, etag: ETag, lookedMs: number): void {
    if (lookedMs - Number(stat.ctimeNs / 1_000_000n) <= racyMs) return;
    if (this.#etags.size >= MAX_ENTRIES) this.#etags.clear();
    this.#etags.set(key, { version: versionOf(stat), etag });
  }
}

/** Every change of a file moves its ctime, which nobody can set back. */
function versionOf(stat: BigIntStats): string {
  return `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}
