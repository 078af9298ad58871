/**
 * Sentences in which a site speaks of itself (layer 1): who may reprint it, how to comment, what it stores of its readers.
 * No phrase tells them all; that several words of this trade meet in one line does.
 */

/** Beginnings of words; each counts once a line. A line of news on such a matter has some of them too, so place decides. */
const TRADE_WORDS =
  "сайт|портал|редакци|пользовател|посетител|читател|комментари|модера|авторск|правооблада|перепечат|гиперссыл|ссылк|копирован|" +
  "материал|учредител|сетев|издани|регистрац|зарегистрир|свидетельств|роскомнадзор|персональн|cookie|куки|файл|метрик|" +
  "рекомендательн|публикац|рекламодател|реклам|администрац|аккаунт|парол|подписк|подпи|соглашени|конфиденциальн|" +
  "использовани|цитировани|воспроизведени|размещен|разреш|согласи|ответственност|оскорблен|нецензурн|ненормативн|спам|" +
  "удал|сообщени|телеграм|telegram|канал|рассылк|уведомлен|баннер|фс77|контент|интеллектуальн|мнени|дискусси|обсужден|ресурс";
const TRADE_WORD = new RegExp(`(?<!\\p{L})(?:${TRADE_WORDS})`, "giu");
const MAX_LENGTH = 800;

/** How many different words of the trade are in a line; lines longer than 800 characters are read so far. */
export function countSiteBoilerplate(line: string): number {
  return new Set([...line.slice(0, MAX_LENGTH).matchAll(TRADE_WORD)].map(([word]) => word.toLowerCase())).size;
}
