/**
 * Suggestions of a published index that were made as it was published: what goes on from beginnings of up to three letters, which a visitor
 * types first and which cost most to work out. One object of blocks, each some beginnings side by side; the manifest says where they lie.
 *
 * Block: the JSON of rows [beginning, suggestions], ascending, as block-codec.ts says.
 */

import * as v from "valibot";
import { isErrorOfKind } from "../../errors.ts";
import { loadOnce } from "../../index/read.ts";
import {
  type DocumentSection,
  decodeBlock,
  decodeJson,
  type IndexContext,
  type Manifest,
  type Publication,
  parseShape,
  suggestionsKey,
} from "../../index/shared.ts";
import { lastAtMost } from "../../keyed.ts";
import { foldCaseAndYo } from "../../russian/words.ts";
import type { Suggestion } from "../../search-api.ts";

/** A query as far as it is typed. */
export interface SuggestionQuery {
  readonly text: string;
  /** 1 to 20. */
  readonly limit: number;
  /** Where to look for what stands behind several words: in the texts of articles, or in the beginnings that their cards have. */
  readonly section: DocumentSection;
}

/** As many as the search box asks for; another number is worked out. */
export const READY_LIMIT = 5;
/** Letters that a ready-made beginning has at the most. */
export const READY_LETTERS = 3;
const suggestionSchema = v.object({
  text: v.string(),
  kind: v.picklist(["word", "title"]),
  highlights: v.array(v.tuple([v.number(), v.number()])),
});
const rowsSchema = v.array(v.tuple([v.string(), v.array(suggestionSchema)]));

/** Where the suggestions of a published index lie. */
export type ReadyPlaces = NonNullable<Publication["suggestions"]>;

/** The beginning that is looked up for a text, null where none can be: capitals and ё suggest the same. */
export function readyBeginning(text: string): string | null {
  return /^\p{L}+$/u.test(text) && text.length <= READY_LETTERS ? foldCaseAndYo(text) : null;
}

/** Finds ready-made suggestions, and keeps the blocks that were read, for as long as the index is the same. */
export class ReadySuggestions {
  readonly #context: Pick<IndexContext, "store" | "layout">;
  #id: string | null = null;
  readonly #blocks = new Map<number, Promise<ReadonlyMap<string, readonly Suggestion[]>>>();

  constructor(context: Pick<IndexContext, "store" | "layout">) {
    this.#context = context;
  }

  /**
   * Null where there are none for the text: it must be worked out then. One request for each block, once; the object of a former state of the
   * index may have been deleted, which counts as none.
   */
  async find({ publication }: Manifest, text: string, limit: number): Promise<readonly Suggestion[] | null> {
    const beginning = readyBeginning(text);
    const ready = publication?.suggestions;
    if (ready === undefined || beginning === null || limit !== READY_LIMIT) return null;
    if (this.#id !== ready.id) {
      this.#blocks.clear();
      this.#id = ready.id;
    }
    const number = lastAtMost(
      ready.blocks.map(([first]) => first),
      beginning,
    );
    if (number < 0) return null;
    try {
      return (await loadOnce(this.#blocks, number, () => this.#read(ready, number))).get(beginning) ?? null;
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }

  async #read({ id, blocks }: ReadyPlaces, number: number): Promise<ReadonlyMap<string, readonly Suggestion[]>> {
    const { store, layout } = this.#context;
    const start = blocks.slice(0, number).reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0);
    const bytes = await store.getRange(suggestionsKey(layout, id), start, start + (blocks[number]?.[1] ?? 0));
    return new Map(parseShape(rowsSchema, decodeJson(decodeBlock("suggestions", number, bytes))));
  }
}
