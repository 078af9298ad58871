/**
 * Lines that belong to the page and not to the article (layer 1): buttons, labels, counters, dates, credits, notices. Each
 * line is judged alone here; what its neighbours say of it is decided in body-lines.ts.
 */

import { publisherOf } from "../../news/agencies.ts";
import { isDatedByline, isDateLine } from "../dates/date-line.ts";
import type { LineShape } from "../text/line-shape.ts";
import { foldLine } from "../text/normalize-text.ts";
import {
  endPhrases,
  exactPhrases,
  feedPhrases,
  galleryPhrases,
  imprintPhrases,
  labelPhrases,
  legalPhrases,
  phraseLineWords,
  prefixPhrases,
  relatedPhrases,
  topicalLegalPhrases,
  wallPhrases,
} from "./boilerplate-phrases.ts";
import { isReaderCall } from "./call-to-action.ts";
import { isPhotoCredit } from "./photo-credit.ts";
import { teaserReason } from "./teaser.ts";

/**
 * Why a line is no article text. `end`: nothing of the article follows. `feed`: likely so. `related`: titles of
 * other articles follow. `comments`: how many there are, at the head of a page or above them. `more`: the line before it is the title of another article. The other kinds speak for the line alone.
 */
export type NoiseKind =
  | "end"
  | "feed"
  | "related"
  | "more"
  | "gallery"
  | "wall"
  | "legal"
  | "notice"
  | "credit"
  | "date"
  | "counter"
  | "comments"
  | "address"
  | "label"
  | "teaser"
  | "interface";

const EXACT = new Set(exactPhrases);
const END = new Set(endPhrases);
const FEED = new Set(feedPhrases);
const RELATED = new Set(relatedPhrases);
const GALLERY = new Set(galleryPhrases);
const MORE = new Set([
  "подробнее",
  "читать подробнее",
  "читать далее",
  "читать полностью",
  "читать дальше",
  "читать статью",
]);
const PREFIXES_BY_FIRST_WORD = groupByFirstWord(prefixPhrases);

/** A longer line may tell of a notice, but is none. */
const MAX_NOTICE_LENGTH = 800;
/** How notices to readers begin. */
const NOTICE_START =
  /^(?:мы|этот|данный|сайт|на сайте|на этом|на нашем|продолжая|нажимая|используя|оставаясь|я |даю|соглашаюсь|настоящ|для читателей|пользуясь|отправляя|регистрируясь|оформляя|признан|в россии признан|использование|точка зрения|при |все |материал|политика|пользовательское|отдел|восстановление|вы можете|администрация|редакция)/;
/** «Читайте нас в нашем телеграм-канале»: full sentences that call readers to a channel of the site's own. */
const MAX_PROMOTION_WORDS = 25;
/** «Больше новостей в Telegram-канале «…». Подпишись!»: an order to the reader, and a place to read. */
const MAX_ORDER_WORDS = 20;
/** Or a sentence of its own in a longer line: «Не упустите шанс… Присоединяйтесь к подписчикам telegram-канала…». */
const MAX_CALL_WORDS = 40;
const CALL =
  /(?:^|[.!?…]\s)(?:подпи(?:шись|шитесь|сывайтесь|сывайся)|присоединя(?:йтесь|йся)|вступай(?:те)?)\s(?:к|на|в)\s/iu;
const CHANNEL =
  /(?:telegram|телеграм|(?<!\p{L})(?:tg|дзен|max|viber|вайбер|whatsapp|вконтакте|vk|одноклассник|instagram|инстаграм|facebook|youtube|rutube|rss|google\sновост|яндекс[.\s]новост|рассылк|источник|в\sизбранн))/iu;
const ORDER =
  /(?<!\p{L})(?:подпи(?:шись|шитесь|сывайтесь|сывайся)|читайте|следите|присоединя(?:йтесь|йся)|добав(?:ь|ьте|ляйте)|вступай(?:те)?|жми(?:те)?|узнавай(?:те)?|включи(?:те)?|ставьте|скачай(?:те)?|установите)(?!\p{L})/iu;
/** «Подробнее читайте в материале «Известий»:» opens a teaser. */
const MAX_TEASER_LABEL_WORDS = 12;
const TEASER_LABEL =
  /^(?:(?:по)?дробнее|еще|ещё|также|о том|об этом|больше|полностью|полный текст)?.{0,60}(?<!\p{L})(?:читайте|смотрите|слушайте)(?!\p{L}).{0,80}:$/iu;
const OWN_CHANNEL =
  /(?<!\p{L})наш(?:ем|его|у|и|их|а|ей)?\s(?:\S{1,20}\s){0,2}(?:telegram|телеграм|канал|вконтакте|instagram|инстаграм|facebook|viber|вайбер|whatsapp|сообществ|групп|рассылк|страниц)/iu;
