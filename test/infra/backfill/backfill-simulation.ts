/**
 * The backfill of a bucket that lives, as the synthesised state machine runs it with the functions' own handlers: some
 * invocations are killed, some are given up though they go on, answers of the store are lost and come late, and at the
 * end bucket and index must agree, and search as a fresh MiniSearch does.
 */

import {
  type BackfillDependencies,
  createBeginTask,
  createCommitTask,
  createFinishTask,
  createFlushTask,
  type FlushEvent,
} from "../../../functions/backfill/tasks.ts";
import type { Invocation } from "../../../functions/telemetry/invocation.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { CountingObjectStore, type ObjectKey, RetryingObjectStore } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { seededIds, seededRandom32 } from "../../support/deterministic.ts";
import { FailingObjectStore, type Fault, type FaultPolicy } from "../../support/failing-object-store.ts";
import type { BackfillReport } from "../../support/inside/index-bulk.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import type { StoreCounts } from "../../support/inside/store-decorators.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { FileCorpus } from "./file-corpus.ts";
import { LiveBucket } from "./live-bucket.ts";
import { type Execution, type MachinePorts, runStateMachine } from "./state-machine.ts";
import type { Definition } from "./states-language.ts";
import { functionNameOf } from "./synthesised-definition.ts";

/** Probabilities of faults: of an invocation, or of one of its calls to the store. */
export interface SimulationOdds {
  readonly killed: number;
  /** Given up by the state machine, and at work all the same. */
  readonly givenUp: number;
  /** Probability that an invocation lacks time for all of its work. */
  readonly hurried: number;
  readonly faultyCall: number;
  /** One change of the bucket in so many calls; 0 for a bucket at rest. */
  readonly callsPerChange: number;
}

export const calm: SimulationOdds = { killed: 0, givenUp: 0, hurried: 0, faultyCall: 0, callsPerChange: 0 };
export const rough: SimulationOdds = {
  killed: 0.25,
  givenUp: 0.15,
  hurried: 0.1,
  faultyCall: 0.0005,
  callsPerChange: 40,
};

export interface SimulationOptions {
  readonly seed: number;
  readonly files: number;
  readonly words: number;
  readonly odds: SimulationOdds;
  readonly maxItemsPerBatch?: number;
  readonly maxConcurrency?: number;
  /** Batches that bring their child down, as often as it is tried. */
  readonly isPoisoned?: (keys: readonly string[]) => boolean;
}

export interface SimulationReport extends Execution {
  readonly output: BackfillReport;
  readonly invocations: number;
  readonly killed: number;
  readonly givenUp: number;
  readonly hurried: number;
  /** Store requests by function. */
  readonly costs: ReadonlyMap<string, StoreCounts>;
  /** Processor time on this machine, by function; of use only where one child is at work at once. */
  readonly processorMs: ReadonlyMap<string, number>;
  /** Keys that were queued at the end though nothing had gone wrong with them: must be none. */
  readonly needlesslyQueued: readonly ObjectKey[];
}

const FAULTS: readonly Fault[] = [
  { when: "before", error: "http-503" },
  { when: "after", error: "timeout" },
  { when: "late", error: "timeout" },
  { when: "before", error: "http-409" },
];

/** The premature end of an invocation, if there is one. */
interface InvocationEnd {
  readonly policy: FaultPolicy;
  readonly givenUp: Promise<never>;
}

const killedAtOnce: InvocationEnd = {
  policy: () => ({ when: "killed before" }),
  givenUp: new Promise(() => {}),
};

/** Longer than any run here: time moves by the bucket's steps. */
const AMPLE_MS = 1_000 * 3_600_000;
const MAX_CALLS_BEFORE_END = 150;

export class BackfillSimulation {
  readonly bucket: LiveBucket;
  readonly #definition: Definition;
  readonly #options: SimulationOptions;
  readonly #random32: () => number;
  readonly #stores = new Map<string, CountingObjectStore>();
  readonly #processorMs = new Map<string, number>();
  readonly #left = new Set<ObjectKey>();
  readonly #failing: FailingObjectStore[] = [];
  readonly #goingOn: Promise<unknown>[] = [];
  readonly #counts = { invocations: 0, killed: 0, givenUp: 0, hurried: 0 };
  #needlesslyQueued: ObjectKey[] = [];
  #isFinishing = false;
  #calls = 0;

  static async make(definition: Definition, options: SimulationOptions): Promise<BackfillSimulation> {
    const bucket = await LiveBucket.make(new FileCorpus(options.seed, options.words), options.files);
    return new BackfillSimulation(definition, options, bucket);
  }

  private constructor(definition: Definition, options: SimulationOptions, bucket: LiveBucket) {
    this.#definition = definition;
    this.#options = options;
    this.#random32 = seededRandom32(options.seed + 1_000);
    this.bucket = bucket;
  }

