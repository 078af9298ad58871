/**
 * The functions: what each is told, and what each may do. ingest reads uploads and writes the index; compact knows the
 * index alone; reconcile does what ingest does, of all that events missed; query reads the index and writes nothing;
 * push, where it is wanted, writes uploads and knows nothing of the index; poll, where feeds are named, puts their
 * items and its records of them.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import { Architecture, Code, LayerVersion } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { readSynonymsFile } from "../../functions/query/synonyms-file.ts";
import type { BackfillTask, FunctionName } from "../function-sizes.ts";
import type { Face, StackSettings } from "../stack-settings.ts";
import { allow } from "./bucket-access.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { IndexBucket, IndexRights } from "./index-bucket.ts";
import { PUBLIC_URL_HEADER } from "./viewer-request.ts";

/** Often enough for what was deleted to be gone within a day (src/index/compaction/policy.ts). */
const COMPACTION_SCHEDULE = Schedule.rate(Duration.hours(1));

/** Time of the nightly comparison for the readers: 01:17 UTC is 04:17 in Moscow. */
const RECONCILE_SCHEDULE = Schedule.cron({ hour: "1", minute: "17" });

/** Schedule of the comparison that finds uploads without events. */
const RECONCILE_WITHOUT_EVENTS_SCHEDULE = Schedule.cron({ minute: "17" });

/** Functions that run on a schedule; nobody waits for their end. */
export const SCHEDULED: readonly FunctionName[] = ["compact", "reconcile", "poll"];

/**
 * Ingest gives uploads back to its own queue, each time fewer (functions/ingest/messages.ts ends a chain that does not
 * progress), and each of its invocations may invoke compact, which invokes nobody.
 */
const IN_LOOPS: readonly FunctionName[] = ["ingest", "compact"];

export class SearchFunctions extends Construct {
  readonly ingest: BundledFunction;
  readonly compact: BundledFunction;
  readonly reconcile: BundledFunction;
  readonly query: BundledFunction;
  /** Null where nobody may push. */
  readonly push: BundledFunction | null;
  /** Null where no feed is named. */
  readonly poll: BundledFunction | null;
  /** The functions that exist. */
  readonly all: readonly BundledFunction[];
  readonly #settings: StackSettings;
  readonly #index: IndexBucket;

