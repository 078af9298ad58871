/**
 * Makes families of a dictionary's entries. Hunspell's dictionary lists most participles, gerunds, short forms and
 * irregular forms apart from the word that they are forms of: the rules here say what forms a head word may have, and
 * an entry so named becomes its member. A form may have several heads; a slot of a paradigm that the affix rules have
 * filled takes no other form.
 */
import type { Entry, PartOfSpeech } from "./hunspell.ts";
import { irregularFamilies, irregularVerbs, nounsBeforeVerbs, standaloneWords } from "./irregular-words.ts";
import { ownWords } from "./own-words.ts";

export interface Family {
  /** No two families have one. */
  readonly lemma: string;
  readonly kind: PartOfSpeech;
  readonly isProper: boolean;
  /** The lemma among them. */
  readonly forms: ReadonlySet<string>;
}

const VOWEL_END = /[аеиоуыюя]$/;
const HUSHER_END = /[жшчщ]$/;
const PREFIXES =
  /^(?:без|бес|в|въ|во|вз|вс|взо|воз|вос|возо|вы|до|за|из|изъ|ис|изо|на|над|надо|недо|низ|нис|о|об|объ|обо|от|ото|пере|по|под|подъ|подо|пре|пред|предо|при|про|раз|разъ|рас|разо|с|съ|со|у)*$/;
/** The consonants at the end of a stem that change before some endings: писать, пишу. */
const ALTERNATIONS: readonly (readonly [string, string])[] = [
  ["ст", "щ"],
  ["ск", "щ"],
  ["т", "ч"],
  ["т", "щ"],
  ["д", "ж"],
  ["д", "жд"],
  ["з", "ж"],
  ["с", "ш"],
  ["х", "ш"],
  ["к", "ч"],
  ["г", "ж"],
  ["б", "бл"],
  ["п", "пл"],
  ["в", "вл"],
  ["м", "мл"],
  ["ф", "фл"],
];

/** The families of the entries, whose heads are set. The same entries give the same families in the same order. */
export function makeFamilies(listed: readonly Entry[]): Family[] {
  const entries = listed.flatMap(splitOwnWord);
  const words = new WordList(entries);
  const verbs = entries.filter((entry) => entry.kind === "verb");
  for (const verb of verbs) linkFiniteForms(words, verb);
  for (const verb of verbs) linkReflexives(words, verb);
  for (const verb of verbs) linkParticiples(words, verb);
  words.closeLinks();
  for (const noun of entries.filter((entry) => entry.kind === "noun")) linkPlural(words, noun);
  for (const noun of entries.filter((entry) => entry.kind === "noun")) linkCases(words, noun);
  const unflagged = entries.filter(({ kind, flags }) => kind === "form" && flags === "");
  const twins = unflagged.flatMap((entry) => linkFleeting(words, entry));
  for (const adjective of entries.filter((entry) => entry.kind === "adjective")) linkShortForms(words, adjective);
  words.closeLinks();
  for (const noun of entries.filter(({ flags }) => flags === "J")) addPlural(words, noun);
  for (const [head = "", ...forms] of irregularFamilies) linkIrregular(words, head, forms);
  return gatherFamilies([...entries, ...twins]);
}

/** The short form of a participle is the verb's all the same: «заключён» of «заключённый», but not «определённо». */
const SHORT_PARTICIPLE = /[^н]н[аоы]?$/;

/** An own word, and apart from it the forms that it leaves to its verb; any other entry as it is. */
function splitOwnWord(entry: Entry): Entry[] {
  if (entry.kind !== "adjective" || !ownWords.has(entry.lemma)) return [entry];
  const left = [...entry.forms].filter((form) => SHORT_PARTICIPLE.test(form));
  const own = { ...entry, isOwn: true, forms: new Set([...entry.forms].filter((form) => !left.includes(form))) };
  return left.length === 0 ? [own] : [own, { ...entry, isOwn: false, forms: new Set(left), heads: new Set() }];
}

