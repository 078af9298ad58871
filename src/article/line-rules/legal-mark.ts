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
