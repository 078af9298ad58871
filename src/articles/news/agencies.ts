/**
 * Agencies and papers as datelines, title lines and hosts write them. Data and look-ups only: a new agency is
 * a new row.
 */

/**
 * One publisher: its name as readers know it, how datelines and title lines write it, and the hosts it publishes on.
 */
interface Publisher {
  readonly name: string;
  /** Aliases in lower case; the name itself, in lower case, is always one. */
  readonly aliases: readonly string[];
  readonly hosts: readonly string[];
}

const PUBLISHERS: readonly Publisher[] = [
  {
    name: "РИА Новости",
    aliases: ["риа «новости»", 'риа "новости"', "ria.ru", "риа новости украина"],
    hosts: ["ria.ru", "rian.ru"],
  },
  { name: "ТАСС", aliases: ["итар-тасс", "тасс-урал", "tass"], hosts: ["tass.ru", "itar-tass.com"] },
  {
    name: "Интерфакс",
    aliases: [
      "interfax.ru",
      "interfax",
      "интерфакс-запад",
      "интерфакс-украина",
      "интерфакс-казахстан",
      "интерфакс-азербайджан",
      "интерфакс-урал",
      "интерфакс-сибирь",
      "интерфакс-юг",
      "интерфакс - поволжье",
      "интерфакс-поволжье",
      "интерфакс-дальний восток",
      "интерфакс-северо-запад",
      "интерфакс-россия",
      "интерфакс-центр",
      "sport-interfax.ru",
      "спорт-интерфакс",
      "интерфакс-недвижимость",
      "interfax-russia.ru",
    ],
    hosts: ["interfax.ru", "interfax-russia.ru", "sport-interfax.ru", "sport.interfax.ru"],
  },
  {
    name: "Sputnik",
    aliases: [
      "спутник",
      "sputnik азербайджан",
      "sputnik беларусь",
      "sputnik армения",
      "sputnik грузия",
      "sputnik казахстан",
      "sputnik кыргызстан",
      "sputnik молдова",
      "sputnik узбекистан",
      "sputnik таджикистан",
      "sputnik абхазия",
      "sputnik южная осетия",
      "sputnik латвия",
      "sputnik эстония",
      "sputnik литва",
    ],
    hosts: ["sputnik.kg", "sputnik.by", "sputnik.az", "sputniknews.com"],
  },
  {
    name: "ПРАЙМ",
    aliases: ["агентство прайм", "аэи прайм", "аэи «прайм»", "prime", "1prime.ru", "прайм-тасс"],
    hosts: ["1prime.ru"],
  },
  { name: "Р-Спорт", aliases: ["р-спорт", "риа новости спорт", "r-sport"], hosts: ["rsport.ru", "rsport.ria.ru"] },
  { name: "РАПСИ", aliases: ["рапси"], hosts: ["rapsinews.ru"] },
  { name: "REGNUM", aliases: ["иа regnum", "регнум", "иа регнум"], hosts: ["regnum.ru"] },
  { name: "Красная Весна", aliases: ["иа красная весна", "иа «красная весна»"], hosts: ["rossaprimavera.ru"] },
  { name: "Росбалт", aliases: ["иа росбалт", "ростбалт"], hosts: ["rosbalt.ru"] },
  { name: "Новый День", aliases: ["риа новый день", "риа «новый день»", "newdaynews.ru"], hosts: ["newdaynews.ru"] },
  { name: "ФедералПресс", aliases: ["риа федералпресс", "риа «федералпресс»", "fedpress"], hosts: ["fedpress.ru"] },
  { name: "PrimaMedia", aliases: ["риа primamedia", "иа primamedia"], hosts: ["primamedia.ru"] },
  { name: "Татар-информ", aliases: ["иа татар-информ", "иа «татар-информ»"], hosts: ["tatar-inform.ru"] },
  { name: "Башинформ", aliases: ["иа башинформ", "иа «башинформ»"], hosts: ["bashinform.ru"] },
  { name: "Крыминформ", aliases: ["иа крыминформ"], hosts: ["c-inform.info"] },
  { name: "URA.RU", aliases: ["риа ura.ru", "ura.news"], hosts: ["ura.ru", "ura.news"] },
  { name: "Национальная служба новостей", aliases: ["нсн"], hosts: ["nsn.fm"] },
  { name: "Агентство «Москва»", aliases: ["агн «москва»", "агн москва"], hosts: ["mskagency.ru"] },
  { name: "Донецкое агентство новостей", aliases: ["дан"], hosts: ["dan-news.info"] },
  { name: "EADaily", aliases: ["eurasia daily"], hosts: ["eadaily.com"] },
  { name: "Арменпресс", aliases: ["армянпресс"], hosts: ["armenpress.am"] },
  { name: "Новости-Армения", aliases: ["аминфо"], hosts: ["newsarmenia.am"] },
  { name: "Новости-Грузия", aliases: [], hosts: ["newsgeorgia.ge"] },
  { name: "Новости-Азербайджан", aliases: [], hosts: [] },
  { name: "Trend", aliases: ["тренд"], hosts: ["trend.az"] },
  { name: "Кабар", aliases: ["киа кабар", "кабар"], hosts: ["kabar.kg"] },
  { name: "Ховар", aliases: ["ниат «ховар»"], hosts: ["khovar.tj"] },
  { name: "Укринформ", aliases: [], hosts: ["ukrinform.ru"] },
  { name: "Вести.Экономика", aliases: [], hosts: ["vestifinance.ru"] },
  { name: "БЕЛТА", aliases: ["белта"], hosts: ["belta.by"] },
  { name: "УНИАН", aliases: [], hosts: ["unian.net"] },
  { name: "АКИpress", aliases: ["акиpress", "akipress"], hosts: ["akipress.org"] },
  { name: "Казинформ", aliases: ["казинформ", "мия «казинформ»"], hosts: ["inform.kz"] },
  { name: "Синьхуа", aliases: ["синьхуа", "xinhua"], hosts: [] },
  { name: "Reuters", aliases: ["рейтер", "рейтерс"], hosts: ["reuters.com"] },
  { name: "AP", aliases: ["associated press", "ассошиэйтед пресс"], hosts: [] },
  { name: "AFP", aliases: ["франс пресс", "франс-пресс", "афп"], hosts: [] },
  { name: "Лента.ру", aliases: ["lenta.ru"], hosts: ["lenta.ru"] },
  { name: "Газета.Ru", aliases: ["gazeta.ru", "«газета.ru»"], hosts: ["gazeta.ru"] },
  { name: "Известия", aliases: ["iz.ru"], hosts: ["iz.ru", "izvestia.ru"] },
  { name: "RT на русском", aliases: ["rt", "рт", "рт на русском"], hosts: ["russian.rt.com"] },
  { name: "Московский комсомолец", aliases: ["мк", "mk.ru", "московский комсомолец"], hosts: ["mk.ru"] },
  { name: "Независимая газета", aliases: ["нг", "ng.ru"], hosts: ["ng.ru"] },
  { name: "Вести.Ru", aliases: ["вести", "vesti.ru"], hosts: ["vesti.ru"] },
  { name: "Правда.Ру", aliases: ["pravda.ru"], hosts: ["pravda.ru"] },
  {
    name: "Коммерсантъ",
    aliases: ["ъ", "коммерсант", "kommersant.ru", "газета «коммерсантъ»", "газета коммерсантъ"],
    hosts: ["kommersant.ru"],
  },
  { name: "Российская газета", aliases: ["рг", "rg.ru"], hosts: ["rg.ru"] },
  { name: "Meduza", aliases: ["медуза"], hosts: ["meduza.io"] },
  { name: "Forbes", aliases: ["forbes.ru", "forbes россия", "форбс"], hosts: ["forbes.ru"] },
  { name: "РБК", aliases: ["rbc", "rbc.ru", "новости рбк"], hosts: ["rbc.ru"] },
  { name: "Аргументы и факты", aliases: ["аиф", "аргументы и факты", "аиф.ru", "aif.ru"], hosts: ["aif.ru"] },
  { name: "Ведомости", aliases: ["vedomosti.ru"], hosts: ["vedomosti.ru"] },
  { name: "Комсомольская правда", aliases: ["кп", "kp.ru"], hosts: ["kp.ru"] },
  { name: "Фонтанка.ру", aliases: ["фонтанка", "fontanka.ru"], hosts: ["fontanka.ru"] },
  { name: "НТВ", aliases: ["нтв.ru", "ntv.ru"], hosts: ["ntv.ru"] },
  { name: "Взгляд", aliases: ["деловая газета «взгляд»", "взгляд.ру", "vz.ru"], hosts: ["vz.ru"] },
  { name: "ИноСМИ", aliases: ["inosmi.ru"], hosts: ["inosmi.ru"] },
  { name: "N+1", aliases: ["nplus1.ru"], hosts: ["nplus1.ru"] },
  {
    name: "Русская служба Би-би-си",
    aliases: ["bbc news русская служба", "би-би-си", "bbc"],
    hosts: ["bbc.com", "bbc.co.uk"],
  },
];

