/**
 * Metrics of one process in Prometheus' text form, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/): what `serve` counts, kept in memory, and written out
 * when it is asked for.
 */
import type { LogFields } from "./log.ts";
import type { FigureName } from "./metric-names.ts";
import type { Metrics } from "./metrics.ts";

/** The default buckets of Prometheus' own client libraries. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Untuned. */
const PERCENT = [1, 5, 10, 25, 50, 75];

interface Family {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram's buckets, inclusive. */
  readonly bounds?: readonly number[];
}

const seconds = (help: string): Family => ({ type: "histogram", help, bounds: SECONDS });
const counter = (help: string, ...labels: string[]): Family => ({ type: "counter", help, labels });
const gauge = (help: string): Family => ({ type: "gauge", help });

/** Metrics of `serve`. `help` is their one description: docs/self-hosting.md says what deserves an alert. */
const FAMILIES = {
  poisk_ready: gauge("Whether /readyz answers 200."),
  poisk_uploads_ready: gauge("Whether the store can be written; 0 where no uploads are taken."),
  poisk_indexing_ready: gauge(
    "Whether uploads can be indexed and the index maintained, as far as was tried; 0 with --no-ingest.",
  ),
  poisk_store_probes_total: counter("Checks of the store, by result: passed, or the code of the failure.", "result"),
  poisk_index_worker_up: gauge("Whether the process that indexes runs; 0 with --no-ingest."),
  poisk_index_worker_restarts_total: counter(
    "Times that the process that indexes ended by itself and was started again.",
  ),
  poisk_requests_total: counter("Requests that were answered, by endpoint and status.", "endpoint", "status"),
  poisk_search_seconds: seconds("Seconds that searches took."),
  poisk_searches_without_hits_total: counter("Searches that found nothing."),
  poisk_event_posts_total: counter("Requests at /events, by status.", "status"),
  poisk_event_hints_total: counter(
    "Objects and tasks that events named, by outcome: indexed, ignored, refused or failed.",
    "outcome",
  ),
  poisk_committed_articles_total: counter("Articles that commits brought in."),
  poisk_commit_bytes_total: counter("Bytes of the segments that commits put."),
  poisk_commit_requests_total: counter("Requests of commits to the store; serve counts none."),
  poisk_commit_seconds: seconds("Seconds from reading a batch of uploads to its commit."),
  poisk_commit_conflicts_total: counter("Commits of other writers that came first."),
  poisk_merges_total: counter("Merges of segments that maintenance committed."),
  poisk_missed_uploads_total: counter(
    "Uploads that were older than an hour and not indexed, when bucket and index were compared.",
  ),
  poisk_rejected_uploads_total: counter("Uploads that could not be read, or not whole, when they were looked at."),
  poisk_left_out_percent: {
    type: "histogram",
    help: "How much of an upload was left out, of those that were read in part.",
    bounds: PERCENT,
  },
  poisk_feed_asks_total: counter("Feeds that were asked, by result: read, unchanged or failed.", "result"),
  poisk_feed_uploads_total: counter("Uploads that feeds brought in."),
  process_cpu_seconds_total: counter("Processor time of this process, without that of the process that indexes."),
  process_resident_memory_bytes: gauge("Resident memory of this process."),
  process_start_time_seconds: gauge("When this process started, in seconds since 1970."),
} as const satisfies Readonly<Record<string, Family>>;

type Labels = Readonly<Record<string, string | number>>;

type FamilyName = keyof typeof FAMILIES;
const FAMILY_NAMES = Object.keys(FAMILIES) as readonly FamilyName[];

/** The functions' figures by Prometheus' names and in its base units. */
const FAMILY_OF: Readonly<Record<FigureName, readonly [name: FamilyName, scale: number, labels?: Labels]>> = {
  Articles: ["poisk_committed_articles_total", 1],
  CommitBytes: ["poisk_commit_bytes_total", 1],
  CommitRequests: ["poisk_commit_requests_total", 1],
  CommitMilliseconds: ["poisk_commit_seconds", 0.001],
  Conflicts: ["poisk_commit_conflicts_total", 1],
  FailedFeeds: ["poisk_feed_asks_total", 1, { result: "failed" }],
  FeedUploads: ["poisk_feed_uploads_total", 1],
  LeftOutPercent: ["poisk_left_out_percent", 1],
  Merges: ["poisk_merges_total", 1],
  MissedUploads: ["poisk_missed_uploads_total", 1],
  ReadFeeds: ["poisk_feed_asks_total", 1, { result: "read" }],
  RejectedUploads: ["poisk_rejected_uploads_total", 1],
  SearchMilliseconds: ["poisk_search_seconds", 0.001],
  SearchesWithoutHits: ["poisk_searches_without_hits_total", 1],
  UnchangedFeeds: ["poisk_feed_asks_total", 1, { result: "unchanged" }],
};

export class PrometheusMetrics implements Metrics {
  /** Values by family and by the labels behind its name; one without labels is 0 before the first time. */
  readonly #values = new Map<FamilyName, Map<string, number>>();
  readonly #readers = new Map<FamilyName, () => number>();

  constructor() {
    for (const name of FAMILY_NAMES) {
      const { type, labels = [] }: Family = FAMILIES[name];
      const keys = type === "histogram" ? histogramKeys(name) : labels.length === 0 ? [""] : [];
      this.#values.set(name, new Map(keys.map((key) => [key, 0])));
    }
  }

  /** Has a family without labels read where somebody else keeps its value. */
  read(name: FamilyName, value: () => number): void {
    this.#readers.set(name, value);
  }

  /** Adds to a counter. */
  add(name: FamilyName, labels: Labels = {}, value = 1): void {
    this.#add(name, labelText(labels), value);
  }

  /** Figures as the functions give them. */
  put(figures: Readonly<Partial<Record<FigureName, number | readonly number[]>>>, _fields?: LogFields): void {
    for (const [figure, given] of Object.entries(figures)) {
      const [name, scale, labels] = FAMILY_OF[figure as FigureName];
      for (const value of typeof given === "number" ? [given] : given) {
        if (FAMILIES[name].type === "histogram") this.#observe(name, value * scale);
        else this.add(name, labels, value * scale);
      }
    }
  }

  /** The text, with a line feed at its end. */
  text(): string {
    const lines = FAMILY_NAMES.flatMap((name) => {
      const { type, help } = FAMILIES[name];
      const reader = this.#readers.get(name);
      const values = reader === undefined ? [...(this.#values.get(name) ?? [])] : [["", reader()] as const];
      const samples = values.map(([key, value]) => `${name}${key} ${value}`);
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
    });
    return `${lines.join("\n")}\n`;
  }

  #observe(name: FamilyName, value: number): void {
    for (const bound of boundsOf(name)) if (value <= bound) this.#add(name, bucketKey(bound), 1);
    this.#add(name, bucketKey("+Inf"), 1);
    this.#add(name, "_sum", value);
    this.#add(name, "_count", 1);
  }

  #add(name: FamilyName, key: string, value: number): void {
    const values = this.#values.get(name);
    values?.set(key, (values.get(key) ?? 0) + value);
  }
}

function boundsOf(name: FamilyName): readonly number[] {
  return (FAMILIES[name] as Family).bounds ?? [];
}

function histogramKeys(name: FamilyName): string[] {
  return [...boundsOf(name).map(bucketKey), bucketKey("+Inf"), "_sum", "_count"];
}

function bucketKey(bound: number | "+Inf"): string {
  return `_bucket${labelText({ le: bound })}`;
}

/** `{name="value"}`, with what the text form asks to be escaped; empty without labels. */
function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${String(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}
