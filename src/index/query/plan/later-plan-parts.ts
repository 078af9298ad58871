/**
 * What an ordinary plan does without, as one part that is loaded when a plan first needs it (load-plan-parts.ts): fuzzy
 * words and boosted fields.
 */

export { withBoostFields } from "./boosted-search.ts";
export { createEditAutomaton, findNearTerms, nearRanges } from "./edit-automaton.ts";
