/**
 * Which documents of a segment pass a filter (layer 4): one bit a document.
 */
import { CandidateSet, type DocumentWindow, documentWindows } from "./document-window.ts";

/** A document's bit is set where it passes. Dead documents have bits too: those who look at documents drop them. */
export class DocumentMask {
  readonly count: number;
  /** Bit `ordinal & 31` of word `ordinal >>> 5`; not to be changed. */
  readonly words: Uint32Array;

  /** `isPassing` is asked once for each ordinal below `documents`. */
  constructor(documents: number, isPassing: (ordinal: number) => boolean) {
    const words = new Uint32Array(Math.ceil(documents / 32));
    let count = 0;
    for (let ordinal = 0; ordinal < documents; ordinal += 1) {
      if (!isPassing(ordinal)) continue;
      words[ordinal >>> 5] = (words[ordinal >>> 5] ?? 0) | (1 << (ordinal & 31));
      count += 1;
    }
    this.words = words;
    this.count = count;
  }

  has(ordinal: number): boolean {
    return ((this.words[ordinal >>> 5] ?? 0) & (1 << (ordinal & 31))) !== 0;
  }

  /** Makes those of a window the candidates, instead of all that were. */
  fill(candidates: CandidateSet, window: DocumentWindow): void {
    candidates.takeWords(this.words, window);
  }
}

/** What tells window by window which documents pass; `count` is of all. */
export type WindowMask = Pick<DocumentMask, "count" | "fill">;

/** The masks of the segments in their order, each null where all of its documents pass. */
export type SegmentMasks = readonly (DocumentMask | null)[];

/** A window and what may match in it: null for all of it. The set is the same object from window to window. */
interface MaskedWindow {
  readonly window: DocumentWindow;
  readonly allowed: CandidateSet | null;
}

/** The windows of a segment (documentWindows) in which a document passes, ascending. */
export function* maskedWindows(
  documents: number,
  firstSize: number,
  mask: WindowMask | null = null,
): Generator<MaskedWindow> {
  if (mask?.count === 0) return;
  const allowed = mask === null ? null : new CandidateSet();
  for (const window of documentWindows(documents, firstSize)) {
    if (mask !== null && allowed !== null) mask.fill(allowed, window);
    if (allowed?.count !== 0) yield { window, allowed };
  }
}
