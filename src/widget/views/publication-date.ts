/**
 * The day of a hit in words, as precisely as it is known and no more: that of the article's own clock, not the
 * reader's. Pure.
 */
import { epochMsOf } from "../../clock.ts";
import type { ArticleFields } from "../../search-api.ts";

/** «9 октября 2016», «октябрь 2016», «2016», a span of days where only that is known, or null. */
export function publicationDate(
  { publishedAt, dateRange = ["", ""] }: Pick<ArticleFields, "publishedAt" | "dateRange">,
  language: string,
): string | null {
  const [first, last] = publishedAt ? [publishedAt, publishedAt] : dateRange;
  const [from = 0, to = 0] = [first, last].map((iso) => epochMsOf(iso.slice(0, 10)));
  const month = first[4] ? "long" : undefined;
  const day = first[7] ? "numeric" : undefined;
  const format = new Intl.DateTimeFormat(language, { year: "numeric", month, day, timeZone: "UTC" });
  // Headlines do without «г.».
  return from <= to ? format.formatRange(from, to).replace(/\s[гр]\./g, "") : null;
}
