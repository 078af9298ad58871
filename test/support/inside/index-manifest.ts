/** Names inside index/manifest that tests import past its doors. Moving a file changes this list alone. */

export {
  countLiveDocuments,
  emptyManifest,
  freshSegment,
  MANIFEST_FORMAT,
  type ManifestSegment,
  parseManifest,
  serialiseManifest,
  type Tombstone,
} from "../../../src/index/manifest/manifest.ts";
export { checkManifestInvariants, liveObjectIds } from "../../../src/index/manifest/manifest-invariants.ts";
export {
  decodeTails,
  encodeTails,
  loadTails,
  NO_TAILS,
  readTails,
  type SegmentTails,
  tailOf,
} from "../../../src/index/manifest/segment-tails.ts";
export {
  deadDocuments,
  deadOf,
  encodeDeadParts,
  loadDeadParts,
  MAX_INLINE_TOMBSTONES,
  supersedeDocuments,
  supersededOf,
  tombstoneEntries,
} from "../../../src/index/manifest/tombstones.ts";