/** The entries by lemma, and which of them may still be linked. */
class WordList {
  readonly #byLemma = new Map<string, Entry[]>();
  /** Entries that earlier stages have linked: within a stage a form may have several heads. */
  readonly #closed = new Set<Entry>();
  readonly #linked = new Set<Entry>();
  readonly #forms = new Map<Entry, Set<string>>();
  readonly knownForms = new Set<string>();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) {
      this.#byLemma.set(entry.lemma, [...(this.#byLemma.get(entry.lemma) ?? []), entry]);
      for (const form of entry.forms) this.knownForms.add(form);
    }
  }

  entriesOf(lemma: string, ...kinds: readonly PartOfSpeech[]): Entry[] {
    return (this.#byLemma.get(lemma) ?? []).filter((entry) => kinds.includes(entry.kind));
  }

  /** Tells whether a form is listed apart and not linked yet. */
  isOpen(form: string): boolean {
    return this.entriesOf(form, "form").some((entry) => !this.#closed.has(entry));
  }

  /** Makes the entries of the word members of the head, and says whether there were any. */
  link(head: Entry, word: string, ...kinds: readonly PartOfSpeech[]): boolean {
    const entries = this.#byLemma.get(word);
    if (entries === undefined || standaloneWords.has(word)) return false;
    const isFree = (entry: Entry) => entry !== head && entry.isOwn !== true && !this.#closed.has(entry);
    const found = entries.filter((entry) => kinds.includes(entry.kind) && isFree(entry));
    for (const entry of found) {
      if (head.heads.has(entry)) continue;
      entry.heads.add(head);
      this.#linked.add(entry);
      const forms = this.#forms.get(head) ?? new Set(head.forms);
      for (const form of entry.forms) forms.add(form);
      this.#forms.set(head, forms);
    }
    return found.length > 0;
  }

  /** The forms of an entry and of those linked to it up to now. */
  formsOf(entry: Entry): ReadonlySet<string> {
    return this.#forms.get(entry) ?? entry.forms;
  }

  closeLinks(): void {
    for (const entry of this.#linked) this.#closed.add(entry);
  }
}

// Verbs

/** A verb without its ся, and how to put it back. */
function conjugation(words: WordList, verb: Entry): { isReflexive: boolean; infinitive: string; forms: string[] } {
  const isReflexive = /(?:ся|сь)$/.test(verb.lemma);
  const bare = (form: string) => (isReflexive ? form.replace(/(?:ся|сь)$/, "") : form);
  return { isReflexive, infinitive: bare(verb.lemma), forms: [...words.formsOf(verb)].map(bare) };
}

function withReflexive(form: string): string {
  return form + (VOWEL_END.test(form) ? "сь" : "ся");
}

/** A stem and the endings that go with it. */
interface StemForms {
  readonly stem: string;
  readonly endings: readonly string[];
  /**
   * Taken whatever is listed, or only where no form of the same person, or of the past, is. Default: whatever is
   * listed.
   */
  readonly where?: "no other of its slot is listed";
}

/** The present, the past and the imperative where they are listed apart. */
function linkFiniteForms(words: WordList, verb: Entry): void {
  const { isReflexive, infinitive, forms } = conjugation(words, verb);
  const listed = new Set(forms.filter((form) => form !== infinitive).map(finiteSlot));
  const isFree = (form: string) => finiteSlot(form) === "other" || !listed.has(finiteSlot(form));
  for (const { stem, endings, where } of finiteStems(infinitive, listed.has("past"))) {
    for (const form of endings.map((ending) => stem + ending)) {
      if (where !== undefined && !isFree(form)) continue;
      if (isAdjective(form)) words.link(verb, form + (isReflexive ? "ся" : ""), "adjective");
      else words.link(verb, isReflexive ? withReflexive(form) : form, "form");
    }
  }
}

/** A participle that is listed among the irregular forms of a verb. */
const isAdjective = (form: string): boolean => /(?:ший|ный)$/.test(form);

function finiteStems(infinitive: string, isPastListed: boolean): StemForms[] {
  const pastOf = (stem: string): StemForms[] =>
    isPastListed ? [] : [{ stem, endings: ["л", "ла", "ло", "ли", ...(VOWEL_END.test(stem) ? [] : [""])] }];
  const firstPersonStem = /^(.+)[еи]ть$/.exec(infinitive)?.[1];
  const shortPast = /^(...+)нуть$/.exec(infinitive)?.[1];
  const past = /^(.+[аеиоуыя])ть$/.exec(infinitive)?.[1];
  const [plain, ...changed] = firstPersonStem === undefined ? [] : alternations(firstPersonStem);
  const firstPerson = changed.length > 0 ? changed : [plain ?? []].flat();
  return [
    ...irregularVerbs.flatMap(({ infinitive: base, presentStems, pastStems, otherForms }) =>
      irregularPrefixes(infinitive, base).flatMap((prefix) => [
        ...presentStems.map((stem) => ({ stem: prefix + stem, endings: IRREGULAR_ENDINGS })),
        ...pastStems.flatMap((stem) => pastOf(prefix + stem)),
        { stem: prefix, endings: otherForms },
      ]),
    ),
    ...presentStems(infinitive).map((stem) => ({ stem, endings: PRESENT_ENDINGS, where: ONLY_FREE })),
    ...firstPerson.map((stem) => ({ stem, endings: ["у", "ю"], where: ONLY_FREE })),
    ...(shortPast === undefined || VOWEL_END.test(shortPast)
      ? []
      : [{ stem: shortPast, endings: ["", "ла", "ло", "ли"] }]),
    ...(past === undefined ? [] : pastOf(past)),
  ];
}

const ONLY_FREE = "no other of its slot is listed";

/**
 * The prefixes by which a verb is made of an irregular one, in each way that a stem may take them; none where it is
 * not.
 */
function irregularPrefixes(infinitive: string, base: string): readonly string[] {
  if (!infinitive.endsWith(base)) return [];
  const prefix = infinitive.slice(0, -base.length);
  return PREFIXES.test(prefix) ? prefixVariants(prefix) : [];
}

const PRESENT_ENDINGS = "у ю ешь ет ем ете ут ют ишь ит им ите ат ят и й йте".split(" ");
const IRREGULAR_ENDINGS = [...PRESENT_ENDINGS, "ь", "ьте"];

function finiteSlot(form: string): string {
  if (/[ую]$/.test(form)) return "1s";
  if (/[еи]шь$/.test(form)) return "2s";
  if (/[еи]т$/.test(form)) return "3s";
  if (/[еи]м$/.test(form)) return "1p";
  if (/ете$/.test(form)) return "2p";
  if (/[уюая]т$/.test(form)) return "3p";
  return /л[аои]$/.test(form) ? "past" : "other";
}

/** The vowel that a prefix has or lacks before another stem: сжечь, сожгу; разобрать, разберу; растереть, разотру. */
function prefixVariants(prefix: string): string[] {
  const voiced = prefix.replace(/с$/, (end) => (prefix.length > 1 ? "з" : end));
  return prefix === "" ? [prefix] : [...new Set([prefix, `${voiced}о`, prefix.replace(/(?<=..)о$/, "")])];
}

/** Derives the stems of the present from the infinitive. */
function presentStems(infinitive: string): string[] {
  const stem = (pattern: RegExp) => pattern.exec(infinitive)?.[1];
  const suffixed = stem(/^(.+)[ое]вать$/);
  if (suffixed !== undefined) return [`${suffixed}у`, `${suffixed}ю`];
  const dental = stem(/^(.+н)уть$/) ?? stem(/^(.+)оть$/);
  if (dental !== undefined) return [dental];
  const plain = stem(/^(.+)[аияе]ть$/);
  if (plain === undefined) return [];
  if (/[ие]ть$/.test(infinitive)) return infinitive.endsWith("ить") ? [plain] : [`${plain}е`];
  const open = /(?:да|зна|ста)ть$/.test(infinitive) ? plain : infinitive.slice(0, -2);
  return infinitive.endsWith("ать") ? [open, ...alternations(plain)] : [open, plain];
}

function alternations(stem: string): string[] {
  return [
    stem,
    ...ALTERNATIONS.filter(([from]) => stem.endsWith(from)).map(([from, to]) => stem.slice(0, -from.length) + to),
  ];
}

/** A reflexive verb is of the family of the verb that it is made of, and takes its forms that are listed apart. */
function linkReflexives(words: WordList, verb: Entry): void {
  if (/(?:ся|сь)$/.test(verb.lemma)) return;
  const [reflexive] = words.entriesOf(withReflexive(verb.lemma), "verb");
  for (const form of words.formsOf(verb)) words.link(reflexive ?? verb, withReflexive(form), "form");
  reflexive?.heads.add(verb);
}

/** A derived form that may be listed apart, with its kind. */
type Derived = readonly [kind: "active" | "passive" | "gerund", form: string];

/** Participles, which the dictionary lists as adjectives, and gerunds. */
function linkParticiples(words: WordList, verb: Entry): void {
  const { isReflexive, infinitive, forms } = conjugation(words, verb);
  const hasReflexive = words.entriesOf(`${infinitive}ся`, "verb").length > 0;
  const take: Record<Derived[0], (form: string) => void> = {
    active: (form) => {
      words.link(verb, isReflexive ? `${form}ся` : form, "adjective");
      if (!isReflexive && !hasReflexive) words.link(verb, `${form}ся`, "adjective");
    },
    passive: (form) => {
      if (!isReflexive) words.link(verb, form, "adjective");
    },
    gerund: (form) => words.link(verb, isReflexive ? withReflexive(form) : form, "form"),
  };
  // Asked before any is taken: a participle that is linked is listed no longer.
  const isImperfective = forms.some((form) => {
    const active = presentActive(form);
    return active !== null && words.entriesOf(`${active}${isReflexive ? "ся" : ""}`, "adjective").length > 0;
  });
  const derived = [
    ...forms.flatMap((form) => [...fromPresent(form, infinitive), ...fromPast(form)]),
    ...(isImperfective
      ? forms.filter((form) => /[еи]м$/.test(form)).map((form): Derived => ["passive", `${form}ый`])
      : []),
    ...fromInfinitive(infinitive, forms),
  ];
  for (const [kind, form] of derived) take[kind](form);
}

/** «решают»: решающий; null for what is no third person of the plural. */
function presentActive(form: string): string | null {
  return /[уюая]т$/.test(form) ? `${form.slice(0, -1)}щий` : null;
}

/** «несут»: несущий, неся, несший, несенный; «печет»: печенный. */
function fromPresent(form: string, infinitive: string): Derived[] {
  const active = presentActive(form);
  const third = /^(.+)ет$/.exec(form)?.[1];
  const ofThird: Derived[] =
    third !== undefined && /(?:чь|ти|сть)$/.test(infinitive) ? [["passive", `${third}енный`]] : [];
  if (active === null) return ofThird;
  const stem = form.slice(0, -2);
  const isConsonantal = /(?:ти|[сз]ть)$/.test(infinitive);
  return [
    ["active", active],
    ["gerund", stem + (HUSHER_END.test(stem) ? "а" : "я")],
    ...(isConsonantal
      ? ([
          ["active", `${stem}ший`],
          ["passive", `${stem}енный`],
        ] satisfies Derived[])
      : []),
    ...ofThird,
  ];
}

/** «читала»: читавший, читав, читавши; «терла»: терший, терши, тертый. */
function fromPast(form: string): Derived[] {
  const past = /^(.+)ла$/.exec(form)?.[1];
  if (past === undefined) return [];
  if (VOWEL_END.test(past)) return fromOpenStem(past);
  return [
    ["active", `${past}ший`],
    ["gerund", `${past}ши`],
    ["passive", `${past}тый`],
  ];
}

function fromOpenStem(stem: string): Derived[] {
  return [
    ["active", `${stem}вший`],
    ["gerund", `${stem}в`],
    ["gerund", `${stem}вши`],
  ];
}

function fromInfinitive(infinitive: string, forms: readonly string[]): Derived[] {
  const open = /^(.+[аеиоуыя])ть$/.exec(infinitive)?.[1];
  const derived = open === undefined ? [] : fromOpenStem(open);
  if (infinitive.endsWith("авать")) derived.push(["passive", infinitive.replace(/ть$/, "емый")]);
  const isSecondConjugation = forms.some((form) => /[ая]т$/.test(form));
  if (isSecondConjugation || !infinitive.endsWith("еть"))
    derived.push(...passivePast(infinitive, forms).map((form): Derived => ["passive", form]));
  else if (infinitive.length > 7) derived.push(["passive", infinitive.replace(/ть$/, "нный")]);
  return derived;
}

/** Its consonant changes as in the first person: размещу, размещенный; размечу, размеченный; учрежу, учрежденный. */
function passivePast(infinitive: string, forms: readonly string[]): string[] {
  const stem = /^(.+)ть$/.exec(infinitive)?.[1];
  if (stem === undefined) return [];
  if (/[ая]$/.test(stem)) return [`${stem}нный`, `${stem}тый`];
  if (/[уыо]$/.test(stem)) return [`${stem}тый`];
  if (!/[еи]$/.test(stem)) return [];
  // The short verbs: бить, одеть.
  const short = stem.length <= 5 ? [`${stem}тый`] : [];
  if (stem.length < 4) return short;
  const changed = alternations(stem.slice(0, -1));
  const told = changed.filter((end) => forms.includes(`${end}у`) || forms.includes(`${end}ю`));
  const taken = told.length === 0 ? changed : [...told, ...changed.filter((end) => end.endsWith("жд"))];
  return [...taken.map((end) => `${end}енный`), ...short];
}

// Nouns

const PLURAL_FORM = /(?:ам|ям)$/;
/** Endings of the genitive plural; in a noun in -а or -я, -ей may be the instrumental. */
const GENITIVE_PLURAL = /(?:ов|ев|ей)$/;

/** A plural listed apart goes to the noun that has none. */
function linkPlural(words: WordList, noun: Entry): void {
  if (hasPlural(words, noun)) return;
  for (const stem of nounStems(noun.lemma)) {
    for (const ending of ["ы", "и", "а", "я", "ья"]) {
      const plural = stem + ending;
      if (plural === noun.lemma) continue;
      for (const entry of words.entriesOf(plural, "noun")) {
        if (isPluralEntry(entry) && entry.isProper === noun.isProper) words.link(noun, plural, "noun");
      }
    }
  }
}

function hasPlural(words: WordList, noun: Entry): boolean {
  return [...words.formsOf(noun)].some((form) => PLURAL_FORM.test(form) && form !== noun.lemma);
}

function isPluralEntry(noun: Entry): boolean {
  return noun.flags === "O" && /[ыиая]$/.test(noun.lemma);
}

/** The stem of a noun's lemma, and without its fleeting vowel: отец, отц; соловей, соловь; заяц, зайц. */
function nounStems(lemma: string): string[] {
  const stem = lemma.replace(/[аеоуыюяйьи]$/, "");
  const stems = [stem];
  const fleeting = /^(.*[^аеиоуыюя])[ое]([^аеиоуыюяьй])$/.exec(stem);
  if (fleeting !== null && stem.length > 3 && !/[аеояь]$/.test(lemma)) {
    const [, before = "", after = ""] = fleeting;
    stems.push(before + after, `${before}ь${after}`);
  }
  const iotated = /^(.*[аеиоуыюя])е([^аеиоуыюяьй])$/.exec(stem);
  if (iotated !== null) stems.push(`${iotated[1]}й${iotated[2]}`);
  if (/[^аеиоуыюя]ей$/.test(lemma)) stems.push(`${lemma.slice(0, -2)}ь`);
  if (/яц$/.test(lemma)) stems.push(`${lemma.slice(0, -2)}йц`);
  return stems;
}

/** Cases listed apart, and a genitive plural without an ending, which may be written like a form of another word. */
function linkCases(words: WordList, noun: Entry): void {
  const filled = new Set([...words.formsOf(noun)].filter((form) => form !== noun.lemma).map(caseSlot));
  const endings = CASE_ENDINGS.find(([pattern]) => pattern.test(noun.lemma))?.[1] ?? [];
  for (const stem of nounStems(noun.lemma)) {
    for (const ending of endings) {
      const form = stem + ending;
      if (form !== noun.lemma && !filled.has(caseSlot(form))) words.link(noun, form, "form");
    }
  }
  const forms = words.formsOf(noun);
  if (!hasPlural(words, noun)) return;
  if (!/[ая]$/.test(noun.lemma) && [...forms].some((form) => GENITIVE_PLURAL.test(form))) return;
  const bare = bareGenitives(noun.lemma);
  if (bare.some((form) => words.link(noun, form, "form")) || bare.some((form) => forms.has(form))) return;
  const form = bare.find((candidate) => words.knownForms.has(candidate));
  if (form !== undefined) noun.forms.add(form);
}

/** A masculine noun with a fleeting vowel may stand without flags, as do its cases: ковер, ковра, ковром. */
function linkFleeting(words: WordList, entry: Entry): Entry[] {
  const [, stem] = nounStems(entry.lemma);
  if (stem === undefined || VOWEL_END.test(entry.lemma)) return [];
  const endings = stem.endsWith("ь") ? ["я", "ю", "ем", "е", "ев"] : ["а", "у", "ом", "ем", "е", "ы", "ов", "ев", "и"];
  const cases = endings.map((ending) => stem + ending).filter((form) => words.isOpen(form));
  if (cases.length < 3) return [];
  // соловей is an imperative too, of соловеть.
  const isTwin = entry.heads.size > 0;
  const noun = isTwin ? { ...entry, heads: new Set<Entry>() } : entry;
  for (const form of cases) words.link(noun, form, "form");
  linkPlural(words, noun);
  words.closeLinks();
  return isTwin ? [noun] : [];
}

const PLURAL_ENDINGS = "ам ами ах ям ями ях ья ьев ьям ьями ьях";
/** Case endings by the end of the lemma. */
const CASE_ENDINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/[ая]$/, `ы и е у ю ой ей ${PLURAL_ENDINGS}`.split(" ")],
  [/[ое]$/, `а я у ю ом ем е ов ев ей ий ${PLURAL_ENDINGS}`.split(" ")],
  [/[ыи]$/, `ов ев ей ${PLURAL_ENDINGS}`.split(" ")],
  [/[ьй]$/, `я ю ем е и ей ев ью ьи ья ье ьем ьев ${PLURAL_ENDINGS}`.split(" ")],
  [/[жшчщц]$/, `а у ом ем е и ы ей ов ев ${PLURAL_ENDINGS}`.split(" ")],
  [/./, `а у ом е ы и ов ${PLURAL_ENDINGS}`.split(" ")],
];

