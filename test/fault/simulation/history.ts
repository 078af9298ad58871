/**
 * One history of the simulation: a bucket whose files come, change, go and come back; writers that merge, mergers,
 * collectors, purges, reconcilers, rebuilders, repairers and readers at once, of two releases during a deploy.
 */
import MiniSearch from "minisearch";
import { searchPlan } from "../../../src/index/read.ts";
import {
  defaultKeyLayout,
  type IndexContext,
  ManifestStore,
  type ResolvedIndexOptions,
} from "../../../src/index/shared.ts";
import { reviewRejectedRecords, runMaintenance } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { type FinishedMerge, unitingPolicy } from "../../support/inside/index-compaction.ts";
import { manifestKey } from "../../support/inside/index-own.ts";
import { compileQuery } from "../../support/inside/index-plan.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { Choices, type Happening } from "./choices.ts";
import { CopiedBlockCounter } from "./copied-blocks.ts";
import {
  expectAgreement,
  expectNothingDead,
  expectPresentRejections,
  expectSameSearch,
  expectSlimIndex,
} from "./final-state.ts";
import { IndexWatcher } from "./index-watcher.ts";
import { Owner } from "./owner.ts";
import { type Process, Processes } from "./processes.ts";
import { type Profile, profileOf } from "./profile.ts";
import { type Roles, soundRoles } from "./roles.ts";
import { noFaults, Scheduler, type Worker } from "./scheduler.ts";
import { Spells } from "./spells.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** So that a writer brings an upload in within the second of its put. */
const SHORT_CALL_MS = 20;
/** Longer than any sound history of some thousand steps needs: a round handles a few of the events that wait. */
const MAX_DRAIN_ROUNDS = 1_000;
/** Changes of a flood. */
const FLOOD = 12;
/** Few, so that hardly an event stands behind another of its key. */
const CHANGES_IN_TROUBLE = 2;
const ROUNDS_IN_TROUBLE = 3;
const QUERIES = ["Новость", "нефть газ", "Лаврова Китай", "текст номер"];

/** Options of a later release that is deployed during a history: it reads uploads and words by other rules. */
const nextOptions: ResolvedIndexOptions = {
  ...resolvedArticleOptions,
  analyzerVersion: "russian-next",
  parserVersion: "parser-next",
};

/** Counts of what happened, to see that a run was no idle one. */
export interface HistoryReport {
  readonly commits: number;
  readonly killed: number;
  readonly reads: number;
  readonly collected: number;
  /** Number of merges by compaction and purges alone; writers merge too. */
  readonly merges: number;
  /** Number of merges that remove dead documents. */
  readonly purges: number;
  readonly rebuilds: number;
  readonly repairs: number;
  readonly upgrades: number;
  /** Lists of tombstones too long for the manifest. */
  readonly tombstoneObjects: number;
  /** Uploads whose bytes stayed and whose metadata changed within one second. */
  readonly metadataChanges: number;
  /** Writes of processes that the bucket had no room for, or took none of. */
  readonly refusedWrites: number;
  readonly removals: number;
  readonly takedowns: number;
  /** Takedowns that were deleted. */
  readonly lifts: number;
  /** Manifests that the bucket refused, since another came before. */
  readonly conflicts: number;
  /** Stored blocks that merges handed on as they lay, packed. */
  readonly copiedStoredBlocks: number;
}

/** A history that broke a promise; all that is needed to run it again with less in it. */
export class BrokenPromise extends Error {
  override readonly name = "BrokenPromise";
  readonly log: readonly string[];
  readonly happenings: readonly Happening[];

