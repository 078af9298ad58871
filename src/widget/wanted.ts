/**
 * What one reader asks for (layer 5). Data alone.
 */
import type { SortOrder } from "../search-api.ts";

/** What the reader asks for. Days are `2016-10-09`, or empty for no bound. */
export interface Wanted {
  readonly text: string;
  readonly sources: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly sort: SortOrder;
  /** The words as they are typed, nothing mended. */
  readonly isLiteral: boolean;
}

export const NOTHING_WANTED: Wanted = { text: "", sources: [], from: "", to: "", sort: "relevance", isLiteral: false };