function caseSlot(form: string): string {
  if (/(?:ами|ями)$/.test(form)) return "instrumental plural";
  if (/(?:ам|ям)$/.test(form)) return "dative plural";
  if (/(?:ах|ях)$/.test(form)) return "prepositional plural";
  if (/(?:ов|ев)$/.test(form)) return "genitive plural";
  if (/(?:ом|ем|ой|ью)$/.test(form)) return "instrumental";
  return form.slice(-1).replace("ы", "и").replace("ю", "у").replace("я", "а");
}

/** слово, слов; письмо, писем; земля, земель; судья, судей. */
function bareGenitives(lemma: string): string[] {
  const stem = /^(.+)[аяоеыи]$/.exec(lemma)?.[1];
  if (stem === undefined) return /[ьй]$/.test(lemma) ? [] : nounStems(lemma).map((masculine) => `${masculine}ов`);
  if (/[ьи]е$/.test(lemma)) return [`${stem.slice(0, -1)}ий`];
  const forms = /[яи]$/.test(lemma) ? [`${stem}ь`, `${stem}й`] : [];
  if (!stem.endsWith("ь")) forms.push(stem);
  const cluster = /^(.*[^аеиоуыюя])([^аеиоуыюя])$/.exec(stem);
  if (cluster !== null) {
    const before = (cluster[1] ?? "").replace(/[ьй]$/, "");
    const after = cluster[2] ?? "";
    for (const end of /[яи]$/.test(lemma) ? [`${after}ь`, after] : [after])
      forms.push(`${before}о${end}`, `${before}е${end}`);
    if (after === "ь") forms.push(`${before}ей`, `${cluster[1]}ей`);
  }
  return forms;
}

