/**
 * The words of a question: «кто такая …», «сколько стоит …», «… последние новости». They ask, and are no content: an
 * article that answers need not have them. One that has what is asked for («закончится», «цена») comes before others.
 */
import { foldCaseAndYo, isStopWord, kinTerms, readWords, termBook, termOfWord } from "../../russian/words.ts";

/** A stretch of the query `[start, end)`. */
interface QuestionStretch {
  readonly start: number;
  readonly end: number;
  /** The subject of the question. */
  readonly asked: AskedFor | null;
}

/** The word of a predicate, and what answers have besides it and its kin. */
interface AskedFor {
  readonly verb: string;
  readonly answers: readonly string[];
}

/** Beginnings of terms of what a question asks for. */
export async function raisedBy(asked: AskedFor | null): Promise<readonly string[]> {
  if (asked === null) return [];
  await readWords(() => termBook([asked.verb]));
  return [termOfWord(asked.verb), ...kinTerms(asked.verb), ...asked.answers];
}

const OPENINGS = wordSet("а и ну но скажите подскажите расскажите интересно");
const PREPOSITIONS = wordSet("в во на о об с со к ко по до от из из-за за у для про при над под через");

/** Interrogatives in every form. */
const INTERROGATIVES = wordSet(
  `кто кого кому кем ком что чего чему чем где куда откуда когда почему зачем отчего как насколько сколько скольких
  какой какая какое какие какого какую каких каким какими каком какому чей чья чье чьи`,
);

/** Words behind these that mean nothing alone. */
const BEHIND = wordSet(
  "такой такая такое такие таков такова это ли же бы и там так вообще сейчас будет будут есть был была было были",
);

/** «Правда ли, что …», «могут ли …»: words that ask by their ли. */
const BEFORE_LI = wordSet("правда верно может могут можно нужно надо стоит опасно");

interface Predicate {
  readonly behind: ReadonlySet<string>;
  readonly verb: RegExp;
  /** Other words of answers, besides the verb and its kin. */
  readonly answers: readonly string[];
}

/** The predicates that only ask, each behind its own interrogatives. */
const PREDICATES: readonly Predicate[] = [
  predicate("сколько", /^(?:стоит|стоят|стоить|стоил[аои]?|обойдется|обойдутся)$/, "цена стоимость рубль"),
  predicate("сколько", /^(?:лет|времени)$/),
  predicate("что чем чего", /^(?:значит|означает|такое|случилось|произошло|происходит|известно|слышно|нового)$/),
  predicate("как", /^(?:зовут|звали|называется|называются)$/),
  predicate("где", /^(?:находится|находятся|находился|находилась|расположен[аоы]?)$/),
  predicate(
    "когда сколько насколько",
    /^(?:за|о)?кон(?:чится|чатся|чили?|чилась|чился|чилось)$|^заверш(?:ится|атся|или?|илась|ился|илось)$|^прекратится$/,
  ),
  predicate("когда", /^нач(?:нется|нутся|ался|алась|алось|ались)$|^стартует$/),
];

const NEWS = /^новост(?:и|ей|ях|ями|ям)$/;
const NEWS_ADJECTIVE = /^(?:последни|свежи|главны|срочны|самы|все)(?:е|х)?$/;
/** Words before «новости» that it belongs to: the name of an agency or service, and an adjective («плохие новости»). */
const BEFORE_NAMED_NEWS = /^(?:риа|яндекс|.+[ыи]е)$/;

/** Most other words of a question; with more it is a pasted headline or sentence, whose words all count. */
const MOST_OTHER_WORDS = 4;

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Null where nothing is asked, or nothing but the question is left. Linear; never throws. */
export function findQuestion(query: string): QuestionStretch | null {
  const words = [...query.matchAll(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu)].map(
    ({ 0: text, index }): Word => ({ text: foldCaseAndYo(text), start: index, end: index + text.length }),
  );
  for (const read of [readQuestion, readNews, readNewsBehind]) {
    const found = read(words);
    if (found === null) continue;
    const { from, to, asked = null } = found;
    const rest = [...words.slice(0, from), ...words.slice(to)];
    const [first, last] = [words[from], words[to - 1]];
    if (first === undefined || last === undefined || rest.length > MOST_OTHER_WORDS) continue;
    if (rest.every(({ text }) => isStopWord(text))) continue;
    return { start: first.start, end: last.end, asked };
  }
  return null;
}

/** The words [from, to). */
interface Reading {
  readonly from: number;
  readonly to: number;
  readonly asked?: AskedFor;
}

function readQuestion(words: readonly Word[]): Reading | null {
  const at = (i: number): string => words[i]?.text ?? "";
  let i = OPENINGS.has(at(0)) ? 1 : 0;
  if (PREPOSITIONS.has(at(i)) && INTERROGATIVES.has(at(i + 1))) i += 1;
  const asked = at(i);
  if (BEFORE_LI.has(asked) && at(i + 1) === "ли") {
    i += 2;
    if (at(i) === "что") i += 1;
    return { from: 0, to: i };
  }
  if (!INTERROGATIVES.has(asked)) return null;
  i += 1;
  while (BEHIND.has(at(i))) i += 1;
  const found = PREDICATES.find(({ behind, verb }) => behind.has(asked) && verb.test(at(i)));
  if (found === undefined) return { from: 0, to: i };
  return { from: 0, to: i + 1, asked: { verb: at(i), answers: found.answers } };
}

/** «(последние) новости (про) …» */
function readNews(words: readonly Word[]): Reading | null {
  let i = 0;
  while (NEWS_ADJECTIVE.test(words[i]?.text ?? "")) i += 1;
  return NEWS.test(words[i]?.text ?? "") ? { from: 0, to: i + 1 } : null;
}

/** «… (последние) новости» */
function readNewsBehind(words: readonly Word[]): Reading | null {
  let from = words.length - 1;
  if (!NEWS.test(words[from]?.text ?? "")) return null;
  while (NEWS_ADJECTIVE.test(words[from - 1]?.text ?? "")) from -= 1;
  const isNamed = from === words.length - 1 && BEFORE_NAMED_NEWS.test(words[from - 1]?.text ?? "");
  return isNamed ? null : { from, to: words.length };
}

function predicate(behind: string, verb: RegExp, answers = ""): Predicate {
  return { behind: wordSet(behind), verb, answers: answers.split(" ").filter((word) => word !== "") };
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}
