/**
 * Corrects words of a query that neither the index nor the dictionary knows: the wrong keyboard layout, Latin letters
 * for Russian ones, words written apart or together, slips. Only to words that the index has. Where the word may just
 * as well be right, what else may have been meant is offered, and not searched for.
 */

import type { IndexSnapshot, NearbyForms } from "../../index/read.ts";
import { parseQuerySyntax, type Synonyms } from "../../russian/queries.ts";
import {
  formBook,
  formOfWord,
  inOtherLayout,
  isDictionaryWord,
  isRussianWord,
  isStopWord,
  nameBook,
  otherLayouts,
  readWords,
  russianSpellings,
  termBook,
} from "../../russian/words.ts";
import type { CorrectionKind, QueryCorrection } from "../../search-api.ts";
import { type CorrectedText, pieceId } from "../understand.ts";
import { isOtherAlphabet } from "./heard-names.ts";
import {
  begunAs,
  bestBeginning,
  bestCorrection,
  type Correction,
  mayBeMeant,
  mayBeMistypedBeginning,
  splitMargin,
  type TypedWord,
} from "./noisy-channel.ts";
import { SpellingDictionary } from "./spelling-dictionary.ts";
import {
  type DoubtfulWord,
  editsAllowed,
  type KnownWord,
  type Merge,
  MOST_ACCIDENTAL_DOCUMENTS,
  MUCH_COMMONER,
  type QueryDoubts,
  type Repair,
  type SpelledWord,
} from "./word-doubts.ts";

/** The context of a query and its words. */
interface RepairOptions {
  /** The words that the index has in any form, by where they begin. */
  readonly known: ReadonlyMap<number, KnownWord>;
  readonly ownerWords: Synonyms | null;
  /** Terms that were read, as in a DictionaryRequest. Default none. */
  readonly readTerms?: ReadonlySet<string> | undefined;
  /** Ids of corrections that the reader took off. Default none. */
  readonly ignore?: readonly string[];
}

/**
 * Margin in bits: a correction less likely by no more is offered, if no article has the word, or beside those that have
 * it.
 */
const OFFER_MARGIN = -9;
const RARE_OFFER_MARGIN = -4;
/** Cost in bits of each reading of a word, besides its slip. Untuned. */
const READING_COSTS: Readonly<Record<CorrectionKind, number>> = {
  typo: 0,
  layout: 2,
  transliteration: 2,
  split: 0,
  merge: 0,
};
/** было */
const LONGEST_SMALL_WORD = 4;
/** Number of spellings of a word in Latin letters that are looked up as the beginning of one. */
const MAX_BEGINNINGS = 8;

/**
 * Finds the intended text, or null if nothing is to be corrected or offered. The doubts are those of the text. One
 * round of requests; where documents are dead, further ones for the counts that the choice hangs on (live-counts.ts).
 */
export async function findRepair(
  snapshot: IndexSnapshot,
  text: string,
  { words, doubtful, merges }: QueryDoubts,
  { known, ownerWords, readTerms, ignore = [] }: RepairOptions,
): Promise<Repair | null> {
  await readWords(() => formBook(doubtful.flatMap((word) => [word.text, ...otherWays(text, word)])));
  const doubts = doubtful.map((word) => doubtOf(text, word, known.get(word.start), snapshot.documentCount));
  const parts = doubts.flatMap((doubt) => doubt.parts);
  const dictionary = await SpellingDictionary.look(snapshot, {
    ownerWords,
    readTerms,
    texts: [
      ...merges.map(({ to }) => to),
      ...doubts.flatMap(({ layouts, spellings }) => [...layouts.ways, ...spellings]),
      ...parts.map(({ form }) => form),
    ],
    forms: [
      ...merges.flatMap(({ form }) => form ?? []),
      ...doubts.flatMap(({ spellings }) => spellings.flatMap((way) => formOfWord(way) ?? [])),
      ...doubts.flatMap(({ splits }) => splits.flatMap(({ known: ofSplit }) => ofSplit)),
      ...doubts.flatMap(({ readings, standing }) => (standing === "rare" ? readings.map(({ form }) => form) : [])),
    ],
    beginnings: doubts.flatMap(({ beginnings }) => [...beginnings.values()]),
    heard: doubts.flatMap(({ heard }) => heard ?? []),
    nearBeginnings: doubts.flatMap(({ mistypedBeginning }) => mistypedBeginning ?? []),
    near: new Map([
      ...doubts.flatMap(({ readings, standing }) =>
        readings.map(({ form }) => [form, standing === "unknown" ? anyNear(form) : COMMON_NEAR] as const),
      ),
      ...parts.flatMap(({ form }) => (editsAllowed(form) > 0 ? [[form, anyNear(form)] as const] : [])),
    ]),
  });
  let replacements: Choice;
  do {
    replacements = await chooseReplacements(doubts, merges, smallLayouts(text, words, doubts, dictionary), dictionary);
  } while (await dictionary.settle());
  const isWanted = ({ kind, start, end }: Replacement): boolean =>
    !ignore.includes(pieceId(kind, text.slice(start, end)));
  const [made, offered] = [replacements.made.filter(isWanted), replacements.offered.filter(isWanted)];
  if (made.length + offered.length === 0) return null;
  const offer = offered.length === 0 ? null : applyReplacements(text, [...made, ...offered].sort(byPlace));
  return { ...applyReplacements(text, made), offer };
}