/** Regular plurals by the ends of the lemma and the genitive; the plural follows the lemma's stem. */
const REGULAR_PLURALS: readonly (readonly [lemma: RegExp, genitive: string, plural: readonly string[]])[] = [
  [/ние$/, "я", "я й ям ями ях".split(" ")],
  [/[кгх]$/, "а", "и ов ам ами ах".split(" ")],
  [/[жшчщ]$/, "а", "и ей ам ами ах".split(" ")],
  [/й$/, "я", "и ев ям ями ях".split(" ")],
  [/[^аеиоуыюяьйц]$/, "а", "ы ов ам ами ах".split(" ")],
];

/** Newer nouns are listed without a plural (сервис); they get those of its forms that no other word has. */
function addPlural(words: WordList, noun: Entry): void {
  if (noun.isProper || hasPlural(words, noun)) return;
  const rule = REGULAR_PLURALS.find(([pattern]) => pattern.test(noun.lemma));
  if (rule === undefined) return;
  const [, genitive, endings] = rule;
  const stem = /[йе]$/.test(noun.lemma) ? noun.lemma.slice(0, -1) : noun.lemma;
  if (!noun.forms.has(stem + genitive)) return;
  for (const ending of endings) if (!words.knownForms.has(stem + ending)) noun.forms.add(stem + ending);
}

