/**
 * The door to what is asked and answered, whatever carries it: parameters, answers and problems.
 */
export {
  articleFields,
  articleHref,
  articleHrefWithKey,
  describeResult,
  findAnswer,
  findSuggestions,
  searchHit,
} from "./answers.ts";
export {
  findFaults,
  readParameters,
  readSearchParameters,
  type SearchParameters,
  searchParameters,
  suggestParameters,
  toArticleQuery,
  wholeNumber,
} from "./parameters.ts";
export {
  clientProblem,
  overloadProblem,
  PROBLEM_TYPE,
  PROBLEMS_PATH,
  type Problem,
  problemAnswer,
  RETRY_AFTER_S,
  serverProblem,
} from "./problem-details.ts";
export { describeProblem, HTTP_ERROR_CODES } from "./problem-meanings.ts";
