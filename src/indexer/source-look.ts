/**
 * What a look at a source key gives (layer 4): the present state of an upload, which alone decides what the index
 * should hold of it. Events only say which keys to look at.
 */
import type { SourceDocument } from "../segment/minisearch-options.ts";

/**
 * The present state of one source key; `unknown` where it could not be told, so that the key is left alone, `postponed` where
 * the commit has no room for it.
 */
export type Look =
  | { readonly state: "absent" }
  | { readonly state: "present"; readonly version: string; readonly documents: readonly SourceDocument[] }
  | { readonly state: "unknown"; readonly reason: unknown }
  | { readonly state: "postponed" };

/**
 * Looks at a key now. `former` is the answer of the attempt before, whose documents may be used again where the version
 * is still the same. Called after the manifest was loaded that the commit will replace: never cache across calls.
 */
export type LookAtSource = (sourceKey: string, former: Look | undefined) => Promise<Look>;