// Adjectives

/** Short forms, comparatives, superlatives and adverbs listed apart. */
function linkShortForms(words: WordList, adjective: Entry): void {
  const stem = /^(.+)(?:ый|ий|ой)$/.exec(adjective.lemma)?.[1];
  if (stem === undefined || stem.length < 2) return;
  const take = (form: string) => words.link(adjective, form, "form");
  const isParticiple = adjective.heads.size > 0;
  if (!adjective.flags.includes("S") && !/[ое]в$/.test(stem)) {
    for (const form of shortMasculines(stem)) if (form.length > 3) take(form);
    for (const ending of ["а", "ы", "и"]) take(stem + ending);
    if (isParticiple && stem.endsWith("нн")) for (const ending of ["", "а", "о", "ы"]) take(stem.slice(0, -1) + ending);
  }
  if (!adjective.forms.has(`${stem}ы`)) take(`${stem}и`);
  if (stem.length > 2 && !(isParticiple && stem.endsWith("нн"))) for (const ending of ["о", "е"]) take(stem + ending);
  if (/[цс]к$/.test(stem)) take(`${stem}и`);
  const soft = softened(stem);
  for (const comparative of [`${stem}ее`, `${stem}ей`, ...soft.map((end) => `${end}е`)]) {
    take(comparative);
    take(`по${comparative}`);
  }
  const isAdverb = words.knownForms.has(`${stem}ее`) && words.knownForms.has(`${stem}о`);
  if (isAdverb && adjective.isOwn !== false) adjective.forms.add(`${stem}о`);
  for (const end of [`${stem}ейший`, ...soft.map((end) => `${end}айший`)]) words.link(adjective, end, "adjective");
}

