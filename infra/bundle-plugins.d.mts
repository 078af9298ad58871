/** Types of bundle-plugins.mjs for who tests it, or bundles by it. */
import type { Plugin } from "esbuild";

export function lightS3Client(sourceFolder: string): Plugin;
export function withoutSideEffects(sourceFolder: string): Plugin;
export function searchPartsInOne(sourceFolder: string): Plugin;
