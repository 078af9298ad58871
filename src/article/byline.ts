/**
 * Who wrote a page's article (layer 1): «Автор: Иван Петров», or a name alone between title and story.
 */
import type { ModelLine } from "./page-model.ts";
import type { FoundTitle } from "./title.ts";

const LABELLED = /^(?:авторы?|текст|автор текста|корреспонденты?|материал подготовил[аи]?)\s?:\s?(.{3,150})$/iu;
/** «Лидия Мисник», «А. С. Петров»; two or three parts, each with a capital. */
const NAME = /^\p{Lu}[\p{Ll}ё-]{1,20}(?:\s\p{Lu}\.?[\p{Ll}ё-]{0,25}){1,2}$/u;
/** A byline is so near to the title or the story. */
const NEAR_LINES = 4;

/** The author, or null. */
export function findAuthor(lines: readonly ModelLine[], title: FoundTitle, storyStart: number): string | null {
  for (const { text, noise } of lines) {
    if (noise !== "label" && noise !== "interface") continue;
    const names = LABELLED.exec(text.slice(0, 200))?.[1];
    if (names !== undefined && /\p{Lu}/u.test(names)) return names.replace(/\.$/, "").trim();
  }
  const lastTitle = title.lines.findLast((i) => i < storyStart);
  if (lastTitle === undefined) return null;
  const from = Math.max(0, lastTitle - 2, storyStart - NEAR_LINES);
  for (let i = from; i < storyStart; i += 1) {
    const line = lines[i];
    const part =
      line?.noise === "date" ? line.text.split(/\s?[/|•·]\s?/u).findLast((text) => NAME.test(text)) : undefined;
    if (part !== undefined) return part;
    if (line === undefined || !NAME.test(line.text) || line.noise === "credit") continue;
    if (lines[i - 1]?.noise === "date" || lines[i + 1]?.noise === "date") return line.text;
  }
  return null;
}