/** Lists the short masculine forms, which have no ending: добр, смешон, важен, бесконечен, легок, горек. */
function shortMasculines(stem: string): string[] {
  const last = stem.slice(-1);
  if (last !== "н" && last !== "к") return [stem];
  const before = stem.slice(0, -1).replace(/[ьй]$/, "");
  return VOWEL_END.test(stem.slice(0, -1)) ? [stem] : [`${before}е${last}`, `${before}о${last}`];
}

function softened(stem: string): string[] {
  const shortened = /^(.+[дтзс])к$/.exec(stem)?.[1];
  return [
    ...alternations(stem).filter((form) => HUSHER_END.test(form) && form !== stem),
    ...(shortened === undefined ? [] : alternations(shortened).filter((form) => HUSHER_END.test(form))),
  ];
}

// Irregular words

function linkIrregular(words: WordList, lemma: string, forms: readonly string[]): void {
  const [head] = words.entriesOf(lemma, "form", "noun", "adjective", "verb").sort(byUncertainty);
  if (head === undefined) return;
  head.heads.clear();
  for (const marked of forms) {
    const form = marked.replace("!", "");
    const stays = form !== marked;
    head.forms.add(form);
    for (const entry of words.entriesOf(form, "noun", "adjective", "form")) {
      const isOtherWord = entry.kind === "form" && entry.flags.includes("B");
      if (entry === head || isOtherWord || (stays && entry.heads.size === 0)) continue;
      if (!stays) entry.heads.clear();
      entry.heads.add(head);
    }
  }
}

