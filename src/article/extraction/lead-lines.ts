/**
 * The stand-first of a story (layer 1): what a page says between its title and its dateline, or between its title and the
 * same title again.
 */
import type { ModelLine } from "./page-model.ts";

const MAX_LEAD_LINES = 3;
const MIN_LEAD_WORDS = 6;
/** The title and its repetition stand so near each other. */
const TITLES_NEAR_LINES = 6;

/** The stand-first: the sentences between title and dateline that are nearest to it. */
export function findLead(lines: readonly ModelLine[], titleLines: readonly number[], dateline: number): number[] {
  const after = titleLines.findLast((i) => i < dateline) ?? -1;
  const lead: number[] = [];
  for (let i = dateline - 1; i > after && lead.length < MAX_LEAD_LINES; i -= 1) {
    const line = lines[i];
    if (line === undefined) break;
    const isSentence = line.role === "story" || (line.role === "sentence" && line.shape.words >= MIN_LEAD_WORDS);
    if (isSentence && !line.shape.endsCut) lead.unshift(i);
    else if (lead.length > 0) break;
  }
  return lead;
}

/** The stand-first of a page that says its title again below it, as the text of a picture. */
export function findLeadBetweenTitles(lines: readonly ModelLine[], titleLines: readonly number[], first = 0): number[] {
  const above = titleLines.filter((i) => i < first);
  const [upper, lower] = above.slice(-2);
  if (upper === undefined || lower === undefined || lower - upper > TITLES_NEAR_LINES) return [];
  const lead: number[] = [];
  for (let i = lower - 1; i > upper && lines[i]?.role === "story" && lines[i]?.shape.endsCut === false; i -= 1)
    lead.unshift(i);
  return lead.length <= MAX_LEAD_LINES ? lead : [];
}
