/**
 * Word formation: which families are named after one another, as a verb and the noun of its action, a quality and its
 * noun, a person and a field. A rule makes a word of a word, and holds where both are in the dictionary.
 */
import type { Family } from "./families.ts";
import type { PartOfSpeech } from "./hunspell.ts";

interface FormationRule {
  readonly from: PartOfSpeech;
  readonly ending: string;
  readonly to: PartOfSpeech;
  readonly newEnding: string;
  /** The letters of the word before the ending, at the least: short stems meet by chance. */
  readonly minStem: number;
}

const RULES: readonly FormationRule[] = parseRules(`
adjective ый noun ость 3
adjective ий noun ость 4
verb ать noun ание 3
verb ять noun яние 3
verb ять noun ение 4
verb овать noun ование 2
verb ить noun ение 4
verb ить noun иение 2
verb ить noun ийство 1
verb еть noun ение 4
verb ти noun ение 4
verb ить noun итель 3
verb ить noun ильщик 2
verb ить noun ийца 1
verb ать noun атель 3
verb ать noun альщик 3
verb овать noun овщик 3
verb овать noun овец 3
verb овать noun овля 3
verb овать noun овка 4
verb ать noun ка 6
verb ить noun  6
verb ать noun  5
verb ять noun  6
verb ить noun а 5
verb ять noun ьба 4
noun ба verb ить 4
verb йти noun ход 1
verb ехать noun езд 2
verb лететь noun лет 1
verb вести noun вод 3
verb нести noun нос 3
verb везти noun воз 2
verb гнать noun гон 1
verb брать noun бор 2
verb пустить noun пуск 2
verb жечь noun жог 2
verb пасть noun падение 2
verb дать noun дача 1
verb крыть noun крытие 2
verb ать noun а 5
noun ист noun изм 3
noun ист noun истика 4
noun ист noun истка 2
noun ент noun ентка 3
noun ик noun ица 5
noun тель noun тельница 2
noun ец noun ка 5
noun анин noun анка 3
noun янин noun янка 3
noun ник noun ничество 4
noun тель noun тельство 4
noun ент noun ентство 4
noun ор noun орство 4
noun истр noun истерство 3
noun ер noun ерство 4
noun ийца noun ийство 2
noun  noun ство 6
noun ка noun очник 4
noun ция noun ционер 4
noun  noun ист 6
noun ей noun еист 3
noun  noun чик 5
noun  noun щик 4
noun  noun ник 6
noun а noun ник 5
noun  noun ик 3
noun ина noun инация 4
noun  verb ировать 5
noun  verb овать 5
noun ция adjective ционный 4
noun ия adjective ийный 3
noun ия adjective ический 5
noun ика adjective ический 4
noun ла adjective льный 3
noun ца adjective чный 5
noun ека adjective ечный 2
noun а adjective ный 5
noun  adjective ный 6
noun  adjective ский 6
noun  adjective овский 4
noun  adjective овый 5
noun  adjective ический 7
noun  adjective ебный 3
adjective ный noun ник 5
`);

/** A verb of what is done and one of what is being done: решить, решать. Each has the kin of the other as well. */
const ASPECT_RULES: readonly FormationRule[] = parseRules(`
verb чить verb чать 2
verb жить verb жать 3
verb шить verb шать 2
verb щить verb щать 3
verb упить verb упать 1
verb лить verb лять 3
verb лить verb льнять 3
verb нить verb нять 2
verb рить verb рять 2
verb сить verb шать 3
verb зить verb жать 3
verb тить verb щать 3
verb тить verb чать 3
verb дить verb ждать 2
verb стить verb щать 2
verb бить verb блять 3
verb вить verb влять 2
verb пить verb плять 3
verb мить verb млять 3
verb осить verb ашивать 2
verb отать verb атывать 2
verb оить verb аивать 2
verb овить verb авливать 2
verb орить verb аривать 2
verb одить verb аживать 3
verb отить verb ачивать 2
verb дить verb живать 3
verb ать verb ывать 3
verb ить verb ивать 1
verb ать verb авать 3
verb ыть verb ывать 2
verb еть verb евать 3
verb нуть verb ать 4
verb йти verb ходить 1
verb ехать verb езжать 1
verb лететь verb летать 1
verb вести verb водить 2
verb нести verb носить 2
verb везти verb возить 2
verb гнать verb гонять 1
verb брать verb бирать 1
verb рвать verb рывать 1
verb звать verb зывать 1
verb слать verb сылать 1
verb пустить verb пускать 1
verb ереть verb ирать 1
verb нять verb нимать 1
verb чать verb чинать 1
verb жечь verb жигать 1
verb влечь verb влекать 1
verb мочь verb могать 1
verb сечь verb секать 2
verb пасть verb падать 2
verb расти verb растать 1
verb бежать verb бегать 2
verb смотреть verb сматривать 1
`);

/**
 * Shortest common beginning of a verb and its kin of the other aspect; with less, few readers of one mean the other.
 * Untuned.
 */
const MIN_SHARED = 3;

