/**
 * Makes segments of sources within a bound on what inverting takes: what does not fit into one segment goes into the
 * next, and a source that alone takes too much enters without its documents, with the reason.
 */

import type { BuiltSegment, BuiltSegments } from "../commit/batch-commit.ts";
import { type Inversion, Inverter } from "../inverter/inverter.ts";
import { MAX_SEGMENT_DOCUMENTS } from "../segment/blocks/segment-format.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import {
  type OrderedSource,
  orderSources,
  type SourceDocuments,
  writeSegment,
} from "../segment/writer/flush-segment.ts";
import type { OnWork } from "./upload-processor.ts";

/** Memory for inversions, in bytes. */
interface InversionBounds<Reason> {
  /** Size at which a segment of several sources is closed. */
  readonly segmentBytes: number;
  /** Largest size of one source; a larger one is refused. */
  readonly sourceBytes: number;
  /** Reason for it. */
  readonly tooManyWords: Reason;
}

/** The share of inverting in making a segment; writing is the rest. Measured: 44 % of an import, and 20. */
const INVERTING_SHARE = 0.7;

/** Remembers the words that it met. */
export class SegmentBuilder<Reason> {
  readonly #options: ResolvedIndexOptions;
  readonly #bounds: InversionBounds<Reason>;
  readonly #inverter: Inverter;

  constructor(options: ResolvedIndexOptions, bounds: InversionBounds<Reason>) {
    this.#options = options;
    this.#bounds = bounds;
    this.#inverter = new Inverter(options);
  }

  /** Rejects as orderSources does. The same sources give the same segments, whatever was built before. */
  build(sources: readonly SourceDocuments[], onWork: OnWork = () => {}): BuiltSegments<Reason> {
    const segments: BuiltSegment[] = [];
    const rejected = new Map<string, Reason>();
    let group = this.#beginGroup();
    const finishGroup = (): void => {
      if (group.sources.length > 0)
        segments.push(this.#write(group, (articles) => onWork((1 - INVERTING_SHARE) * articles)));
      group = this.#beginGroup();
    };
    const addSource = (source: OrderedSource): boolean => {
      const isAdded = this.#add(group, source);
      if (isAdded) onWork(INVERTING_SHARE * source.documents.length);
      return isAdded;
    };
    for (const source of orderSources(sources, this.#options)) {
      if (addSource(source)) continue;
      if (group.documents > 0) finishGroup();
      if (addSource(source)) continue;
      rejected.set(source.sourceKey, this.#bounds.tooManyWords);
      group = { ...group, inversion: this.#inverter.begin() };
      this.#add(group, { ...source, documents: [] });
    }
    finishGroup();
    return { segments, rejected };
  }

  #beginGroup(): Group {
    return { sources: [], documents: 0, inversion: this.#inverter.begin() };
  }

  #add(group: Group, source: OrderedSource): boolean {
    const documents = group.documents + source.documents.length;
    const { segmentBytes, sourceBytes } = this.#bounds;
    const isAlone = group.documents === 0;
    if (!isAlone && documents > MAX_SEGMENT_DOCUMENTS) return false;
    const added = source.documents.map(({ document }) => document);
    if (!group.inversion.add(added, isAlone ? sourceBytes : segmentBytes)) return false;
    group.sources.push(source);
    group.documents = documents;
    return true;
  }

  #write({ sources, inversion }: Group, onWork: OnWork): BuiltSegment {
    const sourceKeys = sources.map(({ sourceKey }) => sourceKey);
    return { ...writeSegment(sources, inversion.finish(), this.#options, onWork), sourceKeys };
  }
}

interface Group {
  readonly sources: OrderedSource[];
  documents: number;
  readonly inversion: Inversion;
}