  constructor(cause: unknown, log: readonly string[], happenings: readonly Happening[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.log = log;
    this.happenings = happenings;
  }
}

export interface HistoryOptions {
  readonly roles?: Roles;
  /** Happenings of the seed that are left out. */
  readonly omitted?: ReadonlySet<Happening>;
}

/** A history that kept all promises. */
export interface KeptPromise {
  readonly report: HistoryReport;
  /** Happenings in order. */
  readonly log: readonly string[];
}

/** Runs one history; rejects with BrokenPromise where a promise is broken. The same arguments give the same history. */
export async function runHistory(
  seed: number,
  steps: number,
  { roles = soundRoles, omitted = new Set() }: HistoryOptions = {},
): Promise<KeptPromise> {
  const history = new History(seed, roles, omitted);
  try {
    await history.run(steps);
    await history.drain();
  } catch (cause) {
    throw new BrokenPromise(cause, history.scheduler.log, history.scheduler.choices.happenings);
  }
  return { report: history.report(), log: history.scheduler.log };
}

class History {
  readonly scheduler: Scheduler;
  readonly #profile: Profile;
  readonly #roles: Roles;
  readonly #context: IndexContext;
  readonly #copies: CopiedBlockCounter;
  readonly #watcher: IndexWatcher;
  readonly #owner: Owner;
  readonly #processes: Processes;
  readonly #spells: Spells;
  readonly #counts = { reads: 0, collected: 0, merges: 0, purges: 0, rebuilds: 0, repairs: 0, upgrades: 0, killed: 0 };
  /** Options of the deployed release. */
  #options: ResolvedIndexOptions = resolvedArticleOptions;
  #stepNumber = 0;
  #conflicts = 0;

  constructor(seed: number, roles: Roles, omitted: ReadonlySet<Happening>) {
    this.#profile = profileOf(seed);
    this.#roles = roles;
    this.scheduler = new Scheduler(new Choices(seed, omitted));
    const outside: Worker = { name: "owner", clockSkewMs: 0, longestStallMs: 0, isDead: false, startedAtMs: 0 };
    const clock = { ...this.scheduler.clockOf(outside), sleep: async () => undefined };
    const bucket = new MemoryObjectStore({ clock });
    const ids = { random32: seededRandom32(seed) };
    const plain = {
      store: bucket,
      layout: defaultKeyLayout,
      clock,
      ids,
      maxInlineTombstones: 1,
      tailedSegmentBytes: 0,
    };
    this.#copies = new CopiedBlockCounter(plain);
    const store = interceptStore(bucket, {
      before: (method, key) => {
        if (method === "putStreamIfAbsent") this.#copies.noteStream(key);
        if (method === "putIfMatch" && key === manifestKey(defaultKeyLayout)) this.#conflicts += 1;
      },
      after: (method, key) => {
        if (method === "putIfMatch" && key === manifestKey(defaultKeyLayout)) this.#conflicts -= 1;
      },
    });
    this.#context = { ...plain, store };
    this.#watcher = new IndexWatcher(plain, this.#copies);
    this.#owner = new Owner(this.scheduler, plain, this.#profile);
    this.#spells = new Spells(this.scheduler);
    this.#processes = new Processes(this.scheduler, this.#context, this.#profile, roles, this.#spells);
  }

  async run(steps: number): Promise<void> {
    this.scheduler.odds = this.#profile.faults;
    this.scheduler.switchOdds = this.#profile.switches;
    this.scheduler.longestCallMs = this.#profile.longestCallMs;
    for (let step = 0; step < steps; step += 1) {
      this.#beginStep();
      await this.#actFromOutside();
      this.#startWorkers();
      await this.#step();
    }
  }

  async #actFromOutside(): Promise<void> {
    const { choices } = this.scheduler;
    const { timePasses, outage, spell, flood, change, upgrade } = this.#profile;
    if (choices.happens("time-passes", timePasses)) this.#passTime();
    if (choices.happens("outage", outage)) this.#owner.beginOutage();
    if (choices.happens("spell", spell)) this.#spells.begin();
    if (choices.happens("flood", flood)) for (let i = 0; i < FLOOD; i += 1) await this.#owner.change();
    if (choices.happens("change", change)) await this.#owner.change();
    if (this.#options !== nextOptions && choices.happens("upgrade", upgrade)) this.#upgrade();
  }

