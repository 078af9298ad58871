/**
 * Lines that belong to the page and not to the article: buttons, labels, counters, dates, credits, notices. Each
 * line is judged alone here; what its neighbours say of it is decided in body-lines.ts.
 */

import { isDatedByline, isDateLine } from "../dates/date-formats.ts";
import { publisherOf } from "../news/agencies.ts";
import type { LineShape } from "../text/line-shape.ts";
import { foldLine, MAX_FOLDED_LENGTH } from "../text/normalize-text.ts";
import { isCallToAction } from "./call-to-action.ts";
import { isPhotoCredit } from "./photo-credit.ts";
import { isTeaser } from "./teaser.ts";

/**
 * Why a line is no article text. `end`: nothing of the article follows. `reply`: a button, behind which readers' words
 * may follow. `feed`: other articles follow. `related`: titles of other articles follow. `comments`: how many there
 * are, at the head of a page or above them. `more`: the line before it is the title of another article. The other kinds
 * speak for the line alone.
 */
export type NoiseKind =
  | "end"
  | "reply"
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
  | "embed"
  | "interface";

/** A longer line may tell of a notice, but is none. */
const MAX_NOTICE_LENGTH = MAX_FOLDED_LENGTH;
/** Beginnings of notices to readers. */
const NOTICE_START =
  /^(?:мы|этот|данный|сайт|на сайте|на этом|на нашем|продолжая|нажимая|используя|оставаясь|я |даю|соглашаюсь|настоящ|для читателей|пользуясь|отправляя|регистрируясь|оформляя|признан|в россии признан|использование|точка зрения|при |все |материал|политика|пользовательское|отдел|восстановление|вы можете|администрация|редакция)/;
/** «Читайте нас в нашем телеграм-канале»: a full sentence that invites readers to a channel of the site. */
const MAX_PROMOTION_WORDS = 25;
/** «Больше новостей в Telegram-канале «…». Подпишись!»: an order to the reader, and a place to read. */
const MAX_ORDER_WORDS = 20;
/** Or a sentence of its own in a longer line: «Не упустите шанс… Присоединяйтесь к подписчикам telegram-канала…». */
const MAX_CALL_WORDS = 40;
const CALL =
  /(?:^|[.!?…]\s)(?:подпи(?:шись|шитесь|сывайтесь|сывайся)|присоединя(?:йтесь|йся)|вступай(?:те)?)\s(?:к|на|в)\s/iu;
const CHANNEL =
  /(?:telegram|телеграм|(?<!\p{L})(?:tg|дзен|max|viber|вайбер|whatsapp|вконтакте|vk|одноклассник|instagram|инстаграм|facebook|youtube|rutube|rss|google\sновост|яндекс[.\s]новост|рассылк|источник|в\sизбранн))/iu;
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
/** «До встречи через две недели,» above a name. */
const SIGN_OFF =
  /^(?:до (?:встречи|следующ|скор|свидан)|всего (?:доброго|хорошего)|обнимаю|целую|с (?:уважением|любовью|приветом|наилучшими))[^.!?]{0,40},$/iu;
/** «Сейчас: облачно, +17…+19», «Воркута −31 | Инта −27»: the same of the weather. */
const WEATHER =
  /^(?:(?:погода )?(?:сейчас|сегодня|завтра|ночью|дн[её]м|утром|вечером)\s?:(?=.*(?:[+−–-]\s?\d|°|м\/с|мм рт)).{3,100}|(?:погода\s?[|:]?\s)?(?:[\p{Lu}][\p{L}-]{1,20}(?: [\p{L}-]{2,20})?\s(?:[+−–-]\d{1,2}\s?°?|\d{1,2}\s?°)[CС]?(?:\s?[|,;·]\s|\s|$)){2,12})$/iu;
const COUNTED =
  /^\(?\d{1,7}\)?\s?(?:комментари[йяев]{1,3}|просмотр(?:ов|а)?|прочтени[йея]|фото|видео|мин\.?|минут[аы]?|репост(?:ов|а)?|лайк(?:ов|а)?)(?:\s(?:на чтение|чтения))?\.?$/i;
