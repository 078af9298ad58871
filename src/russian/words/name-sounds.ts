/**
 * Names in both alphabets (pure): whether a word of Latin letters and one of Russian letters sound alike, and the key
 * under which words that may sound alike are found together. One table of what the letters of some languages become in
 * Russian: of English, French, German, Spanish, Italian and Polish. A name is written in Russian by its sound, and one
 * sound has many spellings, so that the ways of one word are no list that could be looked up: they are compared
 * instead.
 */

import { caseStems } from "./russian-stem.ts";
import { isDictionaryWord } from "./word-terms.ts";

/**
 * Latin letters, and what they become in Russian. Ways behind the first `|` are rarer, behind the second rarer still;
 * `-` is silence. Doubled consonants are as single ones where they have no line.
 */
const SOUNDS = `
a: а э эй ей | е о я
aa: а | оа о
ae: е э аэ | эй и
ai: ай эй е | э аи
al: ал | ол эл аль
au: ау о | ав
ault: о
aw: о ау | ав
ay: ай эй | ей
e: е э | и - | а я
ea: и иа еа | е э ей я
eau: о
ee: и | ее
ei: ей ай эй | и е
er: ер эр | р
eu: е ей эй ой ю | ев эу у
ew: ью ю у | ев
ey: ей и эй
i: и ай | й ь ы | -
ia: ия иа ья | я ая
ie: и ие | ье ай
io: ио ьо е | айо
iu: ю иу
ja: я | джа жа
ju: ю | джу жу
jo: йо е джо | жо хо
je: е | дже же
o: о | оу у а е
oa: оа оу | о
oe: е э о | у ое
oi: ой уа
oo: у | о оо
ou: у оу ау | о а
ow: оу ау о | ов
u: у | ю а | и в -
ue: ю у юэ | е -
ur: ур | ер
ui: уи ви | ю у и
y: и й ы | ай ий ей | е ь -
ya: я
ye: е йе
yo: йо е
yu: ю ью
you: ю
b: б
c: к с | ц ч
cc: к ч | кч
cester: стер
ch: ч х ш | к
chs: кс хс
ck: к
cs: кс | ч
cz: ч | ц
d: д | т -
dg: дж | г
dj: дж
dt: т дт
dz: дз ц
f: ф | в
g: г | дж ж | х -
gu: гв г гу
gh: г - | ф х
gl: гл | ль л
gn: нь гн | н
h: х г | -
j: дж ж й | х цз
k: к
kh: х | кх
kn: кн | н
l: л ль
lr: лер лр
lh: ль
ll: л ль | й
lle: ль л
m: м
n: н нь
nh: нь
nho: ньо нью
ng: нг н
p: п
pf: пф ф
ph: ф | п
q: к | ц ч
qu: к кв | ку кью
r: р | рь
rh: р
rz: ж рз | ш
s: с з | ш | -
sc: ск с | ш
sch: ш | ск щ
sh: ш | сх
shch: щ
ss: с | з
sz: ш | с
t: т | ть ц
tch: ч
th: т | с з
tion: шн шен | цион
ts: ц тс
tsch: ч
tz: ц | тц
v: в | ф
w: в у | -
wa: ва уо | уа во
wh: у в | х
wr: р
x: кс | з с х ш
z: з с ц | ж т цз
zh: ж чж
zz: цц ц | з дз
`;

/** Cost of each place further down the line of a letter's ways. */
const RARER_COST = 1;

interface Way {
  readonly letters: string;
  readonly cost: number;
}

const WAYS: ReadonlyMap<string, readonly Way[]> = new Map(
  SOUNDS.trim()
    .split("\n")
    .map((line) => {
      const [group = "", ways = ""] = line.split(": ");
      const ranks = ways.split("|").map((rank) => rank.trim().split(" "));
      return [
        group,
        ranks.flatMap((letters, rank) =>
          letters.map((one) => ({ letters: one === "-" ? "" : one, cost: rank * RARER_COST })),
        ),
      ];
    }),
);

const LONGEST_GROUP = Math.max(...[...WAYS.keys()].map(({ length }) => length));

/** A Latin word in lower case that may be a name. Longer ones are none. */
const LATIN_WORD = /^[a-z]{3,20}$/;
const RUSSIAN_WORD = /^[а-я]{3,24}$/;

