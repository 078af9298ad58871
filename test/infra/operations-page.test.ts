/**
 * docs/aws.md and docs/operations.md against the stack: they tell every parameter, variable, output and alarm there is;
 * and what the mail of an alarm says, which is what the owner reads first.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { verbs } from "../../functions/cli/program/program.ts";
import { pushSettings } from "../../functions/push/push-settings.ts";
import {
  backfillQueueSettings,
  compactSettings,
  ingestSettings,
  pollFunctionSettings,
  querySettings,
} from "../../functions/settings/environment.ts";
import { contextKeys } from "../../infra/stack-settings.ts";
import { ACCOUNT, deployedText } from "./deployed-values.ts";
import { type Properties, type Synthesised, synthesise } from "./synthesised.ts";

const read = (page: string) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
const awsPage = read("aws.md");

let stack: Synthesised;
let alarms: readonly Properties[];

beforeAll(async () => {
  stack = await synthesise({
    pushTokens: `${"0".repeat(64)}:2027-01-31:`,
    domainName: "search.news.example",
    certificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/0a1b2c3d`,
    checkedHost: "search.news.example",
  });
  alarms = [stack.template, stack.outside]
    .flatMap((template) => Object.values(template?.Resources ?? {}))
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties }) => Properties);
}, 60_000);

/** Those that stand nowhere on a page as code. */
const untold = (page: string, names: readonly string[]) => names.filter((name) => !page.includes(`\`${name}\``));

it("tells every key of the context, or its variable in the table of settings", () => {
  const table = read("operations.md");
  const variableOf = (key: string) => `POISK_${key.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
  const others = contextKeys().filter((key) => !table.includes(`| \`${variableOf(key)}\` |`));
  expect(untold(awsPage, others)).toEqual([]);
  expect(others).toContain("stackName");
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

it("tells every alarm, and when it begins", () => {
  const [, section = ""] = awsPage.split("\n## Alarms\n");
  const names = [...section.split("\n#")[0]!.matchAll(/^\| (`.*?) \| /gm)].flatMap(([, cell = ""]) => cell.split(", "));
  expect(names.sort()).toEqual(alarms.map(({ AlarmName }) => `\`${AlarmName.replace(/^poisk-/, "")}\``).sort());
});

describe("the mail of an alarm", () => {
  const mails = () =>
    alarms.map(({ AlarmName, AlarmDescription }) => [AlarmName, deployedText(AlarmDescription)] as const);
  /** Pairs of an alarm and a name that its mail has and nothing else knows. */
  const unknown = (pattern: RegExp, isKnown: (name: string) => boolean) =>
    mails().flatMap(([alarm, mail]) =>
      [...mail.matchAll(pattern)].map(([, name = ""]) => [alarm, name] as const).filter(([, name]) => !isKnown(name)),
    );

  it("says where to look or what to type, and has room in CloudWatch", () => {
    for (const [alarm, mail] of mails()) {
      expect(mail, alarm).toMatch(/\/aws\/lambda\/poisk-|npm run (?:poisk -- |deploy)|\b(?:curl|aws) -?[a-z]/);
      // The ARNs that a deployment knows are longer than the names of resources here.
      expect(mail.length, alarm).toBeLessThan(1_024 - 2 * 63);
    }
  });

  it("names log groups, verbs of the command, keys of the context and headings that there are", () => {
    const groups = stack.resources("AWS::Logs::LogGroup").map(({ Properties }) => Properties.LogGroupName);
    expect(unknown(/(\/aws\/lambda\/[\w-]+\w)(?![\w*-])/g, (name) => groups.includes(name))).toEqual([]);
    expect(unknown(/npm run poisk -- (\w+)/g, (verb) => verbs.some(({ name }) => name === verb))).toEqual([]);
    expect(
      unknown(/\b((?:query|ingest)[A-Z]\w+|cacheControl|logQueries)\b/g, (key) => contextKeys().includes(key)),
    ).toEqual([]);
    const headings = ["aws.md", "operations.md"].flatMap((name) => read(name).match(/(?<=^#+ ).*/gm) ?? []);
    expect(unknown(/"([A-Z][^"]*)"/g, (heading) => headings.includes(heading))).toEqual([]);
  });

  it("has the stack's own bucket in its commands", () => {
    const rejected = mails().find(([alarm]) => alarm === "poisk-rejected-uploads");
    const [bucketId] =
      Object.entries(stack.template.Resources).find(([, { Type }]) => Type === "AWS::S3::Bucket") ?? [];
    expect(rejected?.[1]).toContain(`--bucket <${bucketId}> --uploads-prefix articles/ --index-prefix index/`);
  });
});