  constructor(scope: Construct, id: string, settings: StackSettings, index: IndexBucket, uploads: Queue) {
    super(scope, id);
    this.#settings = settings;
    this.#index = index;
    const { hasBucketEvents, hasPush, feedMinutes } = settings;
    const indexOnly = { readsUploads: false, writesIndex: true };
    const both = { readsUploads: true, writesIndex: true };
    const metrics = { POISK_METRICS: "on" };
    const compaction = "Merges segments and deletes what no reader needs.";
    this.compact = this.#make("Compact", "compact", compaction, indexOnly, metrics);
    const writing = { ...metrics, POISK_COMPACT_FUNCTION: this.compact.function.functionName };
    this.ingest = this.#make("Ingest", "ingest", "Brings uploads into the index.", both, {
      ...writing,
      POISK_UPLOAD_QUEUE: uploads.queueUrl,
    });
    // What a batch's time does not suffice for goes back.
    allow(this.ingest.role, ["sqs:SendMessage"], [uploads.queueArn]);
    this.reconcile = this.#make("Reconcile", "reconcile", "Brings in what events missed.", both, {
      ...writing,
      POISK_BUCKET_EVENTS: hasBucketEvents ? "on" : "off",
    });
    this.query = this.#make("Query", "query", "Answers searches.", { readsUploads: false, writesIndex: false });
    this.push = hasPush ? this.#make("Push", "push", "Takes what is pushed.", null) : null;
    if (this.push !== null) index.allowPushing(this.push.role);
    this.poll = feedMinutes === null ? null : this.#makePoll(feedMinutes);
    for (const { role } of [this.ingest, this.reconcile]) {
      allow(role, ["lambda:InvokeFunction"], [this.compact.function.functionArn]);
    }
    this.#run("CompactHourly", COMPACTION_SCHEDULE, this.compact);
    if (hasBucketEvents) this.#run("ReconcileDaily", RECONCILE_SCHEDULE, this.reconcile);
    else this.#run("ReconcileHourly", RECONCILE_WITHOUT_EVENTS_SCHEDULE, this.reconcile);
    const { ingest, compact, reconcile, query, push, poll } = this;
    this.all = [ingest, compact, reconcile, query, push, poll].filter((made) => made !== null);
  }

  #make(
    id: string,
    name: Exclude<FunctionName, BackfillTask>,
    description: string,
    rights: IndexRights | null,
    more: Readonly<Record<string, string>> = {},
  ): BundledFunction {
    const { stackName, logRetention, reservedExecutions, wordsFile } = this.#settings;
    const reserved: Readonly<Partial<Record<FunctionName, number>>> = reservedExecutions ?? {};
    const isAnswering = name === "query";
    const layers = isAnswering && wordsFile !== null ? [makeWordsLayer(new Construct(this, "Words"), wordsFile)] : [];
    const made = new BundledFunction(this, id, {
      name,
      description,
      stackName,
      logRetention,
      environment: {
        ...this.#settings.variables[faceOf(name)],
        ...this.#index.variables,
        ...more,
        ...(layers.length === 0 ? {} : { POISK_WORDS_FILE: WORDS_PATH }),
        ...(isAnswering ? this.#publicUrl() : {}),
      },
      reservedConcurrency: reserved[name] ?? null,
      isInvokedAsynchronously: SCHEDULED.includes(name),
      mayBeInLoops: IN_LOOPS.includes(name),
      layers,
    });
    if (rights !== null) this.#index.allow(made.role, rights);
    return made;
  }

  #makePoll(feedMinutes: number): BundledFunction {
    const made = this.#make("Poll", "poll", "Asks feeds for what is new.", null, { POISK_METRICS: "on" });
    this.#index.allowPolling(made.role);
    this.#run("PollFeeds", Schedule.rate(Duration.minutes(feedMinutes)), made);
    return made;
  }

  /** A domain of one's own is known beforehand; CloudFront's name is said with each request. */
  #publicUrl(): Record<string, string> {
    const { domainName, variables } = this.#settings;
    const told = { POISK_PUBLIC_URL_HEADER: PUBLIC_URL_HEADER };
    if (domainName === null || variables.query.POISK_PUBLIC_URL !== undefined) return told;
    return { ...told, POISK_PUBLIC_URL: `https://${domainName}` };
  }

  /** A run that failed is not tried again by itself: the next one does its work. */
  #run(id: string, schedule: Schedule, { function: handler }: BundledFunction): void {
    const event = RuleTargetInput.fromObject({ source: "poisk.schedule" });
    new Rule(this, id, { schedule, targets: [new LambdaTarget(handler, { event, retryAttempts: 0 })] });
  }
}

/** reconcile reads what ingest does. */
function faceOf(name: Exclude<FunctionName, BackfillTask>): Face {
  return name === "reconcile" ? "ingest" : name;
}

// The owner's file of words beside the query function: a layer of one file, so that new words are a new deployment and
// the bundle stays the one that was built. A file that means nothing is refused before anything is deployed.

/** Lambda unpacks layers into /opt. */
const NAME = "poisk-words.txt";
const WORDS_PATH = `/opt/${NAME}`;

/** `path` on this machine; `invalid-options` where its words cannot be used. */
function makeWordsLayer(scope: Construct, path: string): LayerVersion {
  readSynonymsFile(path);
  return new LayerVersion(scope, "Layer", {
    description: "Synonyms and words in their very form.",
    code: Code.fromAsset(folderWith(readFileSync(path))),
    compatibleArchitectures: [Architecture.ARM_64],
  });
}

/** A folder of its own for each content. */
function folderWith(words: Buffer): string {
  const hash = createHash("sha256").update(words).digest("hex").slice(0, 16);
  const folder = fileURLToPath(new URL(`../../dist/words/${hash}`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, NAME), words);
  return folder;
}
