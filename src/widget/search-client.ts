/**
 * A client of the HTTP API (browser or any place with `fetch`): one question, one answer, typed. Retries what may
 * pass, keeps answers for half a minute, and hands on nothing that is not an answer. Knows no DOM.
 */
import { type Clock, systemClock } from "../clock.ts";
import type {
  FacetName,
  MarkedText,
  MatchMode,
  SearchAnswer,
  SearchHit,
  SortOrder,
  SuggestAnswer,
} from "../search-api.ts";

/**
 * Why there is no answer: `offline` and `network` (nobody answered), `setup` (nothing is indexed yet), `unavailable`
 * (429 and other 5xx, which may pass), `refused` (the question is wrong), `failed` (what came is no answer).
 */
export type FailureKind = "offline" | "network" | "setup" | "unavailable" | "refused" | "failed";

/**
 * The one error of this client, but for the reason of an aborted signal. `code` is that of the problem details, if any.
 */
export class SearchFailure extends Error {
  override readonly name = "SearchFailure";
  declare readonly kind: FailureKind;
  declare readonly code: string | null;
  /** The time of Retry-After, else null. */
  declare readonly retryAfterMs: number | null;

  constructor(
    kind: FailureKind,
    message: string = kind,
    code: string | null = null,
    retryAfterMs: number | null = null,
  ) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The parameters of GET /search (docs/http-api.md). Empty texts and lists are left out. */
export interface SearchQuery {
  readonly q?: string;
  readonly limit?: number;
  readonly offset?: number;
  readonly match?: MatchMode;
  readonly count?: "exact" | "none";
  readonly sort?: SortOrder;
  readonly from?: string;
  readonly to?: string;
  readonly source?: readonly string[];
  readonly agency?: readonly string[];
  readonly place?: readonly string[];
  readonly section?: readonly string[];
  readonly author?: readonly string[];
  readonly facets?: readonly FacetName[] | undefined;
  readonly facetQuery?: string;
  readonly collapse?: boolean;
  readonly correct?: "auto" | "off";
  readonly ignore?: readonly string[] | undefined;
  readonly passages?: "best" | "none" | undefined;
  readonly suggest?: number;
}

export interface SearchClientOptions {
  /** Address of the API, such as `https://search.example` or `https://news.example/api`. */
  readonly endpoint: string | URL;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** Time limit of one attempt. A cold start with a large index takes much less than the default of 10 seconds. */
  readonly timeoutMs?: number;
  /** A signal that aborts after so many milliseconds; the platform's, which keeps no process waiting. */
  readonly timeout?: (timeoutMs: number) => AbortSignal;
  /** No retry begins later than this after the question; 4 seconds by default, 0 for no retries. */
  readonly retryBudgetMs?: number;
  /** Time for which an answer is reused without a request; 30 seconds by default, as in a shared cache. */
  readonly keepMs?: number;
}

/** Every method rejects with SearchFailure, or with the reason of `signal` once that is aborted. */
export interface SearchClient {
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchAnswer>;
  suggest(query: { readonly q: string; readonly limit?: number }, signal?: AbortSignal): Promise<SuggestAnswer>;
  /** Asks for a path that an answer names, such as `duplicates.href`. */
  follow(href: string, signal?: AbortSignal): Promise<SearchAnswer>;
  /** The address of a path that an answer names, on the endpoint; TypeError where it is no path. */
  addressOf(href: string): string;
}

/** Most cached answers; nobody reads back further within half a minute. */
const MAX_KEPT = 50;
const MAX_RETRIES = 2;
const FIRST_PAUSE_MS = 300;

const timeoutOf = (timeoutMs: number): AbortSignal => AbortSignal.timeout(timeoutMs);

type ListName = "hits" | "suggestions";

/** TypeError where the endpoint is no address. Asks for nothing by itself. */
export function createSearchClient(options: SearchClientOptions): SearchClient {
  const { clock = systemClock, timeoutMs = 10_000, retryBudgetMs = 4_000, keepMs = 30_000 } = options;
  const base = new URL(options.endpoint);
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  const kept = new Map<string, { readonly answer: unknown; readonly untilMs: number }>();

  const addressOf = (href: string): string => {
    if (!href.startsWith("/")) throw new TypeError(`Not a path: ${href}`);
    return new URL(`.${href}`, base).href;
  };

  const ask = async <Answer>(href: string, list: ListName, signal?: AbortSignal): Promise<Answer> => {
    const url = addressOf(href);
    const now = clock.monotonicMs();
    const held = kept.get(url);
    if (held !== undefined && held.untilMs > now) return held.answer as Answer;
    for (let retries = 0; ; retries++) {
      try {
        const answer = await attempt(url, list, signal);
        kept.set(url, { answer, untilMs: clock.monotonicMs() + keepMs });
        for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest);
        return answer as Answer;
      } catch (error) {
        signal?.throwIfAborted();
        const failure = error instanceof SearchFailure ? error : new SearchFailure("network", String(error));
        const pauseMs = failure.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** retries;
        const isLate = clock.monotonicMs() + pauseMs - now > retryBudgetMs;
        if (!/^(network|unavailable)$/.test(failure.kind) || retries === MAX_RETRIES || isLate) throw failure;
        await clock.sleep(pauseMs);
      }
    }
  };

