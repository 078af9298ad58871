/**
 * Corrects a query of which the index does not know a word (layer 4): the wrong keyboard layout, Latin letters for Russian
 * ones, words written apart or together, slips. Only to words that the index has; a word that it knows stays as it is.
 */
import type { ClauseGroup } from "../../analysis/query-words/query-clauses.ts";
import { parseQuerySyntax } from "../../analysis/query-words/query-syntax.ts";
import type { Synonyms } from "../../analysis/query-words/synonyms.ts";
import { inOtherLayout, otherLayouts } from "../../analysis/words/keyboard-layout.ts";
import { isStopWord } from "../../analysis/words/stop-words.ts";
import { russianSpellings } from "../../analysis/words/transliteration.ts";
import type { CorrectionKind, QueryCorrection } from "../../search-api.ts";
import { foldedForm } from "../expansion/prefix-words.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { SpellingDictionary } from "./spelling-dictionary.ts";
import {
  bestBeginning,
  bestCorrection,
  editsAllowed,
  mayBeMistypedBeginning,
  type SurfaceForm,
} from "./spelling-typos.ts";

/** A plain word of a query. */
interface SpelledWord {
  /** UTF-16 offsets into the query. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isStopWord: boolean;
}

/** A query as it was meant. */
export interface Repair {
  readonly text: string;
  readonly corrections: readonly QueryCorrection[];
}

/** More words than this are not corrected: a sentence with so many unknown words is of another language. Untuned. */
const MAX_CORRECTED_WORDS = 6;
/** So much commoner is a word for which one takes two edits: каранавирус is no «кара на вирус». Untuned. */
const MUCH_COMMONER = 64;
/** было */
const LONGEST_SMALL_WORD = 4;
/** So many spellings of a word in Latin letters are looked up as the beginning of one. */
const MAX_BEGINNINGS = 8;

/** The words of a query (`groups` are its own) that may be corrected: those without a sign that says how they are meant. */
export function plainWords(text: string, groups: readonly ClauseGroup[]): SpelledWord[] {
  return groups.flatMap(({ alternatives, isExcluded }) =>
    alternatives.flatMap((clause) => {
      if (isExcluded || clause.kind !== "word" || clause.isStrict || clause.isQuotation || clause.field !== null)
        return [];
      const { start, end } = clause;
      return [{ start, end, text: text.slice(start, end), isStopWord: clause.word.isStopWord }];
    }),
  );
}

/**
 * What was meant, or null. `groups` are those of the text; `known` has where the words begin that the index has in any form. Where
 * it has them all, words that make another one together are looked for. One round of requests, none where there is nothing to correct; where documents
 * are dead, further ones for the counts that the choice hangs on (live-counts.ts).
 */
export async function findRepair(
  snapshot: IndexSnapshot,
  text: string,
  groups: readonly ClauseGroup[],
  known: ReadonlySet<number>,
  ownerWords: Synonyms | null,
): Promise<Repair | null> {
  const words = plainWords(text, groups);
  const unknown = words.filter(({ start, isStopWord: isStop }) => !isStop && !known.has(start));
  if (unknown.length > MAX_CORRECTED_WORDS) return null;
  const merges = findMerges(text, words, unknown);
  const doubts = unknown.map((word) => doubtOf(text, word));
  if (doubts.length === 0 && merges.length === 0) return null;
  const parts = doubts.flatMap((doubt) => doubt.parts);
  const dictionary = await SpellingDictionary.look(snapshot, {
    ownerWords,
    texts: [
      ...merges.map(({ to }) => to),
      ...doubts.flatMap(({ layouts, spellings }) => [...layouts.ways, ...spellings]),
      ...parts.map(({ form }) => form),
    ],
    forms: [
      ...merges.flatMap(({ form }) => form ?? []),
      ...doubts.flatMap(({ spellings }) => spellings.flatMap((way) => foldedForm(way) ?? [])),
      ...doubts.flatMap(({ splits }) => splits.flatMap(({ known }) => known)),
    ],
    beginnings: doubts.flatMap(({ beginnings }) => [...beginnings.values()]),
    nearBeginnings: doubts.flatMap(({ mistypedBeginning }) => mistypedBeginning ?? []),
    near: new Map([
      ...doubts.flatMap(({ form, edits }) => (form === null ? [] : [[form, edits] as const])),
      ...parts.flatMap(({ form }) => (editsAllowed(form) > 0 ? [[form, editsAllowed(form)] as const] : [])),
    ]),
  });
  let replacements: readonly Replacement[];
  do {
    replacements = chooseReplacements(doubts, merges, smallLayouts(text, words, doubts, dictionary), dictionary);
  } while (await dictionary.settle());
  return replacements.length === 0 ? null : applyReplacements(text, replacements);
}

/** A stretch of the query and what it may have been. */
interface Replacement {
  readonly kind: CorrectionKind;
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** Two words as one. */
interface Merge extends Replacement {
  /**
   * Folded, where one of the two is a stop word: the index must have it as it is, since by stems «не был» makes небо. Else
   * null, and any form of the word will do.
   */
  readonly form: string | null;
}

/** An unknown word and all that it may be. */
interface Doubt {
  readonly word: SpelledWord;
  /** The stretch between white space that it stands in, since signs are letters in the other layout. */
  readonly layouts: { readonly start: number; readonly end: number; readonly ways: readonly string[] };
  readonly spellings: readonly string[];
  /** By the way to read it, the beginning that it is, where the reader may still be typing. */
  readonly beginnings: ReadonlyMap<string, string>;
  /** Null where it may not be mistyped. */
  readonly form: string | null;
  readonly edits: number;
  /** Null where nothing may go on from it. */
  readonly mistypedBeginning: string | null;
  readonly splits: readonly WordSplit[];
  /** Where hyphens stand in it, what stands between. */
  readonly parts: readonly WordPart[];
}

/** A part of a word with hyphens: its place in the query, and itself folded. */
interface WordPart {
  readonly start: number;
  readonly end: number;
  readonly form: string;
}

function doubtOf(text: string, word: SpelledWord): Doubt {
  const stretch = stretchAround(text, word);
  const ways = stretch === null ? [] : otherLayouts(text.slice(stretch.start, stretch.end));
  const spellings = russianSpellings(word.text);
  const form = foldedForm(word.text);
  const isTyped = word.end === text.length || stretch?.end === text.length;
  const beginnings = new Map<string, string>();
  for (const way of isTyped ? [...ways, ...spellings.slice(0, MAX_BEGINNINGS)] : []) {
    const beginning = foldedForm(way);
    if (beginning !== null && beginning.length > 1) beginnings.set(way, beginning);
  }
  return {
    word,
    layouts: { ...(stretch ?? word), ways },
    spellings,
    beginnings,
    form: form !== null && editsAllowed(form) > 0 ? form : null,
    edits: form === null ? 0 : editsAllowed(form),
    mistypedBeginning: word.end === text.length && form !== null && mayBeMistypedBeginning(form) ? form : null,
    splits: form === null ? [] : waysToSplit(form),
    parts: partsOf(word),
  };
}

/** Of letters alone: a part with digits is what it is. */
function partsOf({ start, text }: SpelledWord): WordPart[] {
  if (!/^\p{L}+(?:-\p{L}+)+$/u.test(text)) return [];
  return [...text.matchAll(/\p{L}+/gu)].map(({ 0: part, index }) => {
    const from = start + index;
    return { start: from, end: from + part.length, form: foldedForm(part) ?? part };
  });
}

/** Null where signs that mean something stand in it. */
function stretchAround(
  text: string,
  { start, end }: Pick<SpelledWord, "start" | "end">,
): { start: number; end: number } | null {
  let [from, to] = [start, end];
  while (from > 0 && !/\s/.test(text[from - 1] ?? "")) from -= 1;
  while (to < text.length && !/\s/.test(text[to] ?? "")) to += 1;
  const isSigned = parseQuerySyntax(text).clauses.some(
    ({ outerStart, outerEnd }) => outerStart < to && outerEnd > from,
  );
  return isSigned || text.slice(from, to).includes("|") ? null : { start: from, end: to };
}

/** Neighbours that may be one word: with an unknown one among them, or, where all are known, any. */
function findMerges(text: string, words: readonly SpelledWord[], unknown: readonly SpelledWord[]): Merge[] {
  const merges: Merge[] = [];
  if (words.length > MAX_CORRECTED_WORDS) return merges;
  for (const [i, word] of words.entries()) {
    const next = words[i + 1];
    if (next === undefined || !/^[ \u00a0]+$/.test(text.slice(word.end, next.start))) continue;
    if (!/^\p{L}+$/u.test(word.text + next.text)) continue;
    const isDoubtful = unknown.length === 0 || unknown.includes(word) || unknown.includes(next);
    if (!isDoubtful) continue;
    const to = word.text + next.text;
    const form = word.isStopWord || next.isStopWord ? foldedForm(to) : null;
    merges.push({ kind: "merge", start: word.start, end: next.end, to, form });
  }
  return merges;
}

/** For each unknown word the likeliest, and where none is unknown the commonest word of two neighbours. */
function chooseReplacements(
  doubts: readonly Doubt[],
  merges: readonly Merge[],
  smallWords: readonly Replacement[],
  dictionary: SpellingDictionary,
): Replacement[] {
  const chosen: Replacement[] = [...smallWords];
  const isFree = ({ start, end }: { start: number; end: number }) =>
    chosen.every((other) => end <= other.start || start >= other.end);
  const frequencyOf = ({ to, form }: Merge) =>
    form === null ? dictionary.frequencyOfText(to) : dictionary.frequencyOfForm(form);
  const merged = bestKnown(dictionary, merges.filter(isFree), frequencyOf);
  if (doubts.length === 0) return merged === null ? [] : [merged];
  const isMerged = ({ word }: Doubt) => merged !== null && word.start >= merged.start && word.end <= merged.end;
  for (const doubt of doubts) {
    if (!isFree(doubt.word)) continue;
    const found =
      asLayout(doubt, dictionary) ??
      asTransliteration(doubt, dictionary) ??
      (isMerged(doubt) ? merged : asMisspelling(doubt, dictionary));
    const replacements = found === null ? asMisspeltParts(doubt, dictionary) : [found];
    if (replacements.every(isFree)) chosen.push(...replacements);
  }
  return chosen.sort((a, b) => a.start - b.start);
}

/**
 * Small words in the wrong layout, which alone would tell nothing: `d` is в, and `yf` на, beside a word that is known in the
 * other layout, or among nothing but such words.
 */
function smallLayouts(
  text: string,
  words: readonly SpelledWord[],
  doubts: readonly Doubt[],
  dictionary: SpellingDictionary,
): Replacement[] {
  const small = words.flatMap(({ start, end }): Replacement[] => {
    const stretch = end - start > LONGEST_SMALL_WORD ? null : stretchAround(text, { start, end });
    const to = stretch === null ? null : inOtherLayout(text.slice(stretch.start, stretch.end));
    return stretch !== null && to !== null && isStopWord(to) ? [{ kind: "layout", ...stretch, to }] : [];
  });
  const isOther = ({ word }: Doubt) => small.every(({ start, end }) => word.end <= start || word.start >= end);
  const others = doubts.filter(isOther);
  const isInLayout =
    others.length === 0 ? small.length > 1 : others.some((doubt) => asLayout(doubt, dictionary) !== null);
  return isInLayout ? small : [];
}

function asLayout({ layouts, beginnings }: Doubt, dictionary: SpellingDictionary): Replacement | null {
  const way = bestKnown(dictionary, layouts.ways, (one) => knownFrequency(one, beginnings, dictionary));
  return way === null ? null : { kind: "layout", start: layouts.start, end: layouts.end, to: way };
}

function asTransliteration({ word, spellings, beginnings }: Doubt, dictionary: SpellingDictionary): Replacement | null {
  // Of the spellings of one stem that which texts have: зеленский, not зеленскы.
  const isForm = (way: string) => dictionary.frequencyOfForm(foldedForm(way) ?? "") > 0;
  const to = bestKnown(
    dictionary,
    spellings,
    (way) => (isForm(way) ? 2 : 1) * knownFrequency(way, beginnings, dictionary),
  );
  return to === null ? null : { kind: "transliteration", start: word.start, end: word.end, to };
}

/** A whole word counts for more than any beginning. */
function knownFrequency(text: string, beginnings: ReadonlyMap<string, string>, dictionary: SpellingDictionary): number {
  const frequency = dictionary.frequencyOfText(text);
  const beginning = beginnings.get(text);
  if (frequency > 0 || beginning === undefined) return frequency;
  const ofBeginning = dictionary.frequencyOfBeginning(beginning);
  return ofBeginning / (ofBeginning + 1);
}

/**
 * One edit is likelier than a missing space, and that is likelier than two edits, but of a word that is much commoner. A word
 * that is being typed may have its edit in what is there of it.
 */
function asMisspelling(
  { word, form, mistypedBeginning, splits }: Doubt,
  dictionary: SpellingDictionary,
): Replacement | null {
  const typo = form === null ? null : typoOf(form, dictionary);
  const isCommon = (part: string) => (typo?.documentFrequency ?? 0) < MUCH_COMMONER * dictionary.frequencyOfForm(part);
  const { start, end } = word;
  const beginning = mistypedBeginning === null ? null : beginningOf(mistypedBeginning, dictionary);
  if (typo?.edits !== 1 && beginning !== null) return { kind: "typo", start, end, to: beginning };
  const frequencyOf = (part: string) => (isCommon(part) ? dictionary.frequencyOfForm(part) : 0);
  const split = typo?.edits === 1 ? null : bestSplit(splits, frequencyOf);
  if (split !== null) dictionary.rely(() => split.known.map(frequencyOf));
  if (split !== null) return { kind: "split", start, end, to: split.text };
  return typo === null ? null : { kind: "typo", start, end, to: typo.form };
}

/** What the parts that the index lacks were meant to be; nothing where it is near to none of one of them. */
function asMisspeltParts({ parts }: Doubt, dictionary: SpellingDictionary): Replacement[] {
  const isUnknown = (form: string) => dictionary.rely(() => dictionary.frequencyOfText(form)) === 0;
  const unknown = parts.filter(({ form }) => !isStopWord(form) && isUnknown(form));
  const corrected = unknown.flatMap(({ start, end, form }): Replacement[] => {
    const typo = typoOf(form, dictionary);
    return typo === null ? [] : [{ kind: "typo", start, end, to: typo.form }];
  });
  return corrected.length === unknown.length ? corrected : [];
}

function typoOf(form: string, dictionary: SpellingDictionary): SurfaceForm | null {
  const typo = bestCorrection(form, dictionary.formsNear(form));
  if (typo !== null) dictionary.relyOnForm(typo.form, form);
  return typo;
}

function beginningOf(mistyped: string, dictionary: SpellingDictionary): string | null {
  const found = bestBeginning(mistyped, dictionary.formsBegunNear(mistyped));
  if (found !== null) dictionary.relyOnForm(found.form, mistyped);
  return found?.beginning ?? null;
}

/** The first of those with the highest value above 0, which rises with what the dictionary says. */
function bestKnown<T>(
  dictionary: SpellingDictionary,
  candidates: readonly T[],
  rate: (candidate: T) => number,
): T | null {
  const chosen = best(candidates, rate);
  if (chosen !== null) dictionary.rely(() => rate(chosen));
  return chosen;
}

/** The first of those with the highest value above 0. */
function best<T>(candidates: readonly T[], rate: (candidate: T) => number): T | null {
  let found: T | null = null;
  let highest = 0;
  for (const candidate of candidates) {
    const value = rate(candidate);
    if (value > highest) [found, highest] = [candidate, value];
  }
  return found;
}

function applyReplacements(text: string, replacements: readonly Replacement[]): Repair {
  let repaired = "";
  let copied = 0;
  const corrections: QueryCorrection[] = [];
  for (const { kind, start, end, to } of replacements) {
    const from = text.slice(start, end);
    const written = capitalisedAs(from, to);
    repaired += text.slice(copied, start) + written;
    corrections.push({ kind, from, to: written });
    copied = end;
  }
  return { text: repaired + text.slice(copied), corrections };
}

/** A capital at the beginning stays. */
function capitalisedAs(from: string, to: string): string {
  const first = String.fromCodePoint(from.codePointAt(0) ?? 0);
  const isCapital = first !== first.toLowerCase();
  return isCapital ? to.charAt(0).toUpperCase() + to.slice(1) : to;
}

// Words that were written together: two of them, or two with a preposition between (ростовнадону).

/** Of shorter words any letters would be made. */
const MIN_JOINED_LENGTH = 7;
const MAX_JOINED_LENGTH = 40;
const MIN_PART_LENGTH = 3;
/** Beside a preposition of one letter, which nearly any word has somewhere: нанотехнологии is no «нан о технологии». */
const MIN_PART_BESIDE_LETTER = 4;
const PREPOSITIONS = ["на", "по", "из", "за", "до", "от", "об", "под", "при", "и", "в", "к", "с", "о", "у"];

/** How a word may be taken apart; `known` are the parts that must be words of the index. */
interface WordSplit {
  readonly text: string;
  readonly known: readonly [string, string];
}

/** All ways of a folded word of letters; linear in it. */
export function waysToSplit(form: string): WordSplit[] {
  if (form.length < MIN_JOINED_LENGTH || form.length > MAX_JOINED_LENGTH || !/^\p{L}+$/u.test(form)) return [];
  const ways: WordSplit[] = [];
  for (let at = MIN_PART_LENGTH; at <= form.length - MIN_PART_LENGTH; at += 1) {
    const [first, rest] = [form.slice(0, at), form.slice(at)];
    ways.push({ text: `${first} ${rest}`, known: [first, rest] });
    for (const preposition of PREPOSITIONS) {
      const last = rest.slice(preposition.length);
      const least = preposition.length === 1 ? MIN_PART_BESIDE_LETTER : MIN_PART_LENGTH;
      if (rest.startsWith(preposition) && Math.min(first.length, last.length) >= least) {
        ways.push({ text: `${first} ${preposition} ${last}`, known: [first, last] });
      }
    }
  }
  return ways;
}

/** The way whose rarer part is the commonest; null where no way has known parts alone. */
export function bestSplit(ways: readonly WordSplit[], frequencyOf: (form: string) => number): WordSplit | null {
  return best(ways, ({ known }) => Math.min(...known.map(frequencyOf)));
}
