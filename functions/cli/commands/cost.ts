/**
 * `poisk cost`: what a month in a cloud costs for so many articles, uploads and searches, line by line.
 */
import { Option } from "commander";
import { awsPrices } from "../../cost/aws-prices.ts";
import { ARTICLE_BYTES, MEASURED_ARTICLES, TYPED_LETTERS } from "../../cost/measured-work.ts";
import { type BillLine, type Cloud, type MonthlyBill, monthlyBill } from "../../cost/monthly-bill.ts";
import type { Usage } from "../../cost/monthly-work.ts";
import { UsageError } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

interface CostOptions {
  readonly articles: string;
  readonly uploadsPerDay: string;
  readonly searchesPerDay: string;
  readonly articleKb: string;
  readonly atOnce: string;
  readonly letters: string;
  readonly cloud: Cloud;
  readonly edgeShare: string;
  readonly express?: true;
  readonly alarms: boolean;
}

export const costVerb: Verb = {
  name: "cost",
  group: "Serve",
  summary: "estimate the cost of a month in a cloud from measured requests and list prices",
  hasIndex: false,
  options: [
    new Option("--articles <n>", "articles in the index").makeOptionMandatory(),
    new Option("--uploads-per-day <n>", "new and changed uploads").makeOptionMandatory(),
    new Option("--searches-per-day <n>", "searches of readers").makeOptionMandatory(),
    new Option("--cloud <name>", "AWS, in dollars, or Yandex Cloud, in roubles")
      .choices(["aws", "yandex"])
      .default("aws"),
    new Option("--article-kb <kb>", "size of an article").default(String(ARTICLE_BYTES / 1e3)),
    new Option("--at-once <n>", "uploads that arrive together and share one commit").default("1"),
    new Option("--letters <n>", "letters that a reader types into the widget, at 200 ms a key; 0: a form").default(
      String(TYPED_LETTERS),
    ),
    new Option("--edge-share <percent>", "share of requests that CloudFront answers by itself").default("0"),
    new Option("--express", "keep the index on S3 Express One Zone, in a bucket of its own"),
    new Option("--no-alarms", "leave out the stack's alarms, metrics and dashboard"),
  ],
  examples: [
    "cost --articles 100000 --uploads-per-day 300 --searches-per-day 5000",
    "cost --articles 9000 --uploads-per-day 9 --searches-per-day 99 --express",
  ],
  run: async ({ options, terminal }: VerbCall<CostOptions>) => {
    const { cloud } = options;
    const usage = parseUsage(options);
    const bill = monthlyBill(usage, cloud);
    printBill(bill, terminal);
    if (cloud === "aws") terminal.note(awsNote(bill, usage));
    else for (const line of yandexNotes(bill, usage)) terminal.note(line);
    const { date, region } = awsPrices;
    return { value: { ...(cloud === "aws" ? { prices: { date, region } } : {}), cloud, usage, ...bill } };
  },
};

function parseUsage(options: CostOptions): Usage {
  if (options.cloud !== "aws") {
    const others = { "--express": options.express === true, "--edge-share": options.edgeShare !== "0" };
    const [useless] = Object.entries(others).find(([, isGiven]) => isGiven) ?? [];
    if (useless !== undefined) throw new UsageError(`${useless} goes with --cloud aws only.`);
  }
  return {
    articles: numberOf("--articles", options.articles, 0, 1e9),
    uploadsPerDay: numberOf("--uploads-per-day", options.uploadsPerDay, 0, 1e9),
    searchesPerDay: numberOf("--searches-per-day", options.searchesPerDay, 0, 1e9),
    articleBytes: numberOf("--article-kb", options.articleKb, 0.1, 10_000) * 1e3,
    uploadsAtOnce: numberOf("--at-once", options.atOnce, 1, 10_000),
    lettersTyped: numberOf("--letters", options.letters, 0, 500),
    edgeShare: numberOf("--edge-share", options.edgeShare, 0, 100) / 100,
    isIndexOnExpress: options.express === true,
    hasAlarms: options.alarms,
  };
}

function numberOf(name: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (text.trim() !== "" && number >= min && number <= max) return number;
  throw new UsageError(`${name} must be a number from ${min} to ${max}, not ${text}.`);
}

const GROUPS: readonly (readonly [BillLine["group"], string])[] = [
  ["searches", "Searches"],
  ["uploads", "Uploads"],
  ["idle", "What is billed while nothing happens"],
];

/** Names of the currencies of sums. */
const CURRENCIES = { USD: "US dollars", RUB: "roubles with VAT" } as const satisfies Record<
  MonthlyBill["currency"],
  string
>;

function printBill({ lines, published, cost, currency }: MonthlyBill, terminal: Terminal): void {
  for (const [group, title] of GROUPS) {
    printGroup(
      title,
      lines.filter((line) => line.group === group),
      terminal,
    );
  }
  terminal.print(terminal.style("bold", row(`A month, ${CURRENCIES[currency]}`, "", cost)));
  if (published.length > 0) printGroup("Instead of searches: of a published index", published, terminal);
}

function printGroup(title: string, lines: readonly BillLine[], terminal: Terminal): void {
  terminal.print(terminal.style("bold", row(title, "", sum(lines))));
  for (const { item, quantity, unit, cost } of lines) {
    terminal.print(row(`  ${item}`, `${quantityText(quantity)} ${unit}`, cost));
  }
}

function awsNote(bill: MonthlyBill, usage: Usage): string {
  const express = usage.isIndexOnExpress
    ? " Prices of S3 Express are those of an example of AWS's; its rounds are taken to last 9 ms, which was not measured."
    : "";
  const prices = `List prices of ${awsPrices.region}, ${awsPrices.date}, without free tiers, taxes and a domain.`;
  return `${prices} ${measuredNote(bill, usage)}${express}`;
}

/** Explains the figures, and links each page of prices. */
function yandexNotes(bill: MonthlyBill, usage: Usage): readonly string[] {
  const pages = new Map(bill.lines.map(({ source }) => [source?.page, source?.date]));
  return [
    `List prices of ru-central1, as others quote these pages, without free tiers and a domain. ${measuredNote(bill, usage)}`,
    "Not measured there: times are those with S3 at AWS. Not counted, for want of a price with a source: requests to Message Queue",
    "(those of a trigger are free), reads of Lockbox by new instances, a CDN of your own.",
    ...[...pages].map(([page, date]) => `  ${page} (${date})`),
  ];
}

function measuredNote(bill: MonthlyBill, { articles }: Usage): string {
  const cold = `${Math.round(bill.coldShare * 100)} % of searches begin in a process that has nothing yet.`;
  return articles > MEASURED_ARTICLES
    ? `${cold} Over ${MEASURED_ARTICLES} articles some of the requests are an estimate, not measured.`
    : cold;
}

function sum(lines: readonly BillLine[]): number {
  return lines.reduce((total, { cost }) => total + cost, 0);
}

function row(item: string, quantity: string, cost: number): string {
  return `${item.padEnd(52)}${quantity.padStart(20)}${cost.toFixed(2).padStart(10)}`;
}

function quantityText(quantity: number): string {
  return quantity >= 100 ? Math.round(quantity).toLocaleString("en-US") : String(Number(quantity.toPrecision(3)));
}
