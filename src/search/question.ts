/**
 * Schemas of the parts of a question, as values. The library checks what it is asked by these schemas, and HTTP what it
 * has read of its parameters' texts.
 */
import * as v from "valibot";
import { type CalendarDay, isCalendarDay } from "../articles/news.ts";
import { SearchIndexError } from "../errors.ts";
import { MAX_NAMES, MAX_QUERY_LENGTH } from "../search-api.ts";
import { type AskedFilter, isDayOrder, RECENT_DAYS } from "./filters/article-filter.ts";
import { FACET_NAMES } from "./filters/facet-query.ts";

/** Says what a number may be; anything else gets the same one sentence. */
export function wholeNumberMessage(min: number, max: number): string {
  return `Give a whole number from ${min} to ${max}.`;
}

export function wholeNumberValue(min: number, max: number) {
  const message = wholeNumberMessage(min, max);
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

/** Schema of one of some words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, `Give one of: ${words.join(", ")}.`);
}

/** A text of 1 to some characters (UTF-16 units), not of spaces alone. */
export function nameText(maxLength: number) {
  const message = `Give 1 to ${maxLength} characters, not spaces alone.`;
  return v.pipe(
    v.string(message),
    v.maxLength(maxLength, message),
    v.check((text) => text.trim() !== "", message),
    v.metadata({ shownAs: { type: "string", minLength: 1, maxLength } }),
  );
}

/** Up to MAX_NAMES of something. */
export function listOf<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item, "Give a list."), v.maxLength(MAX_NAMES, `Give at most ${MAX_NAMES}.`));
}

const DAY_MESSAGE = "Give a day of the calendar from 1900-01-01 to 2100-12-31";

/** A day of the calendar. `form` says in which form it is given. */
export function calendarDay(form: string) {
  return v.custom<CalendarDay>(
    (day) => typeof day === "object" && day !== null && isCalendarDay(day as CalendarDay),
    `${DAY_MESSAGE}, written like ${form}.`,
  );
}

/** A day, or the name of some days up to today. */
export function firstDay<Day extends v.GenericSchema<unknown, CalendarDay>>(day: Day, form: string) {
  const words = Object.keys(RECENT_DAYS) as (keyof typeof RECENT_DAYS)[];
  return v.union([v.picklist(words), day], `${DAY_MESSAGE}, written like ${form}, or one of: ${words.join(", ")}.`);
}

/** Longer than any site, agency or place is called. Untuned. */
const MAX_NAME_LENGTH = 200;
/** A kind and a stretch of a query. */
const MAX_PIECE_ID_LENGTH = MAX_QUERY_LENGTH + 20;
/** S3's longest key; ids are shorter. */
const MAX_ID_LENGTH = 1_024;

const name = nameText(MAX_NAME_LENGTH);
const id = nameText(MAX_ID_LENGTH);

/** The parts of a question that HTTP has in the same form. */
export const questionParts = {
  match: v.optional(oneOf(["auto", "all", "any"]), "auto"),
  sort: v.optional(oneOf(["relevance", "newest", "oldest"]), "relevance"),
  names: v.optional(listOf(name)),
  facetQuery: v.optional(name),
  correct: v.optional(oneOf(["auto", "off"]), "auto"),
  ignore: v.optional(listOf(nameText(MAX_PIECE_ID_LENGTH))),
  passages: v.optional(oneOf(["best", "none"]), "best"),
  id,
};

export const DEFAULT_LIMIT = 10;

/** Most suggestions; more would be a list to read. Untuned. */
export const MAX_SUGGESTIONS = 20;

/** Largest result window for programs, that of OpenSearch (`index.max_result_window`). */
const MAX_RESULT_WINDOW = 10_000;
const DAY_FORM = "{ year: 2016, month: 10, day: 9 }";

const flag = v.optional(v.boolean("Give true or false."));
const TEXT_MESSAGE = 'Give a text, as { text: "…" }; an empty one is for all articles.';
const text = v.string(TEXT_MESSAGE);
const day = calendarDay(DAY_FORM);
const limit = v.optional(wholeNumberValue(0, MAX_RESULT_WINDOW), DEFAULT_LIMIT);
const { names, match, sort, facetQuery, correct, ignore, passages } = questionParts;

