/** Types of bundle-plugins.mjs for who tests it, or bundles by it. */
import type { Plugin } from "esbuild";

export function keepOneStemmer(source: string, language: string): string;
export function usePlainFields(source: string): string;
export const russianStemmerOnly: Plugin;
export function lightS3Client(sourceFolder: string): Plugin;
export function withoutSideEffects(sourceFolder: string): Plugin;
