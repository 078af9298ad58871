/**
 * What an ordinary plan does without, as one part that is loaded when a plan first needs it (load-plan-parts.ts): fuzzy words, boosted
 * fields, and pages that are not collapsed.
 */

export { withBoostFields } from "./boosted-search.ts";
export { createEditAutomaton, findNearTerms, nearRanges } from "./edit-automaton.ts";
export { collectPage } from "./page-search.ts";
