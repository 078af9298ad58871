/**
 * Tells by their first letters whether two words may share a term, so that only such words are looked up in the
 * dictionary.
 */
import { isRussianWord, snowballStem } from "./russian-stem.ts";

/**
 * The first two letters of terms, and behind them those of forms which begin otherwise: ид:ше of шел. All that the
 * dictionary's families have (test/unit/dictionary/shared-terms.long.test.ts makes it anew and compares).
 */
const OTHER_BEGINNINGS = `
ав:по аз:по ак:по бд:бж бе:по би:бе,бь бл:по бо:по бр:бе бы:бу,ес,по,су ва:по вб:во ве:вс,по вж:во вз:во,по ви:вь вк:по вл:во вм:во вн:по вп:во
вт:во вш:во вы:ва,во,на,по гл:по гн:го го:ле,по гр:по гу:по да:жд,по де:дн,ду,по до:по др:де ед:еж ес:ев,ед,ел,ем,еш ех:ед жа:жм,жн,по же:жг,жж,жу
жи:по за:зо,по зв:зо зд:по зе:по зн:по ид:ше,шл из:по ин:по ис:из,ищ ко:кр,ку,по кр:по кт:ке,ко ку:по ла:по лг:лж ле:ль,ля,по ли:ле,ль ло:лб,лж,по
лю:по ма:ме,по ме:мр,по мо:ме,мх,по мс:мщ мы:мо,на мя:мн,по на:по ни:на,по но:по ны:но он:ег,ее,ей,ем,ею,им,их,не,ни оп:по ос:по от:по пе:пн,по,пр,пс
пи:пь пл:на,по,ху пр:по пы:по ра:по,ро ре:де,по ро:по,рв,рт ры:ро сб:со св:по,со се:по,со,ся сж:со си:по ск:по сл:по,со,шл см:по,со со:по,сн,су сп:по,со
ст:по,со су:по сч:со сш:со сы:по тв:по те:по,тр ти:по тл:те то:по,та,те,ту тр:по ту:по ты:те,то тя:по уд:по уз:по уй:уш ук:по ум:по ун:уй ус:по,уш ух:по,уш
ую:по хи:по хл:по хо:лу,на,по,хи ча:по че:лю,чь чи:по чл:чт чт:че ши:по,ше,шу,шь ще:по щи:ща,ще эл:по ют:юч я:ме,мн яй:яи яр:по`;

/** Number of letters that are compared. */
const LETTERS = 2;

/** Beginnings of other terms that a form may have, by its first letters. */
const termBeginnings = new Map<string, string[]>();
for (const entry of OTHER_BEGINNINGS.trim().split(/\s/)) {
  const [term = "", forms = ""] = entry.split(":");
  for (const form of forms.split(",")) termBeginnings.set(form, [...(termBeginnings.get(form) ?? []), term]);
}

/**
 * False where no text can have two folded words under one term ({@link termOfWord}), parts with hyphens between as one
 * word. Nothing is looked up.
 */
export function mayShareTerm(left: string, right: string): boolean {
  const ofLeft = beginningsOfTerm(left);
  const ofRight = beginningsOfTerm(right);
  return ofLeft === null || ofRight === null || ofLeft.some((one) => ofRight.includes(one));
}

/** Latin words and numbers, whose terms begin as they do. */
const OTHER_SCRIPT = /^(?:[a-z]+|[0-9]+)$/;

/** Lists the beginnings that the term of a word may have; null for any. */
function beginningsOfTerm(text: string): readonly string[] | null {
  const word = text.replaceAll("-", "");
  const own = word.slice(0, LETTERS);
  if (OTHER_SCRIPT.test(word)) return [own];
  if (!isRussianWord(word) || (word.length > LETTERS && snowballStem(word).length < LETTERS)) return null;
  return [own, ...(termBeginnings.get(own) ?? [])];
}
