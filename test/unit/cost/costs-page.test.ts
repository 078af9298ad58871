/**
 * That docs/costs.md and docs/choosing.md have the figures of the command.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../../functions/cli/program/program.ts";
import { awsPrices } from "../../../functions/cost/aws-prices.ts";
import type { BillLine, MonthlyBill } from "../../../functions/cost/monthly-bill.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const page = readFileSync(new URL("../../../docs/costs.md", import.meta.url), "utf8");

/** The rows of the table under a heading, each a list of its cells. */
function tableUnder(heading: string): string[][] {
  const section = page.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

async function billOf(usage: readonly string[]): Promise<MonthlyBill> {
  const terminal = createRecordingTerminal();
  expect(await runCommand(["cost", ...usage, "--json"], terminal)).toBe(0);
  return JSON.parse(terminal.printed.join("\n")) as MonthlyBill;
}

async function groupSums(usage: readonly string[]): Promise<(group: BillLine["group"]) => number> {
  const { lines } = await billOf(usage);
  return (group) => lines.filter((line) => line.group === group).reduce((sum, { cost }) => sum + cost, 0);
}

const dollars = (sum: number): string => `$${sum.toFixed(2)}`;
const roubles = (sum: number): string => Math.round(sum).toLocaleString("en-US");

describe("docs/costs.md", () => {
  it.each([
    ["What it costs", [], dollars],
    ["The index on S3 Express One Zone", ["--express"], dollars],
    ["On Yandex Cloud", ["--cloud", "yandex"], roubles],
  ] as const)("has in its table the sums of the command: %s", async (heading, options, written) => {
    const rows = tableUnder(heading);
    expect(rows).toHaveLength(3);
    for (const [articles = "", perDay = "", ...sums] of rows) {
      const [uploads = "", searches = ""] = perDay.split(", ");
      const number = (text: string): string => text.replaceAll(",", "");
      const usage = ["--articles", number(articles), "--uploads-per-day", number(uploads)];
      usage.push("--searches-per-day", number(searches), ...options);
      const typed = await groupSums(usage);
      const ofForm = await groupSums([...usage, "--letters", "0"]);
      expect(sums).toEqual([typed("idle"), typed("uploads"), typed("searches"), ofForm("searches")].map(written));
    }
  });
});

/** Cloudflare R2: a Class B operation and a GB-month (developers.cloudflare.com/r2/pricing). Its traffic is free. */
const [R2_READ, R2_GB_MONTH] = [0.36 / 1e6, 0.015];
/** S3 to the internet, the first 10 TB a month (aws.amazon.com/s3/pricing). */
const S3_GB_OUT = 0.09;

it("docs/choosing.md has the sums of the command that it names", async () => {
  const choosing = readFileSync(new URL("../../../docs/choosing.md", import.meta.url), "utf8");
  const [, usage = ""] = /`poisk cost ([^`]+)`/.exec(choosing) ?? [];
  const [onAws, plain, onYandex] = await Promise.all(
    [[], ["--no-alarms"], ["--cloud", "yandex"]].map((options) => billOf([...usage.split(" "), ...options])),
  );
  const published = onAws?.published ?? [];
  const ofCloudFront = published.reduce((sum, { cost }) => sum + cost, 0);
  const [requests = 0, gigabytes = 0] = published.map(({ quantity }) => quantity);
  const storedGb = onAws?.lines.find(({ item }) => item === "index in S3")?.quantity ?? 0;
  const inR2 = requests * R2_READ + storedGb * R2_GB_MONTH;
  const inS3 =
    (requests * awsPrices.s3ReadsPerMillion) / 1e6 + gigabytes * S3_GB_OUT + storedGb * awsPrices.s3PerGbMonth;
  const written = [
    `(https://developers.cloudflare.com/r2/pricing/) | ${dollars(inR2)} |`,
    `the index in S3 | ${dollars(inS3)} |`,
    `| ${dollars(onAws?.cost ?? 0)}; ${dollars(plain?.cost ?? 0)} with \`--no-alarms\` |`,
    `| ${roubles(onYandex?.cost ?? 0)} roubles |`,
    `(https://aws.amazon.com/cloudfront/pricing/) | ${dollars(ofCloudFront)} |`,
  ];
  expect(written.filter((cells) => !choosing.includes(cells))).toEqual([]);
});
