/**
 * Which unsettled versions of an index are looked at when it is compared with a listing (layer 4): those that nobody looked at
 * yet, and of too many no more than a run has time for.
 */
import type { IdSource } from "../../id-source.ts";
import { isSettledVersion, secondOfVersion } from "../commit/upload-version.ts";
import type { ComparisonOptions } from "./listed-uploads.ts";

/** A minute of requests on S3, and two cents of them. Untuned. */
const MAX_LOOKS = 50_000;

/** What a process knows of unsettled versions. Memory: a version for each that is live. */
export class UnsettledVersions {
  readonly #parserVersion: string;
  readonly #maxLooks: number;
  /** Versions by key that were found present when their second was over: no put can take their ETag and second any more. */
  #settled = new Map<string, string>();

  constructor(parserVersion: string, maxLooks = MAX_LOOKS) {
    this.#parserVersion = parserVersion;
    this.#maxLooks = maxLooks;
  }

  /**
   * What to look at of all that is live, and what to hear of it. Where that would be too much, half of the looks are for the
   * newest uploads, so that a daily run sees each at least once, and the others are drawn anew in each run.
   */
  choose(versionByKey: ReadonlyMap<string, string>, ids: IdSource): Required<ComparisonOptions> {
    const unknown: number[] = [];
    const settled = new Map<string, string>();
    for (const [key, version] of versionByKey) {
      if (isSettledVersion(version, this.#parserVersion)) continue;
      if (this.#settled.get(key) === version) settled.set(key, version);
      else unknown.push(secondOfVersion(version, this.#parserVersion));
    }
    this.#settled = settled;
    const isChosen = this.#chooseSome(Float64Array.from(unknown).sort(), ids);
    return {
      isExempt: (key, version) => settled.get(key) === version || !isChosen(version),
      onSettled: (key, version) => settled.set(key, version),
    };
  }

  #chooseSome(ascendingSeconds: Float64Array, ids: IdSource): (version: string) => boolean {
    const rest = ascendingSeconds.length - this.#maxLooks / 2;
    if (rest <= this.#maxLooks / 2) return () => true;
    const newest = ascendingSeconds[Math.ceil(rest)] ?? Infinity;
    const odds = this.#maxLooks / 2 / rest;
    return (version) => secondOfVersion(version, this.#parserVersion) >= newest || ids.random32() / 2 ** 32 < odds;
  }
}
