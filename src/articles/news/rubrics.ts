/**
 * The rubric and the tags that a site files an article under.
 */
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import { type Found, joinOrigins } from "./origin.ts";

/** A rubric and tags, as articles have them. */
export interface Rubrics {
  readonly section: Found<string> | null;
  /** Null where there are none. */
  readonly tags: Found<readonly string[]> | null;
}

/** Longer ones are sentences. Untuned. */
const MAX_NAME_LENGTH = 100;
/** More tags are keywords of the whole site. Untuned. */
const MAX_TAGS = 30;
/** Rubrics of systems for posts without one: WordPress in Russian and English. */
const UNFILED = /^(?:без рубрики|без категории|uncategori[sz]ed)$/iu;

/** The rubric and the tags of their names, most trusted first; further rubrics are tags. None stands twice. */
export function rubricsOf(sections: readonly Found<string>[], tags: readonly Found<string>[]): Rubrics {
  const [section = null, ...further] = namesOf(sections);
  const others = namesOf([...further, ...tags])
    .filter(({ value }) => section === null || foldLine(value) !== foldLine(section.value))
    .slice(0, MAX_TAGS);
  const value = others.map((tag) => tag.value);
  return { section, tags: others.length === 0 ? null : { value, origins: joinOrigins(others) } };
}

/** The names in a list that stands as one text: «мост, Рязань; дороги». */
export function splitNames(text: string): string[] {
  return text.split(/[,;]/);
}

/** Each name once, as it is written first, with the origins of all who say it. */
function namesOf(written: readonly Found<string>[]): Found<string>[] {
  const byFold = new Map<string, Found<string>>();
  for (const told of written) {
    const value = cleanLine(told.value).replace(/^#/, "");
    const fold = foldLine(value);
    if (fold === "" || value.length > MAX_NAME_LENGTH || UNFILED.test(value)) continue;
    const before = byFold.get(fold);
    const origins = before === undefined ? told.origins : joinOrigins([before, told]);
    byFold.set(fold, { value: before?.value ?? value, origins });
  }
  return [...byFold.values()];
}
