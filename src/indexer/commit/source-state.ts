/**
 * What a look at a source key gives (layer 4): the present state of an upload, which alone decides what the index
 * should hold of it. Events only say which keys to look at.
 */
import type { SourceDocument } from "../../segment/schema/minisearch-options.ts";
import type { LiveEntry } from "./live-entries.ts";

/**
 * The present state of one source key; `unknown` where it could not be told, so that the key is left alone, `postponed` where
 * the commit has no room for it, `held` where the index holds this very version and it is not to be read again.
 */
export type SourceState =
  | { readonly state: "absent" }
  | {
      readonly state: "present";
      readonly version: string;
      readonly documents: readonly SourceDocument[];
      /** Whether this version was rejected unread before, so that it replaces itself. Default: no. */
      readonly isRetry?: boolean;
    }
  | { readonly state: "held" }
  | { readonly state: "unknown"; readonly reason: unknown }
  | { readonly state: "postponed" };

/**
 * Looks at a key now. `former` is the answer of the attempt before, whose documents may be used again where the version
 * is still the same; `live` is what the manifest that the commit will replace holds of the key. Called after that manifest
 * was loaded: never cache across calls.
 */
export type ReadSourceState = (
  sourceKey: string,
  former: SourceState | undefined,
  live: readonly LiveEntry[],
) => Promise<SourceState>;
