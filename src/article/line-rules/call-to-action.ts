/**
 * What a site asks of its readers in full sentences (layer 1): money, news, opinions, a subscription, a download. A line
 * that opens as speech does is somebody's words and none of these.
 */

/** Longer lines tell of a call, and are none. Untuned. */
const MAX_CALL_WORDS = 30;
const MAX_SHORT_CALL_WORDS = 15;
const SPEECH = /^(?:[«"„“]|[—–-]\s)/u;

/** Each stands at the beginning of a sentence, or behind the condition that opens it. */
const SENTENCE = "(?:^(?:если\\s[^.!?]{3,70},\\s)?|[.!?…:]\\s|\\s[—–-]\\s)";
const call = (body: string) => new RegExp(`${SENTENCE}(?:${body})`, "iu");

/** The site's own work, wherever a line asks for it. */
const CALL = call(
  [
    "поддержите\\s(?:нас(?!\\p{L})|нашу?\\s|работу\\sредакции|редакци|независим|издани)|помогите\\s(?:нашему?\\s(?:издани|сайт|проект|редакци)|редакци)|" +
      "чтобы\\s(?:поддержать|помочь)\\s(?:нас|нам|наш|редакци|издани|работ[уе]\\sредакции)|(?:нам\\sважна\\s)?ваша\\sподдержка",
    "(?:присылайте|пришлите|отправляйте|отправьте|пишите|напишите|сообщайте|сообщите|рассказывайте|расскажите|делитесь|поделитесь)\\s" +
      "(?:\\S{1,20}\\s){0,6}(?:в\\sредакцию|(?:почту\\s)?редакции(?!\\p{L})|в\\sнаш|на\\sнаш|нашему|в\\sкомментари|в\\sсоцсетях|в\\sсоциальных\\sсетях|с\\sдрузьями)",
    "(?:скачайте|установите|скачивайте|загрузите)\\s(?:наше\\s(?:\\S{1,20}\\s)?приложени|" +
      "(?:\\S{1,20}\\s){0,2}приложени\\S{1,3}\\s(?:\\S{1,20}\\s){0,2}чтобы\\s(?:не\\sпропус|читать|быть\\sв\\sкурсе|узнавать|получать\\sновости))",
    "(?:ставьте|поставьте)\\s(?:\\S{1,20}\\s){0,1}лайк|оцените\\s(?:\\S{1,20}\\s){0,1}(?:материал|статью|новость|публикацию)",
    "спасибо,?\\sчто\\s(?:дочитали|читаете|остаётесь|остаетесь)",
    "(?:каждый|каждую|каждое|раз\\sв)\\s\\S{1,20}\\s(?:здесь\\s)?мы\\s(?:присылаем|отправляем|рассылаем)|мы\\s(?:вам\\s)?перезвоним",
    "(?:слушайте|смотрите|ищите)\\sнас(?!\\p{L})|(?:звоните|позвоните)\\s(?:\\S{1,20}\\s){0,4}редакци",
    "разрешите\\s(?:сайту|нам|отправлять)|включите\\sуведомления|(?:пожалуйста,?\\s)?отключите\\s(?:\\S{1,20}\\s)?блокировщик",
    "поделиться\\s(?:\\S{1,20}\\s){0,2}с\\sдрузьями",
  ].join("|"),
);
/** «…, не забудьте подписаться на наш канал». */
const SUBSCRIBE = /подпи(?:саться|шитесь|шись|сывайтесь|сывайся)\sна\s(?:нас(?!\p{L})|наш)/iu;
/** «Новости без рекламы — в нашем MAX-канале», without a verb. */
const CHANNEL =
  /\s[—–-]\s(?:в|на)\sнаш(?:ем|ей|их)\s(?:\S{1,20}[\s-]){0,2}(?:канал|чат|групп|сообществ|telegram|телеграм|max|дзен|соцсет)/iu;
/** «Подробности — в сюжете нашего корреспондента», «Подробнее о том, как …, читайте в материале «Вестника»». */
const DETAILS =
  /^(?:подробн(?:ости|ее|ый)|полный|больше|все подробности)(?!\p{L}).{0,90}(?:смотрите|читайте|слушайте|[—–-])\s(?:в|на)\s(?:\S{1,20}\s){0,1}(?:сюжете|материале|репортаже|статье|интервью|видео|тексте|выпуске|эфире|сайте|канале)/iu;

/** «О том, что было раньше, «Вестник» рассказал здесь». */
const TOLD_HERE =
  /^(?:об этом|о том)(?!\p{L}).{3,120}(?:рассказыва|рассказа|писа|чита)\p{L}{1,6}\s(?:\S{1,20}\s)?(?:здесь|тут|по ссылке)\.?$/iu;

/** At the end of a text only: news may tell of the like too. */
const LAST_CALL = call("(?:пишите|напишите|присылайте|пришлите|помогите)\\s(?:об?\\s\\S{1,20}\\s)?нам(?!\\p{L})");
const SOURCE = /^по\s(?:материалам|информации|данным|сообщению|сообщениям)\s(?:[^.,;:!?]|\.(?=\S)){3,80}\.?$/iu;
const SIGNATURE = /^(?:подготовил[аи]?|материал\sподготовил[аи]?|записал[аи]?|беседовал[аи]?)\s:?\s?\p{Lu}/u;
/** A line with a verb that tells is no bare source. */
const TELLS =
  /(?<!\p{L})\p{Ll}{2,20}(?:л|ла|ло|ли|[гджзкнсчш]ут|лся|лась|лось|лись|ет|ют|ит|ят|ется|ются|ится|ятся)(?!\p{L})/u;

/** Whether a line of so many words asks something of the readers for its site. */
export function isCallToAction(line: string, words: number): boolean {
  if (words > MAX_CALL_WORDS || SPEECH.test(line)) return false;
  if (words <= MAX_SHORT_CALL_WORDS && CHANNEL.test(line)) return true;
  return DETAILS.test(line) || TOLD_HERE.test(line) || SUBSCRIBE.test(line) || CALL.test(line);
}

/** Whether the last line of a text, of so many words, is none of it: a call, or who told the news. */
export function isLastCall(line: string, words: number): boolean {
  if (words > MAX_SHORT_CALL_WORDS || SPEECH.test(line)) return false;
  return LAST_CALL.test(line) || SIGNATURE.test(line) || (SOURCE.test(line) && !TELLS.test(line));
}
