/**
 * Texts of the playground in Russian and in English.
 */

export interface PlaygroundTexts {
  readonly give: string;
  readonly paste: string;
  readonly pasteHint: string;
  readonly read: string;
  readonly choose: string;
  readonly drop: string;
  readonly samples: string;
  readonly samplePage: string;
  readonly sampleFeed: string;
  readonly sampleArchive: string;
  readonly privacy: string;
  readonly readings: string;
  readonly nothingRead: string;
  readonly pasted: string;
  readonly clear: string;
  readonly cleared: string;
  readonly reading: string;
  readonly find: string;
  readonly findHint: string;
  readonly field: string;
  readonly value: string;
  readonly origin: string;
  readonly none: string;
  readonly text: string;
  readonly cut: string;
  readonly untitled: string;
  readonly dropped: string;
  readonly noted: string;
  readonly failed: string;
  readonly articles: (count: number) => string;
  readonly rejected: (count: number) => string;
  readonly more: (count: number) => string;
  readonly place: (number: number) => string;
  readonly leftOut: (kind: string, count: number) => string;
  /** Names of fields by their keys. A field that is not in it is shown by its key. */
  readonly fields: Readonly<Record<string, string>>;
}

const russianForms = new Intl.PluralRules("ru");
const counted = (count: number, one: string, few: string, many: string): string =>
  `${count}\u00a0${{ one, few }[russianForms.select(count) as string] ?? many}`;

const russian: PlaygroundTexts = {
  give: "Дайте статью",
  paste: "Текст, HTML, JSON или лента",
  pasteHint: "Вставьте сюда текст статьи, код страницы, ленту RSS или Atom…",
  read: "Прочитать",
  choose: "Выбрать файлы",
  drop: "или перетащите их сюда: страницы, ленты, .jsonl, выгрузки WordPress и Telegram, всё это и в .gz",
  samples: "Примеры:",
  samplePage: "страница",
  sampleFeed: "лента",
  sampleArchive: "архив",
  privacy: "Всё происходит в браузере: ваши файлы никуда не отправляются.",
  readings: "Что прочитано",
  nothingRead: "Пока ничего. Вставьте статью или возьмите пример.",
  pasted: "вставленное",
  clear: "Начать заново",
  cleared: "Всё убрано.",
  reading: "Читаю…",
  find: "Найдите",
  findHint: "Поиск по прочитанному",
  field: "Поле",
  value: "Значение",
  origin: "Откуда",
  none: "нет",
  text: "Текст",
  cut: "Здесь показано начало; в индексе текст целиком.",
  untitled: "Без заголовка",
  dropped: "Что не вошло в текст",
  noted: "замечание",
  failed: "Не получилось:",
  articles: (count) => counted(count, "статья", "статьи", "статей"),
  rejected: (count) => `${counted(count, "замечание", "замечания", "замечаний")} читателя`,
  more: (count) => `И ещё ${count}.`,
  place: (number) => `№\u00a0${number}`,
  leftOut: (kind, count) => `Не статьи: ${kind} (${count})`,
  fields: {
    title: "Заголовок",
    lead: "Подводка",
    date: "Дата",
    zone: "Часовой пояс",
    place: "Место",
    agency: "Агентство",
    source: "Источник",
    author: "Автор",
    section: "Рубрика",
    tags: "Метки",
    url: "Адрес",
    image: "Картинка",
    notice: "Пометка",
    id: "Идентификатор",
    charset: "Кодировка",
    text: "Текст",
  },
};

const englishCount = (count: number, unit: string): string => `${count}\u00a0${unit}${count === 1 ? "" : "s"}`;

const english: PlaygroundTexts = {
  give: "Give an article",
  paste: "Text, HTML, JSON or a feed",
  pasteHint: "Paste the text of an article, the source of a page, an RSS or Atom feed…",
  read: "Read it",
  choose: "Choose files",
  drop: "or drop them here: pages, feeds, .jsonl, exports of WordPress and Telegram, all of these also as .gz",
  samples: "Samples:",
  samplePage: "a page",
  sampleFeed: "a feed",
  sampleArchive: "an archive",
  privacy: "All of it happens in your browser: your files are sent nowhere.",
  readings: "What was read",
  nothingRead: "Nothing yet. Paste an article, or take a sample.",
  pasted: "pasted",
  clear: "Start again",
  cleared: "All is gone.",
  reading: "Reading…",
  find: "Find it",
  findHint: "Search what was read",
  field: "Field",
  value: "Value",
  origin: "Found in",
  none: "none",
  text: "Text",
  cut: "This is the beginning; the index has all of the text.",
  untitled: "Without a title",
  dropped: "What is no part of the text",
  noted: "note",
  failed: "That failed:",
  articles: (count) => englishCount(count, "article"),
  rejected: (count) => `${englishCount(count, "remark")} of the reader`,
  more: (count) => `And ${count} more.`,
  place: (number) => `No.\u00a0${number}`,
  leftOut: (kind, count) => `No articles: ${kind} (${count})`,
  fields: {
    title: "Title",
    lead: "Lead",
    date: "Date",
    zone: "Time zone",
    place: "Place",
    agency: "Agency",
    source: "Source",
    author: "Author",
    section: "Section",
    tags: "Tags",
    url: "Address",
    image: "Picture",
    notice: "Legal mark",
    id: "Id",
    charset: "Charset",
    text: "Text",
  },
};

/** Russian for `ru`, English for all others. */
export function textsFor(language: string): PlaygroundTexts {
  return /^ru\b/i.test(language) ? russian : english;
}
