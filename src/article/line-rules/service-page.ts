/**
 * Pages that a site or its guard shows in place of an article (layer 1): errors, checks for robots, searches, logins, told
 * by their titles. A title that only begins like one is an article's: «500 рублей вернут…», «Поиск рыбака продолжается».
 */
import { foldLine } from "../text/normalize-text.ts";

/** A story of so many words is one, whatever the page calls itself. */
const SURE_STORY_WORDS = 80;
/** Between the name of the page and that of its site. */
const SEPARATOR = /\s[-–—|•·/]\s|\s?\|\s?|::?\s|\.\s/u;
/** A longer title than this names more than a page of service. */
const MAX_TITLE_LENGTH = 300;

/** RFC 9110, section 15: codes that pages show, alone or before their names. */
const ERROR_CODE =
  /^(?:(?:http )?(?:ошибка|error) |http )?(?:40[0-9]|410|429|451|50[0-4])(?: (?:ошибка|error|страница не|page not|not found|forbidden|bad|internal server|service|gateway|gone|доступ (?:запрещен|ограничен)|unauthorized|too many).*)?$/;
const ERROR_WORDS =
  /^(?:(?:извините|упс|к сожалению) )?(?:страница не (?:найдена|существует)|такой страницы|запрашиваемая (?:вами )?страница|page not found|access denied|just a moment|attention required|ddos guard|проверка браузера|подтвердите что вы не робот|подтвердите что запросы|вы не робот|are you a robot|captcha|service unavailable|bad gateway)/;
const ERROR_TITLE =
  /^(?:not found|forbidden|доступ (?:к (?:[а-я]{4,15} )?(?:сайту|ресурсу|странице|материалу) )?(?:ограничен|запрещен)(?: к (?:сайту|ресурсу|странице|материалу))?)$/;
/** Whole titles and sentences: a headline that only begins so is an article's. */
const CLOSED_SITE =
  /^(?:(?:наш )?сайт (?:временно |сейчас )?(?:недоступен|не работает|отключен|(?:находится )?на (?:техническом обслуживании|реконструкции))(?: по техническим причинам)?|(?:на (?:нашем )?сайте )?(?:ведутся|проводятся|идут) (?:технические|профилактические) работы(?: на сайте)?|внутренняя ошибка сервера|ошибка (?:базы данных|сервера|(?:установки )?(?:соединения|подключения)(?: (?:с базой|к базе) данных)?)|error establishing a database connection)$/;
const AGE_CHECK =
  /^(?:вам (?:уже )?(?:исполнилось|есть) 18(?: лет)?|(?:пожалуйста )?подтвердите (?:что вам (?:уже )?(?:исполнилось|есть) 18(?: лет)?|(?:свой |ваш )?возраст))$/;
/** How a page says in its text that it is none. */
const LOST_PAGE =
  /^(?:(?:извините|упс|к сожалению) )?(?:страница не (?:найдена|существует)|такой страницы (?:нет|не )|запрашиваемая (?:вами )?страница)/;
/** What a server writes in place of a page that it failed to make. */
const SERVER_MESSAGE =
  /^(?:(?:php )?(?:fatal error|parse error|warning|notice|deprecated): .{1,300} on line \d|(?:php )?fatal error: uncaught |traceback \(most recent call last\))/i;
/** What a page shows where its scripts or frames did not run. */
const BARE_PAGE =
  /^(?:для работы (?:сайта|портала|страницы) (?:необходимо|нужно|требуется) (?:включить )?(?:поддержк[ау] )?javascript|(?:пожалуйста )?включите (?:поддержку )?javascript|ваш браузер не поддерживает (?:фреймы|плавающие фреймы|javascript)|you need to enable javascript|please enable javascript)/;
const SEARCH_TITLE =
  /^(?:поиск(?: по (?:сайту|новостям|архиву))?|(?:поиск|результаты поиска) по запросу.*|результаты поиска|вы искали.*|search(?: results.*)?)$/;
const LOGIN_TITLE =
  /^(?:вход|войти|авторизация|регистрация|личный кабинет|log in|login|sign in)(?: (?:и регистрация|(?:на|в) (?:сайт|сайте|портал|портале|систему|личный кабинет|аккаунт)|(?:нового )?пользовател(?:я|ей)|для (?:[а-я]{5,20} )?(?:пользователей|подписчиков|читателей)))?$/;

/** Why an error is none of an article. */
export const ERROR_REASON = "The page says that something was not found or not allowed, and holds no article.";
/** Between the name of the page and that of its site, and never inside of a headline. */
const SITE_SEPARATOR = /\s[-–—|•·/]\s|\s?\|\s?|::/u;

/** Why a page of so many words whose text or heading begins so is no article, or null: an error need not have a title. */
export function findErrorText(text: string, words: number): string | null {
  if (words >= SURE_STORY_WORDS) return null;
  const fold = foldLine(text, MAX_TITLE_LENGTH);
  if (BARE_PAGE.test(fold)) return "The page shows that its scripts did not run, and holds no text.";
  if (SERVER_MESSAGE.test(text) || LOST_PAGE.test(fold)) return ERROR_REASON;
  const [sentence = ""] = text.slice(0, MAX_TITLE_LENGTH).split(/[.!?]/, 1);
  return isNotice(sentence) ? ERROR_REASON : null;
}

/** Whether a line says that a page was not found, as no line of news does. */
export function saysLost({ text }: { readonly text: string }): boolean {
  return LOST_PAGE.test(foldLine(text, MAX_TITLE_LENGTH));
}

function isNotice(written: string): boolean {
  const fold = foldLine(written);
  return CLOSED_SITE.test(fold) || AGE_CHECK.test(fold);
}

/** Why a page of so many words that is called this is no article, or null. */
export function findServiceReason(title: string | null, words: number): string | null {
  if (title === null || words >= SURE_STORY_WORDS || title.length > MAX_TITLE_LENGTH) return null;
  const parts = title.split(SEPARATOR).map((part) => foldLine(part));
  if (parts.some((part) => ERROR_CODE.test(part) || ERROR_WORDS.test(part) || ERROR_TITLE.test(part)))
    return ERROR_REASON;
  if (title.split(SITE_SEPARATOR).some(isNotice)) return ERROR_REASON;
  if (parts.some((part) => SEARCH_TITLE.test(part))) return "The page shows the results of a search.";
  return parts.some((part) => LOGIN_TITLE.test(part)) ? "The page asks to log in before it shows its text." : null;
}
