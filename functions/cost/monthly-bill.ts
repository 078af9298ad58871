/**
 * A month's bill, line by line (pure): what is used, times what is measured of it, times list prices.
 */
import { awsRows, publishedRows } from "./aws-bill.ts";
import { type BillRows, coldShare, type ListedPrice, type Row, type Usage } from "./monthly-work.ts";
import { yandexRows } from "./yandex-bill.ts";

export type Cloud = "aws" | "yandex";

/** One line. `cost` = quantity times price, in the bill's currency; `item` says what is counted. */
export interface BillLine {
  readonly group: keyof BillRows | "published";
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly cost: number;
  /** Page and date of the price, if the cloud's prices are kept with them. */
  readonly source?: Omit<ListedPrice, "price">;
}

export interface MonthlyBill {
  readonly currency: "USD" | "RUB";
  readonly lines: readonly BillLine[];
  /** Costs of searches in a published index instead of the function; empty for a cloud where it was not measured. */
  readonly published: readonly BillLine[];
  readonly cost: number;
  /** Share of searches that begin in a new process. */
  readonly coldShare: number;
}

const CLOUDS = {
  aws: { currency: "USD", rows: awsRows, published: publishedRows },
  yandex: { currency: "RUB", rows: yandexRows, published: (): readonly Row[] => [] },
} as const satisfies Record<Cloud, object>;

export function monthlyBill(usage: Usage, cloud: Cloud = "aws"): MonthlyBill {
  const { currency, rows: rowsOf, published } = CLOUDS[cloud];
  const rows = rowsOf(usage);
  const lines = (["searches", "uploads", "idle"] as const).flatMap((group) => linesOf(group, rows[group]));
  return {
    currency,
    lines,
    published: linesOf("published", published(usage)),
    coldShare: coldShare(usage),
    cost: lines.reduce((sum, { cost }) => sum + cost, 0),
  };
}

function linesOf(group: BillLine["group"], rows: readonly Row[]): BillLine[] {
  return rows.map(([item, quantity, unit, price]): BillLine => {
    if (typeof price === "number") return { group, item, quantity, unit, cost: quantity * price };
    const { price: ofOne, ...source } = price;
    return { group, item, quantity, unit, cost: quantity * ofOne, source };
  });
}
