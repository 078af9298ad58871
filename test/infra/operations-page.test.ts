/**
 * docs/aws.md and docs/operations.md against the stack: they tell every parameter, variable, output and alarm there is.
 */
import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { pushSettings } from "../../functions/push/push-settings.ts";
import {
  backfillQueueSettings,
  compactSettings,
  ingestSettings,
  pollFunctionSettings,
  querySettings,
} from "../../functions/settings/environment.ts";
import { contextKeys } from "../../infra/stack-settings.ts";
import { type Synthesised, synthesise } from "./synthesised.ts";

const read = (page: string) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
const awsPage = read("aws.md");

let stack: Synthesised;

beforeAll(async () => {
  stack = await synthesise({ pushTokens: `${"0".repeat(64)}:2027-01-31:` });
}, 60_000);

/** Those that stand nowhere on a page as code. */
const untold = (page: string, names: readonly string[]) => names.filter((name) => !page.includes(`\`${name}\``));

it("tells every key of the context", () => {
  expect(untold(awsPage, contextKeys())).toEqual([]);
});

it("tells every variable that a function reads", () => {
  const schemas = [
    ingestSettings,
    compactSettings,
    querySettings,
    backfillQueueSettings,
    pushSettings,
    pollFunctionSettings,
  ];
  expect(
    untold(
      read("operations.md"),
      schemas.flatMap(({ entries }) => Object.keys(entries)),
    ),
  ).toEqual([]);
});

it("tells every output", () => {
  expect(untold(awsPage, Object.keys(stack.template.Outputs))).toEqual([]);
});

it("tells of every alarm what to do", () => {
  const alarms = stack.resources("AWS::CloudWatch::Alarm").map(({ Properties }) => Properties.AlarmName);
  const rows = alarms.map((name) => `| \`${name.replace(/^poisk-/, "")}\` | `);
  expect(rows.filter((row) => !awsPage.includes(row))).toEqual([]);
});
