/**
 * Insets in a story that show another article by its title and its first sentences (layer 1): «Также по теме / Лозы
 * Дербента / На склонах под Дербентом спасают лозы…». The sentences look like a paragraph; that they say what their title
 * says, in words that the rest of the story does not have, gives them away.
 */
import type { ModelLine } from "./page-model.ts";
import { topicWords } from "./topic-words.ts";

/** So many words that only title and summary have; a name alone is not enough. Our decision. */
const MIN_OWN_WORDS = 2;

/** The lines that sum up another article under a label and its title. Linear. */
export function findInsetSummaries(lines: readonly ModelLine[]): ReadonlySet<number> {
  const candidates = [...lines.keys()].filter((i) => isUnderLabelAndTitle(lines, i));
  if (candidates.length === 0) return new Set();
  const counts = countLinesByWord(lines);
  return new Set(
    candidates.filter((i) => {
      const title = topicWords([lines[i - 1]]);
      const own = [...topicWords([lines[i]])].filter((word) => title.has(word) && counts.get(word) === 1);
      return own.length >= MIN_OWN_WORDS;
    }),
  );
}

function isUnderLabelAndTitle(lines: readonly ModelLine[], i: number): boolean {
  const title = lines[i - 1];
  const isTitle = title?.role === "heading" || title?.role === "long";
  return isTitle && lines[i]?.role === "story" && lines[i]?.dateline === null && lines[i - 2]?.noise === "related";
}

/** In how many sentences of the page each word stands. */
function countLinesByWord(lines: readonly ModelLine[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (line.role !== "story" && line.role !== "sentence") continue;
    for (const word of topicWords([line])) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
