/**
 * `poisk cost`: what a month at AWS costs for so many articles, uploads and searches, line by line.
 */
import { Option } from "commander";
import { awsPrices } from "../../cost/aws-prices.ts";
import { ARTICLE_BYTES, MEASURED_ARTICLES, TYPED_LETTERS } from "../../cost/measured-work.ts";
import { type BillLine, type MonthlyBill, monthlyBill, type Usage } from "../../cost/monthly-bill.ts";
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
  readonly edgeShare: string;
  readonly express?: true;
  readonly alarms: boolean;
}

export const costVerb: Verb = {
  name: "cost",
  group: "Serve",
  summary: "what a month at AWS costs, estimated from measured requests and list prices",
  hasIndex: false,
  options: [
    new Option("--articles <n>", "articles in the index").makeOptionMandatory(),
    new Option("--uploads-per-day <n>", "new and changed uploads").makeOptionMandatory(),
    new Option("--searches-per-day <n>", "searches of readers").makeOptionMandatory(),
    new Option("--article-kb <kb>", "size of an article").default(String(ARTICLE_BYTES / 1e3)),
    new Option("--at-once <n>", "uploads that come together, and so into one commit").default("1"),
    new Option("--letters <n>", "letters that a reader types into the widget, at 200 ms a key; 0: a form").default(
      String(TYPED_LETTERS),
    ),
    new Option("--edge-share <percent>", "of requests that CloudFront answers by itself").default("0"),
    new Option("--express", "the index on S3 Express One Zone, in a bucket of its own"),
    new Option("--no-alarms", "without the stack's alarms, metrics and dashboard"),
  ],
  examples: [
    "cost --articles 100000 --uploads-per-day 300 --searches-per-day 5000",
    "cost --articles 9000 --uploads-per-day 9 --searches-per-day 99 --express",
  ],
  run: async ({ options, terminal }: VerbCall<CostOptions>) => {
    const usage = parseUsage(options);
    const bill = monthlyBill(usage);
    const { date, region } = awsPrices;
    printBill(bill, usage, terminal);
    return { value: { prices: { date, region }, usage, ...bill } };
  },
};

function parseUsage(options: CostOptions): Usage {
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

function printBill(
  { lines, dollars, coldShare }: MonthlyBill,
  { articles, isIndexOnExpress }: Usage,
  terminal: Terminal,
): void {
  for (const [group, title] of GROUPS) {
    const own = lines.filter((line) => line.group === group);
    terminal.print(terminal.style("bold", row(title, "", sum(own))));
    for (const { item, quantity, unit, dollars: part } of own) {
      terminal.print(row(`  ${item}`, `${quantityText(quantity)} ${unit}`, part));
    }
  }
  terminal.print(terminal.style("bold", row("A month, US dollars", "", dollars)));
  const cold = `${Math.round(coldShare * 100)} % of searches begin in a process that has nothing yet.`;
  const measured =
    articles > MEASURED_ARTICLES
      ? ` Over ${MEASURED_ARTICLES} articles some of the requests are an estimate, not measured.`
      : "";
  const express = isIndexOnExpress
    ? " Prices of S3 Express are those of an example of AWS's; its rounds are taken to last 9 ms, which was not measured."
    : "";
  terminal.note(
    `List prices of ${awsPrices.region}, ${awsPrices.date}, without free tiers, taxes and a domain. ${cold}${measured}${express}`,
  );
}

function sum(lines: readonly BillLine[]): number {
  return lines.reduce((total, { dollars }) => total + dollars, 0);
}

function row(item: string, quantity: string, dollars: number): string {
  return `${item.padEnd(52)}${quantity.padStart(20)}${dollars.toFixed(2).padStart(10)}`;
}

function quantityText(quantity: number): string {
  return quantity >= 100 ? Math.round(quantity).toLocaleString("en-US") : String(Number(quantity.toPrecision(3)));
}
