/**
 * The parameters of an endpoint as OpenAPI describes them (layer 5), from the very schemas that validate them.
 */
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { HTTP_ERROR_CODES } from "../problem-details.ts";

/** A parameter object of OpenAPI 3.1. */
export interface OpenApiParameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly explode?: boolean;
}

/** What a parameter means; its bounds stand in its schema. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  q: "What is looked for, in the query language of docs/http-api.md. Empty: all articles, the newest first.",
  limit: "How many at most.",
  offset: "How many to leave out at the beginning.",
  match:
    "Articles with all the words, with any of them, or (auto) those with all first and then the rest; of a query of five words or more by score alone.",
  count: "none: counts no further than one beyond the page.",
  sort: "By relevance, or by date.",
  from: "First day that an article may be of.",
  to: "Last day that an article may be of, inclusive.",
  source: "Only of this source; given again, of any of them.",
  agency: "Only of this agency; given again, of any of them.",
  place: "Only from this place; given again, from any of them.",
  correct: "off: searches for the text as it is, without mending it.",
  facets: "What to count among the matches, with commas between.",
  collapse: "true: shows one of the articles that are the same.",
  sameAs: "The id of a hit: lists the articles that are collapsed under it.",
  key: "The upload that is meant, where several have the id.",
  explain: "true: says of each hit how its score came about.",
  format: "json, or the list that browsers ask for.",
  id: "The article's id, percent-encoded.",
  code: "The code of a problem.",
};

/** The parameters in a path such as `/articles/{id}`. Throws for one without a description. */
export function pathParameters(path: string): OpenApiParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: describedAs(name),
    schema: name === "code" ? { type: "string", enum: [...HTTP_ERROR_CODES] } : { type: "string", minLength: 1 },
  }));
}

/** The query parameters of a schema. Throws for one without a description, so that none is left undescribed. */
export function queryParameters(schema: v.ObjectSchema<v.ObjectEntries, undefined>): OpenApiParameter[] {
  return Object.entries(schema.entries).map(([name, entry]) => {
    const description = describedAs(name);
    const described = describe(entry);
    const isList = described.type === "array";
    // Names are given again and again; facets stand in one text, with commas.
    const explode = isList ? { explode: !isOneText(entry) } : {};
    return { name, in: "query", required: false, description, schema: described, ...explode };
  });
}

function describedAs(name: string): string {
  const description = DESCRIPTIONS[name];
  if (description === undefined) throw new Error(`The parameter ${name} has no description.`);
  return description;
}

function describe(entry: v.GenericSchema): JsonSchema {
  const standIn = v.safeParse(entry, undefined);
  const isShown = standIn.success && ["string", "number"].includes(typeof standIn.output);
  return { ...convert(unwrap(entry)), ...(isShown ? { default: standIn.output as string | number } : {}) };
}

/** The schema of what is given, where it may be left out. */
function unwrap(entry: v.GenericSchema): v.GenericSchema {
  return "wrapped" in entry ? (entry.wrapped as v.GenericSchema) : entry;
}

function convert(schema: v.GenericSchema): JsonSchema {
  const shown = shownAs(schema);
  if (shown !== null) return shown;
  const { $schema: _, ...converted } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    // What a check refuses beyond its description, it refuses with a sentence.
    errorMode: "ignore",
  });
  const item = "item" in schema ? shownAs(schema.item as v.GenericSchema) : null;
  return item === null ? converted : { ...converted, items: item };
}

function isOneText(entry: v.GenericSchema): boolean {
  return shownAs(unwrap(entry))?.type === "array";
}

/** What a schema says of the values behind the text that it reads (parameters.ts). */
function shownAs(schema: v.GenericSchema): JsonSchema | null {
  if (!("pipe" in schema)) return null;
  const { shownAs: shown } = v.getMetadata(schema) as { readonly shownAs?: JsonSchema };
  return shown ?? null;
}
