/**
 * Bounds what is worked on at once, how many bytes that holds, and how long others wait for it, so that more requests
 * than a process can answer make it refuse some, not keep all waiting. First come, first served, but that small ones
 * pass a large one that waits for bytes. On Lambda, which hands a process one request at a time, nobody ever waits.
 *
 * How long a request waits is the sum of what those before it cost. What one costs is the mean of what others of its
 * kind cost: the time for which it kept the event loop busy, or its part of the places, or of the bytes, for as long as
 * it had them, whichever is most; so that a slow store counts as a slow processor does. The first of a kind is a guess,
 * and is in work alone of its kind until it is known; the estimate for all is made anew whenever a request is answered.
 */
import { severalTurns } from "../../event-loop.ts";

export interface AdmissionLimits {
  /** Requests in work: while one waits for the store, others use the processor. Each may hold some megabytes. */
  readonly maxConcurrent: number;
  /** Bytes that requests in work may hold together. One that holds more is in work alone. */
  readonly maxBytes: number;
  /**
   * Longest wait of a caller for an answer. Who would come later than half of it is refused at once, so that an
   * estimate that is off by two still answers in time; who waits already, when he would come later than the whole.
   */
  readonly patienceMs: number;
}

interface AdmissionTimes {
  monotonicMs(): number;
  /** Milliseconds for which the event loop was not idle, from an arbitrary start. */
  busyMs(): number;
}

/**
 * `admitted`: call `leave` once, when it is answered, and `hold` where it turns out how many bytes it holds. `refused`:
 * it would wait for too long. `gone`: its client left.
 */
export type Admission =
  | { readonly kind: "admitted"; hold(sizeBytes: number): void; leave(): void }
  | { readonly kind: "refused" | "gone" };

/** A request that waits to be let in. */
export interface Visitor {
  /** Tells what costs alike; there must be few of them. */
  readonly kind: string;
  /** Expected size of the answer in bytes. Default: the size of earlier ones of its kind. */
  readonly sizeBytes?: number;
  /** Says that nobody wants the answer any more. */
  readonly signal: AbortSignal;
}

/** Assumed cost of a request before any was answered: a search over 20,000 articles. Untuned. */
const FIRST_COST_MS = 10;
/** Least cost of a request, which bounds the number of waiting ones. Untuned. */
const MIN_COST_MS = 0.5;
/** Turns of the event loop between two admissions, in which other requests are accepted and refused. Untuned. */
const TURNS_BETWEEN = 4;
/** The mean forgets what is longer ago than so many requests of the kind. Untuned. */
const MEAN_OF = 8;

interface Visit {
  readonly kind: string;
  /** Null where it is not known, and those of its kind tell. */
  sizeBytes: number | null;
  readonly arrivedMs: number;
  readonly decide: (admission: Admission) => void;
}

/** Limits the requests that a process answers at once. */
export class AdmissionGate {
  readonly #limits: AdmissionLimits;
  readonly #times: AdmissionTimes;
  readonly #costs = new CostMeans();
  /** Waiting visits in order of arrival. */
  readonly #waiting = new Set<Visit>();
  readonly #inWork = new Set<Visit>();
  /** Expected cost of all running and waiting requests. */
  #expectedMs = 0;
  #isTurnAsked = false;
  /** The busy time that is nobody's yet, of those in work. */
  #unclaimedMs = 0;
  #lastBusyMs = 0;

  constructor(limits: AdmissionLimits, times: AdmissionTimes) {
    this.#limits = limits;
    this.#times = times;
  }

  /** Does the work when its turn comes; null, and nothing is done, where it is refused or its client has gone. */
  async run<T>(visitor: Visitor, work: (hold: (sizeBytes: number) => void) => Promise<T>): Promise<{ done: T } | null> {
    const admission = await this.enter(visitor);
    if (admission.kind !== "admitted") return null;
    try {
      return { done: await work((sizeBytes) => admission.hold(sizeBytes)) };
    } finally {
      admission.leave();
    }
  }

