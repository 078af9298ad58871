/**
 * Runs a query as it was typed, and where that finds too little, as it was meant (layer 4). What was typed is left alone
 * wherever some document has all of it.
 */
import type { QueryCorrection } from "../../search-api.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { findKnownWords, hasLiveWay } from "../spelling/known-words.ts";
import { findRepair, plainWords, type Repair } from "../spelling/spelling.ts";
import { type AsYouTypeQuery, type RankQuery, runAsYouType, type TypedResult } from "./as-you-type.ts";

/** What is asked for. */
interface CorrectableQuery extends AsYouTypeQuery {
  /** "off" searches for what was typed. Default "auto". */
  readonly correct?: "auto" | "off" | undefined;
}

/** A page, of the query as it was corrected. */
interface CorrectedResult extends TypedResult {
  readonly corrections: readonly QueryCorrection[];
}

/** A longer text is a sentence that was pasted: most of its articles lack some word of it. Untuned. */
const MOST_QUESTION_WORDS = 6;

/**
 * As runTypedQuery; where that finds no document with all words, one round more for what was meant, and then those of the
 * corrected query.
 */
export async function runCorrectedQuery(
  snapshot: IndexSnapshot,
  query: CorrectableQuery,
  rank: RankQuery,
): Promise<CorrectedResult> {
  const typed = await runAsYouType(snapshot, query, rank);
  const asTyped = { ...typed, corrections: [] };
  if (query.correct === "off" || typed.compiled.isListing || isEnough(query, typed)) return asTyped;
  const repair = await repairOf(snapshot, query, typed);
  if (repair === null) return asTyped;
  const repaired = await runAsYouType(snapshot, { ...query, text: repair.text }, rank);
  return isBetter(query, typed, repaired, repair) ? { ...repaired, corrections: repair.corrections } : asTyped;
}

function isEnough({ match }: AsYouTypeQuery, { page }: TypedResult): boolean {
  return page.total > 0 && (match !== "auto" || page.countsAllWords);
}

async function repairOf(
  snapshot: IndexSnapshot,
  { text, ownerWords = null }: AsYouTypeQuery,
  { compiled, page }: TypedResult,
): Promise<Repair | null> {
  const { groups, typedWord } = compiled;
  const known = findKnownWords(groups, page.weight.counts);
  // Of nyu-york texts may have york alone.
  const isCompleted =
    compiled.completions.some(({ terms }) => terms.length === 1) ||
    hasLiveWay(compiled.completions, page.weight.counts);
  if (isCompleted && typedWord !== null) known.add(typedWord.start);
  return findRepair(snapshot, text, groups, known, ownerWords);
}

/** With all words, or of a question with more documents than before; known words are put together for all words alone. */
function isBetter(
  { match, text }: AsYouTypeQuery,
  { compiled, page }: TypedResult,
  { page: repaired }: TypedResult,
  { corrections }: Repair,
): boolean {
  if (match === "all") return repaired.total > 0;
  if (match === "auto" && repaired.countsAllWords) return repaired.total > 0;
  const isQuestion = plainWords(text, compiled.groups).length <= MOST_QUESTION_WORDS;
  return isQuestion && corrections.every(({ kind }) => kind !== "merge") && repaired.total > page.total;
}
