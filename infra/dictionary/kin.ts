/**
 * Word formation: which families are named after one another, as a verb and the noun of its action, a quality and its noun, a
 * person and a field. A rule makes a word of a word, and holds where both are in the dictionary.
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

const RULES: readonly FormationRule[] = `
adjective ый noun ость 3
adjective ий noun ость 4
verb ать noun ание 3
verb ять noun яние 3
verb овать noun ование 2
verb ить noun ение 4
verb еть noun ение 4
verb ить noun итель 3
verb ать noun атель 3
verb овать noun овка 4
noun ист noun изм 3
noun ист noun истика 4
noun ник noun ничество 4
noun тель noun тельство 4
noun ент noun ентство 4
noun ор noun орство 4
noun истр noun истерство 3
noun ер noun ерство 4
noun ийца noun ийство 2
noun ка noun очник 4
noun ция noun ционер 4
noun  verb ировать 5
noun  verb овать 5
`
  .trim()
  .split("\n")
  .map((line) => {
    const [from, ending = "", to, newEnding = "", minStem] = line.split(" ");
    return { from: from as PartOfSpeech, ending, to: to as PartOfSpeech, newEnding, minStem: Number(minStem) };
  });

/** Words that a rule would join and that no longer mean what they were made of. */
const STRANGERS: ReadonlySet<string> = new Set(
  `новость новый|повести поведение|настроить настроение|конверт конвертировать|постановить постановка|известить известка|
  актив активировать|комплекс комплексовать|фокус фокусировать|образ образовать|
  статист статистика|притвор притворство|мордовать мордовка|резон резонировать|колер колеровать|лететь лечение|
  должный должность|тракт трактовать|следовать следователь|конечный конечность|положить положение|справить справка|
  поместить помещение|состоять состояние|приложить приложение|предпринимать предприниматель|ведомый ведомость|
  завести заведение|произвести произведение|командир командировать|пятерка пятерочник|трасс трассировать`
    .split("|")
    .map((pair) => pair.trim()),
);

/** The lemmas of the kin of each family that has any, sorted. */
export function findKin(families: readonly Family[]): Map<string, string[]> {
  const kin = new Map<string, Set<string>>();
  const byLemma = new Map(families.filter(({ isProper }) => !isProper).map((family) => [family.lemma, family]));
  const join = (left: string, right: string) => {
    if (STRANGERS.has(`${left} ${right}`) || STRANGERS.has(`${right} ${left}`)) return;
    kin.set(left, (kin.get(left) ?? new Set()).add(right));
    kin.set(right, (kin.get(right) ?? new Set()).add(left));
  };
  for (const { lemma, kind } of byLemma.values()) {
    for (const { from, ending, to, newEnding, minStem } of RULES) {
      if (from !== kind || !lemma.endsWith(ending) || lemma.length - ending.length < minStem) continue;
      const formed = lemma.slice(0, lemma.length - ending.length) + newEnding;
      if (byLemma.get(formed)?.kind === to) join(lemma, formed);
    }
  }
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
  return new Map([...kin].map(([lemma, others]) => [lemma, [...others].sort()]));
}
