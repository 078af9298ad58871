/**
 * The pages of test/fixtures/pages that have expectations beside them, and each way in which one is read; the README
 * there says what is in them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { UploadContext } from "../../../src/articles/articles.ts";

const text = v.nullable(v.string());

const articleSchema = v.strictObject({
  id: v.optional(v.string()),
  title: text,
  lead: v.string(),
  paragraphs: v.array(v.string()),
  publishedAt: text,
  datePrecision: v.string(),
  dateRange: v.nullable(v.tuple([v.string(), v.string()])),
  /** The places where the date was found, with commas between. */
  dateOrigin: text,
  dateAsWritten: text,
  place: text,
  placeAsWritten: text,
  agency: text,
  source: text,
  author: text,
  url: text,
  image: text,
  notice: text,
  encoding: v.string(),
  repairedFrom: text,
  isFallback: v.boolean(),
});

const readingSchema = v.strictObject({
  about: v.string(),
  context: v.optional(
    v.strictObject({
      key: v.optional(v.string()),
      contentType: v.optional(v.string()),
      lastModified: v.optional(v.string()),
      metadata: v.optional(v.record(v.string(), v.string())),
    }),
    {},
  ),
  article: v.optional(articleSchema),
  absent: v.optional(v.array(v.string()), []),
  dropped: v.optional(v.array(v.strictObject({ text: v.string(), kind: v.string() })), []),
  rejected: v.optional(v.strictObject({ code: v.string(), reason: v.string() })),
});

/** A page that is read in one way, and what must come of it. */
export interface ExpectedReading extends Omit<v.InferOutput<typeof readingSchema>, "context"> {
  readonly context: UploadContext;
}

export interface ExpectedPage {
  /** The path in test/fixtures/pages. */
  readonly page: string;
  readonly bytes: Uint8Array;
  readonly readings: readonly ExpectedReading[];
}

const FOLDER = fileURLToPath(new URL("../../fixtures/pages/", import.meta.url));
const SUFFIX = ".expected.json";

/** All of them, by name. */
export function expectedPages(): ExpectedPage[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => {
      const page = name.slice(0, -SUFFIX.length);
      const readings = v.parse(v.array(readingSchema), JSON.parse(readFileSync(`${FOLDER}${name}`, "utf8")));
      const key = `articles/page-01${/\.[a-z]+(?:\.gz)?$/.exec(page)?.[0]}`;
      return {
        page,
        bytes: readFileSync(`${FOLDER}${page}`),
        readings: readings.map((reading) => ({ ...reading, context: { key, ...given(reading.context) } })),
      };
    });
}

/** Copies the names that are given. */
function given({ key, contentType, lastModified, metadata }: v.InferOutput<typeof readingSchema>["context"]) {
  return {
    ...(key === undefined ? {} : { key }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
