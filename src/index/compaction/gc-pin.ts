/**
 * Keeps the collector away from an index in the making. A rebuild or a backfill may take hours, and until it commits no
 * manifest names its segments: the collector would take them for orphans, and the floor that it raises with every other
 * object that it deletes would shut them out. So the manifest says (`collectHold`): nothing named since this moment is
 * collected, until.
 *
 * A pin is a courtesy, not a promise: where it lapses, or a collector does not know of it, what was collected is below
 * the collect floor, and whoever made it makes it again.
 */
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import { changeManifest, isOutcomeUnknown } from "../commit/transaction.ts";
import type { SegmentId } from "../keys.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";

/** Lifetime of a pin that nobody renews: the age up to which an orphan is left alone. */
export const PIN_MS = 60 * 60 * 1000;
/**
 * Work that is done sooner needs no pin: nothing is collected before readers have had ten minutes, less what clocks
 * differ, and orphans are left alone for an hour.
 */
const FIRST_AFTER_MS = 2 * 60 * 1000;
/** A pin with less left than this is renewed: a thousand uploads are read in minutes. */
const RENEW_BELOW_MS = PIN_MS / 2;
/** One with more left was renewed by somebody else a moment ago: many processes may pin for one run. */
const FRESH_ABOVE_MS = (PIN_MS * 3) / 4;

/** The pin of one rebuild or backfill, which keeps what is named since `from`. */
export class GcPin {
  readonly #context: IndexContext;
  readonly #from: SegmentId;
  #renewAtMs: number;

  constructor(context: IndexContext, from: SegmentId) {
    this.#context = context;
    this.#from = from;
    this.#renewAtMs = context.clock.monotonicMs() + FIRST_AFTER_MS;
  }

  /** Places the pin once the work has taken two minutes, and renews it where half of it is over; else no request. */
  async renew(): Promise<void> {
    if (this.#context.clock.monotonicMs() >= this.#renewAtMs) await this.place();
  }

  /**
   * Places or renews the pin now. A load and a commit, more where others commit. What it cannot place it leaves: the
   * work goes on, and may be collected. Rejects as the store does where the outcome is known.
   */
  async place(): Promise<void> {
    const isPlaced = await this.#commit((manifest) => this.#longer(manifest));
    if (isPlaced) this.#renewAtMs = this.#context.clock.monotonicMs() + RENEW_BELOW_MS;
  }

  /**
   * Places the pin where `manifest` has none of this run or an older one, or one that is half over; else no request.
   * True where it was due, so that `manifest` is no longer the present one.
   */
  async placeIfDue({ collectHold }: Manifest): Promise<boolean> {
    const isDue =
      collectHold === null ||
      collectHold.from > this.#from ||
      collectHold.untilMs - this.#context.clock.nowMs() < RENEW_BELOW_MS;
    if (isDue) await this.place();
    return isDue;
  }

  /** Ends the pin where it is this one's; what others pinned stays. As place. */
  async release(): Promise<void> {
    await this.#commit(({ collectHold }) => (collectHold?.from === this.#from ? null : collectHold));
  }

  /** Puts another pin in place of the one that stands, nothing where it stays the same; false where that did not go. */
  async #commit(change: (manifest: Manifest) => Manifest["collectHold"]): Promise<boolean> {
    const load = () => new ManifestStore(this.#context).require();
    try {
      return await changeManifest(this.#context, load, async ({ manifest }) => {
        const collectHold = change(manifest);
        return { change: collectHold === manifest.collectHold ? null : { collectHold }, result: () => true };
      });
    } catch (error) {
      // Where there is no manifest, or none that can be read, no collector is at work.
      if (isErrorOfKind(error, "corrupt-data") || (isSearchIndexError(error) && error.code === "no-index-yet"))
        return true;
      if (!isOutcomeUnknown(error)) throw error;
      return false;
    }
  }

  #longer({ collectHold: present }: Manifest): Manifest["collectHold"] {
    const nowMs = this.#context.clock.nowMs();
    const others = present !== null && present.untilMs > nowMs ? present : null;
    if (others !== null && others.from <= this.#from && others.untilMs - nowMs > FRESH_ABOVE_MS) return others;
    const from = others !== null && others.from < this.#from ? others.from : this.#from;
    return { from, untilMs: Math.max(Math.ceil(nowMs + PIN_MS), others?.untilMs ?? 0) };
  }
}
