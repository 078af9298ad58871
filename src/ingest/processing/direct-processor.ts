/**
 * Reads and inverts uploads in the caller's own thread, without a limit on time: what the worker runs, and what
 * simulations and tests run that must do the same at every run.
 */

import { type RejectedPart, readArticles, rejection } from "../../articles/articles.ts";
import { MAX_SEGMENT_DOCUMENTS, type ResolvedIndexOptions } from "../../index/shared.ts";
import {
  type BuiltSegment,
  type BuiltSegments,
  type Inversion,
  Inverter,
  type OnWork,
  type OrderedSource,
  orderSources,
  type SourceDocuments,
  writeSegment,
} from "../../index/write.ts";
import type { ArticleProcessor } from "./article-processor.ts";

/** Rejects as readArticles and SegmentBuilder.build do. */
export function directProcessor(options: ResolvedIndexOptions, limits?: InversionLimits): ArticleProcessor {
  const builder = new SegmentBuilder(options, limits);
  return { options, read: readArticles, build: async (sources, onWork) => builder.build(sources, onWork) };
}

// Makes segments of sources within a bound on what inverting takes: what does not fit into one segment goes into the
// next, and a source that alone takes too much enters without its documents, with the reason.

interface InversionLimits {
  /** Of a segment of several sources: more begin the next one. */
  readonly segmentBytes: number;
  /** Of one source; more is rejected. */
  readonly sourceBytes: number;
}

/**
 * News of 24 million characters, as much as one commit takes, need 400 MB. A source of 50 MB of English needs 700 MB; beside
 * a function's other needs, twice its text among them, 1,769 MB have no room for more than 1,000.
 */
const defaultInversionLimits: InversionLimits = { segmentBytes: 500_000_000, sourceBytes: 1_000_000_000 };

/** What inverting takes of making a segment, and writing the rest: 44 % of an import beside 20 (docs/decisions/0031-import.md). */
const INVERTING_SHARE = 0.7;

/** Remembers the words that it met. */
class SegmentBuilder {
  readonly #options: ResolvedIndexOptions;
  readonly #limits: InversionLimits;
  readonly #inverter: Inverter;

  constructor(options: ResolvedIndexOptions, limits: InversionLimits = defaultInversionLimits) {
    this.#options = options;
    this.#limits = limits;
    this.#inverter = new Inverter(options);
  }

  /** Rejects as orderSources does. The same sources give the same segments, whatever was built before. */
  build(sources: readonly SourceDocuments[], onWork: OnWork = () => {}): BuiltSegments<RejectedPart> {
    const segments: BuiltSegment[] = [];
    const rejected = new Map<string, RejectedPart>();
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
      rejected.set(source.sourceKey, tooManyWords(this.#limits));
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
    const { segmentBytes, sourceBytes } = this.#limits;
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

function tooManyWords({ sourceBytes }: InversionLimits): RejectedPart {
  const megabytes = Math.round(sourceBytes / 1_000_000);
  const reason = `The words of the file take more than the ${megabytes} MB of memory that indexing one file may take. Split it into smaller files.`;
  return rejection("too-many-words", reason);
}
