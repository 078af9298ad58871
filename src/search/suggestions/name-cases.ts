/**
 * Names of several words in the nominative (pure), told by the forms that titles and texts have of them: where there
 * are Асад and Асада, the latter is a case of the former. Neither a dictionary nor a request is needed for it.
 */

/** Endings of possible nominatives by case ending; `-` is none. */
const CASES: readonly (readonly [ending: string, nominatives: readonly string[]])[] = [
  "ого: ий ый ой",
  "ому: ий ый ой",
  "ыми: ый",
  "ими: ий",
  "ией: ия",
  "ым: - ый",
  "им: ий",
  "ом: -",
  "ем: й ь -",
  "ой: а ая",
  "ей: я а",
  "ую: ая",
  "ии: ия",
  "ию: ия",
  "а: -",
  "я: й ь",
  "у: - а",
  "ю: й ь я",
  "е: - а я й",
  "ы: а",
  "и: а я ь",
].map((line) => {
  const [ending = "", nominatives = ""] = line.split(": ");
  return [ending, nominatives.split(" ").map((one) => one.replace("-", ""))];
});

/** Shorter stems are of other names. */
const MIN_STEM_LENGTH = 2;
const SURNAME_OF_WOMAN = /..(?:(?:[ое]в|[иы]н)а|[сц]кая)$/;
const CASE_OF_WOMAN = /([ое]в|[иы]н|[сц]к)(?:ой|ую)$/;

/** The form of which another one is a case, among those that there are; itself where there is none. */
export function nominativeAmong(form: string, forms: ReadonlySet<string>): string {
  for (const [ending, nominatives] of CASES) {
    const stem = form.slice(0, form.length - ending.length);
    if (!form.endsWith(ending) || stem.length < MIN_STEM_LENGTH) continue;
    const found = nominatives.map((one) => stem + one).find((one) => forms.has(one));
    if (found !== undefined) return found;
  }
  return form;
}

/** Попова, which is a form of Попов too. */
export function isSurnameOfWoman(form: string): boolean {
  return SURNAME_OF_WOMAN.test(form);
}

/** Tells whether a phrase is a name of several words: each begins with a capital, in Russian letters. */
export function isNameOfWords(text: string): boolean {
  return text.includes(" ") && text.split(" ").every((word) => /^[А-ЯЁ][А-ЯЁа-яё-]*$/.test(word));
}

/**
 * Folded names of several words, each in the nominative as far as their first words and their last ones tell. A woman's
 * surname is not taken for the genitive of a man's.
 */
export function nominativeNames(names: readonly string[], surnames: Iterable<string>): Map<string, string> {
  const parted = names.map((name) => ({ name, words: name.split(" ") }));
  const firsts = new Set(parted.map(({ words }) => words[0] ?? ""));
  const lasts = new Set([...parted.map(({ words }) => words.at(-1) ?? ""), ...surnames]);
  const known = new Set(names);
  return new Map(
    parted.map(({ name, words }) => {
      const first = words[0] ?? "";
      const last = words.at(-1) ?? "";
      const ofFirst = nominativeAmong(first, firsts);
      const isDeclined = ofFirst !== first;
      const ofLast = surnameBehind(last, lasts, isDeclined);
      const found = [ofFirst, ...words.slice(1, -1), ofLast].join(" ");
      // «Минздрава» is of Минздрав; «Минздрав России» is no case, and «Евгения Медведева» may be a woman.
      const isTold = isDeclined ? !SURNAME_OF_WOMAN.test(ofLast) || CASE_OF_WOMAN.test(last) : known.has(found);
      return [name, isTold ? found : name];
    }),
  );
}

function surnameBehind(surname: string, surnames: ReadonlySet<string>, isDeclined: boolean): string {
  const [end, stem] = CASE_OF_WOMAN.exec(surname) ?? [];
  if (isDeclined && end !== undefined)
    return surname.slice(0, -end.length) + stem + (stem?.endsWith("к") === true ? "ая" : "а");
  return !isDeclined && SURNAME_OF_WOMAN.test(surname) ? surname : nominativeAmong(surname, surnames);
}
