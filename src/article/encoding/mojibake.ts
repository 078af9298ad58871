/**
 * Mojibake, text that was read in a wrong charset and saved so, turned back into what it was (layer 1); only where it
 * surely is, since a sound text must never change. Parts are repaired by themselves, so that a garbled comment on a sound
 * page is mended and the page stays.
 */
import { undoMisreadLetters } from "./misread-letters.ts";
import { undoMisreadUtf8 } from "./misread-utf8.ts";

/** Texts that went through more misreadings than that are lost. */
const MAX_ROUNDS = 3;

/** A repaired text and the misreadings that were undone, last first: `utf-8 read as windows-1251, twice`. */
export interface CorrectedText {
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
