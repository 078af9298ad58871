/**
 * Query parameters from text to values (layer 5): every wrong one is named at once, unknown names are ignored.
 */
import * as v from "valibot";
import type { ProblemAnswer } from "../search-api.ts";
import { clientProblem, type Problem } from "./problem-details.ts";

/** One wrong parameter. */
export type ParameterFault = NonNullable<ProblemAnswer["errors"]>[number];

type ParameterSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** Values, or the problem to answer with. */
export type ParameterReading<Schema extends ParameterSchema> =
  | { readonly values: v.InferOutput<Schema>; readonly problem: null }
  | { readonly values: null; readonly problem: Problem };

/**
 * Reads what the schema names; each is text given once, or absent. `unsupported` are names that will mean something one
 * day: given at all, they are refused rather than ignored, since an answer without them would be another one.
 */
export function readParameters<Schema extends ParameterSchema>(
  query: URLSearchParams,
  schema: Schema,
  unsupported: readonly string[] = [],
): ParameterReading<Schema> {
  const names = Object.keys(schema.entries);
  const repeated = names.filter((name) => query.getAll(name).length > 1);
  const given = names.filter((name) => query.has(name) && !repeated.includes(name));
  const parsed = v.safeParse(schema, Object.fromEntries(given.map((name) => [name, query.get(name)])));
  const faults: ParameterFault[] = [
    ...repeated.map((name) => invalid(name, "Give this parameter once.")),
    ...(parsed.issues ?? []).map((issue) => invalid(String(issue.path?.[0]?.key), issue.message)),
    ...unsupported.filter((name) => query.has(name)).map(notYetSupported),
  ];
  if (parsed.success && faults.length === 0) return { values: parsed.output, problem: null };
  return { values: null, problem: parameterProblem(faults.filter(isFirstOfItsName)) };
}

/** A whole number in plain decimal digits; anything else gets the same one sentence. */
export function wholeNumber(min: number, max: number) {
  const message = `Give a whole number from ${min} to ${max}.`;
  return v.pipe(
    v.string(),
    v.regex(/^(?:0|[1-9]\d{0,8})$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, `Give one of: ${words.join(", ")}.`);
}

function invalid(parameter: string, detail: string): ParameterFault {
  return { parameter, code: "invalid-parameter", detail };
}

function notYetSupported(parameter: string): ParameterFault {
  return { parameter, code: "not-yet-supported", detail: "This parameter is not supported yet. Leave it out." };
}

function isFirstOfItsName(fault: ParameterFault, place: number, faults: readonly ParameterFault[]): boolean {
  return faults.findIndex(({ parameter }) => parameter === fault.parameter) === place;
}

function parameterProblem(errors: readonly ParameterFault[]): Problem {
  const names = errors.map(({ parameter }) => parameter).join(", ");
  const isInvalid = errors.some(({ code }) => code === "invalid-parameter");
  return isInvalid
    ? clientProblem("invalid-parameter", `Mend these parameters: ${names}.`, { errors })
    : clientProblem("not-yet-supported", `Leave these parameters out: ${names}.`, { errors });
}
