/**
 * A function as Lambda runs it: as many execution environments as there are events at once, up to its reserved
 * concurrency, each used again for the next event, and a new one where one ended.
 */
import { ExecutionEnvironment, type FunctionConfiguration, type Outcome } from "./execution-environment.ts";

export class LambdaFunction {
  readonly #configuration: FunctionConfiguration;
  readonly #maxConcurrency: number;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  /** Events that wait for an environment, as those of asynchronous invocations do. */
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #output = "";

  constructor(configuration: FunctionConfiguration, maxConcurrency: number) {
    this.#configuration = configuration;
    this.#maxConcurrency = maxConcurrency;
  }

  /** Output of its environments so far. */
  get output(): string {
    return this.#output;
  }

  /** Runs an event. Never rejects. */
  async run(event: unknown): Promise<Outcome> {
    while (this.#running >= this.#maxConcurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      const environment = this.#takeIdle() ?? (await this.#start());
      const outcome = await environment.invoke(event);
      this.#idle.push(environment);
      return outcome;
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Invokes the handler; rejects with its error. */
  async invoke<Result>(event: unknown): Promise<Result> {
    const outcome = await this.run(event);
    if ("payload" in outcome) return JSON.parse(outcome.payload) as Result;
    throw new Error(`${outcome.errorType}: ${outcome.message}`);
  }

  /** Ends every process that is handling an event, in the midst of it. Gives how many. */
  killBusy(): number {
    const busy = [...this.#environments].filter(({ isBusy }) => isBusy);
    for (const environment of busy) environment.kill();
    return busy.length;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
  }

  #takeIdle(): ExecutionEnvironment | null {
    for (let taken = this.#idle.pop(); taken !== undefined; taken = this.#idle.pop()) {
      if (taken.isAlive) return taken;
      this.#environments.delete(taken);
    }
    return null;
  }

  async #start(): Promise<ExecutionEnvironment> {
    const started = await ExecutionEnvironment.start(this.#configuration, (text) => {
      this.#output += text;
    });
    this.#environments.add(started);
    return started;
  }
}
