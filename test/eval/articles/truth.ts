/**
 * The content of a page as people found it, to compare a reading with: `truth.jsonl` beside the pages, an object a
 * line.
 */
import * as v from "valibot";

const truthSchema = v.object({
  /** The page's path in its folder, or its name. */
  file: v.string(),
  url: v.optional(v.string(), ""),
  /** "" where the page has no title. */
  title: v.optional(v.string()),
  /** ISO day; "" where neither page nor url tells a year, so that none may come out. */
  date: v.optional(v.string()),
  /** "" where the page has no dateline. */
  place: v.optional(v.string()),
  /** Beginning and end of the body. */
  first: v.optional(v.string()),
  last: v.optional(v.string()),
  /** Teasers, captions, counters, widgets: neither in the lead nor in the body. */
  not_in_body: v.optional(v.array(v.string()), []),
  /** Front pages, galleries, shells: to be rejected. */
  not_article: v.optional(v.boolean(), false),
  /** A pattern that the reason of the rejection has to match. */
  reason: v.optional(v.string()),
  /** Every paragraph of the story, where the page was made of them. */
  paragraphs: v.optional(v.array(v.string())),
});

export type Truth = v.InferOutput<typeof truthSchema>;

/** Makes the truth of a page that truth.jsonl does not name: nothing is known. */
export function unknownTruth(file: string): Truth {
  return { file, url: "", not_in_body: [], not_article: false };
}

/** The truths of a truth.jsonl; throws with the number of a line that is none. */
export function parseTruths(jsonl: string): Truth[] {
  return jsonl.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return [v.parse(truthSchema, JSON.parse(line))];
    } catch (failure) {
      throw new Error(`truth.jsonl, line ${i + 1}: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
  });
}