const LABEL_COUNT = /^(?:просмотр(?:ы|ов)|оставить\sкомментарий)\s?[:(]?\s?\d{0,7}\)?$/i;
const COMMENT_COUNT = /^(?:комментари(?:и|ев|й)|обсуждени[ея])\s?[:(]?\s?\d{1,7}\)?$|^\d{1,7}\sкомментари(?:й|я|ев)$/i;
/** «Главная / Город / Мост», «Новости » Общество » Село»: where in the site the page stands. */
const BREADCRUMBS = /^(?:\p{Lu}[^/»>→.,!?]{1,24}\s[/»>→]\s){2,6}\p{Lu}[^/»>→.,!?]{1,24}$/u;
/** «[Переслано из Край]», «[Фотография]»: what a messenger says of a message that it exports. */
const EXPORT_NOTE = /^\[(?:переслано|forwarded|в ответ|фотография|видео|стикер|опрос|файл|аудио)[^\]]{0,100}\]$/iu;
const ADDRESS_ONLY =
  /^(?:https?:\/\/\S{3,2000}|www\.\S{3,200}|\S{1,64}@\S{1,100}\.\p{L}{2,10}|[\p{L}\d-]{1,40}(?:\.[\p{L}\d-]{1,40}){0,3}\.(?:ru|рф|com|org|net|su|io|kz|by|ua|media|press|news))$/iu;

/** «Читайте также: …», «Материал по теме – …»: a label, and the title of another article. */
const NAMED_TEASER =
  /^(?:(?:читайте|смотрите|читать|см\.?) (?:также|ещ[её]|по теме)|(?:(?:материалы?|новост[ьи]|стат(?:ья|ьи)|ещ[её]|также|ранее) )?по теме)\s?[:—–-]\s?\S/iu;

/** Finds the reason why the line is no article text, or null if there is none. Bounded work a line. */
export function findNoise(line: string, shape: LineShape, fold = foldLine(line)): NoiseKind | null {
  if (isLegalMark(line)) return "notice";
  const phrases = phraseKinds(fold);
  if (line.length <= 200) {
    const short = findShortNoise(line, fold, shape, phrases);
    if (short !== null) return short;
  } else if (isPhotoCredit(line, shape)) return "credit";
  if (isTeaser(line)) return "teaser";
  if (shape.words <= MAX_PROMOTION_WORDS && OWN_CHANNEL.test(line) && INVITATION.test(line)) return "interface";
  if (shape.words <= MAX_ORDER_WORDS && phrases.has("order") && CHANNEL.test(line)) return "interface";
  if (shape.words <= MAX_CALL_WORDS && CALL.test(line) && CHANNEL.test(line)) return "interface";
  if (!shape.startsItem && isCallToAction(line, shape.words)) return "interface";
  if (shape.endsOpen && shape.words <= MAX_TEASER_LABEL_WORDS && TEASER_LABEL.test(line)) return "related";
  const isNotice =
    phrases.has("legal") || phrases.has("imprint") || (phrases.has("topical") && NOTICE_START.test(fold));
  if (isNotice && line.length <= MAX_NOTICE_LENGTH) return "legal";
  return null;
}

/** `fold` is the whole line's, as below. */
function findShortNoise(
  line: string,
  fold: string,
  shape: LineShape,
  phrases: ReadonlySet<PhraseKind>,
): NoiseKind | null {
  // Most lines have no figure, and then none of these.
  if (/\d/.test(line)) {
    if (isDateLine(line) || isDatedByline(line)) return "date";
    if (COMMENT_COUNT.test(line)) return "comments";
    if (NUMBERS_ONLY.test(line) || WIDGET.test(line) || COUNTED.test(line)) return "counter";
  }
  if (SIGN_OFF.test(line)) return "end";
  if (WEATHER.test(line) || LABEL_COUNT.test(line)) return "counter";
  if (ADDRESS_ONLY.test(line) || isSourceAndAddress(line)) return "address";
  if (isPhotoCredit(line, shape)) return "credit";
  if (BREADCRUMBS.test(line) || EXPORT_NOTE.test(line) || isMenuRow(line)) return "interface";
  if (NAMED_TEASER.test(line)) return "teaser";
  if (!shape.startsItem && (!/[^.]\.$/.test(line) || shape.words > 3)) {
    const kind = WHOLE_LINES.get(fold);
    if (kind !== undefined) return kind;
  }
  if (phrases.has("wall")) return "wall";
  return shape.words < phraseLineWords && !shape.startsItem ? findPrefix(line, fold) : null;
}

