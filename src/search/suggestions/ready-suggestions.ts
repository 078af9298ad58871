/**
 * Suggestions of a published index that were made as it was published: what goes on from beginnings of up to three
 * letters, which a visitor types first and which cost most to work out.
 */

import type { PublishedSuggestions } from "../../index/read.ts";
import type { DocumentSection, Manifest } from "../../index/shared.ts";
import { foldCaseAndYo } from "../../russian/words.ts";
import type { Suggestion } from "../../search-api.ts";

/** A query as far as it is typed. */
export interface SuggestionQuery {
  readonly text: string;
  /** 1 to 20. */
  readonly limit: number;
  /**
   * Section that is searched for words behind several others: the texts of articles, or the beginnings on their cards.
   */
  readonly section: DocumentSection;
  /** Settles when the hits of the same text begin to be read, or will not be. Default: there are none. */
  readonly hitsRead?: Promise<void>;
}

/** Number of suggestions of the search box; any other number is computed. */
export const READY_LIMIT = 5;
/** Letters that a ready-made beginning has at the most. */
export const READY_LETTERS = 3;

/** The beginning that is looked up for a text, null where none can be: capitals and ё suggest the same. */
export function readyBeginning(text: string): string | null {
  return /^\p{L}+$/u.test(text) && text.length <= READY_LETTERS ? foldCaseAndYo(text) : null;
}

/** Null where there are none for the text: it must be worked out then. Requests as PublishedSuggestions. */
export async function findReady(
  published: PublishedSuggestions,
  manifest: Manifest,
  { text, limit }: Pick<SuggestionQuery, "text" | "limit">,
): Promise<readonly Suggestion[] | null> {
  const beginning = readyBeginning(text);
  return beginning === null || limit !== READY_LIMIT ? null : published.find(manifest, beginning);
}
