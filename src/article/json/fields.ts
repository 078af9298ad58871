/**
 * The shape of a JSON article (layer 1), checked field by field: a wrong type names its field. Unknown fields are ignored,
 * null and blank strings are as good as absent.
 */
import * as v from "valibot";
import { isPlainId, maxIdLength } from "../identity/document-id.ts";
import type { RejectedPart } from "../model/rejection.ts";
import { rejection } from "../model/rejection.ts";

const optionalText = v.nullish(v.string("text"));

/** JSON's readers round what is larger (RFC 8259, section 6): two ids would become one. */
const MAX_ID_NUMBER = Number.MAX_SAFE_INTEGER;

const ID_RULE =
  `text of at most ${maxIdLength} characters without control characters, and neither . nor .. alone, ` +
  `or a number up to ${MAX_ID_NUMBER}; put a longer one into quotation marks`;

const articleSchema = v.object(
  {
    id: v.nullish(
      v.union(
        [
          v.pipe(v.number(), v.minValue(-MAX_ID_NUMBER, ID_RULE), v.maxValue(MAX_ID_NUMBER, ID_RULE)),
          v.pipe(v.string(), v.check(isPlainId, ID_RULE)),
        ],
        ID_RULE,
      ),
    ),
    title: optionalText,
    lead: optionalText,
    text: optionalText,
    url: optionalText,
    date: v.nullish(v.union([v.string(), v.pipe(v.number(), v.finite())], "text or a number")),
    updatedAt: v.nullish(v.union([v.string(), v.pipe(v.number(), v.finite())], "text or a number")),
    source: optionalText,
    agency: optionalText,
    author: optionalText,
    place: optionalText,
    image: optionalText,
    notice: optionalText,
  },
  "one object",
);

/** A JSON article whose fields have the right types. */
export type ArticleFields = v.InferOutput<typeof articleSchema>;

/** The fields of one article, or which of them is wrong and what it must be. */
export function parseArticleFields(value: unknown): ArticleFields | RejectedPart {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return rejection("invalid-article", 'The JSON is no object. One article is {"title": …, "text": …}.');
  }
  const result = v.safeParse(articleSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = issue.path?.[0]?.key;
  return rejection("invalid-article", `The field "${String(field)}" must be ${issue.message}.`);
}