function anyNear(form: string): NearbyForms {
  return { maxEdits: editsAllowed(form) };
}

/** A word that is known to the index or the dictionary is a slip only beside one that is far more frequent. */
const COMMON_NEAR: NearbyForms = { maxEdits: 1, isCommon: true };

/** A stretch of the query and what it may have been. */
interface Replacement {
  readonly kind: CorrectionKind;
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** The stretches that are replaced in the search, and those that only might be. */
interface Choice {
  readonly made: readonly Replacement[];
  readonly offered: readonly Replacement[];
}

/** A word in doubt and all that it may be. */
interface Doubt {
  readonly word: SpelledWord;
  readonly standing: DoubtfulWord["standing"];
  /** The stretch between white space that it stands in, since signs are letters in the other layout. */
  readonly layouts: { readonly start: number; readonly end: number; readonly ways: readonly string[] };
  readonly spellings: readonly string[];
  /** Beginning for each reading, if the reader may still be typing. */
  readonly beginnings: ReadonlyMap<string, string>;
  /** The index has it as the beginning of words alone: the reader may still be typing. */
  readonly isBeginning: boolean;
  /** Documents of the index. */
  readonly documents: number;
  /** Possibly mistyped readings: the word as it is first, if it may be one. */
  readonly readings: readonly Reading[];
  /** Null where nothing may go on from it. */
  readonly mistypedBeginning: string | null;
  readonly splits: readonly WordSplit[];
  /** Possible name in another spelling; null for a word that some article has. */
  readonly heard: string | null;
  /** Parts between hyphens, if it has any. */
  readonly parts: readonly WordPart[];
}

/** A word as it is, in the other layout, or in Russian letters, and its place in the query. */
interface Reading extends TypedWord, Omit<Replacement, "to"> {}

/** A part of a word with hyphens: its place in the query, and itself folded. */
interface WordPart {
  readonly start: number;
  readonly end: number;
  readonly form: string;
}

function doubtOf(text: string, word: DoubtfulWord, known: KnownWord | undefined, documents: number): Doubt {
  const { standing } = word;
  const isUnknown = standing === "unknown";
  const form = formOfWord(word.text);
  const readAs = (kind: CorrectionKind, { start, end }: Pick<SpelledWord, "start" | "end">, way: string | null) =>
    way === null || editsAllowed(way) === 0 || (kind !== "typo" && !isRussianWord(way))
      ? []
      : [{ kind, start, end, documents, liveTerms: known?.terms ?? [], ...typedWordOf(text, word, way) }];
  const stretch = isUnknown ? stretchAround(text, word) : null;
  const ways = layoutsOf(text, stretch);
  const spellings = isUnknown ? russianSpellings(word.text) : [];
  const isTyped = word.end === text.length || stretch?.end === text.length;
  const beginnings = new Map<string, string>();
  for (const way of isTyped ? [...ways, ...spellings.slice(0, MAX_BEGINNINGS)] : []) {
    const beginning = formOfWord(way);
    if (beginning !== null && beginning.length > 1) beginnings.set(way, beginning);
  }
  // Of a word that is known nothing but slips is looked for.
  const whole = isUnknown ? form : null;
  return {
    word,
    standing,
    spellings,
    beginnings,
    documents,
    layouts: { ...(stretch ?? word), ways },
    isBeginning: known?.isBeginning === true,
    readings: [
      ...readAs("typo", word, form),
      ...readAs("layout", stretch ?? word, formOfWord(ways.at(-1) ?? "")),
      ...readAs("transliteration", word, formOfWord(spellings[0] ?? "")),
    ],
    mistypedBeginning: word.end === text.length && whole !== null && mayBeMistypedBeginning(whole) ? whole : null,
    splits: whole === null ? [] : waysToSplit(whole, /^\s+\p{L}/u.test(text.slice(word.end))),
    heard: standing === "rare" ? null : form,
    parts: isUnknown ? partsOf(word) : [],
  };
}

function layoutsOf(text: string, stretch: ReturnType<typeof stretchAround>): readonly string[] {
  return stretch === null ? [] : otherLayouts(text.slice(stretch.start, stretch.end));
}

/** Lists other readings of a word that was typed in the wrong layout or alphabet. */
function otherWays(text: string, word: DoubtfulWord): readonly string[] {
  if (word.standing !== "unknown") return [];
  return [...layoutsOf(text, stretchAround(text, word)), ...russianSpellings(word.text)];
}

/** A capital tells a name behind small letters alone. */
function typedWordOf(text: string, { start, text: written }: SpelledWord, form: string): Omit<TypedWord, "documents"> {
  return { form, isCapitalized: /^\p{Lu}/u.test(written) && /\p{Ll}/u.test(text.slice(0, start)) };
}

/** Lists the parts made of letters alone: a part with digits is not corrected. */
function partsOf({ start, text }: SpelledWord): WordPart[] {
  if (!/^\p{L}+(?:-\p{L}+)+$/u.test(text)) return [];
  return [...text.matchAll(/\p{L}+/gu)].map(({ 0: part, index }) => {
    const from = start + index;
    return { start: from, end: from + part.length, form: formOfWord(part) ?? part };
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

/**
 * Chooses the likeliest correction of each doubtful word; if none is doubtful, the commonest joining of two neighbours.
 */
async function chooseReplacements(
  doubts: readonly Doubt[],
  merges: readonly Merge[],
  smallWords: readonly Replacement[],
  dictionary: SpellingDictionary,
): Promise<Choice> {
  const made: Replacement[] = [...smallWords];
  const offered: Replacement[] = [];
  const isFree = ({ start, end }: { start: number; end: number }) =>
    made.every((other) => end <= other.start || start >= other.end);
  const frequencyOf = ({ to, form }: Merge) =>
    form === null ? dictionary.frequencyOfText(to) : dictionary.frequencyOfForm(form);
  const merged = bestKnown(dictionary, merges.filter(isFree), frequencyOf);
  if (!doubts.some(({ standing }) => standing === "unknown") && merged !== null) made.push(merged);
  // Some word is surely a name in another spelling: the dictionary lacks it, or its neighbour sounds like one too.
  const foreign = doubts.filter(({ heard }) => heard !== null && dictionary.nameHeardAs(heard) !== null);
  const isForeign = foreign.length > 1 || foreign.some(({ standing }) => standing === "unknown");
  const isMerged = ({ word }: Doubt) => merged !== null && word.start >= merged.start && word.end <= merged.end;
  for (const doubt of doubts) {
    if (!isFree(doubt.word)) continue;
    const found =
      asLayout(doubt, dictionary) ?? asTransliteration(doubt, dictionary) ?? (isMerged(doubt) ? merged : null);
    const slip = found === null ? await asMisspelling(doubt, dictionary) : { made: [found], offered: [] };
    const likely = slip.made.length > 0 ? slip : asHeard(doubt, isForeign, dictionary, slip);
    const replacements = likely.made.length > 0 ? likely.made : await asMisspeltParts(doubt, dictionary);
    if (replacements.every(isFree)) made.push(...replacements);
    if (replacements.length === 0) offered.push(...likely.offered);
  }
  return { made: made.sort(byPlace), offered: offered.filter(isFree) };
}

function byPlace(a: Replacement, b: Replacement): number {
  return a.start - b.start;
}

/**
 * Small words in the wrong layout, which alone would tell nothing: `d` is в, and `yf` на, beside a word that is known
 * in the other layout, or among nothing but such words.
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
  const isForm = (way: string) => dictionary.frequencyOfForm(formOfWord(way) ?? "") > 0;
  const to = bestKnown(
    dictionary,
    spellings,
    (way) => (isForm(way) ? 2 : 1) * knownFrequency(way, beginnings, dictionary),
  );
  return to === null ? null : { kind: "transliteration", start: word.start, end: word.end, to };
}

/**
 * Corrects a word that no article has to the name that sounds like it, however few have that. What the dictionary has
 * may be just what was meant: such a name is offered, unless it stands beside another one («вестерн юнион»). Without
 * such a name, what there is of it as a slip.
 */
function asHeard(
  { word: { start, end }, standing, heard }: Doubt,
  isForeign: boolean,
  dictionary: SpellingDictionary,
  slip: Choice,
): Choice {
  const to = heard === null ? null : dictionary.rely(() => dictionary.nameHeardAs(heard));
  if (to === null) return slip;
  const name: Replacement = { kind: isOtherAlphabet(heard ?? "", to) ? "transliteration" : "typo", start, end, to };
  return standing === "unknown" || isForeign ? { made: [name], offered: [] } : { made: [], offered: [name] };
}

/** A whole word counts for more than any beginning. */
function knownFrequency(text: string, beginnings: ReadonlyMap<string, string>, dictionary: SpellingDictionary): number {
  const frequency = dictionary.frequencyOfText(text);
  const beginning = beginnings.get(text);
  if (frequency > 0 || beginning === undefined) return frequency;
  const ofBeginning = dictionary.frequencyOfBeginning(beginning);
  return ofBeginning / (ofBeginning + 1);
}

const NONE: Choice = { made: [], offered: [] };

/**
 * The likelier of a slip and a missing space, where it is likelier than the word as it is; what is nearly as likely is
 * offered. A word that is being typed may have its edit in what is there of it. A word that the dictionary or an
 * article has stays.
 */
async function asMisspelling(
  { word: { start, end }, standing, isBeginning, readings, mistypedBeginning, splits }: Doubt,
  dictionary: SpellingDictionary,
): Promise<Choice> {
  const [typed = null] = readings;
  await readNear(readings, dictionary);
  const typo = likeliestTypo(readings, dictionary);
  const asTypo = typo === null ? [] : [typo];
  const margin = typo?.margin ?? Number.NEGATIVE_INFINITY;
  if (typed !== null && standing === "rare") {
    const frequency = dictionary.rely(() => dictionary.frequencyOfForm(typed.form));
    if (frequency === 0 && isBeginning) {
      // What only goes on from the word is found by it already, and suggested.
      const isCompletion = typo?.to.startsWith(typed.form) === true;
      return margin >= RARE_OFFER_MARGIN && !isCompletion ? { made: [], offered: asTypo } : NONE;
    }
    if (frequency === 0) return margin >= 0 ? { made: asTypo, offered: [] } : NONE;
    const isAccident = frequency <= MOST_ACCIDENTAL_DOCUMENTS && margin >= 0;
    const isMuchRarer = (typo?.documentFrequency ?? 0) >= MUCH_COMMONER * frequency && margin >= RARE_OFFER_MARGIN;
    return isAccident || isMuchRarer ? { made: [], offered: asTypo } : NONE;
  }
  if (standing === "dictionary") return margin >= 0 ? { made: [], offered: asTypo } : NONE;
  await readWords(() =>
    termBook(splits.flatMap(({ known }) => known.filter((form) => dictionary.frequencyOfForm(form) > 0))),
  );
  const marginOf = ({ known, text }: WordSplit): number =>
    typed === null
      ? Number.NEGATIVE_INFINITY
      : splitMargin(
          typed,
          text.split(" ").length - 1,
          known.map((form) => [form, dictionary.frequencyOfForm(form)]),
        );
  const split = best(splits, marginOf, Math.max(0, margin));
  if (split !== null) {
    dictionary.rely(() => marginOf(split));
    return { made: [{ kind: "split", start, end, to: split.text }], offered: [] };
  }
  if (margin >= 0) return { made: asTypo, offered: [] };
  const beginning = mistypedBeginning === null || typed === null ? null : await beginningOf(typed, dictionary);
  if (beginning !== null) return { made: [{ kind: "typo", start, end, to: beginning }], offered: [] };
  return margin >= OFFER_MARGIN ? { made: [], offered: asTypo } : NONE;
}

/** Corrects the parts that the index lacks; nothing if one of them is in the dictionary, or is likelier as it is. */
async function asMisspeltParts({ parts, documents }: Doubt, dictionary: SpellingDictionary): Promise<Replacement[]> {
  const isUnknown = (form: string) => dictionary.rely(() => dictionary.frequencyOfText(form)) === 0;
  const unknown = parts.filter(({ form }) => !isStopWord(form) && isUnknown(form));
  await readWords(() => termBook(unknown.map(({ form }) => form)));
  const slips = unknown.filter(({ form }) => !isDictionaryWord(form)).map((part) => ({ ...part, documents }));
  await readNear(slips, dictionary);
  const corrected = slips.flatMap((part): Replacement[] => {
    const { start, end } = part;
    const typo = typoOf(part, dictionary);
    return typo === null || typo.margin < 0 ? [] : [{ kind: "typo", start, end, to: typo.form }];
  });
  return corrected.length === unknown.length ? corrected : [];
}

/** Finds the intended word of the likeliest of some readings. */
function likeliestTypo(
  readings: readonly Reading[],
  dictionary: SpellingDictionary,
): (Replacement & Correction) | null {
  const typos = readings.flatMap((reading) => {
    const typo = typoOf(reading, dictionary);
    return typo === null
      ? []
      : { ...reading, ...typo, margin: typo.margin - READING_COSTS[reading.kind], to: typo.form };
  });
  return best(typos, ({ margin }) => margin, Number.NEGATIVE_INFINITY);
}

/** Reads what tells how likely the forms near some words are. */
function readNear(words: readonly TypedWord[], dictionary: SpellingDictionary): Promise<void> {
  return readWords(() => {
    const near = words.flatMap((word) => dictionary.formsNear(word.form).filter((one) => mayBeMeant(word, one)));
    return nameBook(near.map(({ form }) => form));
  });
}

function typoOf(typed: TypedWord, dictionary: SpellingDictionary): Correction | null {
  const typo = bestCorrection(typed, dictionary.formsNear(typed.form));
  if (typo !== null) dictionary.relyOnForm(typo.form, typed.form);
  return typo;
}

async function beginningOf(typed: TypedWord, dictionary: SpellingDictionary): Promise<string | null> {
  const near = dictionary.formsBegunNear(typed.form);
  await readWords(() => termBook(near.flatMap((one) => (begunAs(typed, one) === null ? [] : [one.form]))));
  const found = bestBeginning(typed, near);
  if (found !== null) dictionary.relyOnForm(found.form, typed.form);
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

/** The first of those with the highest value above the least. */
function best<T>(candidates: readonly T[], rate: (candidate: T) => number, least = 0): T | null {
  let found: T | null = null;
  let highest = least;
  for (const candidate of candidates) {
    const value = rate(candidate);
    if (value > highest) [found, highest] = [candidate, value];
  }
  return found;
}

function applyReplacements(text: string, replacements: readonly Replacement[]): CorrectedText {
  let repaired = "";
  let copied = 0;
  const corrections: QueryCorrection[] = [];
  for (const { kind, start, end, to } of replacements) {
    const from = text.slice(start, end);
    const written = capitalisedAs(from, to);
    repaired += text.slice(copied, start) + written;
    corrections.push({ id: pieceId(kind, from), kind, from, to: written });
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

/** Shortest joined word: a shorter one matches any letters; beside a preposition this much must remain. */
const MIN_JOINED_LENGTH = 7;
const MIN_LEFT_LENGTH = 4;
const MAX_JOINED_LENGTH = 40;
const MIN_PART_LENGTH = 3;
/**
 * Shortest part beside a preposition of one letter, which nearly any word contains: нанотехнологии is no «нан о
 * технологии».
 */
const MIN_PART_BESIDE_LETTER = 4;
const PREPOSITIONS = ["на", "по", "из", "за", "до", "от", "об", "под", "при", "и", "в", "к", "с", "о", "у"];

/** A way to split a word; `known` are the parts that must be words of the index. */
interface WordSplit {
  readonly text: string;
  readonly known: readonly string[];
}

/** Lists the ways to split a folded word of letters; linear in it. A preposition ends none but before another word. */
export function waysToSplit(form: string, isBeforeWord = false): WordSplit[] {
  if (form.length > MAX_JOINED_LENGTH || !/^\p{L}+$/u.test(form)) return [];
  const ways = PREPOSITIONS.flatMap((preposition): WordSplit[] => {
    const { length } = preposition;
    if (form.length - length < MIN_LEFT_LENGTH) return [];
    const [before, behind] = [form.slice(0, -length), form.slice(length)];
    return [
      ...(form.startsWith(preposition) ? [{ text: `${preposition} ${behind}`, known: [behind] }] : []),
      ...(isBeforeWord && form.endsWith(preposition) ? [{ text: `${before} ${preposition}`, known: [before] }] : []),
    ];
  });
  if (form.length < MIN_JOINED_LENGTH) return ways;
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
