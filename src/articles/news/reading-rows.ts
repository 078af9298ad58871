/**
 * The reading of an article as rows for a person: each field, its value in words, and where it was found. `poisk read`
 * and pages show them.
 */
import type { Article } from "./article.ts";
import type { Origin } from "./origin.ts";

/** One field. `value` is null where the article has none. */
export interface ReadingRow {
  readonly field: string;
  readonly value: string | null;
  readonly origins: readonly Origin[];
}

/** The fields in the order in which they are shown. Of the text its size. */
export function readingRows(article: Article): ReadingRow[] {
  const { origins } = article;
  const { place, placeAsWritten } = article;
  const isInflected = placeAsWritten !== null && placeAsWritten !== place;
  const rows: readonly [field: keyof typeof origins | "charset", value: string | null][] = [
    ["title", article.title],
    ["lead", article.lead],
    ["date", dateText(article)],
    ["zone", article.timeZone],
    ["place", isInflected ? `${place} (written «${placeAsWritten}»)` : place],
    ["agency", article.agency],
    ["source", article.source],
    ["author", article.author],
    ["section", article.section],
    ["tags", article.tags.join(", ")],
    ["url", article.url],
    ["image", article.image],
    ["notice", article.notice],
    ["id", article.id],
    ["charset", charsetText(article)],
    ["text", sizeText(article)],
  ];
  return rows.map(([field, value]) => ({
    field,
    value: value === "" ? null : value,
    origins: field === "charset" ? [] : (origins[field] ?? []),
  }));
}

/** The seconds of an ISO 8601 time, which no date of an article has. */
const ISO_SECONDS = /(?<=T\d{2}:\d{2}):\d{2}(?:\.\d{1,9})?(?=[+-]\d{2}:\d{2}$)/;

/** The date as precise as it is known, and how it is written where that is otherwise. */
function dateText({ publishedAt, dateRange, dateAsWritten }: Article): string | null {
  const range = dateRange === null ? null : `between ${dateRange[0]} and ${dateRange[1]}`;
  const dates = [publishedAt, range].filter((date) => date !== null);
  if (dates.length === 0 && dateAsWritten === null) return null;
  const date = dates.length === 0 ? "no year known" : dates.join(", ");
  const isSaid = dateAsWritten === null || dateAsWritten.replace(ISO_SECONDS, "") === date;
  return isSaid ? date : `${date} (written «${dateAsWritten}»)`;
}

function charsetText({ encoding, encodingConfidence, repairedFrom }: Article): string {
  const charset = `${encoding} (${Math.round(encodingConfidence * 100)} % sure)`;
  return repairedFrom === null ? charset : `${charset}; repaired, since it had been ${repairedFrom}`;
}

function sizeText({ paragraphs, text }: Article): string {
  const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? "" : "s"}`;
  return `${count(paragraphs.length, "paragraph")}, ${count([...text].length, "character")}`;
}