/** Consonants of which names have some at their end that nobody hears: Renault, Leclerc. */
const SILENT_AT_END = "cdpstxz";
const LATIN_VOWELS = "aeiouy";
const RUSSIAN_VOWELS = "аеиоуыэюя";
/** Letters that are written between vowels and behind consonants, and hardly heard. */
const HARDLY_HEARD = "йьъ";

/**
 * Cost of a difference that no line of {@link SOUNDS} has. Fitted, as its ranks, to pairs of names:
 * docs/decisions/russian.md#names-in-two-alphabets-are-compared-by-their-sound.
 */
const OTHER_VOWEL_COST = 2;
const MORE_VOWELS_COST = 1.5;
const HARDLY_HEARD_COST = 0.5;
const DOUBLED_COST = 0.25;
const WITHOUT_ENDING_COST = 0.25;

/**
 * Groups of letters that begin at a place of a word, with their ways: doubled consonants as single ones, silent ones
 * at its end.
 */
function groupsAt(word: string, at: number): { readonly length: number; readonly ways: readonly Way[] }[] {
  const letter = word.charAt(at);
  // The vowel that a name begins with is never left out.
  const isHeard = ({ letters }: Way): boolean => letters !== "" || !LATIN_VOWELS.includes(letter);
  const groups: ReturnType<typeof groupsAt> = [];
  for (let length = 1; length <= Math.min(LONGEST_GROUP, word.length - at); length += 1) {
    const ways = WAYS.get(word.slice(at, at + length));
    if (ways !== undefined) groups.push({ length, ways: at > 0 ? ways : ways.filter(isHeard) });
  }
  const isDoubled = letter === word[at + 1] && !LATIN_VOWELS.includes(letter);
  if (isDoubled) groups.push({ length: 2, ways: WAYS.get(letter) ?? [] });
  if (at !== word.length - 1) return groups;
  if (letter === "e") groups.push({ length: 1, ways: [{ letters: "", cost: 0 }] });
  if (SILENT_AT_END.includes(letter)) groups.push({ length: 1, ways: [{ letters: "", cost: RARER_COST }] });
  return groups;
}

/**
 * Largest cost of hearing a name for each letter but one. A shorter one is near too many others: it is heard as it is
 * spelled, or not at all.
 */
const MAX_COST_PER_LETTER = 0.25;
const MIN_LOOSE_LENGTH = 4;

/**
 * Computes the cost of hearing one of two words as the other in any of its cases, of which one has Latin letters and
 * one Russian ones: 0 if each letter becomes its most frequent counterpart. Null where they do not sound alike. Time:
 * some hundred steps, fewer where they begin otherwise.
 */
export function soundCost(word: string, other: string): number | null {
  const [latin, russian] = LATIN_WORD.test(word) ? [word, other] : [other, word];
  if (!LATIN_WORD.test(latin) || !RUSSIAN_WORD.test(russian)) return null;
  const length = Math.min(latin.length, russian.length);
  const most = length < MIN_LOOSE_LENGTH ? 0 : MAX_COST_PER_LETTER * (length - 1);
  const stems = stemsOf(russian).filter((stem) => stem !== russian);
  const ofStems = stems.map((stem) => WITHOUT_ENDING_COST + costOfHearing(latin, stem, most - WITHOUT_ENDING_COST));
  const cost = Math.min(costOfHearing(latin, russian, most), ...ofStems);
  return cost <= most ? cost : null;
}