/** «Главная Новости Календарь открытий»: a menu with nothing between its entries, which the front page begins. */
const MENU_FROM_HOME = /^(?:Главная|На главную|Домой)(?: \p{Lu}[\p{L}-]{1,30}(?: \p{Ll}{1,30}){0,2}){2,20}$/u;

/** The same, or «Главная | Новости | Архив | Контакты»: a menu in one line, most of whose words menus have. */
function isMenuRow(line: string): boolean {
  if (MENU_FROM_HOME.test(line)) return true;
  if (!line.includes(" | ")) return false;
  const parts = line.split(" | ");
  const known = parts.filter((part) => WHOLE_LINES.has(foldLine(part)));
  return parts.length >= MIN_MENU_PARTS && known.length * 2 > parts.length;
}

const MIN_MENU_PARTS = 3;

function findPrefix(line: string, fold: string): NoiseKind | null {
  const prefixes = PREFIXES_BY_FIRST_WORD.get(fold.split(" ", 1)[0] ?? "") ?? [];
  const [prefix] = prefixes.find(([phrase]) => fold === phrase || fold.startsWith(`${phrase} `)) ?? [];
  if (prefix === undefined) return null;
  if (!labelPhrases.has(prefix)) return relatedPhrases.includes(prefix) ? "teaser" : "interface";
  return hasColonAfter(line, prefix) ? "label" : null;
}

/** The label's own words, then a colon. */
function hasColonAfter(line: string, label: string): boolean {
  const colon = line.indexOf(":");
  return colon > 0 && foldLine(line.slice(0, colon)) === label;
}