const NAME_BY_ALIAS: ReadonlyMap<string, string> = new Map(
  PUBLISHERS.flatMap(({ name, aliases }) => [name, ...aliases].map((alias) => [alias.toLowerCase(), name] as const)),
);

const NAME_BY_HOST: ReadonlyMap<string, string> = new Map(
  PUBLISHERS.flatMap(({ name, hosts }) => hosts.map((host) => [host, name] as const)),
);

/** Longest first, so that «Интерфакс-Запад» is not taken for «Интерфакс». */
const ALIASES = [...NAME_BY_ALIAS.keys()].sort((a, b) => b.length - a.length);

/** The publisher's name for a text that is one of its names, in any case; null for any other text. */
export function publisherOf(text: string): string | null {
  return NAME_BY_ALIAS.get(text.trim().toLowerCase()) ?? null;
}

/** The publisher whose name a text begins with, as a whole word, and the length of that name; null where none does. */
export function leadingPublisher(text: string): { readonly name: string; readonly length: number } | null {
  const head = text.slice(0, 60).toLowerCase();
  for (const alias of ALIASES) {
    if (!head.startsWith(alias) || /^[\p{L}\p{N}]/u.test(head.slice(alias.length))) continue;
    return { name: NAME_BY_ALIAS.get(alias) ?? alias, length: alias.length };
  }
  return null;
}

/** The publisher of a host or of the site that it is a part of; null for an unknown host. */
export function publisherOfHost(host: string): string | null {
  let rest = host.toLowerCase().replace(/^www\./, "");
  while (rest.includes(".")) {
    const name = NAME_BY_HOST.get(rest);
    if (name !== undefined) return name;
    rest = rest.slice(rest.indexOf(".") + 1);
  }
  return null;
}