/** Pronouns, numerals and irregular nouns have no flags; a word of one spelling with flags is another. */
function byUncertainty(left: Entry, right: Entry): number {
  const certainty = ({ kind, flags }: Entry) => (kind !== "form" ? 2 : flags === "" ? 0 : 1);
  return certainty(left) - certainty(right);
}

// Families

function gatherFamilies(entries: readonly Entry[]): Family[] {
  const formsOfHead = new Map<Entry, Set<string>>();
  for (const entry of entries) {
    for (const head of headsOf(entry)) {
      const forms = formsOfHead.get(head) ?? new Set<string>();
      for (const form of entry.forms) forms.add(form);
      formsOfHead.set(head, forms);
    }
  }
  const families = new Map<string, { kind: PartOfSpeech; lemma: string; isProper: boolean; forms: Set<string> }>();
  const namesakes: [Entry, Set<string>][] = [];
  for (const [head, forms] of formsOfHead) {
    const known = families.get(head.lemma);
    if (head.kind === "verb" && nounsBeforeVerbs.has(head.lemma)) {
      namesakes.push([head, forms]);
    } else if (known === undefined) {
      families.set(head.lemma, { lemma: head.lemma, kind: head.kind, isProper: head.isProper, forms: new Set(forms) });
    } else if ((known.kind === "verb") !== (head.kind === "verb") && forms.size > 1 && known.forms.size > 1) {
      namesakes.push([head, forms]);
    } else {
      for (const form of forms) known.forms.add(form);
      known.isProper &&= head.isProper;
    }
  }
  // печь is a verb and a noun: the second stands under another of its forms.
  for (const [head, forms] of namesakes) {
    const lemma = [...forms]
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
      .find((form) => !families.has(form));
    if (lemma !== undefined) families.set(lemma, { lemma, kind: head.kind, isProper: head.isProper, forms });
  }
  return [...families.values()].filter(({ lemma, forms }) => forms.has(lemma));
}

/** The entries that this one is at last a form of. */
function headsOf(entry: Entry): Set<Entry> {
  const heads = new Set<Entry>();
  const seen = new Set<Entry>();
  const visit = (current: Entry) => {
    if (seen.has(current)) return;
    seen.add(current);
    if (current.heads.size === 0) heads.add(current);
    for (const head of current.heads) visit(head);
  };
  visit(entry);
  return heads;
}