/** `РИА Новости https://ria.ru/…`: what the site adds to a copied text. */
function isSourceAndAddress(line: string): boolean {
  if (!line.includes("://") && !line.includes("www.")) return false;
  const match = /^(.{2,40}?):?\s\(?(?:https?:\/\/|www\.)\S+$/i.exec(line);
  return (
    match?.[1] !== undefined && (publisherOf(match[1]) !== null || /^(?:источник|подробнее|ссылка)/i.test(match[1]))
  );
}

/** Tells whether a notice is of the foot of a page. */
export function isImprint(line: string): boolean {
  return phraseKinds(foldLine(line)).has("imprint");
}

/**
 * The meaning of a phrase anywhere in a line. `order`: it tells readers what to do. `imprint`: who publishes the site,
 * and who may reprint it, which only the foot of a page says. `legal`: another notice. `topical`: a notice, if the line
 * begins as one.
 */
type PhraseKind = "wall" | "order" | "imprint" | "legal" | "topical";

const NO_PHRASE: ReadonlySet<PhraseKind> = new Set();

/** The kinds of the phrases in a fold. One look-up for each of its words, however many phrases there are. */
function phraseKinds(fold: string): ReadonlySet<PhraseKind> {
  let found: Set<PhraseKind> | null = null;
  for (let start = 0, end = 0; end < fold.length; start = end + 1) {
    end = fold.indexOf(" ", start);
    if (end < 0) end = fold.length;
    for (const [phrase, kind] of PHRASES_BY_FIRST_WORD.get(fold.slice(start, end)) ?? [])
      if (fold.startsWith(phrase, start)) found = (found ?? new Set<PhraseKind>()).add(kind);
  }
  return found ?? NO_PHRASE;
}

function groupByFirstWord<Kind>(rows: readonly (readonly [kind: Kind, phrases: readonly string[]])[]) {
  const groups = new Map<string, (readonly [phrase: string, kind: Kind])[]>();
  for (const [kind, phrases] of rows) {
    for (const phrase of phrases) {
      const word = phrase.split(" ", 1)[0] ?? "";
      groups.set(word, [...(groups.get(word) ?? []), [phrase, kind]]);
    }
  }
  return groups;
}

/**
 * Marks that the law asks for: the age, advertising and who pays for it, foreign agents, banned organisations.
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

/** Tells whether the line is such a mark. Bounded work. */
export function isLegalMark(line: string): boolean {
  const head = line.slice(0, 800);
  if (AGE.test(head) || FOOTNOTE.test(head) || FORMULA.test(head)) return true;
  if (head.length <= MAX_SHORT_MARK && (RECOGNISED.test(head) || BANNED.test(head))) return true;
  return isAdvertisingMark(head);
}

/** Tells whether the line is a mark of advertising, with its advertiser or without. */
export function isAdvertisingMark(line: string): boolean {
  return line.length <= 500 && (ADVERTISER.test(line) ? /реклам|erid/iu.test(line) : isAdvertising(line));
}

/** «Реклама на ТАСС» and «Реклама» alone are labels of the page. */
function isAdvertising(line: string): boolean {
  return line.length <= 200 && ADVERTISING.test(line) && !/^реклама[.:]?$/iu.test(line);
}

// The words of pages that are no part of any article, as data: buttons, labels, notices. Each is compared with
// a folded line (normalize-text.ts: small letters, ё as е, no punctuation).

/** The phrases of a table, which a vertical bar parts. */
function phrases(table: string): readonly string[] {
  return table.split("|").map((phrase) => phrase.trim());
}

/** Titles of other articles follow, then perhaps the article itself again. */
const relatedPhrases = phrases(`
  читайте также | читать также | читайте по теме | смотрите также | по теме | также по теме | материал по теме | материалы по теме | новости по теме |
  сюжет | вопрос ответ | статья по теме | главное | главные новости | популярное | самое интересное | рекомендуем |
  еще по теме | ранее по теме | другие материалы | другие новости | последние новости | картина дня |
  новости региона | топ новостей | выбор редакции | похожие новости | похожие материалы | сейчас читают |
  самое читаемое | обсуждаемое | мнения | колумнисты
`);

/** Whole lines, and nothing else in them: of a phrase in several rows the first counts. */
const WHOLE_LINES: ReadonlyMap<string, NoiseKind> = new Map(
  (
    [
      // What opens a photo gallery: only captions follow.
      [
        "gallery",
        phrases(`
  фоторепортаж | фотогалерея | фотолента | фоторепортажи | галерея | фото дня
`),
      ],
      [
        "more",
        phrases("подробнее | читать подробнее | читать далее | читать полностью | читать дальше | читать статью"),
      ],
      // Nothing of the article comes after such a line: what readers say, and how they may say it.
      [
        "end",
        phrases(`
  обсуждения | комментарии | комментарии читателей | чтобы участвовать в дискуссии | правила комментирования |
  отзывы читателей | ваши отзывы | мнения читателей | комментарии отключены | комментарии закрыты | комментирование отключено | комментирование закрыто |
  популярные комментарии | последние комментарии | контакты для сми | контакты для прессы | контактная информация для сми |
  контакты пресс службы | с уважением
`),
      ],
      [
        "reply",
        phrases(
          "комментировать | оставьте ваш комментарий | оставить комментарий | добавить комментарий | написать комментарий | оставить отзыв",
        ),
      ],
      // Other articles follow; the story may go on behind them.
      [
        "feed",
        phrases(`
  лента новостей | новости сми2 | новости smi2 | новости партнеров | новости миртесен | материалы партнеров |
  партнеры | что еще почитать | самое интересное в регионах | следующий материал | другие материалы рубрики |
  другие новости | последние новости | все новости дня | самое читаемое | самое популярное | популярное за неделю |
  популярные новости | новости региона | топ новостей | похожие новости | похожие материалы | похожие статьи | похожие записи | похожие публикации |
  рекомендуемые статьи | вам может понравиться | вам также может понравиться | вам будет интересно | другие статьи | сейчас читают |
  обсуждаемое | читают сейчас | вам может быть интересно | еще новости | больше новостей | новости дня |
  материалы рубрики | другие материалы
`),
      ],
      ["related", relatedPhrases],
      [
        "interface",
        phrases(`
  добрый день | здравствуйте | уважаемые коллеги | добрый день коллеги | здравствуйте коллеги | рейтинг mail ru | loader | загрузка | загружается | онлайн | подробнее | читать подробнее | читать далее |
  читать полностью | читать дальше | далее | еще | показать еще | показать полностью | все новости | все статьи |
  все материалы | все фоторепортажи | наверх | вверх | назад | закрыть | отправить | отклонить | подписаться |
  подписка | отписаться | войти | вход | выйти | выход | регистрация | зарегистрироваться | меню | поиск |
  поделиться | поделитесь | рассказать друзьям | скопировать ссылку | ссылка скопирована | получить короткую ссылку | размер текста | копировать ссылку |
  печать | распечатать | версия для печати | реклама | на правах рекламы | промо | партнерский материал |
  спецпроект | спецпроекты | рекомендуем | дзен | яндекс дзен | вконтакте | одноклассники | facebook | twitter |
  telegram | телеграм | whatsapp | viber | youtube | instagram | max | rss | google новости | яндекс новости |
  rutube | слушать | прослушать | озвучить текст | выделить главное | вкл выкл | аудиоверсия | слушать новость |
  размер шрифта | сохранить | в закладки | добавить в избранное | перейти в фотобанк | фото | видео | фотобанк |
  архив | редакция | контакты | вакансии | о проекте | о нас | карта сайта | обратная связь | пресс центр |
  мобильная версия | полная версия | перейти на полную версию | инфографика | опросы | блоги | промокоды | финансы |
  перейти к содержимому | перейти к содержанию | перейти к основному содержанию | перейти к основному содержимому |
  перейти к контенту | перейти к навигации | перейти к поиску | skip to content | авторы | издания | регистрация пройдена успешно | заголовок открываемого материала | сначала новые |
  сначала старые | сначала новыесначала старые | чтобы участвовать в дискуссии |
  авторизуйтесь или зарегистрируйтесь | поисковый запрос | что вы хотите найти | ваш регион | сменить регион | да |
  нет | нет спасибо | напомнить позже | указать позднее | ok | ок | принять | понятно | согласен | правила |
  правила комментирования | имя | e mail | email | докажите что вы не робот | обновить ленту комментариев |
  управление подпиской | топ 5 читаемых | ctrl enter | нашли опечатку нажмите | озвучка материалов | главная |
  новости | политика | экономика | общество | в мире | мир | происшествия | спорт | культура | наука | технологии |
  бизнес | армия | мнения | авто | недвижимость | стиль | здоровье | россия | регионы | власть | безопасность |
  религия | туризм | свежий номер | прочитать статью | срочная новость | срочно | молния | эксклюзив | подпишитесь |
  дополнительно подписаться | подписаться на срочные новости | информация об ограничениях |
  отказ от ответственности | правовая информация | в рубрике | текст | расшифровка | расшифровка видео | содержание | теги | метки |
  хештеги | другие новости | источник | оригинал | ссылка | автор | аа | а | 16 | 18 | 12 | 6 | 0 | нравится |
  не нравится | оценить | ответить | пожаловаться | спасибо | комментировать | выбор редакции | оформить подписку |
  комментарии для элемента не найдены | комментариев пока нет | вкл | выкл | вкл выкл | что думаешь оцени | оцените материал | оцените статью | понравилась статья | понравился материал |
  добавить в список ваших источников | прямой эфир | смотреть онлайн | нажмите чтобы прослушать | пуш уведомления | включить уведомления | разрешить | не сейчас
`),
      ],
    ] as const
  )
    .toReversed()
    .flatMap(([kind, lines]) => lines.map((line) => [line, kind] as const)),
);

/** The beginning of a line of fewer words than `phraseLineWords`. */
const prefixPhrases: readonly string[] = phrases(`
  озвучить текст | выделить главное | читать далее | опубликован в газете | опубликовано в газете |
  газета коммерсантъ | журнал коммерсантъ | материал опубликован |
  читать ria ru в | читайте ria ru | читайте нас в | читайте нас на | читать в | читайте в | читайте газета |
  читайте также | читать также | читайте по теме | читайте еще | читайте подробнее | смотрите также |
  смотрите видео | смотри также | см также | также читайте | еще по теме | ранее по теме | подпишитесь на |
  поставьте лайк | ставьте лайк | ставьте лайки | поддержите нас лайком |
  подписывайтесь на | подписаться на | подписывайся | следите за | следите за нами | присоединяйтесь к |
  вступайте в | оставайтесь с нами | будьте в курсе | хотите быть в курсе | узнавайте новости | узнавайте первыми |
  больше новостей | больше интересного | больше материалов | самые важные новости | самые интересные статьи |
  самое актуальное | самое важное и | главные новости дня | новости дня в | все самое интересное | наш канал |
  наши каналы | канал мк | каналы мк | мы в соцсетях | мы в социальных | добавьте нас | добавить нас |
  включите уведомления | есть обновление от | ошибка в тексте | нашли ошибку | нашли опечатку | заметили ошибку |
  заметили опечатку | увидели ошибку | если вы заметили | если вы нашли | выделите ее | выделите фрагмент |
  сообщить об | сообщить в редакцию |  поделиться в | поделитесь с | поделиться ссылкой |
  рассказать в | оставить комментарий | оставьте комментарий | оставьте ваш комментарий | добавить комментарий |
  написать комментарий | прокомментировать | оставить | комментарий 0 | пока никто не оставил | будьте первым |
  станьте первым | чтобы оставить комментарий | чтобы оставлять комментарии | чтобы комментировать |
  для комментирования | войдите чтобы | авторизуйтесь чтобы | пожалуйста авторизуйтесь |
  пожалуйста перейдите по ссылке | для завершения регистрации | регистрация пройдена |  ваш комментарий |
  ваше имя | ваш e mail | ваш email | просмотров | количество просмотров | комментариев | комментарии | прочтений |
  время чтения | время на чтение | обновлено | опубликовано | дата публикации | дата | добавлено | изменено |
  последнее изменение | теги | тэги | метки | ключевые слова | хештеги | темы | рубрика | рубрики |  места |
  место | персоны | организации | автор | авторы | текст | материал подготовил | подготовил | подготовила |
  об авторе | об авторах | редактор | записал | записала | беседовал | беседовала | перевод | источник | оригинал статьи | оригинал |
  подробнее на | подробнее по теме | подробности на |  материалы по теме | другие материалы |  перейти к |   установите приложение | скачайте приложение |    иллюстрация | иллюстративное фото | скриншот | кадр из | кадр видео | изображение | коллаж |  источник фото | мы используем | сайт использует | этот сайт использует |
  продолжая использовать | продолжая просмотр | используя сайт | нажимая кнопку | нажимая на кнопку | данный сайт |
  самые полезные и интересные | доставляем лично | получайте самые | понятные ответы на любые | 
  хочешь видеть | хотите сразу | вернуться в обычную | ваш браузер | включите javascript | 
  воспроизвести |  попробуйте позже | страница не найдена | курс цб |  
  в москве |  сейчас читают | партнер рамблера | телефон редакции | телефон | тел | адрес редакции |
  адрес учредителя | учредитель | главный редактор | шеф редактор | генеральный директор |
  свидетельство о регистрации | регистрационный номер | редакция сми
`);

/** Labels so common in sentences that they count only before a colon: «Текст: Иван Петров», «Место: Рязань». */
const labelPhrases: ReadonlySet<string> = new Set(
  phrases(`
  дата | просмотров | комментариев | комментарии | темы | рубрика | рубрики | раздел | места | место | персоны |
  организации | автор | авторы | об авторе | об авторах | текст | редактор | записал | записала | беседовал | беседовала | перевод |
  источник | оригинал | подготовил | подготовила | телефон | тел | теги | тэги | метки | учредитель |
  главный редактор | шеф редактор | генеральный директор | в москве | обновлено | опубликовано | добавлено |
  изменено | иллюстрация | изображение | скриншот | коллаж | хештеги | оставить | перейти к
`),
);

/** Phrases that may stand anywhere in a line, from the beginning of a word on; the last word may go on. */
const PHRASES_BY_FIRST_WORD = groupByFirstWord<PhraseKind>([
  // Why a page gives only the beginning of its text.
  [
    "wall",
    phrases(`
  доступна только подписчикам | доступен только подписчикам | доступно только подписчикам |
  доступна только по подписке | доступен только по подписке | доступно по подписке | только для подписчиков |
  только для зарегистрированных | для продолжения чтения | чтобы продолжить чтение |
  чтобы прочитать статью полностью | чтобы читать дальше | чтобы дочитать | оформите подписку |
  войдите или зарегистрируйтесь | полная версия доступна | полный текст доступен | статья доступна |
  материал доступен | подтвердите что вы не робот | проверка браузера | доступ ограничен | доступ запрещен
`),
  ],
  [
    "order",
    phrases(`
  подпишись | подпишитесь | подписывайтесь | подписывайся | читайте | следите | присоединяйтесь | присоединяйся | добавь | добавьте |
  добавляйте | вступай | вступайте | жми | жмите | узнавай | узнавайте | включи | включите | ставьте | скачай | скачайте | установите
`),
  ],
  [
    "imprint",
    phrases(`
  все права защищены | все права на материалы | при использовании материалов | при перепечатке материалов |
  свидетельство о регистрации сми | эл фс77 | эл фс 77 | пи фс77 | пи фс 77 | сетевое издание зарегистрировано
`),
  ],
  // Notices in perfect sentences.
  [
    "legal",
    phrases(`
  перепечатка материалов | перепечатка только | перепечатка допускается | перепечатка разрешена | при перепечатке | гиперссылка на сайт | гиперссылки на сайт | активная гиперссылка | активной гиперссылки |
  прямой гиперссылкой | гиперссылка должна | письменного разрешения правообладателя |
  копирование и использование полных | зарегистрировано федеральной службой |
  зарегистрирован федеральной службой | зарегистрировано в федеральной службе |
  зарегистрирована федеральной службой | зарегистрировано роскомнадзором | регистрационный номер эл | учредитель ао | учредитель зао |
  учредитель ооо | адрес редакции | адрес учредителя | адрес электронной почты редакции |
  редакция не несет ответственности | не несут ответственности за публикации | редакция не предоставляет | мнение редакции может |
  мнение автора может не совпадать | мнения авторов могут не совпадать |
  охраняются в соответствии с законодательством | применяются рекомендательные |
  на информационном ресурсе применяются | администрация сайта оставляет | правила для комментариев |
  правила комментирования | правил комментирования | в комментариях запрещаются | запрещаются спам |
  сообщения не относящиеся | языком общения на сайте | сообщение не должно содержать |
  получать удовольствие от общения | просим неукоснительно соблюдать | сообщение для администрации сайта |
  комментарии проходят модерацию | комментарий будет опубликован | оставлять комментарии могут |
  авторизация на сайте | уважать друг друга и сайт | ненормативную лексику унижающие | ctrl enter | нажмите ctrl |
  действительны на день публикации | актуальны на момент публикации | актуальны на день публикации | действительны на момент публикации |
  актуальна на момент публикации | актуальна на день публикации | перепечатка без | перепечатка не | вы получили это письмо | отписаться от рассылки | чтобы отписаться | отписаться можно | письмо отображается |
  письмо плохо отображается | откройте его в браузере | открыть в браузере | любое использование материалов | имеются противопоказания необходима | имеются противопоказания проконсультируйтесь |
  главный редактор еженедельника | шеф редактор сайта | по вопросам рекламы | интернет сайт aif ru функционирует |
  функционирует при финансовой поддержке | факт регистрации пользователя | ваше сообщение отправлено |
  письмо со ссылкой | перейдите по ссылке из письма | доступ к чату заблокирован | вы можете вернуться через
`),
  ],
  // Notices too, but news tells of them as well.
  [
    "topical",
    phrases(`
  обработку персональных данных | обработки персональных данных | политика конфиденциальности |
  политику конфиденциальности | политикой конфиденциальности | пользовательское соглашение |
  пользовательского соглашения | файлы cookie | файлов cookie | использует cookie | используем cookie |
  признаны экстремистскими и запрещены | признаны террористическими и запрещены |
  выполняющего функции иностранного агента | выполняющими функции иностранного агента | рекомендательные технологии |
  при цитировании | при полном или частичном | нецензурную лексику | отдел рекламы | восстановление пароля |
  отдельных комментариев | точка зрения авторов | использование материалов | охраняются законом |
  вы можете обсудить
`),
  ],
]);

/** Lines of more words than this are sentences, whatever they begin with. */
const phraseLineWords = 14;

const PREFIXES_BY_FIRST_WORD = groupByFirstWord([["prefix", prefixPhrases]]);
