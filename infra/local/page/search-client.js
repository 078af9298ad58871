/**
 * Asks `GET /search` and sorts what can go wrong into the few kinds that the page says different things about.
 * Knows HTTP, not the DOM.
 */

/** After this the server counts as unreachable; a cold start with a large index stays well below it. */
const timeoutMs = 20_000;

/**
 * @typedef {{text: string, highlights: [number, number][]}} MarkedText
 * @typedef {{id: string, href: string, url: string | null, title: MarkedText, snippet: MarkedText,
 *   publishedAt: string | null, dateRange?: [string, string] | null, source: string | null, place: string | null,
 *   partialMatch?: boolean}} Hit
 * @typedef {{query: {match: "all" | "any"}, total?: number | null, totalRelation?: "exact" | "atLeast",
 *   totalAny?: number | null, hits: Hit[]}} SearchAnswer
 */

/** Why there is no answer: the network, a refused request (4xx), a server that cannot now (5xx, 429), or nonsense. */
export class SearchFailure extends Error {
  /**
   * @param {"network" | "refused" | "unavailable" | "failed"} kind
   * @param {string | null} detail the server's own sentence, if it gave one
   */
  constructor(kind, detail = null) {
    super(detail ?? kind);
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * Rejects with a SearchFailure, or with the signal's AbortError once `controller` is aborted by the caller.
 * @param {string} apiBase where the API lives: an absolute URL
 * @param {{query: string, limit: number, offset: number}} wanted
 * @param {AbortController} controller aborted by the caller for a newer question, and here when time is up
 * @returns {Promise<SearchAnswer>}
 */
export async function requestSearch(apiBase, wanted, controller) {
  const timeUp = new SearchFailure("network");
  const timer = setTimeout(() => controller.abort(timeUp), timeoutMs);
  try {
    const response = await fetch(searchUrl(apiBase, wanted), {
      headers: { accept: "application/json" },
      signal: controller.signal,
    });
    return response.ok ? await readAnswer(response) : await refuse(response);
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error instanceof SearchFailure ? error : new SearchFailure("network");
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} apiBase
 * @param {{query: string, limit: number, offset: number}} wanted
 */
function searchUrl(apiBase, { query, limit, offset }) {
  const url = new URL("search", apiBase);
  url.searchParams.set("q", query);
  url.searchParams.set("limit", String(limit));
  url.searchParams.set("offset", String(offset));
  return url;
}

/** @param {Response} response */
async function readAnswer(response) {
  const answer = await response.json().catch((error) => {
    // A body cut off by the network is not the server's nonsense.
    throw error instanceof SyntaxError ? new SearchFailure("failed") : error;
  });
  if (!Array.isArray(answer?.hits)) throw new SearchFailure("failed");
  return answer;
}

/**
 * @param {Response} response with a problem-details body (RFC 9457), or with whatever a proxy has put there
 * @returns {Promise<never>}
 */
async function refuse(response) {
  const problem = await response.json().catch(() => null);
  const detail = problem?.errors?.[0]?.detail ?? problem?.detail;
  const isServersFault = response.status >= 500 || response.status === 429;
  throw new SearchFailure(isServersFault ? "unavailable" : "refused", typeof detail === "string" ? detail : null);
}
