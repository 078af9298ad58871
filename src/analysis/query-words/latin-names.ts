/**
 * Query alternatives for names that Russian texts write in either alphabet, and for units that they shorten (layer 1, pure):
 * «гугл» is Google as well, and «миллион» млн. No rule of transliteration makes the one of the other, or ютуб of YouTube. The
 * index holds nothing for it.
 */

import type { TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { caseStems } from "../words/cased-stem-variant.ts";
import { stem } from "../words/russian-stem.ts";
import { foldYo } from "../words/yo.ts";

/** A row a name. Left out is what is another word as well (зум, модерна) or meets one (ауди, аудио). */
const NAMES = [
  "ковид covid",
  // Services and programs.
  "гугл google, яндекс yandex, фейсбук facebook, инстаграм instagram, твиттер twitter, ютуб ютьюб youtube",
  "телеграм telegram, тикток tiktok, ватсап вотсап whatsapp, вайбер viber, скайп skype, википедия wikipedia",
  "нетфликс netflix, андроид android, биткоин биткойн bitcoin",
  // Firms and what they make.
  "айфон iphone, эппл эпл apple, майкрософт microsoft, самсунг samsung, хуавей huawei, сяоми xiaomi, нокиа nokia",
  "интел intel, амазон amazon, тесла tesla, сименс siemens, пфайзер pfizer, астразенека astrazeneca, боинг boeing",
  "эйрбас аэрбас airbus, тойота toyota, ниссан nissan, рено renault, форд ford, мерседес mercedes",
  "фольксваген volkswagen, хендай хёндай хёндэ hyundai, бмв bmw",
  // People, but for those whom transliteration finds and whose name is another word (Маск, маска).
  "путин putin, зеленский zelensky zelenskyy, лукашенко lukashenko, навальный navalny, трамп trump, байден biden",
  "обама obama, клинтон clinton, макрон macron, меркель merkel, шольц scholz, джонсон johnson, эрдоган erdogan",
  "нетаньяху netanyahu, роналду ronaldo, месси messi, мбаппе mbappe, цукерберг zuckerberg, джобс jobs, гейтс gates",
  // Abbreviations.
  "наса nasa, уефа uefa, фифа fifa",
  // What is hardly ever written out behind a number.
  "миллион млн, миллиард млрд, триллион трлн, тысяча тыс, рубль руб, доллар долл, километр км, килограмм кг",
].flatMap((row) => row.split(", ").map((name) => foldYo(name).split(" ")));

/** By each term of one spelling those of the others. */
const othersByTerm = new Map<string, readonly TermAlternative[]>(
  NAMES.flatMap((spellings) =>
    spellings.flatMap((own) => {
      const others = spellings.filter((other) => other !== own).flatMap(termsOf);
      const alternatives = [...new Set(others)].map((term) => ({ terms: [term], weight: alternativeWeights.synonym }));
      return termsOf(own).map((term) => [term, alternatives] as const);
    }),
  ),
);

/** What else a word in lower case with ё folded may be written as; none for most words. */
export function otherAlphabet(word: string): readonly TermAlternative[] {
  return termsOf(word).flatMap((term) => othersByTerm.get(term) ?? []);
}

function termsOf(word: string): string[] {
  return [...new Set([stem(word), ...caseStems(word)])];
}