  #startWorkers(): void {
    const profile = this.#profile;
    const starts: readonly [string, number, () => void][] = [
      ["writer", profile.writer, () => this.#deliver()],
      ["collector", profile.collector, () => this.#start("collector", (process) => this.#collect(process))],
      ["compactor", profile.compactor, () => this.#start("compactor", (process) => this.#compact(process))],
      ["purger", profile.purger, () => this.#start("purger", (process) => this.#purge(process))],
      ["reconciler", profile.reconciler, () => this.#start("reconciler", (process) => this.#reconcile(process))],
      ["rebuilder", profile.rebuilder, () => this.#start("rebuilder", (process) => this.#rebuild(process))],
      ["repairer", profile.repairer, () => this.#start("repairer", (process) => this.#repair(process))],
      ["reader", profile.reader, () => this.#start("reader", (process) => this.#read(process))],
    ];
    for (const [role, odds, start] of starts) {
      if (this.scheduler.readyWorkers < profile.width && this.scheduler.choices.happens(role, odds)) start();
    }
  }

  /** No more faults: every event is handled, then what was lost is reconciled, and all must agree. */
  async drain(): Promise<void> {
    this.scheduler.odds = noFaults;
    this.#spells.end();
    this.#counts.killed = this.#processes.killed;
    this.#processes.endOthers(this.#options);
    const { parserVersion } = this.#options;
    await this.#handleEverything();
    await this.#changeInTrouble();
    this.scheduler.longestCallMs = SHORT_CALL_MS;
    await this.#owner.changeUnseen(() => this.#handleEverything());
    await expectAgreement(this.#context, parserVersion, this.#watcher.liveVersions, this.#owner.lostKeys);
    await this.#reconcile({ context: this.#context, options: this.#options });
    await this.#handleEverything();
    await expectAgreement(this.#context, parserVersion, this.#watcher.liveVersions);
    await expectSameSearch(this.#context, QUERIES);
    await expectPresentRejections(this.#context, parserVersion);
    await this.#keepHouse();
    await expectNothingDead(this.#context);
    await this.#unite();
    await expectSlimIndex(this.#context, this.#options);
    await expectAgreement(this.#context, parserVersion, this.#watcher.liveVersions);
  }

  /**
   * The last changes come while the bucket takes no writes, or not all. No later one makes good what a worker then
   * forgets.
   */
  async #changeInTrouble(): Promise<void> {
    this.#beginStep();
    this.#spells.begin("until its end");
    for (let i = 0; i < CHANGES_IN_TROUBLE; i += 1) await this.#owner.change();
    for (let round = 0; round < ROUNDS_IN_TROUBLE; round += 1) await this.#handleDue();
    this.#spells.end();
    await this.#handleEverything();
  }

  /** A day of maintenance, which the report does not count. */
  async #keepHouse(): Promise<void> {
    const counts = { ...this.#counts };
    for (let hour = 0; hour < 24; hour += 4) {
      this.scheduler.nowMs += 4 * HOUR_MS;
      for (const [role, work] of this.#maintenance) {
        this.#beginStep();
        this.#start(role, work);
        while (await this.#step()) this.#beginStep();
      }
    }
    Object.assign(this.#counts, counts);
  }

  /** Makes one segment of all: the first run merges, the second collects. */
  async #unite(): Promise<void> {
    for (let run = 0; run < 2; run += 1) {
      await runMaintenance(this.#context, this.#options, { policy: unitingPolicy });
      this.scheduler.nowMs += HOUR_MS;
    }
  }

  get #maintenance(): readonly (readonly [
    role: "collector" | "compactor",
    work: (process: Process) => Promise<void>,
  ])[] {
    return [
      ["collector", (process) => this.#collect(process)],
      ["compactor", (process) => this.#compact(process)],
    ];
  }

  report(): HistoryReport {
    return {
      ...this.#counts,
      commits: this.#watcher.manifest?.sequence ?? 0,
      tombstoneObjects: this.#watcher.tombstoneObjects.size,
      metadataChanges: this.#owner.metadataChanges,
      refusedWrites: this.#spells.refused,
      ...this.#owner.statementCounts,
      conflicts: this.#conflicts,
      copiedStoredBlocks: this.#copies.copied,
    };
  }

  #beginStep(): void {
    this.scheduler.choices.beginStep(this.#stepNumber);
    this.#stepNumber += 1;
  }

  async #step(): Promise<boolean> {
    const isBusy = await this.scheduler.step();
    await this.#watcher.check();
    const { manifest, live } = this.#watcher;
    if (manifest !== null) this.#owner.expectHandledAreLive(live, manifest.parser);
    if (this.#processes.violation !== null) throw this.#processes.violation;
    return isBusy;
  }

  async #handleEverything(): Promise<void> {
    for (let round = 0; round < MAX_DRAIN_ROUNDS; round += 1) {
      if (this.scheduler.isIdle && this.#isOutdated) this.#start("rebuilder", (process) => this.#rebuild(process));
      if (this.scheduler.isIdle && this.#owner.nextEventAtMs === null) return this.#watcher.check();
      await this.#handleDue();
    }
    throw new Error("the queue does not drain");
  }

  /** Waits for the next event where nobody works, and hands a batch out. Ends when nobody works any more. */
  async #handleDue(): Promise<void> {
    const { nextEventAtMs } = this.#owner;
    if (this.scheduler.isIdle) this.scheduler.nowMs = Math.max(this.scheduler.nowMs, nextEventAtMs ?? 0);
    this.#beginStep();
    this.#deliver();
    while (await this.#step()) this.#beginStep();
  }

  get #isOutdated(): boolean {
    const { manifest } = this.#watcher;
    return manifest !== null && manifest.analyzer !== this.#options.analyzerVersion;
  }

  /** Whatever runs on a schedule is due after a long time. */
  #passTime(): void {
    const { choices } = this.scheduler;
    const isLong = choices.chance("long time", 0.25);
    this.scheduler.nowMs += choices.below("time", isLong ? 3 * HOUR_MS : 5 * MINUTE_MS);
    for (const [role, work] of this.#maintenance) if (isLong && this.#profile[role] > 0) this.#start(role, work);
  }

  /**
   * Processes of the former release go on beside those of the new one, and the owner starts the rebuild that it needs.
   */
  #upgrade(): void {
    this.#options = nextOptions;
    this.#counts.upgrades += 1;
    this.scheduler.note("another release is deployed");
    this.#start("rebuilder", (process) => this.#rebuild(process));
  }

  #start(role: string, work: (process: Process) => Promise<void>): void {
    this.#processes.start(role, this.#options, work);
  }

  #deliver(): void {
    const batch = this.#owner.takeBatch();
    if (batch.length === 0) return;
    this.#start("writer", async ({ writer }) => {
      const failed = await writer.ingest(batch);
      for (const event of batch) if (!failed.has(event.key)) event.isDone = true;
    });
  }

  async #collect({ context }: Process): Promise<void> {
    this.#counts.collected += await this.#roles.collect(context);
  }

  async #compact({ context, options }: Process): Promise<void> {
    await this.#roles.compact(context, options, (merge) => this.#countMerge(merge));
  }

  async #purge({ context, options }: Process): Promise<void> {
    await this.#roles.purge(context, options, (merge) => this.#countMerge(merge));
  }

  #countMerge({ reason }: FinishedMerge): void {
    this.#counts.merges += 1;
    if (reason === "purge") this.#counts.purges += 1;
  }

  async #rebuild({ context, options }: Process): Promise<void> {
    await this.#roles.rebuild(context, options);
    this.#counts.rebuilds += 1;
  }

  /** Someone takes one of the live segments for damaged. */
  async #repair({ context, options }: Process): Promise<void> {
    const snapshot = await new ManifestStore(context).load();
    if (snapshot === null || snapshot.manifest.segments.length === 0) return;
    const { id } = this.scheduler.choices.pick("damaged", snapshot.manifest.segments);
    await this.#roles.repair(context, options, new Set([id]));
    this.#counts.repairs += 1;
  }

  async #reconcile({ context, options }: Pick<Process, "context" | "options">): Promise<void> {
    const keys = await this.#roles.findDifferences(context, options);
    this.#owner.queueLooks(keys);
    await reviewRejectedRecords(context, options.parserVersion);
  }

  /** A reader sees one manifest: it finds just the documents that were live at its sequence. */
  async #read({ searcher }: Process): Promise<void> {
    const plan = compileQuery(MiniSearch.wildcard, {}, searcher.options);
    const limit = Number.POSITIVE_INFINITY;
    const all = { offset: 0, limit, usesMatchedTermsFactor: true, ranksAllTermsFirst: false };
    await searcher.snapshots.use(async (snapshot) => {
      const { total } = await searchPlan(snapshot, plan, all);
      const expected = this.#watcher.liveBySequence.get(snapshot.manifest.sequence);
      if (expected !== undefined && expected.documents !== total) {
        throw new Error(`a reader of sequence ${snapshot.manifest.sequence} found ${total} of ${expected.documents}`);
      }
      this.#counts.reads += 1;
    });
  }
}