  const attempt = async (url: string, list: ListName, signal?: AbortSignal): Promise<unknown> => {
    signal?.throwIfAborted();
    if (globalThis.navigator?.onLine === false) throw new SearchFailure("offline");
    const controller = new AbortController();
    const abort = (): void => controller.abort(signal?.reason);
    const ends = [signal, (options.timeout ?? timeoutOf)(timeoutMs)];
    for (const end of ends) end?.addEventListener("abort", abort);
    try {
      return await fetchAnswer(url, list, controller.signal, options.fetch ?? fetch);
    } finally {
      // A time-out that is still to come would keep alive whoever asked.
      for (const end of ends) end?.removeEventListener("abort", abort);
    }
  };

  return {
    search: (query, signal) => ask(`/search?${parameters(query)}`, "hits", signal),
    suggest: (query, signal) => ask(`/suggest?${parameters(query)}`, "suggestions", signal),
    follow: (href, signal) => ask(href, "hits", signal),
    addressOf,
  };
}

async function fetchAnswer(url: string, list: ListName, signal: AbortSignal, send: typeof fetch): Promise<unknown> {
  const response = await send(url, { signal, credentials: "omit" });
  const body = await response.json().catch((error) => {
    // A body that the network cut off is not the server's nonsense.
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  });
  const { ok, status } = response;
  if (ok && isAnswer(body, list)) return body;
  const code = body?.code;
  const isPassing = status === 429 || status >= 500;
  const kind = ok ? "failed" : code === "no-index-yet" ? "setup" : isPassing ? "unavailable" : "refused";
  const retryAfterMs = Number(response.headers.get("Retry-After")) * 1_000 || null;
  const detail = body?.errors?.[0]?.detail ?? body?.detail ?? `HTTP ${status}`;
  throw new SearchFailure(kind, String(detail), code, retryAfterMs);
}

/** Tells whether an answer has all required parts: texts with their marks, paths, the parsed query. */
function isAnswer(body: SearchAnswer & SuggestAnswer, list: ListName): boolean {
  const isMarked = ({ text, highlights }: MarkedText): boolean =>
    typeof text === "string" && highlights.every(Array.isArray);
  try {
    if (list === "suggestions") return body.suggestions.every(isMarked);
    const isHit = ({ title, snippet, href }: SearchHit): boolean =>
      isMarked(title) && isMarked(snippet) && href.startsWith("/");
    return (
      body.suggestions?.every(isMarked) !== false &&
      [...body.query.corrections, ...body.query.understood].every(Boolean) &&
      body.hits.every(isHit)
    );
  } catch {
    // Something else stands where an object, a text or a list should.
    return false;
  }
}

function parameters(query: object): URLSearchParams {
  const result = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) && name !== "facets" ? value : [value ?? ""];
    for (const item of values) if (`${item}` !== "") result.append(name, `${item}`);
  }
  return result;
}
