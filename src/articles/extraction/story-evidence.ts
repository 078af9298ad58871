/**
 * Judges whether lines are of a story, by their words and places: the words that they share with it, the headline above
 * them, and on pages with markup the block that they stand in. No label and no heading decides that alone.
 */

import type { ModelLine } from "./page-model.ts";

/** The beginnings of the words of a story. Words are compared by their first letters, since Russian inflects. */
export type TopicWords = ReadonlySet<string>;

/** Five letters tell most words apart and outlast their endings; the shorter words say little. Untuned. */
const PREFIX_LETTERS = 5;
const MIN_LETTERS = 5;
const MIN_NAME_LETTERS = 3;
/** So much of a story is read, and so much of a line. */
const MAX_TEXT_LENGTH = 200_000;
const MAX_LINE_LENGTH = 4_000;
/** A headline with fewer words of its own tells nothing. */
const MIN_TELLING_WORDS = 3;
const WORD = /[\p{L}\p{N}]+/gu;

/** The words of some lines, which are paragraphs. Linear, and bounded. */
export function topicWords(lines: readonly (ModelLine | undefined)[]): TopicWords {
  const words = new Set<string>();
  let length = 0;
  for (const line of lines) {
    if (line === undefined || length > MAX_TEXT_LENGTH) continue;
    const text = line.text.slice(0, MAX_LINE_LENGTH);
    length += text.length;
    for (const [word] of text.matchAll(WORD)) if (word.length >= MIN_NAME_LETTERS) words.add(prefixOf(word));
  }
  return words;
}

/**
 * Tells whether a headline names something else than the story: none of its names, or none of several long words,
 * stands in the story.
 */
export function isOffTopic(headline: string, topic: TopicWords): boolean {
  const words = [...headline.matchAll(WORD)].map(([word]) => word);
  const names = words.filter((word, i) => i > 0 && word.length >= MIN_NAME_LETTERS && /^\p{Lu}/u.test(word));
  if (names.length > 0 && !names.some((name) => topic.has(prefixOf(name)))) return true;
  const telling = words.filter((word) => word.length >= MIN_LETTERS);
  return telling.length >= MIN_TELLING_WORDS && !telling.some((word) => topic.has(prefixOf(word)));
}

function prefixOf(word: string): string {
  const small = word.toLowerCase().replaceAll("ё", "е");
  // A short name changes its last letter: «Рим», «Риме», «Уфа», «Уфы».
  return small.slice(0, Math.min(PREFIX_LETTERS, Math.max(MIN_NAME_LETTERS, small.length - 1)));
}

/**
 * Beginnings of the words that a tenth of all news has: two texts that share them need not be of one story. Counted in
 * 575 articles.
 */
const COMMON: TopicWords = new Set(
  (
    "котор сообщ после росси также будет работ стран больш время чтобы слова более может тольк предс челов этого начал получ заяви " +
    "случа орган прези говор возмо отмет ранее должн интер прове предп госуд прави данны между ситуа решен когда необх дейст испол " +
    "соста однак регио вопро основ сказа проти состо согла будут сторо други перед участ влади сейча минис всего произ наход москв " +
    "счита образ можно приня могут подде резул полит напом город власт первы време сотру облас приме предл числе прост расск продо " +
    "неско помощ сдела главн центр компа отнош руков очень инфор прово кроме ответ оказа совет специ готов пробл являе глава извес " +
    "закон сегод следу поэто созда откры многи гражд связи контр показ момен эконо стать месяц поста служб частн распр заявл друго " +
    "групп позво добав второ экспе систе некот тысяч проце много право прошл перво услов опера актив разви напра тогда насто измен " +
    "общес терри соотв мнени устан режим федер встре пресс огран значи защит колич недел предо сущес обесп перио средс потом милли " +
    "таким алекс отказ дости отмеч людей подче нужно финан призн подпи своих доста полож проек выход вмест именн разме опред крупн " +
    "жител объяв спосо поско приве обяза почти догов долже заним конце подтв высту причи часть назва дирек польз отдел плани новос " +
    "социа очере своей стало конеч хорош связа через около офици полно нацио увели среди благо заклю прогр поним появи докум включ " +
    "внутр наблю внима серье проду особе место остал высок менее опубл рамка анали качес позиц перег управ сохра подго комме серге " +
    "части лидер требо насел админ народ рассм напис число сложн совер практ остав завер своим"
  ).split(" "),
);

