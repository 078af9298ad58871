/**
 * Converts the forms of an index to words, each in its dictionary form.
 */

import { compareText } from "../../index/shared.ts";
import { isOffered, isRussianWord, readKinds, readWords, type WordKind } from "../../russian/words.ts";
import { familiesOfForm } from "../expansion/form-terms.ts";

/** A word, and those of some forms that are its own. */
export interface WordOfForms {
  /** The form to show, folded. */
  readonly form: string;
  /**
   * `name`: one of the dictionary, with a capital, or a surname by its forms. `unknown`: what the dictionary lacks, of
   * names the most.
   */
  readonly kind: WordKind | "name" | "unknown";
  readonly forms: readonly string[];
  /** True if it is shown in dictionary form. */
  readonly isDictionaryForm: boolean;
}

/**
 * Declensions of words that the dictionary lacks: the end of the dictionary form, then all ends (`-` is none). The stem
 * goes before them. Names of people among them: Путиным, Волочковой.
 */
const DECLENSIONS = [
  "- - а у ом ем е ы и ов ев ам ами ах ым ою",
  "а а ы и е у ой ей ою ею - ам ами ах",
  "я я и е ю ей ею ям ями ях",
  "ь ь я и ю е ем ью ей ям ями ях",
  "й й я ю ем е и ев ям ями ях",
  "ий ий его ого ему ому им ем ом яя ая ей ой юю ую ее ое ие их ими",
  "ый ый ого ому ым ом ая ой ую ое ые ых ыми",
  "ой ой ого ому ым ом ая ую ое ые ых ыми",
  "ая ая ой ую ые ых ым ыми",
  "о о а у ом е ам ами ах",
  "е е я ю ем и й ям ями ях",
].map((line) => {
  const [ending = "", ...others] = line.split(" ").map((one) => one.replace("-", ""));
  return { ending, endings: [...new Set(others)] };
});

/**
 * Forms of what the dictionary lacks that are of adjectives alone, and of names that decline like them: коронавирусную,
 * Зеленским.
 */
const ADJECTIVES = [
  /^(.+[сц]к)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$/,
  /^(.+н)(?:ый|ого|ому|ая|ую|ое|ые|ых|ыми)$/,
];
const ADJECTIVE_ENDINGS = "ий ый ого ому им ым ом ая ой ую ое ие ые их ых ими ыми".split(" ");

/** Genitives that a common noun may have too; surnames differ in the instrumental: Песковым. */
const SURNAME = /^.{3,}(?:[ое]в|[иы]н)$/;
const SURNAME_FORM = /(?:[ое]в|[иы]н)(?:[ауеы]|ой|ым|ых|ыми)?$/;
const SURNAME_ENDINGS = ["", "а", "у", "ым", "е", "ой", "ы", "ых", "ыми"];

const RUSSIAN = /^[а-я-]+$/;

/** Shorter stems are of other words. */
const MIN_STEM_LENGTH = 3;

/** A possible lemma of some forms. */
interface Candidate {
  readonly form: string;
  readonly kind: WordOfForms["kind"];
  readonly forms: readonly string[];
  /** Goes before those that have more forms. */
  readonly isSure: boolean;
}

/**
 * Sorts distinct folded forms that begin alike, ascending, into words, each form into one: into as few as the
 * dictionary and the declensions of names allow, since a word that stands in a text stands there in several forms.
 * Shown is the dictionary form, where it begins as the forms do; else the first of them.
 */
export async function wordsOfForms(forms: readonly string[], beginning: string): Promise<WordOfForms[]> {
  const left = new Set(forms);
  const words: WordOfForms[] = [];
  const candidates = [...(await ofDictionary(forms)), ...declined(forms)].sort(byForms);
  // Each form that is taken lowers what others cover: those are put back to where they then belong.
  for (let candidate = candidates.shift(); candidate !== undefined; candidate = candidates.shift()) {
    const own = candidate.forms.filter((form) => left.has(form));
    if (own.length === 0) continue;
    if (own.length < candidate.forms.length) {
      insert(candidates, { ...candidate, forms: own });
      if (candidates[0]?.forms !== own) continue;
      candidates.shift();
    }
    for (const form of own) left.delete(form);
    const isDictionaryForm = candidate.form.startsWith(beginning);
    words.push({
      ...candidate,
      forms: own,
      form: isDictionaryForm || !isOffered(candidate.form) ? candidate.form : (own[0] ?? ""),
      isDictionaryForm,
    });
  }
  for (const form of left) words.push({ form, kind: "unknown", forms: [form], isDictionaryForm: true });
  return words;
}

function byForms(a: Candidate, b: Candidate): number {
  return Number(b.isSure) - Number(a.isSure) || b.forms.length - a.forms.length;
}

function insert(candidates: Candidate[], candidate: Candidate): void {
  const place = candidates.findIndex((other) => byForms(candidate, other) <= 0);
  candidates.splice(place < 0 ? candidates.length : place, 0, candidate);
}

/**
 * A family that texts have so many times less often than another with the same form is not meant by it: лета by лет. A
 * binary logarithm; untuned.
 */
const RARER_FAMILY = 5;

/** The families of the dictionary that have some of the forms; the likeliest of a form before the others. */
async function ofDictionary(forms: readonly string[]): Promise<Candidate[]> {
  const byLemma = new Map<string, Candidate & { readonly forms: string[] }>();
  const lemmas = await Promise.all(forms.map(lemmasOfForm));
  for (const [i, form] of forms.entries()) {
    for (const { lemma, kind } of lemmas[i] ?? []) {
      const candidate = byLemma.get(lemma) ?? { form: lemma, kind, forms: [], isSure: false };
      candidate.forms.push(form);
      byLemma.set(lemma, candidate);
    }
  }
  return [...byLemma.values()];
}

