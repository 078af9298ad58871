/**
 * The place of a dateline in ordinary case (layer 1): ВЛАДИВОСТОК is Владивосток, РОСТОВ-НА-ДОНУ is Ростов-на-Дону, США
 * stays США. Datelines are written in the nominative, so only the case has to be mended.
 */

/** Places that are abbreviations. */
const ABBREVIATIONS: ReadonlySet<string> = new Set([
  "США",
  "ООН",
  "ОАЭ",
  "КНДР",
  "КНР",
  "ЮАР",
  "ДНР",
  "ЛНР",
  "ФРГ",
  "СССР",
  "РФ",
  "НАТО",
  "МКС",
  "ЦАР",
  "ЗАТО",
  "АЭС",
  "ТАСС",
]);

/** Parts of names that stay small inside a name, never at its beginning. */
const SMALL_PARTS: ReadonlySet<string> = new Set([
  "на",
  "де",
  "дю",
  "ле",
  "ла",
  "дель",
  "дер",
  "ди",
  "эль",
  "эш",
  "эр",
  "эд",
  "эз",
  "эс",
  "аль",
  "аш",
  "ан",
  "ас",
  "ад",
  "под",
  "у",
  "и",
  "о",
  "в",
  "ин",
  "сюр",
  "апон",
  "оф",
  "бай",
]);

/** Names whose case follows no rule. */
const SPECIAL_NAMES: ReadonlyMap<string, string> = new Map([
  ["шарм-эль-шейх", "Шарм-эль-Шейх"],
  ["вашингтон, округ колумбия", "Вашингтон"],
]);

/** Large places that datelines name without an agency beside them; used to tell «Москва, 12 ноября.» from a sentence. */
const KNOWN_PLACES: ReadonlySet<string> = new Set(
  (
    "москва|санкт-петербург|петербург|новосибирск|екатеринбург|казань|нижний новгород|челябинск|самара|омск|ростов-на-дону|уфа|" +
    "красноярск|воронеж|пермь|волгоград|краснодар|саратов|тюмень|тольятти|ижевск|барнаул|ульяновск|иркутск|хабаровск|ярославль|" +
    "владивосток|махачкала|томск|оренбург|кемерово|новокузнецк|рязань|астрахань|пенза|липецк|киров|чебоксары|тула|калининград|" +
    "курск|улан-удэ|ставрополь|сочи|севастополь|симферополь|тверь|магнитогорск|иваново|брянск|белгород|сургут|владимир|чита|" +
    "архангельск|калуга|смоленск|курган|череповец|орел|вологда|мурманск|якутск|грозный|кострома|тамбов|петрозаводск|йошкар-ола|" +
    "сыктывкар|нальчик|благовещенск|псков|южно-сахалинск|петропавловск-камчатский|абакан|великий новгород|салехард|магадан|майкоп|" +
    "элиста|черкесск|владикавказ|магас|горно-алтайск|кызыл|анадырь|ханты-мансийск|байконур|ялта|керчь|донецк|луганск|мариуполь|" +
    "херсон|мелитополь|киев|минск|астана|нур-султан|алма-ата|алматы|бишкек|ташкент|душанбе|ашхабад|баку|ереван|тбилиси|кишинев|" +
    "кишинёв|рига|вильнюс|таллин|таллинн|сухум|цхинвал|тирасполь|харьков|одесса|львов|днепр|вашингтон|нью-йорк|лондон|париж|" +
    "берлин|рим|мадрид|брюссель|женева|вена|прага|варшава|будапешт|бухарест|софия|белград|афины|анкара|стамбул|тегеран|багдад|" +
    "дамаск|бейрут|иерусалим|тель-авив|каир|триполи|эр-рияд|доха|абу-даби|дубай|кабул|исламабад|дели|нью-дели|пекин|шанхай|" +
    "гонконг|токио|сеул|пхеньян|ханой|бангкок|джакарта|сингапур|манила|канберра|сидней|оттава|мехико|гавана|каракас|бразилиа|" +
    "рио-де-жанейро|буэнос-айрес|хельсинки|стокгольм|осло|копенгаген|гаага|амстердам|лиссабон|дублин|рейкьявик|люксембург|" +
    "страсбург|мюнхен|цюрих|милан|ватикан|найроби|претория|йоханнесбург|улан-батор|катманду|оон"
  ).split("|"),
);

/** A place without its country in brackets and «г.», in ordinary case where it is written in capitals or small letters. */
export function ordinaryPlace(asWritten: string): string {
  const bare = asWritten
    .replace(/\s?\([^()]{0,60}\)$/, "")
    .replace(/^(?:г|гор|пос|с|ст)\.\s?/i, "")
    .trim();
  const name = bare === "" ? asWritten : bare;
  if (name !== name.toUpperCase() && name !== name.toLowerCase()) return name;
  const special = SPECIAL_NAMES.get(name.toLowerCase());
  return (
    special ??
    name
      .split(/([\s/-]+)/u)
      .map(ordinaryPart)
      .join("")
  );
}

function ordinaryPart(part: string, index: number): string {
  const large = part.toUpperCase();
  if (ABBREVIATIONS.has(large)) return large;
  const small = part.toLowerCase();
  if (index > 0 && SMALL_PARTS.has(small)) return small;
  return small.slice(0, 1).toUpperCase() + small.slice(1);
}

/** Whether a text is the name of a large place, in any case. */
export function isKnownPlace(text: string): boolean {
  return KNOWN_PLACES.has(text.trim().toLowerCase());
}
