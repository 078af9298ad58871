/**
 * Says on the terminal what the bench is doing: one line that is written over, or, where that cannot be, a line now and
 * then.
 */
export class ProgressLine {
  readonly #output: NodeJS.WriteStream;
  #saidAtMs = 0;

  constructor(output: NodeJS.WriteStream = process.stderr) {
    this.#output = output;
  }

  /** Shows the running work; called often. */
  update(text: string): void {
    if (this.#output.isTTY) this.#output.write(`\r\x1b[K${text}`);
    else if (performance.now() - this.#saidAtMs > 10_000) this.say(text);
  }

  /** Prints a line that stays. */
  say(text: string): void {
    this.#saidAtMs = performance.now();
    this.#output.write(this.#output.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }
}
