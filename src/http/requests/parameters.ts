/**
 * Query parameters from text to values (layer 5): every wrong one is named at once, unknown names are ignored.
 */
import * as v from "valibot";
import { type CalendarDay, isCalendarDay } from "../../news/calendar-date.ts";
import type { ProblemAnswer } from "../../search-api.ts";
import { clientProblem, type Problem } from "../problem-details.ts";

/** One wrong parameter. */
export type ParameterFault = NonNullable<ProblemAnswer["errors"]>[number];

type ParameterSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** Values, or the problem to answer with. */
export type ParameterReading<Schema extends ParameterSchema> =
  | { readonly values: v.InferOutput<Schema>; readonly problem: null }
  | { readonly values: null; readonly problem: Problem };

interface ReadingOptions<Schema extends ParameterSchema> {
  /** Names that may be given more than once: the schema is given them as arrays of texts, where they are there at all. */
  readonly repeatable?: readonly (keyof Schema["entries"])[];
  /** What is wrong with values that are right each by itself. */
  readonly findFaults?: (values: v.InferOutput<Schema>) => readonly ParameterFault[];
}

/** Reads what the schema names; each is text given once, or absent, unless it is repeatable. */
export function readParameters<Schema extends ParameterSchema>(
  query: URLSearchParams,
  schema: Schema,
  { repeatable = [], findFaults = () => [] }: ReadingOptions<Schema> = {},
): ParameterReading<Schema> {
  const names = Object.keys(schema.entries);
  const repeated = names.filter((name) => query.getAll(name).length > 1 && !repeatable.includes(name));
  const given = names.filter((name) => query.has(name) && !repeated.includes(name));
  const textsOf = (name: string) => (repeatable.includes(name) ? query.getAll(name) : query.get(name));
  const parsed = v.safeParse(schema, Object.fromEntries(given.map((name) => [name, textsOf(name)])));
  const faults: ParameterFault[] = [
    ...repeated.map((name) => invalid(name, "Give this parameter once.")),
    ...(parsed.issues ?? []).map((issue) => invalid(String(issue.path?.[0]?.key), issue.message)),
    ...(parsed.success ? findFaults(parsed.output) : []),
  ];
  if (parsed.success && faults.length === 0) return { values: parsed.output, problem: null };
  return { values: null, problem: parameterProblem(faults.filter(isFirstOfItsName)) };
}

// What is read from a text is shown in the API's description as the value that it means: `shownAs`, a JSON Schema.

/** A whole number in plain decimal digits; anything else gets the same one sentence. */
export function wholeNumber(min: number, max: number) {
  const message = `Give a whole number from ${min} to ${max}.`;
  return v.pipe(
    v.string(),
    v.regex(/^(?:0|[1-9]\d{0,8})$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
    v.metadata({ shownAs: { type: "integer", minimum: min, maximum: max } }),
  );
}

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, `Give one of: ${words.join(", ")}.`);
}

/** A text of 1 to some characters (UTF-16 units), not of spaces alone. */
export function nameText(maxLength: number) {
  const message = `Give 1 to ${maxLength} characters, not spaces alone.`;
  return v.pipe(
    v.string(),
    v.maxLength(maxLength, message),
    v.check((text) => text.trim() !== "", message),
    v.metadata({ shownAs: { type: "string", minLength: 1, maxLength } }),
  );
}

/** A day of the calendar, as ISO 8601 writes it. */
export function isoCalendarDay() {
  const message = "Give a day of the calendar from 1900-01-01 to 2100-12-31, written like 2016-10-09.";
  return v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d\d-\d\d$/, message),
    v.transform((text): CalendarDay => {
      const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
      return { year, month, day };
    }),
    v.check(isCalendarDay, message),
    v.metadata({ shownAs: { type: "string", format: "date" } }),
  );
}

/** Some of some words, with commas between; each once in the answer, in the order of `words`. */
export function someOf<const Words extends readonly string[]>(words: Words) {
  const message = `Give one or more of: ${words.join(", ")}; with commas between.`;
  return v.pipe(
    v.string(),
    v.transform((text) => text.split(",")),
    v.check((given) => given.every((word) => words.includes(word)), message),
    v.transform((given): Words[number][] => words.filter((word) => given.includes(word))),
    v.metadata({ shownAs: { type: "array", items: { type: "string", enum: words }, minItems: 1 } }),
  );
}

/** A parameter that is wrong, and what would be right. */
export function invalid(parameter: string, detail: string): ParameterFault {
  return { parameter, code: "invalid-parameter", detail };
}

function isFirstOfItsName(fault: ParameterFault, place: number, faults: readonly ParameterFault[]): boolean {
  return faults.findIndex(({ parameter }) => parameter === fault.parameter) === place;
}

function parameterProblem(errors: readonly ParameterFault[]): Problem {
  const names = errors.map(({ parameter }) => parameter).join(", ");
  return clientProblem("invalid-parameter", `Fix these parameters: ${names}.`, { errors });
}
