/**
 * Who wrote a page's article (layer 1): «Автор: Иван Петров», or names alone between title and story, or right below it.
 */
import type { ModelLine } from "./page-model.ts";
import type { FoundTitle } from "./title.ts";

const LABELLED =
  /^(?:авторы?|текст|автор текста|автор статьи|корреспонденты?|материал подготовил[аи]?)\s?:\s?(.{3,150})$/iu;
/** «Автор Иван Петров» without its colon. */
const LABELLED_NAME = /^(?:Авторы?|Текст|Корреспондент)\s(\p{Lu}[\p{Ll}ё-]{1,20}\s\p{Lu}[\p{Ll}ё-]{1,25})$/u;
/** «Иван ЗУЕВ.», «И. ЗУЕВ, соб. корр.» */
const SIGNED = /^((?:\p{Lu}\p{Ll}{1,20}|\p{Lu}\.)\s?\p{Lu}{4,25})(?:[.,]|$)/u;
const ONE_NAME = "\\p{Lu}[\\p{Ll}ё-]{1,20}(?:\\s\\p{Lu}\\.?[\\p{Ll}ё-]{0,25}){1,2}";
/** «Лидия Мисник», «А. С. Петров»; two or three parts, each with a capital. */
const NAME = new RegExp(`^${ONE_NAME}$`, "u");
/** «Ирина Белова, Глеб Серов; Рязань». */
const NAMES = new RegExp(`^(${ONE_NAME}(?:(?:,|\\sи)\\s${ONE_NAME}){0,3})(?:[;,]\\s\\p{Lu}[\\p{L}-]{2,25})?$`, "u");
/** A byline is so near to the title or the story. */
const NEAR_LINES = 4;

/** The author, or null. `storyEnd` is the last line of the story. */
export function findAuthor(
  lines: readonly ModelLine[],
  title: FoundTitle,
  storyStart: number,
  storyEnd = lines.length,
): string | null {
  return findLabelled(lines) ?? findAboveStory(lines, title, storyStart) ?? findBelowStory(lines, storyEnd);
}

function findLabelled(lines: readonly ModelLine[]): string | null {
  for (const { text, noise } of lines) {
    if (noise === "label" || noise === "interface") {
      // «Автор: Иван Петров | Категория: Погода | 12-10-2015»
      const names = LABELLED.exec(text.slice(0, 200))?.[1]?.split(/\s?\|/u, 1)[0];
      if (names !== undefined && /\p{Lu}/u.test(names)) return names.replace(/\.$/, "").trim();
    }
    const name = text.length > 80 ? undefined : LABELLED_NAME.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

/** A name between title and story: beside a date, or among the lines that belong to the title. */
function findAboveStory(lines: readonly ModelLine[], title: FoundTitle, storyStart: number): string | null {
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
    const isAfterTitle = i - 1 === lastTitle || isTitleCompanion(lines[i - 1]);
    if (i > lastTitle && isAfterTitle && (i + 1 === storyStart || isTitleCompanion(lines[i + 1]))) return line.text;
  }
  return null;
}

function isTitleCompanion(line: ModelLine | undefined): boolean {
  return line?.noise === "date" || line?.noise === "label" || line?.noise === "counter";
}

/** Names alone on the line right after the last paragraph, as papers sign. */
function findBelowStory(lines: readonly ModelLine[], storyEnd: number): string | null {
  const line = lines[storyEnd + 1];
  if (line === undefined || line.noise === "credit" || line.isLink || line.text.length > 120) return null;
  const isCaption = lines[storyEnd + 2]?.noise === "credit";
  return isCaption ? null : ((NAMES.exec(line.text) ?? SIGNED.exec(line.text))?.[1] ?? null);
}
