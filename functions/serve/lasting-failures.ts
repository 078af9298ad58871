/**
 * Failures of the store that the next write will meet too, until somebody makes room or gives a right; and which work
 * of the index worker they keep from being done. Failures that pass are tried again and tell nobody.
 */
import { type ErrorCode, isSearchIndexError, type SearchIndexError } from "../../src/errors.ts";
import type { PartReadiness } from "../../src/search-api.ts";

const LASTING_CODES: ReadonlySet<ErrorCode> = new Set(["store-full", "store-read-only", "store-denied"]);

export function isLastingFailure(error: unknown): error is SearchIndexError {
  return isSearchIndexError(error) && LASTING_CODES.has(error.code);
}

/** Describes the readiness of a part of a server that this code stops; ready if it is null. */
export function readinessOf(code: ErrorCode | null): PartReadiness {
  return code === null ? { ready: true } : { ready: false, code };
}

/** Works that a lasting failure keeps from being done. */
export class StuckWorks<Work extends string> {
  /** Codes by work, the first to fail first. */
  readonly #codes = new Map<Work, ErrorCode>();
  readonly #onChange: (code: ErrorCode | null) => void;

  /** `onChange` is told of each new state: why a work is stuck, or null where none is. */
  constructor(onChange: (code: ErrorCode | null) => void) {
    this.#onChange = onChange;
  }

  /** Takes note of an attempt that met these errors. Where none of them lasts, the work is as it was. */
  failed(work: Work, errors: Iterable<unknown>): void {
    for (const error of errors) {
      if (!isLastingFailure(error)) continue;
      this.#change(() => this.#codes.set(work, error.code));
      return;
    }
  }

  /** Takes note of an attempt that shows that the work can be done. */
  succeeded(work: Work): void {
    this.#change(() => this.#codes.delete(work));
  }

  get #code(): ErrorCode | null {
    const [code = null] = this.#codes.values();
    return code;
  }

  #change(change: () => void): void {
    const before = this.#code;
    change();
    if (this.#code !== before) this.#onChange(this.#code);
  }
}
