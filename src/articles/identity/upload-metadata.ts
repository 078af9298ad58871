/**
 * Reads the owner's object metadata of an upload: `published`, `url`, `source`, `title`, `id`; and those of whoever put
 * it, about the addresses it may speak for, the time of its statements, and its zone: `hosts`, `stated`, `zone`.
 * Metadata is ASCII in S3, so other letters come percent-encoded, RFC 2047-encoded, or as UTF-8 that a proxy took for
 * Latin-1.
 */

import { type DateContext, inTimeZone, parseDate } from "../dates/date-formats.ts";
import type { DateClue, FoundClue } from "../dates/publication-date.ts";
import { type Found, foundIn, type Origin } from "../news/origin.ts";
import { readSpeakingHosts, type SpeakingHosts } from "../news/speaking-hosts.ts";
import { articleTimeZone, isTimeZone } from "../news/time-zone.ts";
import { webAddress } from "../news/web-address.ts";
import { cleanLine } from "../text/normalize-text.ts";
import { givenId, isPlainId } from "./document-id.ts";

/** The owner's word; null where there is none. */
export interface UploadMetadata {
  readonly published: FoundClue | null;
  readonly url: Found<string> | null;
  readonly source: Found<string> | null;
  readonly title: Found<string> | null;
  /** The address that `poisk replace` leaves, so that a corrected page keeps it; null where it can be no id. */
  readonly id?: Found<string> | null;
  readonly hosts: SpeakingHosts;
  /** The zone of the site, whose days its articles count under. */
  readonly timeZone: Found<string>;
  /** The name of a zone that does not exist, in whose place Moscow's is taken; else null. */
  readonly unknownZone?: string | null;
  /**
   * Time since when the upload states its content, if its articles have none: `poisk replace` and `poisk remove` leave
   * it when they rewrite a file.
   */
  readonly stated?: DateClue | null;
}

const OBJECT = "upload metadata";
/** A value of metadata is at most 2 KB in S3. */
const MAX_VALUE_LENGTH = 8_192;
const ENCODED_WORD = /=\?([\w-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?\s]{0,4000})\?=/gi;

/**
 * Reads the eight names; others are the owner's own business. `zoneOrigin`: where the zone is from that the metadata
 * name.
 */
export function readMetadata(
  metadata: Readonly<Record<string, string>>,
  dates: DateContext,
  zoneOrigin: Origin = OBJECT,
): UploadMetadata {
  const published = metadataValue(metadata, "published");
  const id = metadataValue(metadata, "id");
  const hosts = readSpeakingHosts(metadata);
  const zone = metadataValue(metadata, "zone");
  const unknownZone = zone === null || isTimeZone(zone) ? null : zone;
  const isNamed = zone !== null && unknownZone === null;
  const timeZone = isNamed ? zone : articleTimeZone;
  const publishedClue = clueOf(published, dates, timeZone);
  return {
    published: publishedClue && { ...publishedClue, origins: [OBJECT] },
    url: foundIn(webAddress(metadataValue(metadata, "url")), OBJECT),
    source: foundIn(metadataValue(metadata, "source"), OBJECT),
    title: foundIn(metadataValue(metadata, "title"), OBJECT),
    id: foundIn(id !== null && isPlainId(id) ? givenId(hosts, id) : null, OBJECT),
    hosts,
    timeZone: { value: timeZone, origins: [isNamed ? zoneOrigin : "default"] },
    unknownZone,
    stated: clueOf(metadataValue(metadata, "stated"), dates, timeZone),
  };
}

function clueOf(raw: string | null, dates: DateContext, timeZone: string): DateClue | null {
  const reading = raw === null ? null : parseDate(raw, dates);
  return raw === null || reading === null ? null : { reading: inTimeZone(reading, timeZone), raw };
}

/** Reads only own properties: `__proto__` is no metadata. */
function metadataValue(metadata: Readonly<Record<string, string>>, name: string): string | null {
  const entry = Object.entries(metadata).find(
    ([key, value]) => key.toLowerCase() === name && typeof value === "string",
  );
  const value = entry === undefined ? "" : cleanLine(decodeMetadataValue(entry[1].slice(0, MAX_VALUE_LENGTH)));
  return value === "" ? null : value;
}

/** One value in plain Unicode. What is not well encoded stays as it is. */
export function decodeMetadataValue(value: string): string {
  if (value.includes("=?")) return decodeEncodedWords(value);
  if (/%[0-9a-f]{2}/i.test(value)) return decodePercent(value);
  return undoLatin1(value);
}

function decodePercent(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** RFC 2047, sections 2 and 6.2: white space between two encoded words is not part of the text. */
function decodeEncodedWords(value: string): string {
  return value
    .replace(/\?=\s{1,20}=\?/g, "?==?")
    .replace(ENCODED_WORD, (whole, charset: string, encoding: string, text: string) => {
      try {
        const bytes = encoding.toLowerCase() === "b" ? latin1Bytes(atob(text)) : decodeQ(text);
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return whole;
      }
    });
}

/** RFC 2047, section 4.2. */
function decodeQ(text: string): Uint8Array {
  const plain = text
    .replaceAll("_", " ")
    .replace(/=([0-9a-f]{2})/gi, (_, hexadecimal: string) => String.fromCharCode(Number.parseInt(hexadecimal, 16)));
  return latin1Bytes(plain);
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** Letters of Latin-1 that make sound UTF-8 are UTF-8. */
function undoLatin1(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value) || /[\u0100-\uffff]/.test(value)) return value;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(latin1Bytes(value));
  } catch {
    return value;
  }
}