const INVITATION =
  /(?:подпис|подпиш|читайте|следите|присоедин|жми|вступай|узнавай|получай|будьте|не пропуст|ищите|обсудить|обсуждай|заходи|переходи)/iu;
const NUMBERS_ONLY = /^(?=.*\d)[\d\s.,:+%()$€₽°C/xх×−–-]{1,24}$/;
/** «Курс USD 64,30», «Погода +12»: what the head of a page shows besides. */
const WIDGET =
  /^(?:курс(?:ы)?|погода|usd|eur|доллар|евро|нефть|пробки)(?!\p{L})[\s\p{L}:$€₽]{0,24}[+−–-]?\d{1,4}(?:[.,]\d{1,4})?\s?[°%₽$]?[CС]?$/iu;
const COUNTED =
  /^\(?\d{1,7}\)?\s?(?:комментари[йяев]{1,3}|просмотр(?:ов|а)?|прочтени[йея]|фото|видео|мин\.?|минут[аы]?|репост(?:ов|а)?|лайк(?:ов|а)?)(?:\s(?:на чтение|чтения))?\.?$/i;
const LABEL_COUNT = /^(?:просмотр(?:ы|ов)|оставить\sкомментарий)\s?[:(]?\s?\d{0,7}\)?$/i;
const COMMENT_COUNT = /^(?:комментари(?:и|ев|й)|обсуждени[ея])\s?[:(]?\s?\d{1,7}\)?$|^\d{1,7}\sкомментари(?:й|я|ев)$/i;
/** «Главная / Город / Мост», «Новости » Общество » Село»: where in the site the page stands. */
const BREADCRUMBS = /^(?:\p{Lu}[^/»>→.,!?]{1,24}\s[/»>→]\s){2,6}\p{Lu}[^/»>→.,!?]{1,24}$/u;
const ADDRESS_ONLY =
  /^(?:https?:\/\/\S{3,2000}|www\.\S{3,200}|\S{1,64}@\S{1,100}\.\p{L}{2,10}|[\p{L}\d-]{1,40}(?:\.[\p{L}\d-]{1,40}){0,3}\.(?:ru|рф|com|org|net|su|io|kz|by|ua|media|press|news))$/iu;

/** Why the line is no article text, or null where nothing speaks against it. Bounded work a line. */
export function findNoise(line: string, shape: LineShape): NoiseKind | null {
  if (isLegalMark(line)) return "notice";
  if (line.length <= 200) {
    const short = findShortNoise(line, shape);
    if (short !== null) return short;
  }
  if (isPhotoCredit(line, shape)) return "credit";
  if (teaserReason(line) !== null) return "teaser";
  if (shape.words <= MAX_PROMOTION_WORDS && OWN_CHANNEL.test(line) && INVITATION.test(line)) return "interface";
  if (shape.words <= MAX_ORDER_WORDS && ORDER.test(line) && CHANNEL.test(line)) return "interface";
  if (shape.words <= MAX_CALL_WORDS && CALL.test(line) && CHANNEL.test(line)) return "interface";
  if (!shape.startsItem && isReaderCall(line, shape.words)) return "interface";
  if (shape.endsOpen && shape.words <= MAX_TEASER_LABEL_WORDS && TEASER_LABEL.test(line)) return "related";
  if (line.length <= MAX_NOTICE_LENGTH && isLegal(line)) return "legal";
  return null;
}

function findShortNoise(line: string, shape: LineShape): NoiseKind | null {
  if (isDateLine(line) || isDatedByline(line)) return "date";
  if (COMMENT_COUNT.test(line)) return "comments";
  if (NUMBERS_ONLY.test(line) || WIDGET.test(line) || COUNTED.test(line) || LABEL_COUNT.test(line)) return "counter";
  if (ADDRESS_ONLY.test(line) || isSourceAndAddress(line)) return "address";
  if (isPhotoCredit(line, shape)) return "credit";
  if (BREADCRUMBS.test(line)) return "interface";
  const fold = foldLine(line);
  if (/^(?:читайте|смотрите|читать|см\.?) (?:также|еще|по теме)\s?[:—–-]\s?\S/.test(line.toLowerCase()))
    return "teaser";
  if (!shape.startsItem && (!/[^.]\.$/.test(line) || shape.words > 3)) {
    if (GALLERY.has(fold)) return "gallery";
    if (MORE.has(fold)) return "more";
    if (END.has(fold)) return "end";
    if (FEED.has(fold)) return "feed";
    if (RELATED.has(fold)) return "related";
    if (EXACT.has(fold)) return "interface";
  }
  if (wallPhrases.some((phrase) => fold.includes(phrase))) return "wall";
  return shape.words < phraseLineWords && !shape.startsItem ? findPrefix(line, fold) : null;
}

