/**
 * Token filter: nouns whose own end Snowball takes for a verb's, an adjective's or a participle's in some of their cases, so
 * that the cases part (layer 1, pure): канал and канала to кана, but каналу to канал; режим, проблем, орган, музей, память,
 * запись, медали. A stem of this table stands for all of its cases; it is mostly what Snowball leaves of the others. So it
 * does for a few verbs (погиб, погибли, погибших).
 *
 * Only a list can tell канал from сказал. Left out is what is another word as well: голов (голова, гол), начал (начать,
 * начало), измен (измена, изменить), паром (паром, пар).
 */

const HARD_ENDINGS = ["", "а", "у", "ом", "е", "ы", "о", "ов", "ой", "ою", "ам", "ами", "ах"];
/** Behind these no ы is written: монахи. */
const VELAR = /[гкхжшщч]$/;
/** Of people: гражданин, граждане. */
const PEOPLE_ENDINGS = [...HARD_ENDINGS.filter((ending) => ending !== "о"), "ин", "ина", "ину", "ином", "ине"];
const SOFT_ENDINGS = ["ь", "я", "ю", "ем", "е", "и", "ью", "ей", "ям", "ями", "ях"];
const YOD_ENDINGS = ["й", "я", "ю", "ем", "е", "и", "ев", "ей", "ею", "ям", "ями", "ях"];

/** By what Snowball takes their end for. Stems without ё. */
const HARD_STEMS = [
  // A past in -л.
  "аврал адмирал арсенал ареал бокал вокзал генерал завал зеркал идеал интеграл интервал канал капитал капрал",
  "кардинал карнавал квартал кинжал кинозал криминал лекал либерал маршал материал мемориал минерал накал обвал овал одеял опал",
  "оригинал оскал отвал перевал персонал подвал покрывал портал потенциал похвал привал провал провинциал профессионал",
  "пьедестал радикал развал риал ритуал сандал сериал сигнал скандал спортзал терминал театрал трибунал универсал филиал финал",
  "функционал централ шакал журнал",
  "белил горнил дебил кадил кобыл крокодил мерил могил педофил перил правил русофил светил тротил чернил",
  // A participle in -н, or a past of three letters.
  "атаман банан барабан баран бархан бурьян ветеран вулкан диван истукан кабан капитан караван карман каштан курган меридиан",
  "наркоман обезьян обман океан орган охран партизан пеликан полян ресторан роман сметан стакан султан талисман таракан тиран",
  "туман тюльпан ураган фазан фонтан хулиган чемодан чурбан шаман шарлатан экран",
  "арен бизнесмен гигиен гиен джентльмен домен замен игумен колен конгрессмен кузен обмен отмен перемен подмен полен",
  "рекордсмен спортсмен супермен туркмен феномен шоумен экзамен",
  // A gerund in -в.
  "анклав булав держав забав застав канав облав октав оправ отрав переправ потрав приправ расправ рукав состав удав управ устав",
  "актив альтернатив архив вызов детектив директив залив императив инициатив коллектив кооператив корректив крапив лейтмотив",
  "локомотив массив мотив налив наплыв заплыв нарыв надрыв негатив норматив обрыв объектив отзыв отлив отрыв пассив перелив",
  "перерыв перспектив позитив позыв порыв презерватив прилив призыв пролив прорыв разлив разрыв рецидив созыв тетив",
  // The future or present of a verb: кредит, опыт, ребят.
  "антисемит аппетит артрит аудит бандит бронхит визит гепатит гранит дефицит депозит динамит композит кредит кульбит",
  "лейкоцит лимит магнит митрополит монолит общепит орбит паразит реквизит саммит транзит элит",
  "копыт корыт опыт следопыт котят опят поросят ребят телят цыплят щенят",
  // An adjective.
  "аноним псевдоним режим синоним экстрим пилигрим херувим",
  "водоем объем подъем прием проблем систем эмблем экосистем",
  "агроном аксиом альбом анатом астроном атом аэродром гастроном глауком диплом идиом излом ипподром космодром металлолом",
  "метроном надлом облом перелом погром пролом разгром симптом синдром слалом солом телеком фантом эконом",
  "жених отдых",
  // An ending of another case.
  "бальзам бедлам вигвам ислам мелодрам панорам реклам фимиам",
  "замах запах казах монах папах падишах промах размах рубах росомах черепах",
  "дерев коров нагрев напев остров основ подков подогрев покров посев припев улов",
  // Short adjectives, which have the endings of nouns.
  "готов закрыт здоров знаком необходим открыт",
];

