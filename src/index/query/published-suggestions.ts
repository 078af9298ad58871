/**
 * The suggestions that a published index has for beginnings of words. One object of blocks, each some beginnings side
 * by side; the manifest says where they lie.
 *
 * Block: the JSON of rows [beginning, suggestions], ascending, as block-codec.ts says.
 */

import * as v from "valibot";
import { isErrorOfKind } from "../../errors.ts";
import { lastAtMost } from "../../keyed.ts";
import type { Suggestion } from "../../search-api.ts";
import { suggestionsKey } from "../keys.ts";
import type { Manifest, Publication } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { decodeBlock } from "../segment/blocks/block-codec.ts";
import { decodeJson } from "../segment/blocks/json-block.ts";
import { parseShape } from "../segment/blocks/segment-format.ts";
import { loadOnce } from "../segment/reader/segment-reader.ts";

const suggestionSchema = v.object({
  text: v.string(),
  kind: v.picklist(["word", "title"]),
  highlights: v.array(v.tuple([v.number(), v.number()])),
});
const rowsSchema = v.array(v.tuple([v.string(), v.array(suggestionSchema)]));

type SuggestionPlaces = NonNullable<Publication["suggestions"]>;

/** Finds suggestions, and keeps the blocks that were read, for as long as the index is the same. */
export class PublishedSuggestions {
  readonly #context: Pick<IndexContext, "store" | "layout">;
  #id: string | null = null;
  readonly #blocks = new Map<number, Promise<ReadonlyMap<string, readonly Suggestion[]>>>();

  constructor(context: Pick<IndexContext, "store" | "layout">) {
    this.#context = context;
  }

  /**
   * Null where there are none for the beginning. One request for each block, once; the object of a former state of the
   * index may have been deleted, which counts as none. `corrupt-segment` where a block does not hold such rows.
   */
  async find({ publication }: Manifest, beginning: string): Promise<readonly Suggestion[] | null> {
    const places = publication?.suggestions;
    if (places === undefined) return null;
    if (this.#id !== places.id) {
      this.#blocks.clear();
      this.#id = places.id;
    }
    const number = lastAtMost(
      places.blocks.map(([first]) => first),
      beginning,
    );
    if (number < 0) return null;
    try {
      return (await loadOnce(this.#blocks, number, () => this.#read(places, number))).get(beginning) ?? null;
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }

  async #read({ id, blocks }: SuggestionPlaces, number: number): Promise<ReadonlyMap<string, readonly Suggestion[]>> {
    const { store, layout } = this.#context;
    const start = blocks.slice(0, number).reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0);
    const bytes = await store.getRange(suggestionsKey(layout, id), start, start + (blocks[number]?.[1] ?? 0));
    return new Map(parseShape(rowsSchema, decodeJson(decodeBlock("suggestions", number, bytes))));
  }
}