/** The long words of a text but the commonest, by their beginnings. */
function tellingWords(texts: readonly string[]): TopicWords {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.slice(0, MAX_LINE_LENGTH).matchAll(WORD)) {
      const prefix = word.length >= MIN_LETTERS ? prefixOf(word) : "";
      if (prefix !== "" && !COMMON.has(prefix)) words.add(prefix);
    }
  }
  return words;
}

/**
 * Weights of the evidence for a stretch of sentences behind a label, a block of other titles or menus, and of that
 * against it, as logarithms of odds. Those of shares were counted: of 1,150 paragraphs of real articles, against 2,164
 * of other articles of the same sources; the others are untuned.
 */
const WEIGHTS = {
  /** None of the telling words stands in the story; less than a tenth of them; less than a fifth; more. */
  shares: [-1.8, -0.4, 1.1, 2.5],
  /** Two sentences or more, each a paragraph, with nothing between them. */
  several: 1.5,
  /** It opens as no text does: «По его словам», «Кроме того», a dash or a quotation. */
  goesOn: 1,
  /** One title stands right above it, or one link; several titles without a text of their own do. */
  underTitle: -1.5,
  underLink: -4,
  underTitles: 1,
  /** A date or a time stands between it and that title. */
  underDate: -1,
  /** Each telling word that it shares with the title above it alone; two at the most. */
  saysTitle: -1.5,
  /** A title and one sentence or paragraph, as the title and the paragraph below it are. */
  oneOfSummaries: -4,
  breaksOff: -4,
  /** No line of it ends as a sentence does. */
  noSentence: -4,
  /** The markup has it in a block of the story's own, or elsewhere. */
  sameFlow: 4,
  otherFlow: -2,
} as const;

