/**
 * Russian words typed in Latin letters (pure): the ways in which such a word may be spelled in Russian. One
 * permissive table for what GOST 7.79, ICAO and BGN make of a letter, and for what people do.
 */

/** Most spellings of one word that are looked up. */
export const MAX_SPELLINGS = 64;
/** Longer ones are no words. */
const MAX_LENGTH = 30;

/**
 * Latin letters to Russian ones, the likeliest first; the longest group that fits is taken, and with `+` shorter ones
 * too.
 */
const GROUPS: Readonly<Record<string, string>> = {
  shch: "щ",
  sch: "щ ш сч",
  zh: "ж зх",
  kh: "х кх",
  ts: "ц тс",
  tz: "ц",
  ch: "ч х",
  sh: "ш сх",
  ph: "ф",
  ck: "к",
  yu: "ю ью",
  ju: "ю жу",
  iu: "ю иу",
  ya: "я ья ъя",
  ja: "я жа джа",
  ia: "ия я иа",
  yo: "е йо ье",
  jo: "е йо жо",
  io: "ио е",
  ye: "е ье ъе",
  je: "е ье же",
  yy: "ый",
  iy: "ий ы",
  ij: "ий",
  ii: "ий ии",
  a: "а",
  b: "б",
  c: "к ц с",
  d: "д дь",
  e: "е э",
  f: "ф",
  g: "г",
  h: "х г",
  i: "и й ы",
  j: "й ж дж",
  k: "к",
  l: "л ль",
  m: "м",
  n: "н нь",
  o: "о",
  p: "п",
  q: "к",
  r: "р рь",
  s: "с сь",
  t: "т ть",
  u: "у ю",
  v: "в",
  w: "в",
  x: "кс х",
  y: "ы й и ий ый",
  z: "з ц",
  "'": " ь ъ",
  "-": "-",
};
const GROUPS_BY_LETTERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(GROUPS).map(([letters, ways]) => [letters, ways.split(" ")]),
);
const LONGEST_GROUP = 4;

/** Vowels behind which y and i are й. */
const VOWEL_END = /[аеиоуыэюя]$/;
const VOWELS = "aeiouy";
/** Vowels behind which `iya` is ия, not ий with an a behind it. */
const IOTATED_VOWELS = "aeou";

/** Cost of letters that no Russian word has. */
const UNLIKELY = 9;

interface Spelling {
  readonly text: string;
  /** Sum of the places of its letters' ways in the table. */
  readonly cost: number;
}

/**
 * Russian spellings of a word of Latin letters, the likeliest first, at most {@link MAX_SPELLINGS}; none for other
 * words. In lower case, with е for ё.
 */
export function russianSpellings(word: string): string[] {
  const latin = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("’", "'");
  if (latin.length > MAX_LENGTH || !/^[a-z][a-z'-]*$/.test(latin)) return [];
  const spellingsAt: Spelling[][] = Array.from({ length: latin.length + 1 }, () => []);
  spellingsAt[0] = [{ text: "", cost: 0 }];
  for (let at = 0; at < latin.length; at += 1) {
    const before = likeliest(spellingsAt[at] ?? []);
    for (const { letters, ways } of groupsAt(latin, at)) {
      const next = spellingsAt[at + letters.length] ?? [];
      for (const { text, cost } of before) {
        ways.forEach((way, place) => {
          next.push({
            text: text + way,
            cost: cost + costOf(letters, way, place, text, latin.charAt(at + letters.length)),
          });
        });
      }
    }
  }
  return likeliest(spellingsAt[latin.length] ?? []).map(({ text }) => text);
}

/** The longest group at a place; and i alone before `ya` and the like. */
function groupsAt(latin: string, at: number): { letters: string; ways: readonly string[] }[] {
  for (let length = LONGEST_GROUP; length > 0; length -= 1) {
    const letters = latin.slice(at, at + length);
    const ways = GROUPS_BY_LETTERS.get(letters);
    if (ways === undefined) continue;
    const isBeforeIotated = length === 2 && /^[iy][yj]$/.test(letters) && IOTATED_VOWELS.includes(latin[at + 2] ?? " ");
    if (!isBeforeIotated) return [{ letters, ways }];
  }
  return [];
}

/** Cost of a way of some letters at the beginning, behind a vowel and behind a consonant. */
const COSTS: ReadonlyMap<string, readonly [atBeginning: number, behindVowel: number, behindConsonant: number]> =
  new Map([
    ["y ы", [3, 3, 0]],
    ["y й", [3, 0, 3]],
    ["y и", [2, 1, 2]],
    ["y ий", [UNLIKELY, UNLIKELY, 1]],
    ["y ый", [UNLIKELY, UNLIKELY, 2]],
    ["i ы", [UNLIKELY, UNLIKELY, 2]],
    ["i й", [3, 0, 3]],
    ["i и", [0, 1, 0]],
    ["e э", [1, 1, 3]],
  ]);

/** Computes the cost of a way from its neighbours; for most ways from its place in the table alone. */
function costOf(letters: string, way: string, place: number, before: string, next: string): number {
  const behind = before === "" ? 0 : VOWEL_END.test(before) ? 1 : 2;
  const told = COSTS.get(`${letters} ${way}`)?.[behind];
  // The end of an adjective and of a surname: zelensky, navalny.
  if (told !== undefined) return way.length > 1 && next !== "" ? UNLIKELY : told;
  // Behind a consonant alone: semya, podyezd.
  if (/^[ьъ]./.test(way)) return behind === 2 ? place + 1 : UNLIKELY;
  // A soft sign at the end makes no other stem.
  if (way.endsWith("ь") && letters !== "'") return next === "" || VOWELS.includes(next) ? 4 : letters === "l" ? 1 : 2;
  return place;
}

/** The cheapest ways, each once. */
function likeliest(spellings: readonly Spelling[]): Spelling[] {
  const seen = new Set<string>();
  return [...spellings]
    .sort((a, b) => a.cost - b.cost)
    .filter(({ text }) => !seen.has(text) && seen.add(text) !== undefined)
    .slice(0, MAX_SPELLINGS);
}
