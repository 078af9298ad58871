/**
 * Words that were written together (layer 4, pure): two of them, or two with a preposition between (ростовнадону).
 */

/** Of shorter words any letters would be made. */
const MIN_JOINED_LENGTH = 7;
const MAX_JOINED_LENGTH = 40;
const MIN_PART_LENGTH = 3;
/** Beside a preposition of one letter, which nearly any word has somewhere: нанотехнологии is no «нан о технологии». */
const MIN_PART_BESIDE_LETTER = 4;
const PREPOSITIONS = ["на", "по", "из", "за", "до", "от", "об", "под", "при", "и", "в", "к", "с", "о", "у"];

/** How a word may be taken apart; `known` are the parts that must be words of the index. */
export interface WordSplit {
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
  let best: WordSplit | null = null;
  let bestFrequency = 0;
  for (const way of ways) {
    const frequency = Math.min(...way.known.map(frequencyOf));
    if (frequency > bestFrequency) [best, bestFrequency] = [way, frequency];
  }
  return best;
}