  /** One execution, of another definition where it is given; rejects where it fails. May be called again. */
  async execute(definition = this.#definition): Promise<SimulationReport> {
    const { maxItemsPerBatch, maxConcurrency } = this.#options;
    const ports: MachinePorts = {
      invoke: (arn, payload) => this.#invoke(functionNameOf(arn), payload),
      list: (_bucket, prefix) => this.bucket.list(prefix),
      wait: async (durationMs) => this.bucket.clock.advance(durationMs),
      onChildFailed: (input) => this.#leave(input as FlushEvent),
      ...(maxItemsPerBatch === undefined ? {} : { maxItemsPerBatch }),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    };
    const execution = await runStateMachine(definition, {}, ports);
    await Promise.allSettled(this.#goingOn);
    for (const store of this.#failing) await store.landLateWrites();
    return {
      ...execution,
      ...this.#counts,
      output: execution.output as BackfillReport,
      costs: new Map([...this.#stores].map(([name, store]) => [name, store.counts()])),
      processorMs: this.#processorMs,
      needlesslyQueued: this.#needlesslyQueued,
    };
  }

  async #invoke(name: string, payload: unknown): Promise<unknown> {
    const { odds } = this.#options;
    this.#counts.invocations += 1;
    const random32 = this.#choicesOf(this.#counts.invocations);
    const isHurried = happens(random32, odds.hurried);
    if (isHurried) this.#counts.hurried += 1;
    if (isHurried && name.endsWith("flush")) this.#leave(payload as FlushEvent);
    if (name.endsWith("finish")) {
      this.bucket.losesEvents = false;
      this.#isFinishing = true;
      this.#excuseWaiting();
    }
    const end = this.#isPoisoned(payload) ? killedAtOnce : this.#endOfInvocation(random32);
    const invocation: Invocation = {
      awsRequestId: `invocation-${this.#counts.invocations}`,
      getRemainingTimeInMillis: () => (isHurried ? 0 : AMPLE_MS),
    };
    const before = process.cpuUsage();
    const work = this.#taskOf(name, end.policy)(payload as never, invocation);
    this.#goingOn.push(work);
    try {
      return await Promise.race([work, end.givenUp]);
    } finally {
      const { user, system } = process.cpuUsage(before);
      this.#processorMs.set(name, (this.#processorMs.get(name) ?? 0) + (user + system) / 1_000);
    }
  }

  #taskOf(name: string, policy: FaultPolicy) {
    const dependencies = this.#dependenciesOf(name, policy);
    const queue = async (keys: readonly ObjectKey[]) => this.#queue(keys);
    const tasks = {
      "poisk-backfill-begin": () => createBeginTask({ ...dependencies, queue }),
      "poisk-backfill-flush": () =>
        createFlushTask({ ...dependencies, processor: directProcessor(resolvedArticleOptions) }),
      "poisk-backfill-commit": () => createCommitTask(dependencies),
      "poisk-backfill-finish": () => createFinishTask({ ...dependencies, queue }),
    };
    return tasks[name as keyof typeof tasks]();
  }

  /** A process of its own over the bucket, with the faults of its own requests. */
  #dependenciesOf(name: string, policy: FaultPolicy): BackfillDependencies {
    const { context, store } = this.bucket;
    const counting = this.#stores.get(name) ?? new CountingObjectStore(store);
    this.#stores.set(name, counting);
    const living = interceptStore(counting, { before: () => this.#live() });
    const failing = new FailingObjectStore(living, policy);
    this.#failing.push(failing);
    const ids = seededIds(this.#counts.invocations);
    return {
      context: { ...context, ids, store: new RetryingObjectStore(failing, { clock: context.clock, ids }) },
      logger: recordingLogger("silent").logger,
    };
  }

  /** Draws the premature end of an invocation: at the call of a number it is killed, or given up and goes on. */
  #endOfInvocation(random32: () => number): InvocationEnd {
    const { odds } = this.#options;
    const [isKilled, isGivenUp] = [happens(random32, odds.killed), happens(random32, odds.givenUp)];
    const endsAt = 1 + below(random32, MAX_CALLS_BEFORE_END);
    let giveUp: (reason: Error) => void = () => {};
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    givenUp.catch(() => undefined);
    const policy: FaultPolicy = ({ number }) => {
      if (number === endsAt && isKilled) {
        this.#counts.killed += 1;
        return { when: happens(random32, 0.5) ? "killed before" : "killed after" };
      }
      if (number === endsAt && isGivenUp) {
        this.#counts.givenUp += 1;
        giveUp(new Error("States.Timeout"));
      }
      return happens(this.#random32, odds.faultyCall) ? (FAULTS[below(this.#random32, FAULTS.length)] ?? null) : null;
    };
    return { policy, givenUp };
  }

  /** The bucket's life, told by the backfill's calls, so that it comes between any two of them. */
  async #live(): Promise<void> {
    const { callsPerChange } = this.#options.odds;
    if (callsPerChange === 0) return;
    this.#calls += 1;
    if (this.#calls % callsPerChange === 0) {
      await this.bucket.step();
      if (this.#isFinishing) this.#excuseWaiting();
    }
    const failing = this.#failing[below(this.#random32, this.#failing.length)];
    if (failing !== undefined && failing.lateWriteCount > 0) await failing.landLateWrites(1);
  }

  #queue(keys: readonly ObjectKey[]): void {
    const { waiting, lostKeys } = this.bucket;
    this.#needlesslyQueued = keys.filter((key) => !waiting.has(key) && !lostKeys.has(key) && !this.#left.has(key));
    this.bucket.enqueue(keys);
  }

  /** Excuses waiting messages: those may be handled before the differences are queued. */
  #excuseWaiting(): void {
    for (const key of this.bucket.waiting) this.#left.add(key);
  }

  #leave({ Items }: FlushEvent): void {
    for (const { Key } of Items) this.#left.add(Key as ObjectKey);
  }

  #isPoisoned(payload: unknown): boolean {
    const { Items } = payload as Partial<FlushEvent>;
    return Items !== undefined && (this.#options.isPoisoned?.(Items.map(({ Key }) => Key)) ?? false);
  }

  /** Draws the fate of an invocation by its number, so that it is the same however concurrent calls interleave. */
  #choicesOf(invocation: number): () => number {
    return seededRandom32(this.#options.seed * 1_000_003 + invocation);
  }
}

function happens(random32: () => number, odds: number): boolean {
  return random32() / 2 ** 32 < odds;
}

function below(random32: () => number, limit: number): number {
  return random32() % limit;
}
