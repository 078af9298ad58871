/**
 * The dictionary of Russian (layer 1): some 88,000 families with 1.4 million forms, compiled by infra/dictionary from that of
 * hunspell and read from the file beside this one, or beside the bundle that this is part of.
 */
import { readFileSync } from "node:fs";
import { Dictionary } from "./dictionary.ts";

export const russianDictionary = new Dictionary(readDictionary());

function readDictionary(): Uint8Array {
  try {
    return readFileSync(new URL("./russian.dictionary", import.meta.url));
  } catch (cause) {
    throw new Error(
      "russian.dictionary is missing: run `npm run dictionary`, or copy it from dist beside the bundle.",
      { cause },
    );
  }
}