const PEOPLE_STEMS = [
  "англичан армян болгар волжан вавилонян воронежан горожан граждан датчан дворян египтян землян израильтян каторжан киевлян крестьян",
  "марсиан минчан мирян",
  "молдаван мусульман островитян парижан поселян прихожан ростовчан россиян северян селян славян сограждан татар христиан цыган южан",
];

const SOFT_STEMS = [
  // A past in -ли.
  "автомобил вертикал вуал госпитал детал диагонал магистрал медал мобил морал педал печал профил роял скрижал спирал",
  "текстил фестивал хрустал эмал горизонтал пасторал",
  // A reflexive verb in -сь, an infinitive in -ть.
  "взвес ерес живопис запис летопис надпис опис перепис подпис помес примес роспис рукопис смес спес",
  "девят десят кроват памят печат рукоят",
];

const YOD_STEMS = [
  "карава лентя негодя обыча попуга сара случа трамва урожа",
  "гобо геро забо засто зверобо изго ковбо конво настро отбо перебо перегно поко покро прибо разбо удо усто",
  "апоге архиере бобсле водоле евре злоде иуде жоке казначе корифе лаке лице музе плебе трофе фарисе хокке чароде юбиле",
  "буржу поцелу холу",
  // Of women's declension: идея.
  "алле ассамбле батаре галере зате иде лотере оранжере панаце транше эпопе",
];

/** Of which hardly two cases have one Snowball stem: the stem, then all forms. */
const IRREGULAR_NOUNS = [
  "ден день дня дню днем дне дни дней дням днями днях",
  "матер мать матери матерью матерей матерям матерями матерях",
  "дочер дочь дочери дочерью дочерей дочерям дочерями дочерьми дочерях",
  "церкв церковь церкви церковью церквей церквам церквям церквами церквах",
  "любов любовь любви любовью",
  "врем время времени временем времена времен временам временами временах",
  // Not им, which is a pronoun.
  "имя имя имени именем имена имен именам именами именах",
  "пламя пламя пламени пламенем",
  "племя племя племени племенем племена племен племенам племенами племенах",
  "знамя знамя знамени знаменем знамена знамен знаменам знаменами знаменах",
  "сын сын сына сыну сыном сыне сыновья сыновей сыновьям сыновьями сыновьях",
  // Not друг, which Snowball leaves of другой.
  "друз друг друга другу другом друге друзья друзей друзьям друзьями друзьях",
  "неб небо неба небу небом небе небеса небес небесам небесами небесах",
  "чуд чудо чуда чуду чудом чуде чудеса чудес чудесам чудесами чудесах",
  // The plural of another word is theirs.
  "человек человек человека человеку человеком человеке люди людей людям людьми людях",
  "ребенк ребенок ребенка ребенку ребенком ребенке дети детей детям детьми детях",
  "сон сон сна сну сном сне сны снов снам снами снах",
  "лоб лоб лба лбу лбом лбе лбы лбов лбам лбами лбах",
  "рот рот рта рту ртом рте рты ртов ртам ртами ртах",
  "мох мох мха мху мхом мхе мхи мхов мхам мхами мхах",
  // Not рву, which is a verb; not пен, which is пена.
  "ров ров рва рвом рве рвы рвов рвам рвами рвах",
  "пень пень пня пню пнем пне пни пней пням пнями пнях",
  "пес пес пса псу псом псе псы псов псам псами псах",
  "лед лед льда льду льдом льде льды льдов льдам льдами льдах",
  "ложь ложь лжи ложью",
  "рожь рожь ржи рожью",
  "хозяин хозяин хозяина хозяину хозяином хозяине хозяева хозяев хозяевам хозяевами хозяевах",
];

