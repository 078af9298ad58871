/**
 * The door to what a news article is, for whoever reads, keeps or shows one. Pages may use it: it reads no upload.
 */

export { type Article, type DatePrecision, type DroppedLine, parserVersion } from "./news/article.ts";
export { firstSentence, titleOf } from "./news/article-title.ts";
export {
  addMonths,
  type CalendarDay,
  dayNumber,
  dayOfNumber,
  isCalendarDay,
  isMonthDay,
  isoDay,
  isoMonth,
  isYear,
  lastDayOfMonth,
} from "./news/calendar-date.ts";
export { addressIdentity, canonicalHostOf, canonicalUrl, urlDigest } from "./news/canonical-url.ts";
export { SIGNATURE_BYTES, URL_DIGEST_BYTES } from "./news/digest-sizes.ts";
export type { Origin, OriginField, Origins } from "./news/origin.ts";
export {
  beginningOf,
  choosePassage,
  type MarkedWord,
  type TextRange,
  wholeCharacterEnd,
} from "./news/passage.ts";
export { placeNames } from "./news/place-names.ts";
export { type ReadingRow, readingRows } from "./news/reading-rows.ts";
export {
  canonicalHosts,
  findHostsFault,
  hostsMetadata,
  maySpeakFor,
  type SpeakingHosts,
} from "./news/speaking-hosts.ts";
export { textSignature } from "./news/text-signature.ts";
export {
  articleTimeZone,
  isoMinute,
  isTimeZone,
  TIME_ZONE_FORM,
  type WallTime,
  wallTimeAt,
  zoneMetadata,
} from "./news/time-zone.ts";
export { imageAddress, webAddress } from "./news/web-address.ts";
