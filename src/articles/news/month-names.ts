/**
 * Names of months in texts, Russian and English.
 */

/**
 * Beginnings of names of months, in Russian and English: a line without one of these names none. A first look before
 * dearer patterns.
 */
const MONTH_STEM =
  /янв|фев|мар|апр|ма[йяе]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;

/** Tells whether a line may name a month. */
export function mayNameMonth(line: string): boolean {
  return MONTH_STEM.test(line);
}

/** First letters of the months, in every form and abbreviation; «мая» and «май» by their own pattern. */
const MONTH_STEMS = ["янв", "фев", "мар", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];
const ENGLISH_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** One name of a month with its ending and the full stop of an abbreviation; bounded, so linear. */
export const monthPattern =
  "(?:янв(?:ар[ьяе])?|фев(?:р(?:ал[ьяе])?)?|мар(?:т[ае]?)?|апр(?:ел[ьяе])?|ма[йяе]|июн[ьяе]?|июл[ьяе]?|авг(?:уст[ае]?)?|" +
  "сен(?:т(?:ябр[ьяе])?)?|окт(?:ябр[ьяе])?|ноя(?:б(?:р[ьяе])?)?|дек(?:абр[ьяе])?)(?![а-яё])\\.?";

/** The month that a name or an abbreviation, Russian or English, begins with: 1 to 12, or 0. */
export function monthNumber(name: string): number {
  const small = name.toLowerCase();
  const index = MONTH_STEMS.findIndex((stem) => new RegExp(`^${stem}`).test(small));
  return (index === -1 ? ENGLISH_MONTHS.indexOf(small.slice(0, 3)) : index) + 1;
}
