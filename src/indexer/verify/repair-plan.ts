/**
 * What is to be rebuilt by what a verification found (layer 4, pure): nothing, some segments, or the whole index.
 */
import type { Manifest } from "../../manifest/manifest.ts";
import {
  type KeyLayout,
  manifestKey,
  parseSegmentKey,
  parseTombstonesKey,
  type SegmentId,
} from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import type { RebuildOptions } from "../bulk/rebuild.ts";
import type { Finding } from "./findings.ts";

/**
 * What to rebuild; null for nothing. `manifest` is the one in the bucket, null where none can be read. A damaged list of tombstones
 * condemns its segment.
 */
export function planRepair(
  findings: readonly Finding[],
  manifest: Manifest | null,
  layout: KeyLayout,
): Pick<RebuildOptions, "damaged"> | null {
  const wrong = findings.filter(({ severity }) => severity !== "notice");
  if (wrong.length === 0) return null;
  // Damage of the manifest, or other rules than those of this poisk.
  if (manifest === null || wrong.some(({ where }) => where === manifestKey(layout))) return {};
  const damaged = new Set<SegmentId>();
  for (const { severity, where } of wrong) {
    if (severity !== "damage") continue;
    const key = where as ObjectKey;
    const id = parseSegmentKey(layout, key) ?? parseTombstonesKey(layout, key);
    const segment = manifest.segments.find((one) => one.id === id || one.tombstoneObject?.id === id);
    if (segment !== undefined) damaged.add(segment.id);
  }
  return { damaged };
}
