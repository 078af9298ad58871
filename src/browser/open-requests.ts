/**
 * The requests of a store that are under way (layer 5), so that they can be called off together: what reads an index shares what it reads
 * among questions, and is told of none that nobody waits for any more.
 */
export class OpenRequests {
  readonly #open = new Set<AbortController>();
  /** Whether what is kept by the browser is asked for anew: it may be damaged. */
  isReloading = false;

  /** As `fetch`. */
  async send(request: Request): Promise<Response> {
    const controller = new AbortController();
    const end = (): void => {
      this.#open.delete(controller);
      controller.abort();
    };
    this.#open.add(controller);
    // Of the store, also once it has read all that it wants of the answer.
    request.signal.addEventListener("abort", end);
    if (request.signal.aborted) end();
    const { signal } = controller;
    return fetch(request, this.isReloading ? { signal, cache: "reload" } : { signal });
  }

  callOff(): void {
    for (const controller of this.#open) controller.abort();
    this.#open.clear();
  }
}