/**
 * Of which Snowball leaves another word that news are full of: лет (of год; 50-летие is not «50 лет»), стать, суд, семь, место, целый, третий, серый, тон,
 * плата, пресс (пресс-служба), за, над, об. Left out are the forms that the other word has too: лет, сталь and стали.
 */
const TOLD_APART = [
  "лето лето лета лету летом лете",
  "статья статья статьи статье статью статьей статей статьям статьями статьях",
  "судья судья судьи судье судью судьей судей судьям судьями судьях",
  "семья семья семьи семье семью семьей семей семьям семьями семьях",
  "месть месть мести местью",
  "цель цель цели целью целей целям целями целях",
  "треть треть трети третей",
  "серия серия серии серию серией серий сериям сериями сериях",
  "летие летие летия летию летием летии летий летиям летиями летиях",
  "тонна тонна тонны тонне тонну тонной тонн тоннам тоннами тоннах",
  "платье платье платья платью платьем платьев платьям платьями платьях",
  "пресса пресса прессы прессе прессу прессой",
  "займ заем займа займу займом займе займы займов займам займами займах",
  "обь обь оби обью",
  "оба оба обе",
  "надея надеяться надеюсь надеется надеемся надеются надейтесь надеясь надеялся надеялась надеялись",
  // Of which Snowball leaves стат (статус), брат, дат (дата), знат (знатный).
  "стал стать",
  "брал брать",
  "дал дать",
  "знал знать",
];

/** Verbs of the news of which hardly two forms share a stem, with their participles. The stem, then all forms. */
const IRREGULAR_VERBS = [
  [
    "погиб погиб погибла погибло погибли погибнуть погибнет погибнут погибший погибшая погибшее погибшие погибшего погибшей",
    "погибшему погибшую погибшем погибшим погибших погибшими",
  ],
  [
    "умер умер умерла умерло умерли умереть умрет умрут умерший умершая умершее умершие умершего умершей умершему умершую",
    "умершем умершим умерших умершими",
  ],
  ["найд найти нашел нашла нашло нашли найдет найдут найден найдена найдено найдены"],
  ["закрыт закрыть закрыл закрыла закрыло закрыли закроет закроют"],
  ["открыт открыть открыл открыла открыло открыли откроет откроют"],
  ["взят взять взял взяла взяло взяли"],
].map((row) => row.join(" "));

/** What such nouns are put together with: телеканал, электромобиль. */
const PREFIXES =
  "авиа авто агро аудио аэро био видео внутри гипер гидро гос интернет кино контр макро мед меж мета микро мини мото мульти нарко нефте полу радио сверх спец супер теле фото четверть экс электро энерго";

/** Shorter stems are the ends of other words: полу-чай. */
const MIN_PREFIXED_LENGTH = 5;

/** By stem its endings. */
const endingsByStem = new Map<string, readonly string[]>([
  ...wordsIn(HARD_STEMS).map((stem) => [stem, VELAR.test(stem) ? [...HARD_ENDINGS, "и"] : HARD_ENDINGS] as const),
  ...wordsIn(PEOPLE_STEMS).map((stem) => [stem, PEOPLE_ENDINGS] as const),
  ...wordsIn(SOFT_STEMS).map((stem) => [stem, SOFT_ENDINGS] as const),
  ...wordsIn(YOD_STEMS).map((stem) => [stem, YOD_ENDINGS] as const),
]);
const irregularNouns = [...IRREGULAR_NOUNS, ...TOLD_APART, ...IRREGULAR_VERBS].map((row) => {
  const [stem = "", ...forms] = row.split(" ");
  return { stem, forms };
});
const irregularForms = new Map(irregularNouns.flatMap(({ stem, forms }) => forms.map((form) => [form, stem] as const)));
/** By stem what its forms begin with that do not begin with it: дн and ден of one noun. */
const irregularBeginnings = new Map(
  irregularNouns.map(
    ({ stem, forms }) => [stem, commonBeginnings(forms.filter((form) => !form.startsWith(stem)))] as const,
  ),
);
const prefixes = PREFIXES.split(" ");