const searchSchema = v.object(
  {
    text,
    match,
    limit,
    sort,
    facetQuery,
    correct,
    ignore,
    passages,
    offset: v.optional(wholeNumberValue(0, MAX_RESULT_WINDOW), 0),
    counts: v.optional(oneOf(["all", "page"])),
    filter: v.optional(
      v.object(
        {
          from: v.optional(firstDay(day, DAY_FORM)),
          to: v.optional(day),
          undated: flag,
          source: names,
          agency: names,
          place: names,
          section: names,
          author: names,
        },
        'Give the parts of a filter, as { source: ["ТАСС"] }.',
      ),
    ),
    facets: v.optional(v.array(oneOf(FACET_NAMES), "Give a list.")),
    dates: v.optional(oneOf(["auto", "off"])),
    collapse: flag,
    explain: flag,
    sameAs: v.optional(v.object({ id, key: v.optional(id) }, "Give the id of an article, as { id }.")),
  },
  TEXT_MESSAGE,
);

const suggestSchema = v.object(
  { text, limit: v.optional(wholeNumberValue(1, MAX_SUGGESTIONS), DEFAULT_LIMIT), passages },
  TEXT_MESSAGE,
);

const similarSchema = v.object({
  limit: wholeNumberValue(0, MAX_RESULT_WINDOW),
  collapse: v.boolean("Give true or false."),
});

/** Parts of a search that may not go together. */
interface JoinedParts extends Pick<AskedFilter, "from" | "to"> {
  readonly facets?: readonly unknown[] | undefined;
  readonly isCollapsed: boolean;
  /** True if the articles collapsed under one are requested. */
  readonly isOfGroup: boolean;
}

/** A part that does not go with the others, and what to do. */
export type PartConflict = readonly [part: "to" | "collapse" | "facets", detail: string];

/** Finds conflicts between parts of a search that are each valid alone. */
export function findConflicts({ from, to, facets = [], isCollapsed, isOfGroup }: JoinedParts): PartConflict[] {
  const conflicts: PartConflict[] = [];
  if (!isDayOrder({ from, to })) conflicts.push(["to", "Give a day that is not before `from`."]);
  if (isOfGroup && isCollapsed) conflicts.push(["collapse", "Leave this out: `sameAs` lists what is collapsed."]);
  if (isOfGroup && facets.length > 0)
    conflicts.push(["facets", "Leave this out: nothing is counted of what is collapsed."]);
  return conflicts;
}

function searchConflicts({ filter = {}, facets, collapse = false, sameAs }: CheckedQuery): string[] {
  const parts = { from: filter.from, to: filter.to, facets, isCollapsed: collapse, isOfGroup: sameAs !== undefined };
  return findConflicts(parts).map(([part, detail]) => `${part === "to" ? "filter.to" : part}: ${detail}`);
}

/**
 * Checks a question, and adds what HTTP has where a part is left out. `invalid-options` names every part that is wrong,
 * or else those that `conflictsOf` finds.
 */
function checkedBy<Schema extends v.GenericSchema>(
  schema: Schema,
  conflictsOf: (question: v.InferOutput<Schema>) => readonly string[] = () => [],
) {
  return (question: unknown): v.InferOutput<Schema> => {
    const { success, output, issues } = v.safeParse(schema, question);
    const faults = success
      ? conflictsOf(output)
      : issues.map((issue) => `${v.getDotPath(issue) ?? "question"}: ${issue.message}`);
    if (success && faults.length === 0) return output;
    throw new SearchIndexError("invalid-options", `This cannot be asked for. ${faults.join(" ")}`);
  };
}

export const checkSearch = checkedBy(searchSchema, searchConflicts);
export const checkId = checkedBy(v.string("Give an id, as a text."));
export const checkAddress = checkedBy(v.string("Give an address, as a text."));
export const checkSuggest = checkedBy(suggestSchema);
export const checkSimilar = checkedBy(similarSchema);

/** A complete search request. */
export type CheckedQuery = v.InferOutput<typeof searchSchema>;