/** Reads {@link familiesOfForm}. */
export async function readFamilies(form: string) {
  await readWords(() => [[form].filter(isRussianWord)]);
  return familiesOfForm(form);
}

type Lemma = Pick<WordOfForms, "kind"> & { readonly lemma: string };

async function lemmasOfForm(form: string): Promise<Lemma[]> {
  const families = await readFamilies(form);
  if (families.length === 0) return ofParts(form);
  const least = (families[0]?.commonness ?? 0) - RARER_FAMILY;
  // Of a name and a word that are one the name, where it is no rarer: Калуга.
  const likely = families
    .filter(({ commonness }) => commonness > least)
    .sort((a, b) => b.commonness - a.commonness || Number(b.isProper) - Number(a.isProper));
  const lemmas = likely.flatMap(({ lemma, isProper }) => (isProper ? [] : [lemma]));
  const kinds = await readKinds(lemmas);
  return likely.map(({ lemma, isProper }) => ({
    lemma,
    kind: isProper ? "name" : (kinds[lemmas.indexOf(lemma)] ?? "noun"),
  }));
}

/**
 * Finds the lemma of an unknown word, which declines as its last part does, behind a hyphen or without one:
 * пресс-службы, Мосбирже.
 */
async function ofParts(form: string): Promise<Lemma[]> {
  const last = form.lastIndexOf("-") + 1;
  return last === 0 ? byEnd(form) : byLastPart(form.slice(0, last - 1), form.slice(last));
}

/**
 * Finds the lemma of a hyphenated word by its last part; not Ростове-на-Дону, nor «дай-ка». A noun before the hyphen
 * has the case of the last part: человека-паука.
 */
async function byLastPart(before: string, last: string): Promise<Lemma[]> {
  if (before.endsWith("-на") || !isOffered(last)) return [];
  const parts = before.split("-");
  const lemmas = await Promise.all(parts.map(lemmaOfPart));
  const kinds = await readKinds(lemmas.filter((lemma, i) => lemma !== parts[i]));
  return kinds.every((kind) => kind === "noun") ? lemmasOf(last, `${lemmas.join("-")}-`) : [];
}

async function lemmaOfPart(part: string): Promise<string> {
  const families = (await readFamilies(part)).filter(({ isProper }) => !isProper);
  return families.some(({ lemma }) => lemma === part) ? part : (families[0]?.lemma ?? part);
}

/** Shortest end or beginning: too many words share a shorter one by chance. Untuned. */
const MIN_END_LENGTH = 5;
const MIN_BEGINNING_LENGTH = 3;
const PARTICIPLE = /(?:[ео]го|[ео]му|[иы]ми?|[ая]я|[ое]й|[ую]ю|[ое]е|[иы]е|[иы]х)$/;

/**
 * The longest end that is a form of the dictionary, of what is no surname; not that of a participle, whose verb has no
 * such beginning.
 */
async function byEnd(form: string): Promise<Lemma[]> {
  if (!RUSSIAN.test(form) || SURNAME_FORM.test(form)) return [];
  for (let start = MIN_BEGINNING_LENGTH; start <= form.length - MIN_END_LENGTH; start += 1) {
    const found = await lemmasOf(form.slice(start), form.slice(0, start));
    if (found.length > 0) return found.filter(({ kind }) => kind !== "verb" || !PARTICIPLE.test(form));
  }
  return [];
}

async function lemmasOf(last: string, before: string): Promise<Lemma[]> {
  const families = (await readFamilies(last)).filter(({ isProper, lemma }) => !isProper && isOffered(lemma));
  const lemmas = families.map(({ lemma }) => lemma);
  const kinds = await readKinds(lemmas);
  return lemmas.map((lemma, i) => ({
    lemma: before + lemma,
    kind: kinds[i] === "noun" ? "unknown" : (kinds[i] ?? "unknown"),
  }));
}

/**
 * The words that forms which the dictionary lacks decline as, or surnames whose forms it takes for those of others:
 * песков.
 */
function declined(forms: readonly string[]): Candidate[] {
  const all = new Set(forms);
  const unknown = new Set(forms.filter((form) => RUSSIAN.test(form) && familiesOfForm(form).length === 0));
  const surnames = forms.filter((form) => SURNAME.test(form) && all.has(`${form}ым`));
  const found: Candidate[] = surnames.map((form) => ({
    form,
    kind: "name",
    isSure: true,
    forms: SURNAME_ENDINGS.map((ending) => form + ending).filter((one) => all.has(one)),
  }));
  for (const form of unknown) {
    const adjective = ADJECTIVES.map((pattern) => pattern.exec(form)?.[1]).find((stem) => stem !== undefined);
    if (adjective !== undefined) {
      const text = `${adjective}${adjective.endsWith("к") ? "ий" : "ый"}`;
      found.push({
        form: text,
        kind: "unknown",
        isSure: false,
        forms: declinedBy(unknown, adjective, ADJECTIVE_ENDINGS),
      });
    }
    for (const { ending, endings } of DECLENSIONS) {
      const stem = form.slice(0, form.length - ending.length);
      if (!form.endsWith(ending) || stem.length < MIN_STEM_LENGTH) continue;
      found.push({ form, kind: "unknown", isSure: false, forms: declinedBy(unknown, stem, endings) });
    }
  }
  return found;
}

/** Ascending. */
function declinedBy(forms: ReadonlySet<string>, stem: string, endings: readonly string[]): string[] {
  return endings
    .map((ending) => stem + ending)
    .filter((form) => forms.has(form))
    .sort(compareText);
}
