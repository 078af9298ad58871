/**
 * Credits of pictures, and captions that say so themselves: «© РИА Новости / Иван Иванов», «Фото: Zuma/ТАСС»,
 * «Хакер за компьютером. Архивное фото», «… - РИА Новости, 1920, 23.09.2021».
 */
import { publisherOf } from "../news/agencies.ts";
import type { LineShape } from "../text/line-shape.ts";

/** Longer lines are no credits, whatever they begin with. */
const MAX_CREDIT_WORDS = 30;
const MAX_SLASHED_WORDS = 10;
const MAX_BARE_CREDIT_WORDS = 7;
const MAX_GIVEN_WORDS = 14;
/** No name of an agency or a bank is so long. */
const MAX_SOURCE_LENGTH = 60;

/** Photo banks and services that are no publishers of news. */
const PHOTO_BANKS: ReadonlySet<string> = new Set(
  (
    "getty images|gettyimages|shutterstock|global look press|globallookpress|globallookpress.com|zuma|zuma press|epa|epa-efe|" +
    "fotolia|depositphotos|unsplash|pixabay|legion-media|legion media|фотобанк лори|лори|пресс-служба|wikimedia|wikipedia|" +
    "wikimedia commons|flickr|istock|istockphoto|dpa|anadolu agency|anadolu|imago|keystone|east news|vostock photo|photoxpress|" +
    "kremlin.ru|мвд|мчс|мо рф|минобороны рф|instagram|youtube|скриншот|соцсети|агентство «москва»|агн «москва»|xinhua|alamy"
  ).split("|"),
);

const MARK = /^(?:©|\(c\)|\(с\)|ⓒ)/i;
const LABEL =
  /^\[?(?:image|img|на (?:фото|фотографи(?:и|ях)|снимк(?:е|ах))|фото|фотограф|фотография|иллюстрация|изображение|источник фото|автор фото|коллаж|кадр|скриншот|видео|инфографика|photo|рисунок)(?:\s(?:из|с|автора|на превью|на обложке)[^:]{0,40})?\s?(?::|©|\/)/i;
/** «Фото Getty Images», «Фото Веры Беловой», «автор фото Вера Белова»: without a colon only before a name. */
const BARE_LABEL =
  /^(?:Фото(?:граф|графии)?|[Аа]втор фото|Инфографика|Иллюстраци[яи]|Рисун(?:ок|ки)|Коллаж|Снимки|Видео)\s(?:автора|редакции|из архива|пресс-службы.{0,60}|\p{Lu}[\p{L}.-]{1,25}(?:\s\p{Lu}[\p{L}.-]{0,25}){0,2})$/u;
/** «Фото предоставлено пресс-службой завода», «Изображение сгенерировано нейросетью». */
const GIVEN =
  /^(?:фото(?:графи[яи])?|видео|снимок|снимки|иллюстраци[яи]|изображени[ея]|картинк[аи])\s(?:был[аои]?\s)?(?:предоставлен|сгенерирован|создан\S{1,3}\s(?:с\sпомощью|нейросет|искусственн))/i;
/** «Рис. 1. Серая ворона с жетоном». */
const FIGURE = /^(?:рис(?:унок)?|илл|табл(?:ица)?|фото)\.?\s(?:№\s?)?\d{1,3}[.:]\s/iu;
const CAPTION_END =
  /(?:архивн(?:ое|ые) (?:фото|видео|кадры)|фото из архива|иллюстративное (?:фото|изображение)|стоковое (?:фото|изображение))[.»")]?$/i;
/** RIA's text for a picture: what it shows, the source, the width, the day. */
const IMAGE_TEXT = /\s[-–—]\s[^,]{2,40},\s\d{3,4},\s\d{1,2}\.\d{2}\.\d{4}$/;

/** Tells whether the line credits a picture or calls itself the caption of one. */
export function isPhotoCredit(line: string, shape: LineShape): boolean {
  if (isImageText(line)) return true;
  if (shape.words > MAX_CREDIT_WORDS) return false;
  if (shape.words <= MAX_BARE_CREDIT_WORDS && BARE_LABEL.test(line.replace(/\.$/, ""))) return true;
  if (shape.words <= MAX_GIVEN_WORDS && GIVEN.test(line)) return true;
  return (
    MARK.test(line) || LABEL.test(line) || FIGURE.test(line) || CAPTION_END.test(line) || isAgencyCredit(line, shape)
  );
}

/** Tells whether the line is «3 из 14», «Фото 3/14», as it stands beside each picture of a gallery. */
export function isPhotoCounter(line: string): boolean {
  return line.length <= 20 && /^(?:фото\s)?\d{1,3}\s?(?:\/|из)\s?\d{1,3}$/iu.test(line);
}

/** A label whose name stands on the next line. */
export function isOpenCredit(line: string): boolean {
  return /^(?:©|\(c\)|(?:фото|автор фото|источник фото|иллюстрация|фотограф)\s?:)$/i.test(line);
}

/** Tells whether the line is the text of a picture that ends with the picture's width and day. */
export function isImageText(line: string): boolean {
  return line.length <= 600 && IMAGE_TEXT.test(line.slice(-80));
}

/** An agency's name alone, or after a slash: «Reuters», «Иван Иванов / ТАСС». */
function isAgencyCredit(line: string, shape: LineShape): boolean {
  if (shape.words > MAX_SLASHED_WORDS || shape.endsOpen) return false;
  if (isPhotoSource(line)) return true;
  const slash = line.lastIndexOf("/");
  return slash > 0 && !line.includes("://") && isPhotoSource(line.slice(slash + 1));
}

function isPhotoSource(text: string): boolean {
  if (text.length > MAX_SOURCE_LENGTH) return false;
  const name = text.trim().toLowerCase();
  return PHOTO_BANKS.has(name) || publisherOf(name) !== null;
}
