/** Types of russian-stemmer.mjs for who tests it, or bundles by it. */
import type { Plugin } from "esbuild";

export function takeRussianStemmer(source: string): Promise<string>;
export const russianStemmerOnly: Plugin;
