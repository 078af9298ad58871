/**
 * `fetch` for a client of the HTTP API that has an index and no server: its questions are answered by the engine, which
 * is loaded with the first of them, in a worker where the page may have one, else on the page's thread.
 */
import { ENGINE_WORKER, type EngineAnswer, type ToEngine, type ToPage } from "./engine-messages.ts";
import type { IndexEngine } from "./index-engine.ts";

/** Put in by the build: the address of the engine's file, beside this one. */
declare const POISK_ENGINE: string;

export interface IndexFetchOptions {
  /** Address of the published index; it ends with `/`. */
  readonly index: string | URL;
  /** Told what the owner of the site is to mend, each sentence once. Default as an error to the console. */
  readonly onFault?: (fault: string) => void;
}

/** Answers addresses under that of the index, such as `…/search?q=порт`. */
export interface IndexFetch {
  (address: string | URL | Request, init?: Pick<RequestInit, "signal">): Promise<Response>;
  /** Loads the engine and opens the index, where it was not done before: the first question is answered sooner then. */
  open(): void;
}

/**
 * Loads nothing yet. What it answers has the statuses and bodies of the server. Rejects with the reason of an aborted
 * signal, and with a TypeError where the engine cannot be loaded, as `fetch` does where nobody answers; the next
 * question tries again.
 */
export function createIndexFetch({ index, onFault = (fault) => console.error(fault) }: IndexFetchOptions): IndexFetch {
  const base = new URL(index).href;
  const told = new Set<string>();
  let loading: Promise<IndexEngine> | null = null;
  const load = (): Promise<IndexEngine> => {
    loading ??= loadEngine(base).catch((error) => {
      loading = null;
      throw new TypeError(`The search engine could not be loaded: ${String(error)}`, { cause: error });
    });
    return loading;
  };
  const answer = async (
    address: string | URL | Request,
    { signal }: Pick<RequestInit, "signal"> = {},
  ): Promise<Response> => {
    const url = address instanceof Request ? address.url : String(address);
    const engine = await load();
    const { status, body, fault } = await engine.answer(`/${url.slice(base.length)}`, signal ?? undefined);
    if (fault !== null && !told.has(fault)) onFault(fault);
    if (fault !== null) told.add(fault);
    return new Response(body, { status, headers: { "Content-Type": "application/json" } });
  };
  return Object.assign(answer, { open: () => void load().catch(() => undefined) });
}

async function loadEngine(index: string): Promise<IndexEngine> {
  const worker = await startWorker();
  return worker === null ? (await import("./index-engine.ts")).openIndexEngine(index) : engineOf(worker, index);
}

/** Null where the page may have none: its policy refuses it, or the browser does. */
function startWorker(): Promise<Worker | null> {
  return new Promise((resolve) => {
    try {
      const worker = createWorker();
      worker.addEventListener("message", () => resolve(worker), { once: true });
      worker.addEventListener("error", () => resolve(null), { once: true });
    } catch {
      // A policy that refuses workers or their addresses (Content Security Policy Level 3, worker-src; Trusted Types).
      resolve(null);
    }
  });
}

/**
 * Creates the worker. A worker of another origin can be started only by a module of this page that imports it (HTML,
 * "dedicated workers").
 */
function createWorker(): Worker {
  const { href, origin } = new URL(POISK_ENGINE, import.meta.url);
  if (origin === location.origin)
    return new Worker(new URL(POISK_ENGINE, import.meta.url), { type: "module", name: ENGINE_WORKER });
  // Its address is not taken back: the worker may still be loading, and a page has one.
  const importing = new Blob([`import ${JSON.stringify(href)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(importing), { type: "module", name: ENGINE_WORKER });
}

function engineOf(worker: Worker, index: string): IndexEngine {
  const waiting = new Map<number, (answer: EngineAnswer) => void>();
  const say = (message: ToEngine): void => worker.postMessage(message);
  let asked = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
    if (data === "ready") return;
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  say({ index });
  return {
    answer: (path, signal) =>
      new Promise((resolve, reject) => {
        const id = asked++;
        waiting.set(id, resolve);
        signal?.addEventListener("abort", () => {
          if (!waiting.delete(id)) return;
          say({ id, path: null });
          reject(signal.reason);
        });
        say({ id, path });
      }),
  };
}