/** Words that a rule would join and that no longer mean what they were made of. */
const STRANGERS: ReadonlySet<string> = new Set(
  `новость новый|повести поведение|настроить настроение|конверт конвертировать|постановить постановка|известить известка|
  актив активировать|комплекс комплексовать|фокус фокусировать|образ образовать|
  статист статистика|притвор притворство|мордовать мордовка|резон резонировать|колер колеровать|лететь лечение|
  должный должность|тракт трактовать|следовать следователь|конечный конечность|положить положение|справить справка|
  поместить помещение|состоять состояние|приложить приложение|предпринимать предприниматель|ведомый ведомость|
  завести заведение|произвести произведение|командир командировать|пятерка пятерочник|трасс трассировать|
  составить состав|способ способный|пример примерный|примерять пример|журнал журналист|сторона сторонник|страна странный|
  доставать доставка|рост ростовский|курган курганский|иван ивановский|роман романовский|черт чертовский|хабар хабаровский|
  покров покровский|швейцар швейцарский|калифорний калифорнийский|заговорить заговор|приступить приступ|приступать приступ|
  возрастать возраст|уставать устав|причинить причина|граф график|гореть горевать|отделать отдел|сверкать сверка|
  застать застывать|заставать застава|заставить застава|заставать заставка|выходец выходка|снарядить снаряд|мед медик|
  проливать пролив|прокатить прокат|проводить провод|наказать наказ|подрать подрывать|изменить измена|начальный начальник|
  собственный собственник|статист статистический|орган органик|металл металлист|уступить уступка|подвигнуть подвиг|
  увязнуть увязать|дорожить дорожать|отставать отставка|огородить огород|перевалить перевал|порода породить|
  противный противник|послушный послушник|кишечный кишечник|позвоночный позвоночник|категория категорический|
  экономия экономический|телеса телесный|громада громадный|хулиган хулиганка|скандал скандалист|выпадать выпад|
  забрать забор|прибрать прибор|задать задача|пойти поход|
  выносить вынашивать|скатить скачать|спасть спадать|
  заметить замещать|купить купать|разметить размещать|договорить договор`
    .split("|")
    .map((pair) => pair.trim()),
);

function parseRules(lines: string): FormationRule[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [from, ending = "", to, newEnding = "", minStem] = line.split(" ");
      return { from: from as PartOfSpeech, ending, to: to as PartOfSpeech, newEnding, minStem: Number(minStem) };
    });
}

function areStrangers(left: string, right: string): boolean {
  return STRANGERS.has(`${left} ${right}`) || STRANGERS.has(`${right} ${left}`);
}

/** The lemmas of the kin of each family that has any, sorted. */
export function findKin(families: readonly Family[]): Map<string, string[]> {
  const kin = new Map<string, Set<string>>();
  const byLemma = new Map(families.filter(({ isProper }) => !isProper).map((family) => [family.lemma, family]));
  const join = (left: string, right: string) => {
    if (areStrangers(left, right)) return;
    kin.set(left, (kin.get(left) ?? new Set()).add(right));
    kin.set(right, (kin.get(right) ?? new Set()).add(left));
  };
  const joinBy = (rules: readonly FormationRule[], joinPair: (left: string, right: string) => void) => {
    for (const { lemma, kind } of byLemma.values()) {
      for (const { from, ending, to, newEnding, minStem } of rules) {
        if (from !== kind || !lemma.endsWith(ending) || lemma.length - ending.length < minStem) continue;
        const formed = lemma.slice(0, lemma.length - ending.length) + newEnding;
        if (byLemma.get(formed)?.kind === to) joinPair(lemma, formed);
      }
    }
  };
  joinBy(RULES, join);
  // The noun of an action is made as the participle is: решенный, решение; принятый, принятие.
  for (const { lemma, kind, forms } of byLemma.values()) {
    if (kind !== "verb") continue;
    // A short name of the action is of a verb with an object: проверить, проверка.
    const action = /^(.{5,})ить$/.exec(lemma)?.[1];
    if (
      action !== undefined &&
      byLemma.get(`${action}ка`)?.kind === "noun" &&
      [...forms].some((form) => /нный$/.test(form))
    ) {
      join(lemma, `${action}ка`);
    }
    for (const form of forms) {
      const stem = /^(.{4,})(?:нный|тый)$/.exec(form)?.[1];
      if (stem === undefined) continue;
      const formed = stem + (form.endsWith("нный") ? "ние" : "тие");
      if (byLemma.get(formed)?.kind === "noun") join(lemma, formed);
    }
  }
  joinBy(ASPECT_RULES, (perfective, imperfective) => {
    if (areStrangers(perfective, imperfective)) return;
    const ofBoth = [...(kin.get(perfective) ?? []), ...(kin.get(imperfective) ?? [])];
    join(perfective, imperfective);
    for (const word of ofBoth) {
      for (const verb of [perfective, imperfective]) {
        if (word !== verb && word.slice(0, MIN_SHARED) === verb.slice(0, MIN_SHARED)) join(verb, word);
      }
    }
  });
  return new Map([...kin].map(([lemma, others]) => [lemma, [...others].sort()]));
}
