/**
 * The rubric and the tags that a site files an article under.
 */
import { cleanLine, foldLine } from "../text/normalize-text.ts";

/** A rubric and tags, as articles have them. */
export interface Rubrics {
  readonly section: string | null;
  readonly tags: readonly string[];
}

/** Longer ones are sentences. Untuned. */
const MAX_NAME_LENGTH = 100;
/** More tags are keywords of the whole site. Untuned. */
const MAX_TAGS = 30;
/** Rubrics of systems for posts without one: WordPress in Russian and English. */
const UNFILED = /^(?:без рубрики|без категории|uncategori[sz]ed)$/iu;

/** The rubric and the tags of their names, most trusted first; further rubrics are tags. None stands twice. */
export function rubricsOf(sections: readonly string[], tags: readonly string[]): Rubrics {
  const [section = null, ...further] = namesOf(sections);
  const others = namesOf([...further, ...tags]).filter(
    (tag) => section === null || foldLine(tag) !== foldLine(section),
  );
  return { section, tags: others.slice(0, MAX_TAGS) };
}

/** The names in a list that stands as one text: «мост, Рязань; дороги». */
export function listedNames(text: string): string[] {
  return text.split(/[,;]/);
}

function namesOf(written: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const text of written) {
    const name = cleanLine(text).replace(/^#/, "");
    const fold = foldLine(name);
    if (fold !== "" && name.length <= MAX_NAME_LENGTH && !UNFILED.test(name) && !byFold.has(fold))
      byFold.set(fold, name);
  }
  return [...byFold.values()];
}
