/** Types of bundle-plugins.mjs for who tests it, or bundles by it. */
import type { Plugin } from "esbuild";

export function lightS3Client(sourceFolder: string): Plugin;
export function withoutSideEffects(sourceFolder: string): Plugin;
export function findSearchParts(
  sourceFolder: string,
): Promise<{ readonly paths: ReadonlySet<string>; readonly contents: string }>;
export function searchPartsInOne(sourceFolder: string): Plugin;
