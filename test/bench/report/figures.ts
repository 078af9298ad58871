/**
 * The figures of the comparison, one list for the terminal and for the page.
 */
import type { EngineResult } from "../measurement.ts";

export interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly better: "less" | "more";
  /** Null where it was not measured. */
  value(result: EngineResult): number | null;
  format(value: number): string;
}

const MEGABYTE = 1e6;

export const figures: readonly Figure[] = [
  {
    title: "built",
    unit: "articles/s",
    better: "more",
    value: ({ engine, build }) => (engine === "poisk-s3" ? null : (build?.articlesPerSecond ?? null)),
    format: significant,
  },
  {
    title: "building, peak memory",
    unit: "MB",
    better: "less",
    value: ({ engine, build }) => (engine === "poisk-s3" ? null : inMegabytes(build?.peakMemoryBytes)),
    format: significant,
  },
  {
    title: "index",
    unit: "MB",
    better: "less",
    value: ({ build }) => inMegabytes(build?.indexBytes),
    format: significant,
  },
  { title: "open", unit: "ms", better: "less", value: ({ search }) => search?.openMs ?? null, format: significant },
  {
    title: "first answer",
    unit: "ms",
    better: "less",
    value: ({ search }) => search?.firstAnswerMs ?? null,
    format: significant,
  },
  { title: "median", unit: "ms", better: "less", value: ({ search }) => search?.medianMs ?? null, format: significant },
  { title: "p95", unit: "ms", better: "less", value: ({ search }) => search?.p95Ms ?? null, format: significant },
  { title: "p99", unit: "ms", better: "less", value: ({ search }) => search?.p99Ms ?? null, format: significant },
  {
    title: "searching, peak memory",
    unit: "MB",
    better: "less",
    value: ({ search }) => inMegabytes(search?.peakMemoryBytes),
    format: significant,
  },
];

function inMegabytes(bytes: number | undefined): number | null {
  return bytes === undefined ? null : bytes / MEGABYTE;
}

/** Two significant digits under ten, whole numbers above: 0.13, 4.2, 24, 1,600. */
export function significant(value: number): string {
  if (value >= 9.95) return Math.round(value).toLocaleString("en-US");
  return value === 0 ? "0" : String(Number(value.toPrecision(2)));
}
