/**
 * Bounds what is worked on at once and how long others wait for it, so that more requests than a process can answer
 * make it refuse some, not keep all waiting. First come, first served. On Lambda, which hands a process one request at a
 * time, nobody ever waits.
 *
 * How long a request waits is the sum of what those before it cost. What one costs is the mean of what others of its kind
 * cost: the time for which it kept the event loop busy, or its part of the time for which one of the places was taken,
 * whichever is more; so that a slow store counts as a slow processor does. The first of a kind is a guess, and is in work
 * alone of its kind until it is known; the estimate for all is made anew whenever a request is answered.
 */
import { severalTurns } from "../../event-loop.ts";

export interface AdmissionLimits {
  /** Requests in work: while one waits for the store, others use the processor. Each may hold some megabytes. */
  readonly maxConcurrent: number;
  /**
   * How long a caller waits for an answer. Who would come later than half of it is refused at once, so that an estimate
   * that is off by two still answers in time; who waits already, when he would come later than the whole.
   */
  readonly patienceMs: number;
}

interface AdmissionTimes {
  monotonicMs(): number;
  /** Milliseconds for which the event loop was not idle, from an arbitrary start. */
  busyMs(): number;
}

/** `admitted`: call `leave` once, when it is answered. `refused`: it would wait for too long. `gone`: its client left. */
export type Admission = { readonly kind: "admitted"; leave(): void } | { readonly kind: "refused" | "gone" };

/** Of a request before any was answered. Untuned: a search over 20,000 articles. */
const FIRST_COST_MS = 10;
/** No request costs less, so that the number of those that wait has a bound. Untuned. */
const MIN_COST_MS = 0.5;
/** Between two that are let in, in which others are accepted and refused. Untuned. */
const TURNS_BETWEEN = 4;
/** The mean forgets what is longer ago than so many requests of the kind. Untuned. */
const MEAN_OF = 8;

interface Visit {
  readonly kind: string;
  readonly arrivedMs: number;
  readonly decide: (admission: Admission) => void;
}

/** What a process lets in at once. */
export class AdmissionGate {
  readonly #limits: AdmissionLimits;
  readonly #times: AdmissionTimes;
  readonly #costs = new CostMeans();
  /** In the order in which they came. */
  readonly #waiting = new Set<Visit>();
  readonly #inWork = new Set<Visit>();
  /** What those in work and those that wait cost together. */
  #expectedMs = 0;
  #isTurnAsked = false;
  /** The busy time that is nobody's yet, of those in work. */
  #unclaimedMs = 0;
  #lastBusyMs = 0;

  constructor(limits: AdmissionLimits, times: AdmissionTimes) {
    this.#limits = limits;
    this.#times = times;
  }

