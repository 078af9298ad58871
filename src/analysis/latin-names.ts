/**
 * Query alternatives for names that Russian texts write in either alphabet (layer 1, pure): «гугл» is Google as well. No rule of
 * transliteration makes the one of the other, or ютуб of YouTube. The index holds nothing for it.
 */

import { alternativeWeights } from "./alternative-weights.ts";
import type { TermAlternative } from "./analyzer.ts";
import { caseStems } from "./case-twin.ts";
import { stem } from "./russian-stem.ts";
import { foldYo } from "./yo.ts";

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
  // Abbreviations.
  "наса nasa, уефа uefa, фифа fifa",
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