/** Infinite above `most`. */
function costOfHearing(latin: string, russian: string, most: number): number {
  const costs = Array.from({ length: latin.length + 1 }, () =>
    new Float64Array(russian.length + 1).fill(Number.POSITIVE_INFINITY),
  );
  const lower = (i: number, j: number, cost: number) => {
    const row = costs[i];
    if (row !== undefined && cost <= most && cost < (row[j] ?? 0)) row[j] = cost;
  };
  lower(0, 0, 0);
  for (let i = 0; i <= latin.length; i += 1) {
    const isLatinVowel = LATIN_VOWELS.includes(latin.charAt(i) || " ");
    let groups: ReturnType<typeof groupsAt> | null = null;
    for (let j = 0; j <= russian.length; j += 1) {
      const cost = costs[i]?.[j] ?? Number.POSITIVE_INFINITY;
      if (cost > most) continue;
      const heard = russian.charAt(j) || " ";
      const isVowel = RUSSIAN_VOWELS.includes(heard);
      if (HARDLY_HEARD.includes(heard)) lower(i, j + 1, cost + HARDLY_HEARD_COST);
      if (isVowel && j > 0) lower(i, j + 1, cost + MORE_VOWELS_COST);
      if (isLatinVowel && i > 0) lower(i + 1, isVowel ? j + 1 : j, cost + OTHER_VOWEL_COST);
      groups ??= groupsAt(latin, i);
      for (const { length, ways } of groups) {
        for (const way of ways) {
          if (!russian.startsWith(way.letters, j)) continue;
          const end = j + way.letters.length;
          lower(i + length, end, cost + way.cost);
          const isDoubled = CLASSES.has(way.letters) && russian[end] === way.letters;
          if (isDoubled) lower(i + length, end + 1, cost + way.cost + (length === 1 ? DOUBLED_COST : 0));
        }
      }
    }
  }
  return costs[latin.length]?.[russian.length] ?? Number.POSITIVE_INFINITY;
}

/** Cuts the case endings of a word; a short one is its own stem. */
function stemsOf(word: string): readonly string[] {
  const stems = caseStems(word);
  return stems.length > 0 ? stems : [word];
}

// Keys.

/** Consonants by what they may be heard as. Vowels, signs and х, of which h is often silent, are no part of a key. */
const CLASSES: ReadonlyMap<string, string> = new Map(
  Object.entries({ p: "пб", f: "вф", t: "тд", k: "кгсзцшжщч", m: "м", n: "н", l: "л", r: "р" }).flatMap(
    ([key, letters]) => [...letters].map((letter) => [letter, key] as const),
  ),
);

/** The keys of a word of Latin letters are those of its likeliest ways, at most so many. Untuned. */
const MOST_KEYS = 3;

/** Most ways of a word's beginning that are followed. Untuned. */
const MOST_BEGINNINGS = 12;

/**
 * The keys under which a word is found by its sound; none of other words than those of Latin or of Russian letters.
 * Words that sound alike mostly share one.
 */
export function soundKeys(word: string): readonly string[] {
  if (RUSSIAN_WORD.test(word)) return [...new Set(stemsOf(word).map((stem) => soften(classesOf(stem))))].filter(isKey);
  if (!LATIN_WORD.test(word)) return [];
  const reached: Map<string, number>[] = Array.from({ length: word.length + 1 }, () => new Map());
  reached[0]?.set("", 0);
  for (let at = 0; at < word.length; at += 1) {
    const beginnings = cheapest(reached[at] ?? [], MOST_BEGINNINGS);
    for (const { length, ways } of groupsAt(word, at)) {
      const next = reached[at + length];
      for (const way of ways) {
        for (const [beginning, cost] of beginnings) {
          const key = soften(beginning + classesOf(way.letters));
          const known = next?.get(key) ?? Number.POSITIVE_INFINITY;
          if (cost + way.cost < known) next?.set(key, cost + way.cost);
        }
      }
    }
  }
  return cheapest(reached[word.length] ?? [], MOST_KEYS)
    .map(([key]) => key)
    .filter(isKey);
}

/** {@link soundKeys} of what an index keeps by its sound: no word that the dictionary has. */
export function keysOfForm(form: string): readonly string[] {
  return isDictionaryWord(form) ? [] : soundKeys(form);
}

function isKey(key: string): boolean {
  return key !== "";
}

function cheapest(costs: Iterable<readonly [string, number]>, most: number): (readonly [string, number])[] {
  return [...costs].sort(([a, ofA], [b, ofB]) => ofA - ofB || (a < b ? -1 : 1)).slice(0, most);
}

function classesOf(letters: string): string {
  return [...letters].map((letter) => CLASSES.get(letter) ?? "").join("");
}

/** Maps letters that sound alike together to one class (ц, дж), and doubled ones too. */
function soften(key: string): string {
  return singled(singled(key).replaceAll("tk", "k"));
}

function singled(key: string): string {
  return key.replace(/(.)\1+/g, "$1");
}
