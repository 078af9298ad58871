/**
 * Writes the suggestions of a published index as blocks, which query/published-suggestions.ts reads.
 */

import type { Suggestion } from "../../search-api.ts";
import type { Publication } from "../manifest/manifest.ts";
import { encodeBlock } from "../segment/blocks/block-codec.ts";
import { ByteWriter } from "../segment/blocks/byte-buffer.ts";
import { encodeUtf8 } from "../segment/blocks/json-block.ts";

/** Suggestions for the beginning of a word. */
export type SuggestionRow = readonly [beginning: string, suggestions: readonly Suggestion[]];

/** The object that holds suggestions, and its blocks as the manifest names them. */
interface SuggestionObject extends Pick<NonNullable<Publication["suggestions"]>, "blocks"> {
  readonly bytes: Uint8Array;
}

/**
 * A block is closed at this size before it is packed, to an eighth: one letter, two and three of a word are mostly read
 * at once.
 */
const BLOCK_BYTES = 48 * 1024;

/** Encodes rows in ascending order of their beginnings. */
export function encodeSuggestions(rows: readonly SuggestionRow[]): SuggestionObject {
  const content = new ByteWriter();
  const blocks: [string, number][] = [];
  let begun: SuggestionRow[] = [];
  let begunBytes = 0;
  const close = (): void => {
    const [first] = begun;
    if (first === undefined) return;
    const block = encodeBlock("suggestions", blocks.length, encodeUtf8(JSON.stringify(begun)));
    content.writeBytes(block);
    blocks.push([first[0], block.length]);
    [begun, begunBytes] = [[], 0];
  };
  for (const row of rows) {
    begun.push(row);
    begunBytes += encodeUtf8(JSON.stringify(row)).length;
    if (begunBytes >= BLOCK_BYTES) close();
  }
  close();
  return { bytes: content.toBytes(), blocks };
}
