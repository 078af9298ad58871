/**
 * Messages between a page and the worker of its engine. Data alone.
 */

/** The answer to a request; the body is JSON. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
  /** A sentence for the owner of the site that says what is wrong and what to do; null if nothing is. */
  readonly fault: string | null;
}

/** First of all the address of the index; then questions, each with a number, and that one is called off. */
export type ToEngine = { readonly index: string } | { readonly id: number; readonly path: string | null };

/** Message that the worker is ready, or its answer with the number of the question. */
export type ToPage = "ready" | (EngineAnswer & { readonly id: number });

/** The name of the worker: the file of the engine serves in a worker that is called so, and in no other. */
export const ENGINE_WORKER = "poisk-engine";
