/**
 * Measures the look of a line, before anybody asks what it means: words, the end of a sentence, the share of the small
 * words that sentences need and headlines leave out. Bounded work a line, whatever its length.
 */

/** Measures of one line. */
export interface LineShape {
  /** Words and numbers; counted to 1,000 and no further. */
  readonly words: number;
  /** Ends with . ! ? or …, perhaps followed by quotes, brackets or footnote marks. */
  readonly endsSentence: boolean;
  /** Ends with two or more full stops, or with an ellipsis. */
  readonly endsCut: boolean;
  /** Ends with a colon or semicolon. */
  readonly endsOpen: boolean;
  /** Begins as the middle of a sentence does: a small letter, or punctuation that never opens one. */
  readonly startsOpen: boolean;
  /** Begins with a dash, a bullet or «1.», as an item or a speaker does. */
  readonly startsItem: boolean;
  /** Share of prepositions, conjunctions, particles and pronouns among the words, in [0, 1]. */
  readonly smallWordShare: number;
  /** Holds a verb in the past tense or of the third person, as headlines of teasers do and subheadings seldom. */
  readonly hasVerb: boolean;
}

/** Shapes are told from so many characters at each end of a line. */
const HEAD_LENGTH = 4_000;
const TAIL_LENGTH = 80;
const MAX_WORDS = 1_000;

const WORD = /[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu;
/**
 * Quotes, brackets, footnotes such as * and [2], and spaces may follow the mark; «руб.» and initials count too, which
 * does no harm.
 */
const SENTENCE_END = /[.!?…][»"”“’')\]*\s]{0,6}(?:\[\d{1,3}\]){0,3}$/;
const CUT_END = /(?:\.{2}|…)[»"”)\s]{0,3}$/;
const OPEN_END = /[:;]\s?$/;
const OPEN_START = /^(?:\p{Ll}|[,.;:!?)\]»…](?![.]{2})|[—–-]\s?\p{Ll})/u;
const ITEM_START = /^(?:[—–•●▪■*·]|-\s|-(?=[«"\p{L}])|\d{1,2}[.)]\s)/u;
/** лся, лась and so on; four letters or more, so that «пол» and «или» are none. */
const PAST_VERB = /^\p{Ll}{2,}(?:л|ла|ло|ли)(?:ся|сь)?$/u;
/** -ает, -уют, -ятся: endings that few nouns share. */
const PRESENT_VERB = /^\p{Ll}{2,}(?:[её]т|ит|ут|ют|ят|ится|[аеё]тся|ются|утся|ятся|атся)$/u;
/** Verbs of headlines whose endings tell nothing: past tenses without -л, and participles that stand first. */
const OTHER_VERBS: ReadonlySet<string> = new Set(
  (
    "спас смог помог погиб умер принес принёс привез привёз вырос исчез замерз замёрз сгорел нес вез лег сорвался " +
    "назван названы названа названо найден найдены найдена найдено обнаружен обнаружены обнаружена обнаружено задержан " +
    "задержаны задержана объявлен объявлены объявлена раскрыт раскрыты раскрыта установлен установлены подписан подписаны " +
    "подписана опубликован опубликованы опубликована отменен отменены отменена арестован арестованы арестована осужден " +
    "осуждены одобрен одобрены одобрена принят приняты принята избран избрана назначен назначены назначена представлен " +
    "представлены известно стало"
  ).split(" "),
);
const NOT_VERBS: ReadonlySet<string> = new Set(
  (
    "если или были сигнал канал сериал материал финал журнал портал мяч дела начала стола капитал персонал отдел предел раздел узел орел угол стул футбол протокол статьи цели недели земли модели сила школа около мало тело дело число село зеркало кресло масло правило начало металл вокзал " +
    "лет нет совет бюджет билет предмет комитет кабинет университет приоритет интернет ответ буфет рассвет цвет портрет " +
    "пакет запрет секрет сюжет факультет авторитет дуэт балет кювет планет монет ракет газет анкет диет примет паритет " +
    "иммунитет суверенитет менталитет хабилитет банкет жилет браслет пистолет вертолет вертолёт самолет самолёт полет " +
    "полёт отчет отчёт расчет расчёт учет учёт счет счёт зачет зачёт перелет перелёт налет налёт взлет взлёт почет почёт " +
    "кредит дефицит профицит аппетит визит лимит гранит транзит магнит метеорит бронхит элит орбит петит бандит фаворит " +
    "институт маршрут минут атрибут статут ребят опят котят щенят ягнят внучат абсолют валют кают приют уют"
  ).split(" "),
);
const SMALL_WORDS: ReadonlySet<string> = new Set(
  (
    "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее её мне было вот от меня еще ещё нет о об " +
    "из ему теперь когда даже ну ли если уже или ни быть был него до вас опять уж вам ведь там потом себя ничего ей может они тут где " +
    "есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой " +
    "ним здесь этом один почти мой тем чтобы нее сейчас были куда зачем всех при через эти нас про них какая много разве эту моя " +
    "хорошо свою этой перед иногда том нельзя такой им более всегда конечно всю между это также которые который которая которой " +
    "которого однако после из-за этого свой своей своих его эта этих лишь пока"
  ).split(" "),
);

/**
 * Tells whether a line ends a sentence, or ends with a colon or semicolon: {@link LineShape} without the rest of it.
 */
export function isFinished(line: string): boolean {
  const tail = line.slice(-TAIL_LENGTH);
  return SENTENCE_END.test(tail) || OPEN_END.test(tail);
}

/** Measures a line that has single spaces and none at its ends. */
export function lineShape(line: string): LineShape {
  const head = line.slice(0, HEAD_LENGTH);
  const tail = line.slice(-TAIL_LENGTH);
  const words = (head.match(WORD) ?? []).slice(0, MAX_WORDS);
  let smallWords = 0;
  let hasVerb = false;
  for (const word of words) {
    const small = word.toLowerCase();
    if (SMALL_WORDS.has(small)) smallWords += 1;
    hasVerb ||= ((PAST_VERB.test(word) || PRESENT_VERB.test(word)) && !NOT_VERBS.has(word)) || OTHER_VERBS.has(small);
  }
  return {
    words: words.length,
    endsSentence: SENTENCE_END.test(tail),
    endsCut: CUT_END.test(tail),
    endsOpen: OPEN_END.test(tail),
    startsOpen: OPEN_START.test(head),
    startsItem: ITEM_START.test(head),
    smallWordShare: words.length === 0 ? 0 : smallWords / words.length,
    hasVerb,
  };
}
