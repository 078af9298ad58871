/**
 * Rules of the site's addresses, for the build and for the pages.
 */

/**
 * Names a section in the address of its page. Addresses that differ in their fragment alone are one article; the theme
 * goes on to the fragment.
 */
export const SECTION_PARAMETER = "section";

/** Tells whether a page is the playground, by its source or its address. */
export function isPlayground(path: string): boolean {
  return /(?:^|\/)playground(?:\.md|\.html)?$/.test(path);
}

/** The anchor of a heading, by GitHub's rule: links in docs/ work in both places. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
