/**
 * What an ordinary plan does without, as one part that is loaded when a plan first needs it (load-plan-parts.ts): fuzzy words, boosted
 * fields, and pages that are not collapsed.
 */
export { createEditAutomaton, findNearTerms, nearRanges } from "../expansion/edit-automaton.ts";
export { withBoostFields } from "./boosted-search.ts";
export { collectPage } from "./page-search.ts";