const LONGEST_ENDING = 4;

/** а */
const FIRST_LETTER = 0x430;

/** All that the table has endings for, so that most words are known at once to be none of it. */
const knownForms = new Set([...endingsByStem].flatMap(([stem, endings]) => endings.map((ending) => stem + ending)));
/** By the first letter, its place from а on; most letters begin none. */
const prefixesByLetter = Array.from({ length: 32 }, (_, i) =>
  prefixes.filter((prefix) => prefix.charCodeAt(0) === FIRST_LETTER + i),
);

const NUMERAL_MARK = "дцат";
/** двадцать, двадцати, двадцатью. */
const NUMERAL = /^(.+дцат)(?:ь|и|ью)$/;

/** All stems of the table with their endings. */
export function knownNouns(): Iterable<readonly [stem: string, endings: readonly string[]]> {
  return endingsByStem;
}

/** The stem of a case of a noun of the table, from a word in lower case with ё folded; undefined of all other words. */
export function nounStem(word: string): string | undefined {
  const irregular = irregularForms.get(word);
  if (irregular !== undefined) return irregular;
  if (mayBeKnown(word)) {
    for (let length = 0; length <= LONGEST_ENDING && length < word.length; length += 1) {
      const stem = word.slice(0, word.length - length);
      if (endingsOf(stem)?.includes(word.slice(stem.length))) return stem;
    }
  }
  return word.includes(NUMERAL_MARK) ? NUMERAL.exec(word)?.[1] : undefined;
}

/** Whether all forms of the word are listed one by one: it needs no case stems, of which some would be another word's. */
export function isIrregularNoun(word: string): boolean {
  return irregularForms.has(word);
}

/** What words of a stem may begin with besides the stem itself: имен of имя, дн of ден. None of most stems. */
export function otherBeginnings(stem: string): readonly string[] {
  return irregularBeginnings.get(stem) ?? [];
}

/** What words begin with, at least two letters of each; words that share these two share a beginning. */
function commonBeginnings(words: readonly string[]): string[] {
  const beginnings = new Map<string, string>();
  for (const word of words) {
    const first = word.slice(0, 2);
    let common = beginnings.get(first) ?? word;
    while (!word.startsWith(common)) common = common.slice(0, -1);
    beginnings.set(first, common);
  }
  return [...beginnings.values()];
}

/** Whether the word, or what is left of it behind a prefix, is a form of the table. */
function mayBeKnown(word: string): boolean {
  if (knownForms.has(word)) return true;
  const possible = prefixesByLetter[word.charCodeAt(0) - FIRST_LETTER] ?? [];
  for (const prefix of possible) {
    if (word.startsWith(prefix) && knownForms.has(word.slice(prefix.length))) return true;
  }
  return false;
}

function endingsOf(stem: string): readonly string[] | undefined {
  const known = endingsByStem.get(stem);
  if (known !== undefined) return known;
  const prefix = prefixes.find((one) => stem.startsWith(one) && mayFollow(stem.slice(one.length)));
  return prefix === undefined ? undefined : endingsByStem.get(stem.slice(prefix.length));
}

function mayFollow(stem: string): boolean {
  return stem.length >= MIN_PREFIXED_LENGTH && endingsByStem.has(stem);
}

function wordsIn(rows: readonly string[]): string[] {
  return rows.flatMap((row) => row.split(" "));
}