const MAX_TITLE_WORDS_SHARED = 2;
const GOES_ON =
  /^(?:[«"„—–-]|(?:по (?:его|ее|их) (?:словам|мнению|данным)|он|она|они|также|кроме того|при этом|ранее|напомним|между тем|однако|в свою очередь|как (?:сообщил|отметил|уточнил|пояснил|рассказал)[аи]?|тем временем|в итоге|впрочем|тогда|затем|после этого)(?!\p{L}))/iu;

/** Texts of so many telling words that share fewer of them than this are rather not of one story. */
const MIN_COMPARED_WORDS = 8;
const MIN_SHARE = 0.1;

/**
 * Tells whether a text of some length shares few words with a story, whose lines are asked for with the first and read
 * once.
 */
export function otherStories(story: () => readonly string[]): (text: readonly string[]) => boolean {
  let known: TopicWords | null = null;
  return (text) => {
    known ??= tellingWords(story());
    const words = [...tellingWords(text)];
    const shared = words.filter((word) => known?.has(word) === true).length;
    return words.length >= MIN_COMPARED_WORDS && shared < MIN_SHARE * words.length;
  };
}

/** Counts the texts that share no telling word with any other; texts of few such words do not count. */
export function countStrangers(texts: readonly string[]): number {
  const telling = texts.map((text) => [...tellingWords([text])]);
  const counts = new Map<string, number>();
  for (const words of telling) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const isStranger = (words: readonly string[]) =>
    words.length >= MIN_STRANGER_WORDS && words.every((word) => counts.get(word) === 1);
  return telling.filter(isStranger).length;
}

const MIN_STRANGER_WORDS = 4;

/**
 * So much has to speak for sentences behind what readers' words stand behind: those share as many words with the story.
 */
export const MIN_FENCED_EVIDENCE = 2.6;

/**
 * A story as far as it was read. Its words are looked for when they are first asked for: most pages have nothing to
 * weigh.
 */
export class StoryTopic {
  readonly #telling = new Set<string>();
  #unread: ModelLine[] = [];
  /** The blocks that its paragraphs stand in; none on a page without markup. */
  readonly flows = new Set<unknown>();

  /** Takes a line for one of the story. */
  add(line: ModelLine): void {
    this.#unread.push(line);
    if (line.flow !== null) this.flows.add(line.flow);
  }

  /** The beginnings of its long words but the commonest. */
  get telling(): TopicWords {
    for (const { text } of this.#unread)
      if (this.#telling.size < MAX_TEXT_LENGTH) for (const word of tellingWords([text])) this.#telling.add(word);
    this.#unread = [];
    return this.#telling;
  }
}

/** Computes the evidence that consecutive lines are of the story: above 0 they rather are. Linear in them. */
export function storyEvidence(stretch: readonly [ModelLine, ...ModelLine[]], topic: StoryTopic): number {
  const [first] = stretch;
  const words = tellingWords(stretch.map(({ text }) => text));
  const { telling, flows } = topic;
  const known = [...words].filter((word) => telling.has(word)).length;
  let sum: number = words.size === 0 ? 0 : WEIGHTS.shares[shareBin(known / words.size)];
  if (stretch.filter(({ shape }) => shape.endsSentence).length > 1) sum += WEIGHTS.several;
  if (!stretch.some(({ shape }) => shape.endsSentence || shape.endsOpen)) sum += WEIGHTS.noSentence;
  if (GOES_ON.test(first.text)) sum += WEIGHTS.goesOn;
  if (stretch.at(-1)?.shape.endsCut === true && stretch.at(-1)?.shape.endsSentence === true) sum += WEIGHTS.breaksOff;
  if (flows.size > 0) sum += stretch.every(({ flow }) => flows.has(flow)) ? WEIGHTS.sameFlow : WEIGHTS.otherFlow;
  if (isOneOfSummaries(first)) sum += WEIGHTS.oneOfSummaries;
  return sum + evidenceAbove(first, words, topic);
}

/**
 * Tells whether a line is one paragraph under a title, and the text below or above it is one too, with no label
 * between.
 */
export function isOneOfSummaries(line: ModelLine): boolean {
  return (
    isSummary(line) && (isSummary(nextText(line.below, "below")) || isSummary(nextText(line.above?.above, "above")))
  );
}

/** One paragraph under one title. */
function isSummary(line: ModelLine | null): boolean {
  if (line === null || isSentence(line.below) || isSentence(line.above)) return false;
  return isTitleLike(line.above) || isTitleLike(line.above?.above);
}

function isSentence(line: ModelLine | undefined): boolean {
  return line?.role === "story" || line?.role === "sentence";
}

/** So many lines may stand between two summaries: rubric, time and title. */
const SUMMARY_NEAR_LINES = 4;

function nextText(from: ModelLine | undefined, way: "above" | "below"): ModelLine | null {
  let line = from;
  for (let n = 0; n < SUMMARY_NEAR_LINES; n += 1, line = line?.[way]) {
    if (line !== undefined && isSentence(line)) return line;
    if (line?.noise === "related" || line?.noise === "feed") return null;
  }
  return null;
}

function shareBin(share: number): 0 | 1 | 2 | 3 {
  if (share === 0) return 0;
  if (share < 0.1) return 1;
  return share < 0.2 ? 2 : 3;
}

/** Computes the evidence of the title and the date above a stretch, which begins with `first`. */
function evidenceAbove(first: ModelLine, words: TopicWords, topic: StoryTopic): number {
  const titles: ModelLine[] = [];
  let line = first.above;
  for (let n = 0; n < LIST_LINES && line !== undefined; n += 1, line = line.above) {
    if (isTitleLike(line)) titles.push(line);
    else if (line.noise === "feed" || line.noise === "related") break;
    // The name of a site, or a rubric.
    else if (line.noise === null && line.role !== "heading") break;
  }
  if (titles.length > 1) return WEIGHTS.underTitles;
  const [title] = titles;
  if (title === undefined || first.index - title.index > 2) return 0;
  const { telling } = topic;
  const shared = [...tellingWords([title.text])].filter((word) => words.has(word) && !telling.has(word)).length;
  const above = title.isLink ? WEIGHTS.underLink : WEIGHTS.underTitle;
  const dated = first.above?.noise === "date" ? WEIGHTS.underDate : 0;
  return above + dated + WEIGHTS.saysTitle * Math.min(MAX_TITLE_WORDS_SHARED, shared);
}

/** Titles with their sites and times above a stretch are looked for in so many lines. */
const LIST_LINES = 10;
const MIN_TITLE_WORDS = 3;

function isTitleLike(line: ModelLine | undefined): boolean {
  return (
    line !== undefined &&
    !line.shape.endsOpen &&
    line.shape.words >= MIN_TITLE_WORDS &&
    (/^(?:heading|long|repeat)$/.test(line.role) || line.isLink)
  );
}