function findPrefix(line: string, fold: string): NoiseKind | null {
  const prefixes = PREFIXES_BY_FIRST_WORD.get(fold.split(" ", 1)[0] ?? "") ?? [];
  const prefix = prefixes.find((phrase) => fold === phrase || fold.startsWith(`${phrase} `));
  if (prefix === undefined) return null;
  if (!labelPhrases.has(prefix)) return RELATED.has(prefix) ? "teaser" : "interface";
  return hasColonAfter(line, prefix) ? "label" : null;
}

/** The label's own words, then a colon. */
function hasColonAfter(line: string, label: string): boolean {
  const colon = line.indexOf(":");
  return colon > 0 && foldLine(line.slice(0, colon)) === label;
}

/** `РИА Новости https://ria.ru/…`: what the site adds to a copied text. */
function isSourceAndAddress(line: string): boolean {
  const match = /^(.{2,40}?):?\s\(?(?:https?:\/\/|www\.)\S+$/i.exec(line);
  return (
    match?.[1] !== undefined && (publisherOf(match[1]) !== null || /^(?:источник|подробнее|ссылка)/i.test(match[1]))
  );
}

/** Whether a notice is of the foot of a page. */
export function isImprint(line: string): boolean {
  const fold = foldLine(line, MAX_NOTICE_LENGTH);
  return imprintPhrases.some((phrase) => fold.includes(phrase));
}

function isLegal(line: string): boolean {
  const fold = foldLine(line, MAX_NOTICE_LENGTH);
  if (legalPhrases.some((phrase) => fold.includes(phrase))) return true;
  return NOTICE_START.test(fold) && topicalLegalPhrases.some((phrase) => fold.includes(phrase));
}

function groupByFirstWord(phrases: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const phrase of phrases) {
    const word = phrase.split(" ", 1)[0] ?? "";
    groups.set(word, [...(groups.get(word) ?? []), phrase]);
  }
  return groups;
}

/**
 * Marks that the law asks for (layer 1): the age, advertising and who pays for it, foreign agents, banned organisations.
 * They are shown with the article and never searched. A sentence of news about such things is none.
 */
const AGE =
  /^(?:возрастная (?:категория|маркировка)\s?:?\s)?\(?(?:0|6|12|16|18)\s?\+\)?(?:\s(?:материал|контент).{0,60})?\.?$/iu;
/** «* Признан иностранным агентом»: what the star in the text refers to. */
const FOOTNOTE =
  /^(?:\*{1,4}|[¹²³])\s?[\p{L}«"(].{0,700}(?:запрещ|террорист|экстремист|иноагент|иностранн\S{1,3} агент|нежелательн|реестр\S{0,2} (?:сми-)?ино)/iu;
/** The formulas of the law, and of those who follow it in fewer words; nothing but them begins so. */
const FORMULA =
  /^(?:данн|настоящ)(?:ое|ый|ий|ая|ее) (?:сообщение|материал|информация|публикация)[^.]{0,60}(?:создан|распростран|произвед|касается|содержит)[^.]{0,300}(?:иностранн|нежелательн|экстремист)/iu;
const RECOGNISED =
  /^(?:(?:лицо|физлицо|автор|издание|сми|организация|признан[аоы]?(?:\(а\))?|внес[её]н[аоы]?(?:\(а\))?|в россии признан[аоы]?)\s).{0,120}(?:иностранн\S{1,3} агент|иноагент)[\p{L}]{0,4}(?:\s(?:минюстом|в рф|рф|на территории рф|в россии|решением минюста).{0,60})?[.)*]{0,3}$/iu;
const BANNED =
  /^[(*](?:организаци|движени|группировк|деятельность|принадлежит|террористическ|экстремистск)[^.]{0,160}(?:запрещен|экстремистск|террористическ)[^.]{0,80}[.)*]{1,3}$/iu;
/** Longer lines of these two kinds are news. */
const MAX_SHORT_MARK = 170;
const ADVERTISING =
  /^(?:на правах рекламы|партн[её]рский материал|реклама(?:[.:,]|$)|рекламодатель\s?[:—-]|спонсор(?:ский материал|\s?:)|промо(?:материал)?$|erid\s?[:=]?\s?\S{4,60}$|реклама\s(?:\d{1,2}\+|ооо|ао|пао|ип)(?!\p{L}))/iu;
const ADVERTISER = /(?:erid|(?<!\p{L})инн\s?\d{10})/iu;

/** Whether the line is such a mark. Bounded work. */
export function isLegalMark(line: string): boolean {
  const head = line.slice(0, 800);
  if (AGE.test(head) || FOOTNOTE.test(head) || FORMULA.test(head)) return true;
  if (head.length <= MAX_SHORT_MARK && (RECOGNISED.test(head) || BANNED.test(head))) return true;
  return head.length <= 500 && (ADVERTISER.test(head) ? /реклам|erid/iu.test(head) : isAdvertising(head));
}

/** «Реклама на ТАСС» and «Реклама» alone are labels of the page. */
function isAdvertising(line: string): boolean {
  return line.length <= 200 && ADVERTISING.test(line) && !/^реклама[.:]?$/iu.test(line);
}
