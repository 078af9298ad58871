/**
 * What a page and the worker of its engine say to each other. Data alone.
 */

/** What was asked for, answered: the body is JSON. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
  /** What the owner of the site is to be told: a sentence that says what is wrong and what to do; null for nothing. */
  readonly fault: string | null;
}

/** First of all the address of the index; then questions, each with a number, and that one is called off. */
export type ToEngine = { readonly index: string } | { readonly id: number; readonly path: string | null };

/** That the worker is there, and answers by the numbers of their questions. */
export type ToPage = "ready" | (EngineAnswer & { readonly id: number });

/** The name of the worker: the file of the engine serves in a worker that is called so, and in no other. */
export const ENGINE_WORKER = "poisk-engine";
