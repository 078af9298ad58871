/**
 * Ordinal numbers in words (layer 1, pure): первого, девятое, двадцатый; of «двадцать пятое» the last word.
 */

const STEMS: readonly string[] = [
  ...["перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат"],
  ...["двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат"],
  "двадцат",
];
const ENDING = "(?:ый|ой|ий|ое|ого|ому|ым|ом|ая|ую|ье|ьего|ьему|ьим|ьем|ья|ью|ьей)";
const ORDINAL = new RegExp(`^(?:(?<small>${STEMS.join("|")})|(?<thirty>тридцат))${ENDING}$`);

/** What stands before the last word of 21 to 31. */
const TENS: ReadonlyMap<string, number> = new Map([
  ["двадцать", 20],
  ["тридцать", 30],
]);

/** 1 to 20 or 30, of a folded word in any case; 0 of others. */
export function ordinalOf(word: string): number {
  const { small, thirty } = ORDINAL.exec(word)?.groups ?? {};
  if (thirty !== undefined) return 30;
  return small === undefined ? 0 : STEMS.indexOf(small) + 1;
}

/** 20 or 30 of the folded word before an ordinal below ten; 0 of others. */
export function tensOf(word: string): number {
  return TENS.get(word) ?? 0;
}

const MONTH =
  /^(?:янва|февра|сентяб|октяб|нояб|декаб)[рл](?:ь|я|ю|ем|е)$|^(?:ма|апрел|июн|июл)(?:й|я|ь|ю|е|ем)$|^(?:март|август)(?:а|у|ом|е)?$/;

/** Whether a folded word is a month in any case of the singular. */
export function isMonth(word: string): boolean {
  return MONTH.test(word);
}
