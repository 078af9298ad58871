/**
 * Writes the date of a hit as precisely as it is known and no more. Pure.
 *
 * A time is shown as the article's own time zone has it, not the reader's: «9 октября, 12:30» is what the page said.
 */

/**
 * Intl's parts to show, by how much of the ISO string there is.
 * @typedef {"year" | "month" | "day" | "minute"} Shape
 * @type {Record<Shape, Intl.DateTimeFormatOptions>}
 */
const shapes = {
  year: { year: "numeric" },
  month: { year: "numeric", month: "long" },
  day: { year: "numeric", month: "long", day: "numeric" },
  minute: { dateStyle: "long", timeStyle: "short" },
};

const isoDate = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?/;

/**
 * @param {string} locale
 * @param {string | null | undefined} publishedAt `2016`, `2016-10`, `2016-10-09` or `2016-10-09T12:30+03:00`
 * @param {readonly [string, string] | null | undefined} dateRange first and last possible day, where the date is vague
 * @returns {string | null} null where nothing is known
 */
export function formatPublicationDate(locale, publishedAt, dateRange) {
  const date = parse(publishedAt);
  if (date !== null) return formatter(locale, date.shape).format(date.instant);
  const first = parse(dateRange?.[0]);
  const last = parse(dateRange?.[1]);
  if (first === null || last === null || first.instant > last.instant) return null;
  return formatter(locale, "day").formatRange(first.instant, last.instant);
}

/**
 * @param {string} locale
 * @param {Shape} shape
 */
function formatter(locale, shape) {
  return new Intl.DateTimeFormat(locale, { ...shapes[shape], timeZone: "UTC" });
}

/**
 * The written wall-clock time as if it were UTC; the formatter says it back unmoved.
 * @param {string | null | undefined} text
 * @returns {{instant: number, shape: Shape} | null}
 */
function parse(text) {
  const match = isoDate.exec(text ?? "");
  if (match === null) return null;
  const [, year, month, day, hour, minute] = match;
  const instant = Date.UTC(
    Number(year),
    Number(month ?? 1) - 1,
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
  );
  const shape = hour !== undefined ? "minute" : day !== undefined ? "day" : month !== undefined ? "month" : "year";
  return { instant, shape };
}
