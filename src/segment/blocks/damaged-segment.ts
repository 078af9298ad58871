/**
 * Which segment is damaged (layer 2): whoever decodes bytes does not know whose they are, whoever reads them does.
 */
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";

/** A failure as its reader passes it on: `corrupt-segment` with the segment's key in its details, anything else as it is. */
export function namingSegment(error: unknown, key: ObjectKey): unknown {
  if (!isSearchIndexError(error) || error.code !== "corrupt-segment" || error.details.segment !== undefined)
    return error;
  return new SearchIndexError(error.code, error.message, {
    details: { ...error.details, segment: key },
    cause: error,
  });
}
