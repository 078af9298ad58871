/**
 * The line between a page and its host, which all answers share: whoever sends, sends in turns, and each piece of an
 * answer has the instant at which it has arrived. Pure: the schedule depends on the instants that it is told, and on no
 * timer's lateness.
 */
/** A visitor's line: the time to the first byte of an answer, and the bytes a second after it. */
export interface Line {
  readonly firstByteMs: number;
  readonly bytesPerSecond: number;
}

/** A good mobile connection: 30 ms and 10 Mbit/s. */
export const visitorLine: Line = { firstByteMs: 30, bytesPerSecond: 10e6 / 8 };

/** Bytes sent before another answer has its turn: some ten packets. */
export const PIECE_BYTES = 16 * 1_024;

export class SharedLine {
  readonly #bytesPerSecond: number;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Computes the time of arrival of so many bytes that were ready at an instant. */
  send(bytes: number, readyAtMs: number): number {
    this.#freeAtMs = Math.max(this.#freeAtMs, readyAtMs) + (bytes * 1_000) / this.#bytesPerSecond;
    return this.#freeAtMs;
  }
}
