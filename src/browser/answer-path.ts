/**
 * The paths of the HTTP API that a search box asks for, answered by a search in the same program: as the server answers
 * them, by the same code, with neither a request nor a header.
 */
import {
  clientProblem,
  findAnswer,
  findSuggestions,
  type Problem,
  problemAnswer,
  readParameters,
  readSearchParameters,
  serverProblem,
  suggestParameters,
} from "../api/api.ts";
import { type Clock, elapsedMs, systemClock } from "../clock.ts";
import { createUlid, type IdSource, systemIdSource } from "../id-source.ts";
import type { MeteredSearch } from "../search/search.ts";
import type { QueryCost } from "../search-api.ts";

/**
 * The answer of a server: a status, and a body that JSON can hold. The body is problem details if the status is 400 or
 * more.
 */
export interface PathAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The error behind a status of 500 or more, or behind missing suggestions, which a server would log; else null. */
  readonly failure: unknown;
}

/** The parts of a search that are asked; without a meter all costs are zero. */
export type AskedSearch = Pick<MeteredSearch, "search" | "suggest"> & Partial<Pick<MeteredSearch, "meter">>;

export interface AnswerPathOptions {
  readonly clock?: Clock;
  readonly ids?: IdSource;
}

const NO_COST: QueryCost = { requests: 0, bytes: 0 };

/**
 * Answers `/search?…`, `/suggest?…` and the paths that their answers name, such as `duplicates.href`; 404 for any
 * other. Never rejects. Costs as the search does.
 */
export function answerPath(
  search: AskedSearch,
  path: string,
  { clock = systemClock, ids = systemIdSource }: AnswerPathOptions = {},
): Promise<PathAnswer> {
  const { meter } = search;
  const startedMs = clock.monotonicMs();
  const refuse = (problem: Problem, failure: unknown = null): PathAnswer => {
    const requestId = createUlid(clock.nowMs(), ids);
    return {
      status: problem.status,
      body: problemAnswer(problem, requestId, { documentation: null, basePath: "" }),
      failure,
    };
  };
  const spent = () => ({ tookMs: elapsedMs(clock, startedMs), cost: meter?.cost ?? NO_COST });
  const answers: Readonly<Record<string, (query: URLSearchParams) => Promise<PathAnswer>>> = {
    "/search": async (query) => {
      const { values, problem } = readSearchParameters(query);
      if (problem !== null) return refuse(problem);
      const { answer, suggestionsFailure } = await findAnswer(search, query, values);
      return { status: 200, body: { ...answer, unmetered: true, ...spent() }, failure: suggestionsFailure };
    },
    "/suggest": async (query) => {
      const { values, problem } = readParameters(query, suggestParameters);
      if (problem !== null) return refuse(problem);
      const found = await findSuggestions(search, values);
      return { status: 200, body: "sequence" in found ? { ...found, ...spent() } : found, failure: null };
    },
  };
  const answer = async (): Promise<PathAnswer> => {
    try {
      // The host is nobody's (RFC 6761).
      const { pathname, searchParams } = new URL(path, "http://index.invalid");
      const find = Object.hasOwn(answers, pathname) ? answers[pathname] : undefined;
      if (find !== undefined) return await find(searchParams);
      return refuse(clientProblem("route-not-found", "Look at the documentation for what there is."));
    } catch (error) {
      return refuse(serverProblem(error), error);
    }
  };
  return meter === undefined ? answer() : meter.measure(answer);
}
