/**
 * Failures, and the alarm that reports each after how many minutes: each fault as it happens, with the lines and
 * metrics that AWS documents, against the alarms of the template. docs/aws.md tells the slow ones, and what nobody
 * notices.
 */
import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { beforeAll, expect, it } from "vitest";
import { createLogger } from "../../../functions/telemetry/log.ts";
import { createMetrics } from "../../../functions/telemetry/metrics.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import { HandClock } from "../../support/hand-clock.ts";
import { ACCOUNT, REGION } from "../deployed-values.ts";
import { synthesise, type Template } from "../synthesised.ts";
import { SimulatedCloudWatch } from "./simulated-cloudwatch.ts";

const page = readFileSync(new URL("../../../docs/aws.md", import.meta.url), "utf8");
const CONTEXT = {
  pushTokens: `${"0".repeat(64)}:2027-01-31:`,
  feeds: "https://news.example/rss.xml",
  domainName: "search.news.example",
  certificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/0a1b2c3d`,
  checkedHost: "search.news.example",
};
const INDEX = `poisk-${ACCOUNT}-${REGION}/index/`;

/** Two days of health stand before each fault. */
const FAULT_MINUTE = 2 * 1_440;
const A_WEEK = 7 * 1_440;

let templates: readonly Template[];

beforeAll(async () => {
  const { template, outside } = await synthesise(CONTEXT);
  templates = [template, outside as Template];
}, 120_000);

/** A line of the functions' own log, or of their metrics, as they write it. */
function written(write: (output: PassThrough) => void): string {
  const output = new PassThrough();
  write(output);
  return String(output.read()).trim();
}
const clock = new HandClock(Date.UTC(2026, 0, 1));
const errorLine = (event: string, fields: object = {}) =>
  written((output) => createLogger({ level: "info", clock, output }).error(event, { ...fields }));
const metricLine = (figures: Parameters<ReturnType<typeof createMetrics>["put"]>[0]) =>
  written((output) => createMetrics({ index: INDEX, clock, output }).put(figures));

/**
 * Lambda's lines of a function that throws while it is loaded (AWS Lambda Developer Guide, "Node.js logging", as text).
 */
const UNLOADED = [
  '2026-01-01T00:00:00.000Z\tundefined\tERROR\tUncaught Exception \t{"errorType":"Error","errorMessage":"POISK_BUCKET is missing"}',
  "INIT_REPORT Init Duration: 312.05 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError",
];
const TIMED_OUT = "2026-01-01T00:00:30.000Z 0a1b2c3d Task timed out after 30.00 seconds";

/** Half a day before the fault compaction and reconcile still came to their ends when they were due. */
function healthy(watch: SimulatedCloudWatch, stopped: readonly ("compact" | "reconcile")[] = [], days = 9): void {
  for (let minute = 17; minute < days * 1_440; minute += 60) {
    const isOver = (name: "compact" | "reconcile") => stopped.includes(name) && minute > FAULT_MINUTE;
    if (!isOver("compact")) watch.log("poisk-compact", metricLine({ Merges: 0 }), minute);
    if (minute % 1_440 === 77 && !isOver("reconcile")) {
      watch.log("poisk-reconcile", metricLine({ MissedUploads: 0 }), minute);
    }
  }
}

/** Each minute from the fault on. */
function eachMinute(minutes: number, happen: (minute: number) => void): void {
  for (let minute = FAULT_MINUTE + 1; minute <= FAULT_MINUTE + minutes; minute += 1) happen(minute);
}

interface Fault {
  readonly what: string;
  /** Name of the alarm without the stack's. */
  readonly alarm: string;
  /** If the fault shows with requests, there is one a minute. */
  readonly withinMinutes: number;
  /** Given exactly where it takes more than ten minutes. */
  readonly whyNotSooner?: string;
  readonly happen: (watch: SimulatedCloudWatch) => void;
  readonly stops?: readonly ("compact" | "reconcile")[];
}

/** A call of a function that does not load, of Lambda's count too. */
function unloaded(watch: SimulatedCloudWatch, name: string, minute: number): void {
  for (const line of UNLOADED) watch.log(name, line, minute);
  watch.lambda(name, "Errors", minute);
}

/** An invocation a minute ends in an error, by Lambda's count alone. */
const breaksDown = (name: string) => (watch: SimulatedCloudWatch) =>
  eachMinute(10, (minute) => watch.lambda(name, "Errors", minute));

const corrupt = new SearchIndexError("corrupt-segment", "A block does not match its checksum.");
const away = new SearchIndexError("store-unavailable", "The store does not answer.");

const FAULTS: readonly Fault[] = [
  {
    what: "Query does not load",
    alarm: "failures",
    withinMinutes: 1,
    happen: (watch) => eachMinute(10, (minute) => unloaded(watch, "poisk-query", minute)),
  },
  {
    what: "Query breaks down, or runs out of time or memory",
    alarm: "query-errors",
    withinMinutes: 5,
    happen: breaksDown("poisk-query"),
  },
  {
    what: "Query gets no answer from the store, or may not read it",
    alarm: "failures",
    withinMinutes: 5,
    happen: (watch) =>
      eachMinute(10, (minute) => watch.log("poisk-query", errorLine("request-failed", { error: away }), minute)),
  },
  {
    what: "The index is damaged, or of a newer version",
    alarm: "failures",
    withinMinutes: 1,
    happen: (watch) => watch.log("poisk-query", errorLine("request-failed", { error: corrupt }), FAULT_MINUTE + 1),
  },
  {
    what: "Searches are refused (429)",
    alarm: "throttles",
    withinMinutes: 5,
    happen: (watch) => eachMinute(10, (minute) => watch.lambda("poisk-query", "Throttles", minute, 10)),
  },
  {
    what: "Searches are slow",
    alarm: "query-time",
    withinMinutes: 15,
    whyNotSooner: "five slow minutes are a few cold starts",
    happen: (watch) =>
      eachMinute(20, (minute) => {
        for (let i = 0; i < 50; i += 1) watch.lambda("poisk-query", "Duration", minute, 1_500);
      }),
  },
  {
    what: "The distribution is disabled, its edge answers 403, or the domain leads nowhere",
    alarm: "unreachable",
    withinMinutes: 4,
    // Three checks of half a minute fail before the status is 0.
    happen: (watch) =>
      eachMinute(10, (minute) =>
        watch.sample("AWS/Route53", "HealthCheckStatus", minute, minute < FAULT_MINUTE + 3 ? 1 : 0),
      ),
  },
  {
    what: "Ingest does not load",
    alarm: "failures",
    withinMinutes: 1,
    happen: (watch) => unloaded(watch, "poisk-ingest", FAULT_MINUTE + 1),
  },
  {
    what: "Ingest breaks down, or runs out of time or memory",
    alarm: "ingest-errors",
    withinMinutes: 5,
    happen: breaksDown("poisk-ingest"),
  },
  {
    what: "Ingest gets no answer from the store, or may not read an upload",
    alarm: "failures",
    withinMinutes: 4,
    // A batch comes again after 15, 30, 60, 120 seconds; each time it is one line, and more uploads come.
    happen: (watch) =>
      eachMinute(10, (minute) => {
        for (let i = 0; i < (minute === FAULT_MINUTE + 1 ? 3 : 1); i += 1) {
          watch.log("poisk-ingest", errorLine("ingest-failed", { uploads: 1, error: away }), minute);
        }
      }),
  },
  {
    what: "Nobody takes uploads out of the queue, or more come than are indexed",
    alarm: "queue-age",
    withinMinutes: 60,
    whyNotSooner: "a large import takes an hour",
    happen: (watch) =>
      eachMinute(90, (minute) =>
        watch.sample("AWS/SQS", "ApproximateAgeOfOldestMessage", minute, (minute - FAULT_MINUTE) * 60),
      ),
  },
  {
    what: "An upload fails again and again",
    alarm: "dead-letters",
    withinMinutes: 211,
    whyNotSooner: "a store may be away for two hours",
    happen: (watch) =>
      // 20 deliveries (functions/ingest/redelivery.ts): 15 + 30 + … + 480 s, then quarters of an hour.
      eachMinute(240, (minute) =>
        watch.sample("AWS/SQS", "ApproximateNumberOfMessagesVisible", minute, minute < FAULT_MINUTE + 211 ? 0 : 1),
      ),
  },
  {
    what: "EventBridge cannot hand events to the queue",
    alarm: "dead-letters",
    withinMinutes: 1_441,
    whyNotSooner: "EventBridge tries for a day",
    happen: (watch) => watch.sample("AWS/SQS", "ApproximateNumberOfMessagesVisible", FAULT_MINUTE + 1_441, 1),
  },
  {
    what: "The bucket sends no events",
    alarm: "failures",
    withinMinutes: 1_440,
    whyNotSooner: "only the nightly comparison tells",
    // The next night's run finds what was put since, if it is older than an hour.
    happen: (watch) => watch.log("poisk-reconcile", errorLine("events-missing", { uploads: 300 }), FAULT_MINUTE + 77),
  },
  {
    what: "Many uploads are no articles",
    alarm: "rejected-uploads",
    withinMinutes: 10,
    happen: (watch) =>
      eachMinute(20, (minute) => watch.log("poisk-ingest", metricLine({ RejectedUploads: 5 }), minute)),
  },
  {
    what: "Writers are in one another's way",
    alarm: "conflicts",
    withinMinutes: 16,
    whyNotSooner: "nothing is lost but time",
    happen: (watch) => eachMinute(40, (minute) => watch.log("poisk-ingest", metricLine({ Conflicts: 3 }), minute)),
  },
  {
    what: "Compact fails",
    alarm: "failures",
    withinMinutes: 60,
    whyNotSooner: "it runs once an hour",
    happen: (watch) => watch.log("poisk-compact", errorLine("compact-failed", { error: away }), FAULT_MINUTE + 17),
  },
  {
    what: "Compact does not run",
    alarm: "compact-missing",
    withinMinutes: 180,
    whyNotSooner: "two runs may wait for their turn",
    stops: ["compact"],
    happen: () => undefined,
  },
  {
    what: "Reconcile fails",
    alarm: "failures",
    withinMinutes: 1_440,
    whyNotSooner: "it runs once a day",
    happen: (watch) => watch.log("poisk-reconcile", errorLine("reconcile-failed", { error: away }), FAULT_MINUTE + 77),
  },
  {
    what: "Reconcile does not run",
    alarm: "reconcile-missing",
    withinMinutes: 1_560,
    whyNotSooner: "it runs once a day, and may be two hours late",
    stops: ["reconcile"],
    happen: () => undefined,
  },
  {
    what: "Push does not load",
    alarm: "failures",
    withinMinutes: 1,
    happen: (watch) => unloaded(watch, "poisk-push", FAULT_MINUTE + 1),
  },
  {
    what: "Push breaks down",
    alarm: "push-errors",
    withinMinutes: 5,
    happen: breaksDown("poisk-push"),
  },
  {
    what: "Poll fails, or runs out of time",
    alarm: "failures",
    withinMinutes: 10,
    happen: (watch) => watch.log("poisk-poll", TIMED_OUT, FAULT_MINUTE + 10),
  },
  {
    what: "The certificate is not renewed",
    alarm: "certificate",
    withinMinutes: 1,
    happen: (watch) => watch.sample("AWS/CertificateManager", "DaysToExpiry", FAULT_MINUTE + 1, 20),
  },
  {
    what: "A flood of searches",
    alarm: "cost",
    withinMinutes: 120,
    whyNotSooner: "two dollars are two hours of twenty processes",
    // Twenty processes that never rest.
    happen: (watch) =>
      eachMinute(300, (minute) => {
        for (const [metric, value] of [
          ["Invocations", 12_000],
          ["Throttles", 6_000],
          ["Duration", 1_200_000],
        ] as const) {
          watch.lambda("poisk-query", metric, minute, value);
        }
      }),
  },
];

it.each(FAULTS)(
  "$what: $alarm tells of it within $withinMinutes minutes",
  ({ alarm, withinMinutes, happen, stops }) => {
    const watch = new SimulatedCloudWatch(...templates);
    healthy(watch, stops);
    happen(watch);
    expect(watch.firstAlarm(`poisk-${alarm}`, FAULT_MINUTE - 1_440, 1_440)).toBeNull();
    const minute = watch.firstAlarm(`poisk-${alarm}`, FAULT_MINUTE, A_WEEK);
    expect(minute).not.toBeNull();
    expect((minute ?? 0) - FAULT_MINUTE).toBeLessThanOrEqual(withinMinutes);
  },
);

it("no alarm goes off in a week of health, with cold starts and a busy hour of 100,000 uploads in it", () => {
  const watch = new SimulatedCloudWatch(...templates);
  healthy(watch);
  for (let minute = 1; minute < A_WEEK; minute += 1) {
    // A lonely search now and then, in a new process.
    if (minute % 50 === 0) watch.lambda("poisk-query", "Duration", minute, 1_400);
    watch.sample("AWS/Route53", "HealthCheckStatus", minute, 1);
  }
  // 200 conflicts a quarter of an hour, of some 450 batches.
  for (let minute = FAULT_MINUTE; minute < FAULT_MINUTE + 60; minute += 1) {
    for (let i = 0; i < 30; i += 1) {
      watch.log("poisk-ingest", metricLine({ Conflicts: i < 13 ? 1 : 0, RejectedUploads: 0 }), minute);
    }
    watch.sample("AWS/SQS", "ApproximateAgeOfOldestMessage", minute, 120);
  }
  const on = watch.alarmNames.filter((name) => watch.firstAlarm(name, 1_600, 8_000) !== null);
  expect(on).toEqual([]);
}, 60_000);

it("has a reason for each fault that is told after more than ten minutes", () => {
  const unreasoned = FAULTS.filter(
    ({ withinMinutes, whyNotSooner }) => withinMinutes > 10 !== (whyNotSooner !== undefined),
  );
  expect(unreasoned.map(({ what }) => what)).toEqual([]);
});

it("docs/aws.md names the alarms of all that is told after more than an hour", () => {
  const [, section = ""] = page.split("\n### Who notices\n");
  const [told = ""] = section.split("\n#");
  const late = FAULTS.filter(({ withinMinutes }) => withinMinutes > 60);
  expect(late.filter(({ alarm }) => !told.includes(`\`${alarm}\``)).map(({ what }) => what)).toEqual([]);
});

it("every alarm tells of a fault here", () => {
  const named = new Set(FAULTS.map(({ alarm }) => `poisk-${alarm}`));
  expect(new SimulatedCloudWatch(...templates).alarmNames.filter((name) => !named.has(name))).toEqual([]);
});
