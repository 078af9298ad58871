/**
 * What a manifest must be by itself, and whether the bucket holds what it names, and what else lies beside it (layer 4).
 */
import { ulidTimeMs } from "../../id-source.ts";
import { type IndexSchema, isSameSchema, type Manifest } from "../../manifest/manifest.ts";
import { findManifestFaults, liveObjectIds } from "../../manifest/manifest-invariants.ts";
import { type IndexContext, ManifestStore } from "../../manifest/manifest-store.ts";
import {
  begunKey,
  manifestKey,
  parseBackfillKey,
  parseSegmentKey,
  parseTombstonesKey,
  probeTimeMs,
  readingPrefix,
  rejectedPrefix,
  type SegmentId,
  segmentKey,
  tombstonesKey,
} from "../../storage/object-store/object-keys.ts";
import { listAll, type ObjectKey, type ObjectSummary } from "../../storage/object-store/object-store.ts";
import type { Findings } from "./findings.ts";

/** The manifest alone, and the rules by which it was made against those of this poisk. Pure. */
export function checkManifest(manifest: Manifest, schema: IndexSchema, where: ObjectKey, findings: Findings): void {
  for (const fault of findManifestFaults(manifest)) findings.add("damage", where, `In it ${fault}.`);
  if (isSameSchema(manifest, schema)) return;
  const text = `The index was made by ${manifest.analyzer} and ${manifest.parser}, this poisk is ${schema.analyzer} and ${schema.parser}: it adds nothing to the index until a rebuild.`;
  findings.add("difference", where, text);
}

/** The objects of the index: what is named must be there and as large as it was, what is not is told. A listing. */
export async function checkObjects(context: IndexContext, manifest: Manifest, findings: Findings): Promise<void> {
  const { layout } = context;
  const sizes = new Map<ObjectKey, number>(
    manifest.segments.map(({ id, sizeBytes }) => [segmentKey(layout, id), sizeBytes]),
  );
  const wanted = new Set<ObjectKey>(sizes.keys());
  for (const { tombstoneObject } of manifest.segments) {
    if (tombstoneObject !== null) wanted.add(tombstonesKey(layout, tombstoneObject.id));
  }
  const unnamed: ObjectSummary[] = [];
  const known = namedBy(manifest);
  for await (const object of listAll(context.store, layout.indexPrefix)) {
    wanted.delete(object.key);
    const expected = sizes.get(object.key);
    if (expected !== undefined && expected !== object.sizeBytes) {
      findings.add("damage", object.key, `It has ${object.sizeBytes} bytes, and the manifest says ${expected}.`);
    }
    if (!isNamed(context, object.key, known)) unnamed.push(object);
  }
  for (const key of wanted) findings.add("damage", key, "The manifest names it, but it is not there.");
  if (unnamed.length === 0) return;
  // What was committed while all this was read is nobody's leftover.
  const present = namedBy((await new ManifestStore(context).load())?.manifest ?? manifest);
  for (const object of unnamed) {
    if (!isNamed(context, object.key, present)) tellUnnamed(context, manifest, object, findings);
  }
}

function namedBy(manifest: Manifest): ReadonlySet<SegmentId> {
  return new Set([...liveObjectIds(manifest), ...manifest.retired.map(({ id }) => id)]);
}

function isNamed({ layout }: IndexContext, key: ObjectKey, known: ReadonlySet<SegmentId>): boolean {
  if (key === manifestKey(layout) || key === begunKey(layout) || key.startsWith(rejectedPrefix(layout))) return true;
  const id = parseSegmentKey(layout, key) ?? parseTombstonesKey(layout, key);
  return id !== null && known.has(id);
}

/** An object that the manifest does not name is no damage, but may tell of one. */
function tellUnnamed(
  { layout }: IndexContext,
  manifest: Manifest,
  { key, sizeBytes }: ObjectSummary,
  findings: Findings,
): void {
  if (parseBackfillKey(layout, key) !== null) {
    findings.add("notice", key, "A backfill is at work, or was stopped. The next one goes on from it and deletes it.");
    return;
  }
  if (!Number.isNaN(probeTimeMs(layout, key))) {
    findings.add(
      "notice",
      key,
      "A conformance probe of the store is running, or was stopped. Compaction deletes this when it is an hour old.",
    );
    return;
  }
  if (key.startsWith(readingPrefix(layout))) {
    findings.add(
      "notice",
      key,
      "A process reads uploads that may have ended another, or was ended by them. The next one goes on from there.",
    );
    return;
  }
  const id = parseSegmentKey(layout, key) ?? parseTombstonesKey(layout, key);
  if (id === null) {
    findings.add("notice", key, `This is no file of poisk's (${sizeBytes} bytes). It does no harm.`);
    return;
  }
  const origin =
    ulidTimeMs(id) > manifest.committedAtMs
      ? "It is newer than the manifest: a writer is at work or was killed, or an older manifest was put back."
      : "A writer that was killed, or was overtaken by another, left it.";
  const outlook = "Compaction deletes it when it is an hour old.";
  findings.add("notice", key, `No manifest names it (${sizeBytes} bytes). ${origin} ${outlook}`);
}