  /**
   * Resolves at once where it is refused, else when its turn comes, when it turns out that it would wait for too long, or
   * when `signal` says that nobody wants the answer any more. One is let in each turn of the event loop, so that all that
   * came in is seen, and what takes no turns here is answered between any two. `kind` tells what costs alike; there must be
   * few of them.
   */
  enter(kind: string, signal: AbortSignal): Promise<Admission> {
    if (signal.aborted) return Promise.resolve({ kind: "gone" });
    const limitMs = this.#limits.patienceMs / 2;
    const costMs = this.#costs.of(kind);
    // Half of the limit is there for any request, whatever it costs by itself.
    if (this.#expectedMs + Math.min(costMs, limitMs / 2) > limitMs) return Promise.resolve({ kind: "refused" });
    return new Promise((resolve) => {
      const visit: Visit = {
        kind,
        arrivedMs: this.#times.monotonicMs(),
        decide: (admission) => {
          signal.removeEventListener("abort", giveUp);
          resolve(admission);
        },
      };
      const giveUp = () => {
        if (this.#waiting.delete(visit)) this.#estimate();
        resolve({ kind: "gone" });
      };
      this.#waiting.add(visit);
      this.#expectedMs += costMs;
      signal.addEventListener("abort", giveUp, { once: true });
      this.#askForTurn();
    });
  }

  #askForTurn(): void {
    if (this.#isTurnAsked || this.#next() === undefined) return;
    this.#isTurnAsked = true;
    void severalTurns(TURNS_BETWEEN).then(() => {
      this.#isTurnAsked = false;
      const visit = this.#next();
      if (visit !== undefined) this.#admit(visit);
      this.#askForTurn();
    });
  }

  /** The longest waiting one that may be let in. */
  #next(): Visit | undefined {
    if (this.#inWork.size >= this.#limits.maxConcurrent) return undefined;
    const tried = new Set([...this.#inWork].map(({ kind }) => kind).filter((kind) => !this.#costs.isKnown(kind)));
    for (const visit of this.#waiting) if (!tried.has(visit.kind)) return visit;
    return undefined;
  }

  #admit(visit: Visit): void {
    this.#waiting.delete(visit);
    this.#countBusy();
    this.#inWork.add(visit);
    const [beganMs, beganBusyMs] = [this.#times.monotonicMs(), this.#lastBusyMs];
    visit.decide({
      kind: "admitted",
      leave: () => {
        this.#countBusy();
        this.#inWork.delete(visit);
        // Long searches go on in the order in which they began: what is unclaimed went into the one that is done first.
        const busyMs = Math.min(this.#unclaimedMs, this.#lastBusyMs - beganBusyMs);
        this.#unclaimedMs -= busyMs;
        const heldMs = this.#times.monotonicMs() - beganMs;
        this.#costs.learn(visit.kind, Math.max(busyMs, heldMs / this.#limits.maxConcurrent));
        this.#estimate();
        this.#askForTurn();
      },
    });
  }

  #countBusy(): void {
    const busyMs = this.#times.busyMs();
    this.#unclaimedMs = this.#inWork.size === 0 ? 0 : this.#unclaimedMs + busyMs - this.#lastBusyMs;
    this.#lastBusyMs = busyMs;
  }

  /** What all cost by what is known now; refuses who would wait for too long. */
  #estimate(): void {
    const nowMs = this.#times.monotonicMs();
    this.#expectedMs = 0;
    for (const { kind } of this.#inWork) this.#expectedMs += this.#costs.of(kind);
    for (const visit of this.#waiting) {
      const { kind, arrivedMs, decide } = visit;
      if (nowMs - arrivedMs + this.#expectedMs > this.#limits.patienceMs) {
        this.#waiting.delete(visit);
        decide({ kind: "refused" });
      } else {
        this.#expectedMs += this.#costs.of(kind);
      }
    }
  }
}

/** A running mean for each kind; of a kind that is new, that of all. */
class CostMeans {
  readonly #means = new Map<string, { costMs: number; count: number }>();
  readonly #all = { costMs: FIRST_COST_MS, count: 1 };

  of(kind: string): number {
    return Math.max(MIN_COST_MS, (this.#means.get(kind) ?? this.#all).costMs);
  }

  isKnown(kind: string): boolean {
    return this.#means.has(kind);
  }

  learn(kind: string, costMs: number): void {
    const known = this.#means.get(kind) ?? { costMs: this.#all.costMs, count: 1 };
    this.#means.set(kind, known);
    for (const mean of [known, this.#all]) {
      mean.count = Math.min(mean.count + 1, MEAN_OF);
      mean.costMs += (costMs - mean.costMs) / mean.count;
    }
  }
}

/** Parameters that have every match looked at, where a search otherwise passes over most. */
const OF_EVERY_MATCH = ["facets", "sameAs"];

/** A beginning of a word stands for many words; so long it stands for few. Untuned. */
const SHORT_BEGINNING = 3;

/**
 * Which requests cost alike, told by what stands in the address, before anything is read: the endpoint, the number of words to the
 * next power of two, and what makes a search dear. Some dozens of kinds, so that each is soon met again. How large the index is
 * shows in what they cost.
 */
export function requestKind(endpoint: string, query: URLSearchParams): string {
  const text = query.get("q") ?? "";
  const words = text.split(/\s+/).filter((word) => word !== "");
  const beginning = /\s$/.test(text) ? "" : (words.at(-1) ?? "");
  const seesAll =
    OF_EVERY_MATCH.some((name) => query.has(name)) ||
    query.get("collapse") === "true" ||
    !["relevance", null].includes(query.get("sort"));
  return [
    endpoint,
    words.length === 0 ? 0 : 2 ** Math.ceil(Math.log2(words.length)),
    ...(seesAll ? ["every match"] : []),
    ...(beginning !== "" && beginning.length <= SHORT_BEGINNING ? ["short beginning"] : []),
  ].join(" ");
}
