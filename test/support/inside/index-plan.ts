/** Names inside index/plan that tests import past its doors. Moving a file changes this list alone. */
export { compileQuery } from "../../../src/index/query/plan/compile-query.ts";
export { createEditAutomaton, findNearTerms, nearRanges } from "../../../src/index/query/plan/edit-automaton.ts";
export type { PlanSearchOptions } from "../../../src/index/query/plan/plan-search.ts";
export { nodesOf, rootNodesOf } from "../../../src/index/query/plan/query-plan.ts";
export { splitPlan } from "../../../src/index/query/plan/skippable-plan.ts";
export { type DerivedTerm, expandTerm, WordStatistics } from "../../../src/index/query/plan/weight.ts";