  /**
   * Resolves at once where it is refused, else when its turn comes, when it turns out that it would wait for too long,
   * or when its signal says that nobody wants the answer any more. One is let in each turn of the event loop, so that
   * all that came in is seen, and what takes no turns here is answered between any two.
   */
  enter({ kind, sizeBytes, signal }: Visitor): Promise<Admission> {
    if (signal.aborted) return Promise.resolve({ kind: "gone" });
    const limitMs = this.#limits.patienceMs / 2;
    const costMs = this.#costs.of(kind);
    // Half of the limit is there for any request, whatever it costs by itself.
    if (this.#expectedMs + Math.min(costMs, limitMs / 2) > limitMs) return Promise.resolve({ kind: "refused" });
    return new Promise((resolve) => {
      const visit: Visit = {
        kind,
        sizeBytes: sizeBytes ?? null,
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

  /**
   * The longest waiting one that may be let in. Where one waits for bytes, only small ones pass it, and they leave it a
   * place and its bytes: it is let in as soon as the large ones in work are answered.
   */
  #next(): Visit | undefined {
    const { maxConcurrent } = this.#limits;
    if (this.#inWork.size >= maxConcurrent) return undefined;
    const inWork = [...this.#inWork];
    const tried = new Set(inWork.map(({ kind }) => kind).filter((kind) => !this.#costs.isKnown(kind)));
    let large: Visit | undefined;
    for (const visit of this.#waiting) {
      if (tried.has(visit.kind)) continue;
      if (this.#hasRoomFor(visit) && (large === undefined || this.#mayPass(visit, large))) return visit;
      large ??= visit;
    }
    return undefined;
  }

  #mayPass(visit: Visit, large: Visit): boolean {
    if (!this.#isSmall(visit) || this.#inWork.size + 1 >= this.#limits.maxConcurrent) return false;
    let heldBytes = this.#sizeOf(visit) + this.#sizeOf(large);
    for (const other of this.#inWork) if (this.#isSmall(other)) heldBytes += this.#sizeOf(other);
    return heldBytes <= this.#limits.maxBytes;
  }

  /** A small visit holds no more of the bytes than its place is of the places. */
  #isSmall(visit: Visit): boolean {
    return this.#sizeOf(visit) * this.#limits.maxConcurrent <= this.#limits.maxBytes;
  }

  #hasRoomFor(visit: Visit): boolean {
    if (this.#inWork.size === 0) return true;
    let heldBytes = this.#sizeOf(visit);
    for (const other of this.#inWork) heldBytes += this.#sizeOf(other);
    return heldBytes <= this.#limits.maxBytes;
  }

  #sizeOf({ kind, sizeBytes }: Visit): number {
    return sizeBytes ?? this.#costs.sizeOf(kind);
  }

  #admit(visit: Visit): void {
    this.#waiting.delete(visit);
    this.#countBusy();
    this.#inWork.add(visit);
    const [beganMs, beganBusyMs] = [this.#times.monotonicMs(), this.#lastBusyMs];
    visit.decide({
      kind: "admitted",
      hold: (sizeBytes) => {
        visit.sizeBytes = sizeBytes;
        this.#costs.learnSize(visit.kind, sizeBytes);
        this.#askForTurn();
      },
      leave: () => {
        this.#countBusy();
        this.#inWork.delete(visit);
        // Long searches go on in the order in which they began: what is unclaimed went into the one that is done first.
        const busyMs = Math.min(this.#unclaimedMs, this.#lastBusyMs - beganBusyMs);
        this.#unclaimedMs -= busyMs;
        const { maxConcurrent, maxBytes } = this.#limits;
        const part = Math.max(1 / maxConcurrent, Math.min(1, this.#sizeOf(visit) / maxBytes));
        const heldMs = this.#times.monotonicMs() - beganMs;
        this.#costs.learn(visit.kind, Math.max(busyMs, heldMs * part));
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

  /** Estimates the cost of all requests anew, and refuses those that would wait too long. */
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

/**
 * A running mean for each kind; of a kind that is new, that of all. Of sizes the mean or the latest, whichever is more:
 * floods come at once.
 */
class CostMeans {
  readonly #sizes = new Map<string, number>();
  readonly #means = new Map<string, { costMs: number; count: number }>();
  readonly #all = { costMs: FIRST_COST_MS, count: 1 };

  of(kind: string): number {
    return Math.max(MIN_COST_MS, (this.#means.get(kind) ?? this.#all).costMs);
  }

  isKnown(kind: string): boolean {
    return this.#means.has(kind);
  }

  sizeOf(kind: string): number {
    return this.#sizes.get(kind) ?? 0;
  }

  learnSize(kind: string, sizeBytes: number): void {
    const known = this.sizeOf(kind);
    this.#sizes.set(kind, Math.max(sizeBytes, known + (sizeBytes - known) / MEAN_OF));
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
 * Which requests cost alike, told by what stands in the address, before anything is read: the endpoint, the number of
 * words to the next power of two, and what makes a search dear. Some dozens of kinds, so that each is soon met again.
 * How large the index is shows in what they cost.
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
