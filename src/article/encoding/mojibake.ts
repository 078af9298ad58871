/**
 * Mojibake, text that was read in a wrong charset and saved so, turned back into what it was (layer 1); only where it
 * surely is, since a sound text must never change. Parts are repaired by themselves, so that a garbled comment on a sound
 * page is repaired and the page stays.
 */
import { undoMisreadLetters } from "./misread-letters.ts";
import { MisreadWords } from "./misread-word.ts";
import { charsetBytes, type SingleByteCharset } from "./single-byte-charsets.ts";
import { textOfUnits, unitsOf } from "./utf16-units.ts";

/** Texts that went through more misreadings than that are lost. */
const MAX_ROUNDS = 3;

/** A repaired text and the misreadings that were undone, last first: `utf-8 read as windows-1251, twice`. */
interface CorrectedText {
  readonly text: string;
  readonly from: string;
}

/** The text as it was before it was misread; null where it is sound, or where nothing is sure. Linear. */
export function repairMojibake(text: string): CorrectedText | null {
  const undone: string[] = [];
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const repaired = repairOnce(current);
    if (repaired === null || repaired.text === current) break;
    current = repaired.text;
    undone.push(repaired.from);
  }
  return undone.length === 0 ? null : { text: current, from: describe(undone) };
}

function repairOnce(text: string): CorrectedText | null {
  const utf8 = undoMisreadUtf8(text);
  if (utf8 !== null) return { text: utf8.text, from: `utf-8 read as ${utf8.charset}` };
  const letters = undoMisreadLetters(text);
  return letters === null ? null : { text: letters.text, from: `${letters.writtenIn} read as ${letters.misreadAs}` };
}

/** Equal neighbours are told once. */
function describe(undone: readonly string[]): string {
  const told: string[] = [];
  for (let i = 0; i < undone.length; ) {
    const end = undone.findIndex((from, j) => j > i && from !== undone[i]);
    const times = (end < 0 ? undone.length : end) - i;
    told.push(`${undone[i]}${["", "", ", twice", ", three times"][times] ?? ""}`);
    i += times;
  }
  return told.join("; ");
}

// UTF-8 that somebody read in a single-byte charset and saved again: «РџСЂРёРІРµС‚», «ÐŸÑ€Ð¸Ð²ÐµÑ‚». Sound words
// are no sound UTF-8 in any of these charsets, so the misread ones are told one by one (misread-word.ts), and good text
// among them stays. Here is decided whether a text holds any.

/** Charsets that UTF-8 is misread in, each with a bit of its own in the masks below. */
const MISREADINGS = ["windows-1251", "windows-1252", "koi8-r", "ibm866", "x-mac-cyrillic", "iso-8859-5"] as const;
/** So many suspicious places of a charset are looked at before the whole text is. */
const MAX_PLACES = 256;
/** Units before and after a suspicious place that are looked at, so that whole words are. */
const PLACE_MARGIN = 100;

/** A text with its misread parts decoded, and the charset that they were misread in. */
interface UndoneUtf8 {
  readonly text: string;
  readonly charset: SingleByteCharset;
}

/** The text without its misread UTF-8, or null where nothing proves that there is any. Linear. */
function undoMisreadUtf8(text: string): UndoneUtf8 | null {
  const units = unitsOf(text);
  const places = findPlaces(units);
  for (const [i, charset] of MISREADINGS.entries()) {
    const found = places[i] ?? [];
    if (found.length === 0 || !new MisreadWords(sampleAround(units, found), charset).areProven) continue;
    return { text: textOfUnits(new MisreadWords(units, charset).decoded), charset };
  }
  return null;
}

interface SequenceMasks {
  /** For each unit, the bits of the charsets in which it is the first byte of a UTF-8 sequence, */
  readonly lead: Uint8Array;
  /** or a later one. */
  readonly later: Uint8Array;
}

let masks: SequenceMasks | null = null;

function sequenceMasks(): SequenceMasks {
  if (masks !== null) return masks;
  const lead = new Uint8Array(0x10000);
  const later = new Uint8Array(0x10000);
  for (const [i, charset] of MISREADINGS.entries()) {
    for (const [unit, byte] of charsetBytes(charset).entries()) {
      if (byte >= 0xc2 && byte <= 0xf4) lead[unit] = (lead[unit] ?? 0) | (1 << i);
      else if (byte >= 0x80 && byte <= 0xbf) later[unit] = (later[unit] ?? 0) | (1 << i);
    }
  }
  masks = { lead, later };
  return masks;
}

/** For each charset, places where two sequences follow each other or a long one stands; in windows-1252 a short one. */
function findPlaces(units: Uint16Array): number[][] {
  const { lead, later } = sequenceMasks();
  const places: number[][] = MISREADINGS.map(() => []);
  const windows1252 = 1 << MISREADINGS.indexOf("windows-1252");
  for (let i = 0; i + 1 < units.length; i += 1) {
    const pair = (lead[units[i] ?? 0] ?? 0) & (later[units[i + 1] ?? 0] ?? 0);
    if (pair === 0) continue;
    const third = units[i + 2] ?? 0;
    const fourth = units[i + 3] ?? 0;
    const isLong = (later[third] ?? 0) | ((lead[third] ?? 0) & (later[fourth] ?? 0)) | windows1252;
    for (let bits = pair & isLong, charset = 0; bits !== 0; bits >>= 1, charset += 1) {
      const found = places[charset] ?? [];
      const isFar = i - (found.at(-1) ?? Number.NEGATIVE_INFINITY) > PLACE_MARGIN;
      if ((bits & 1) !== 0 && isFar && found.length < MAX_PLACES) found.push(i);
    }
  }
  return places;
}

/** The surroundings of places, parted by line feeds. */
function sampleAround(units: Uint16Array, places: readonly number[]): Uint16Array {
  const sample: number[] = [];
  let end = 0;
  for (const place of places) {
    const start = Math.max(end, place - PLACE_MARGIN);
    end = Math.min(units.length, place + PLACE_MARGIN);
    sample.push(0x0a, ...units.subarray(start, end));
  }
  return Uint16Array.from(sample);
}
