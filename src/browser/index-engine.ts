/**
 * Answers a search box in place of a server: a search over a published index, read by `fetch` in ranges. It runs in a
 * worker, or on the page's thread, where its work is done in slices (src/event-loop.ts). A file of its own, loaded when
 * somebody searches.
 */

import { systemClock } from "../clock.ts";
import { isErrorOfKind, isSearchIndexError } from "../errors.ts";
import { yieldToEventLoop } from "../event-loop.ts";
import { systemIdSource } from "../id-source.ts";
import { publishedKeyLayout } from "../index/shared.ts";
import { ArticleSearch, loadLaterParts } from "../search/search.ts";
import { asObjectStore, RetryingObjectStore } from "../store/store.ts";
import { FetchObjectStore } from "../store/web.ts";
import { type AskedSearch, answerPath, type PathAnswer } from "./answer-path.ts";
import { ENGINE_WORKER, type EngineAnswer, type ToEngine, type ToPage } from "./engine-messages.ts";

/** A published index changes when its owner publishes, which is seldom while a page is open. */
const REVALIDATE_MS = 10_000;

/** A reader's queries touch some MB, and a page has other things to keep. Untuned. */
const CACHE_BYTES = 32 * 1024 * 1024;

export interface IndexEngine {
  /** Answers a path as {@link answerPath} does. Rejects with the reason of `signal` alone, once that is aborted. */
  answer(path: string, signal?: AbortSignal): Promise<EngineAnswer>;
}

/** `index` is the address of a published index, with a slash at its end. Asks at once for what each question needs. */
export function openIndexEngine(index: string): IndexEngine {
  const requests = new OpenRequests();
  const store = new FetchObjectStore({ address: index, fetch: (request) => requests.send(request) });
  // As createSearch, which counts what a question costs besides: a browser cannot tell that (MeteredObjectStore).
  const [clock, ids] = [systemClock, systemIdSource];
  const retrying = new RetryingObjectStore(asObjectStore(store), { clock, ids });
  const context = { store: retrying, layout: publishedKeyLayout, clock, ids };
  const search = new ArticleSearch(context, {
    revalidateMs: REVALIDATE_MS,
    cacheBytes: CACHE_BYTES,
    spared: "bytes",
  });
  let waiting = 0;
  /**
   * Loads the parts that first answers do not need while nobody waits. Whoever needs them earlier asks for them, and
   * gets the failure.
   */
  const loadLater = (): void => {
    if (waiting === 0) loadLaterParts().catch(() => undefined);
  };
  // A failure is told by the first question, which asks for the same.
  search.prepare().then(loadLater, () => undefined);
  /** A box calls a question off when it asks the next one, which wants much of the same. */
  const callOff = async (): Promise<void> => {
    await yieldToEventLoop();
    if (waiting === 0) requests.callOff();
  };
  return {
    async answer(path, signal) {
      signal?.throwIfAborted();
      waiting += 1;
      try {
        return told(await Promise.race([find(search, requests, path), rejectedBy(signal)]));
      } finally {
        waiting -= 1;
        loadLater();
        if (signal?.aborted) void callOff();
      }
    },
  };
}

/**
 * The requests of the store that are under way, so that they can be called off together: what reads an index shares
 * what it reads among questions, and is told of none that nobody waits for any more.
 */
class OpenRequests {
  /** Requests that are not yet answered, with the address of each. */
  readonly #open = new Map<AbortController, string>();
  /** True if files that the browser has cached are requested again, since they may be damaged. */
  isReloading = false;

  /** Sends a request, with the contract of `fetch`. */
  async send(request: Request): Promise<Response> {
    const controller = new AbortController();
    const end = (): void => {
      this.#open.delete(controller);
      controller.abort();
    };
    const cache = this.#modeFor(request);
    this.#open.set(controller, request.url);
    // Of the store, also once it has read all that it wants of the answer.
    request.signal.addEventListener("abort", end);
    if (request.signal.aborted) end();
    return fetch(request, { signal: controller.signal, cache });
  }

  /**
   * Chromium's cache lets one request at a time read an address that it does not have: ranges of one file would come
   * one after another. So while one is under way the others pass the cache by, and are not kept.
   */
  #modeFor({ cache, url }: Request): RequestCache {
    if (this.isReloading) return "reload";
    return [...this.#open.values()].includes(url) ? "no-store" : cache;
  }

  callOff(): void {
    for (const controller of this.#open.keys()) controller.abort();
    this.#open.clear();
  }
}

/**
 * Answers a path. A browser caches files of an index for a year, damaged or not: if a checksum does not match, the
 * request is answered once more, with all files loaded from the host.
 */
async function find(search: AskedSearch, requests: OpenRequests, path: string): Promise<PathAnswer> {
  const answer = await answerPath(search, path);
  if (requests.isReloading || !isErrorOfKind(answer.failure, "corrupt-data")) return answer;
  requests.isReloading = true;
  return answerPath(search, path);
}

/**
 * Adds the message that a server would write to its log. A published index has no secrets, and nobody else can tell the
 * owner.
 */
function told({ status, body, failure }: PathAnswer): EngineAnswer {
  if (failure === null) return { status, body: JSON.stringify(body), fault: null };
  const fault = isSearchIndexError(failure) ? `${failure.message} (${failure.code})` : String(failure);
  const content = status >= 500 ? { ...(body as object), detail: fault } : body;
  return { status, body: JSON.stringify(content), fault };
}

function rejectedBy(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** The worker's side of the messages. */
function serve(scope: Pick<Worker, "postMessage" | "addEventListener">): void {
  let engine: IndexEngine | null = null;
  const asked = new Map<number, AbortController>();
  const say = (message: ToPage): void => scope.postMessage(message);
  const answer = async (id: number, path: string): Promise<void> => {
    const controller = new AbortController();
    asked.set(id, controller);
    try {
      const found = await engine?.answer(path, controller.signal);
      if (found !== undefined) say({ ...found, id });
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      asked.delete(id);
    }
  };
  scope.addEventListener("message", ({ data }: MessageEvent<ToEngine>) => {
    if ("index" in data) engine = openIndexEngine(data.index);
    else if (data.path === null) asked.get(data.id)?.abort();
    else void answer(data.id, data.path);
  });
  say("ready");
}

const scope = globalThis as unknown as Worker & { readonly name?: unknown; readonly document?: unknown };
if (scope.document === undefined && scope.name === ENGINE_WORKER) serve(scope);
