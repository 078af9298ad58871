/**
 * Parts that an ordinary plan does not need, loaded together when a plan first needs one (load-plan-parts.ts): fuzzy
 * words and boosted fields.
 */

export { withBoostFields } from "./boosted-search.ts";
export { createEditAutomaton, findNearTerms, nearRanges } from "./edit-automaton.ts";
