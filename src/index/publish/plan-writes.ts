/**
 * Tells what a publication is about to write, and why (pure).
 */
import { type Manifest, type Publication, serialiseManifest } from "../manifest/manifest.ts";
import type { SegmentPlan, WriteReason } from "./plan-segments.ts";

/** One or some objects that are written. */
export interface PlannedWrite {
  readonly kind: "segment" | "dictionary" | "suggestions" | "tails" | "manifest" | "widget";
  /**
   * Reasons beside those of segments: the index's state has changed (`state`), suggestions are outdated (`outdated`),
   * the files are of another build of poisk (`build`).
   */
  readonly reasons: readonly (WriteReason | "state" | "outdated" | "build")[];
  /** Live articles of a segment; else 0. */
  readonly articles: number;
  readonly files: number;
  /** Estimated, but for dictionary and widget. */
  readonly bytes: number;
}

interface PlanInput {
  readonly base: Manifest;
  readonly plan: SegmentPlan;
  readonly partBytes: number | null;
  readonly dictionary: {
    readonly bytes: Uint8Array;
    readonly directory: string;
    readonly licence: Uint8Array | null;
  } | null;
  readonly isNewDictionary: boolean;
  /** True if the suggestions of the base stay, or none are made. */
  readonly keepsSuggestions: boolean;
}

/**
 * Segments whose ends are known are read by ranges, however small: what a visitor waits for is bytes, where in a bucket
 * each request is paid. Below this a query reads most of a segment anyway.
 */
export const LEAST_TAILED_BYTES = 64 * 1024;

/** The ready suggestions of 10,000 made articles have so many bytes (docs/decisions/widget.md#search-in-the-page). */
const USUAL_SUGGESTION_BYTES = 30_000;
/** Share of the segments' bytes: 40 KB of 25 MB at 10,000 made articles. */
const USUAL_TAILS_SHARE = 0.0016;
/** A segment in a manifest. */
const USUAL_SEGMENT_BYTES = 500;

/**
 * Empty where nothing of the index changed. Whoever finds some of it written by a run that was cut does not write it
 * again.
 */
export function planWrites({
  base,
  plan: { groups, staying },
  partBytes,
  dictionary,
  isNewDictionary,
  keepsSuggestions,
}: PlanInput): PlannedWrite[] {
  const isFirst = base.sequence === 0;
  const isMarked = staying.some(({ segment, present }) => segment !== present);
  const isSameSegments = groups.length === 0 && staying.length === base.segments.length;
  if (isSameSegments && !isMarked && !isNewDictionary && !isFirst && keepsSuggestions) return [];
  const state = { reasons: [isFirst ? "first" : "state"], articles: 0, files: 1 } as const;
  const ofSegments = groups.map(({ reasons, articles, estimatedBytes }): PlannedWrite => {
    const files = Math.max(1, Math.ceil(estimatedBytes / (partBytes ?? Number.POSITIVE_INFINITY)));
    return { kind: "segment", reasons, articles, files, bytes: estimatedBytes };
  });
  const ofDictionary = dictionary === null || !isNewDictionary ? [] : [dictionary];
  const segmentBytes =
    staying.reduce((sum, { segment }) => sum + segment.sizeBytes, 0) +
    groups.reduce((sum, { estimatedBytes }) => sum + estimatedBytes, 0);
  const suggestionBytes = suggestionBytesOf(base.publication) || USUAL_SUGGESTION_BYTES;
  const described = (isFirst ? (dictionary?.directory.length ?? 0) : 0) + groups.length * USUAL_SEGMENT_BYTES;
  return [
    ...ofDictionary.map(({ bytes, licence }): PlannedWrite => {
      const files = licence === null ? 1 : 2;
      const reasons = isFirst ? (["first"] as const) : (["build"] as const);
      return { kind: "dictionary", reasons, articles: 0, files, bytes: bytes.length + (licence?.length ?? 0) };
    }),
    ...ofSegments,
    ...(keepsSuggestions
      ? []
      : [
          { ...state, kind: "suggestions", reasons: [isFirst ? "first" : "outdated"], bytes: suggestionBytes } as const,
        ]),
    ...(!changesTails(base, groups, staying)
      ? []
      : [{ ...state, kind: "tails", bytes: Math.round(segmentBytes * USUAL_TAILS_SHARE) } as const]),
    { ...state, kind: "manifest", bytes: serialiseManifest(base).length + described },
  ];
}

/** Tells whether a segment whose end is among the tails is added or removed. */
function changesTails(
  { sequence, segments }: Manifest,
  groups: SegmentPlan["groups"],
  staying: SegmentPlan["staying"],
): boolean {
  const kept = new Set(staying.map(({ present }) => present.id));
  return (
    sequence === 0 ||
    groups.some(({ estimatedBytes }) => estimatedBytes > LEAST_TAILED_BYTES) ||
    segments.some(({ id, sizeBytes }) => sizeBytes > LEAST_TAILED_BYTES && !kept.has(id))
  );
}

export function suggestionBytesOf(publication: Publication | undefined): number {
  return publication?.suggestions?.blocks.reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0) ?? 0;
}
