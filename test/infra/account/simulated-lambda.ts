/**
 * Lambda and the queue before it, as far as guards of AWS's act on what functions do: loops are ended, executions are
 * limited, what is invoked asynchronously is tried again and forgotten in the end. The template says how each function
 * is set up; whoever makes the simulation says what each does. Each rule names the page that it is from.
 */

import type { HandClock } from "../../support/hand-clock.ts";
import { deployedText } from "../deployed-values.ts";
import type { Resource, Template } from "../synthesised.ts";

/**
 * AWS Lambda Developer Guide, "Use Lambda recursive loop detection to prevent infinite loops": about 16 in one chain.
 */
const MAX_CHAIN = 16;

/**
 * Waits between attempts of an asynchronous event (there, "How Lambda handles errors and retries with asynchronous
 * invocation").
 */
const RETRY_WAITS_MS = [60_000, 120_000];
const THROTTLED_WAIT_MS = 60_000;

/** The invoker or sender of a function's work: the trace header counts invocations of the chain. */
export interface Caller {
  readonly chain: number;
}

export interface Invocation extends Caller {
  readonly remainingMs: () => number;
}

type Handler = (event: unknown, invocation: Invocation) => Promise<unknown>;

/** An event of a queue as a function gets it (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
}

interface QueuedBody {
  readonly id: string;
  readonly body: string;
  readonly chain: number;
  receives: number;
  visibleAtMs: number;
}

interface FunctionSetup {
  readonly name: string;
  readonly reserved: number | null;
  readonly allowsLoops: boolean;
  readonly timeoutMs: number;
  /** Null where Lambda's defaults apply. */
  readonly retries: number | null;
  readonly maxEventAgeMs: number | null;
}

interface LambdaOptions {
  readonly template: Template;
  readonly time: HandClock;
  /** Executions of the account. */
  readonly executions?: number;
  readonly handlers: Readonly<Record<string, Handler>>;
}

export class SimulatedLambda {
  /** Invocations that began, by function. */
  readonly invoked: Record<string, number> = {};
  /** Refused since no execution was free, by function. */
  readonly throttled: Record<string, number> = {};
  /** Invocations that Lambda ended as loops. */
  stoppedLoops = 0;
  /** Asynchronous events that were never handled. */
  dropped = 0;
  readonly deadLetters: string[] = [];
  readonly #time: HandClock;
  readonly #handlers: Readonly<Record<string, Handler>>;
  readonly #setups: ReadonlyMap<string, FunctionSetup>;
  readonly #running = new Map<string, number>();
  readonly #executions: number;
  readonly #queue: QueuedBody[] = [];
  readonly #mapping: {
    readonly target: string;
    readonly batchSize: number;
    readonly windowMs: number;
    readonly concurrency: number;
    readonly hiddenMs: number;
    readonly maxReceives: number;
  };
  #pollers = 0;
  #sent = 0;

  constructor({ template, time, executions = 1_000, handlers }: LambdaOptions) {
    this.#time = time;
    this.#handlers = handlers;
    this.#executions = executions;
    this.#setups = setupsOf(template);
    this.#mapping = mappingOf(template);
  }

  /** Messages that were sent and are neither handled nor dead. */
  get waiting(): number {
    return this.#queue.length;
  }

  send(body: string, { chain }: Caller = { chain: 0 }): void {
    this.#sent += 1;
    this.#queue.push({ id: `m${this.#sent}`, body, chain, receives: 0, visibleAtMs: this.#time.nowMs() });
    this.#poll();
  }

  /** Postpones a message, as ChangeMessageVisibility does. */
  postpone(id: string, seconds: number): void {
    const message = this.#queue.find((one) => one.id === id);
    if (message === undefined) return;
    message.visibleAtMs = this.#time.nowMs() + seconds * 1_000;
    this.#time.at(message.visibleAtMs, () => this.#poll());
  }

  /** Rejects with what Lambda says where no execution is free, or the chain is too long; else as the handler does. */
  async invoke(name: string, event: unknown, { chain }: Caller = { chain: 0 }): Promise<unknown> {
    const { reserved, allowsLoops, timeoutMs } = this.#setup(name);
    if (chain > MAX_CHAIN && !allowsLoops) {
      this.stoppedLoops += 1;
      throw named("RecursiveInvocationException");
    }
    if (!this.#hasRoom(name, reserved)) {
      this.throttled[name] = (this.throttled[name] ?? 0) + 1;
      throw named("TooManyRequestsException");
    }
    this.invoked[name] = (this.invoked[name] ?? 0) + 1;
    this.#running.set(name, this.#runningOf(name) + 1);
    const endMs = this.#time.nowMs() + timeoutMs;
    try {
      return await this.#handlers[name]?.(event, {
        chain: chain + 1,
        remainingMs: () => endMs - this.#time.nowMs(),
      });
    } finally {
      this.#running.set(name, this.#runningOf(name) - 1);
      this.#poll();
    }
  }

  /** Accepts an event and tries it until it is handled, its attempts are used up, or it is too old. */
  invokeAsync(name: string, event: unknown, caller: Caller = { chain: 0 }): void {
    const { retries, maxEventAgeMs } = this.#setup(name);
    // AWS Lambda Developer Guide, "Configuring error handling settings for Lambda asynchronous invocations": two, and
    // six hours.
    const waits = RETRY_WAITS_MS.slice(0, retries ?? 2);
    const endMs = this.#time.nowMs() + (maxEventAgeMs ?? 6 * 60 * 60_000);
    void this.#try(name, event, caller, { waits, endMs });
  }

  async #try(
    name: string,
    event: unknown,
    caller: Caller,
    { waits, endMs }: { readonly waits: readonly number[]; readonly endMs: number },
  ): Promise<void> {
    let [wait, ...others] = waits;
    for (;;) {
      try {
        await this.invoke(name, event, caller);
        return;
      } catch (error) {
        const isThrottled = (error as Error).name === "TooManyRequestsException";
        const pauseMs = isThrottled ? THROTTLED_WAIT_MS : wait;
        if (pauseMs === undefined || this.#time.nowMs() + pauseMs > endMs) {
          this.dropped += 1;
          return;
        }
        if (!isThrottled) [wait, ...others] = others;
        await this.#time.sleep(pauseMs);
      }
    }
  }

  #setup(name: string): FunctionSetup {
    const setup = this.#setups.get(name);
    if (setup === undefined) throw new Error(`The template has no function ${name}.`);
    return setup;
  }

  #runningOf(name: string): number {
    return this.#running.get(name) ?? 0;
  }

  /** AWS Lambda Developer Guide, "Configuring reserved concurrency": what is reserved is nobody else's, used or not. */
  #hasRoom(name: string, reserved: number | null): boolean {
    if (reserved !== null) return this.#runningOf(name) < reserved;
    const others = [...this.#setups.values()];
    const taken = others.reduce((sum, setup) => sum + (setup.reserved ?? this.#runningOf(setup.name)), 0);
    return taken < this.#executions;
  }

  /** A poller for each batch that may be at work. A batch waits for its window, then takes what is visible. */
  #poll(): void {
    const { concurrency, windowMs } = this.#mapping;
    const nowMs = this.#time.nowMs();
    if (this.#pollers >= concurrency || !this.#queue.some(({ visibleAtMs }) => visibleAtMs <= nowMs)) return;
    this.#pollers += 1;
    this.#time.at(nowMs + windowMs, () => void this.#takeBatch());
  }

  async #takeBatch(): Promise<void> {
    const { target, batchSize, hiddenMs } = this.#mapping;
    const nowMs = this.#time.nowMs();
    const taken = this.#queue.filter(({ visibleAtMs }) => visibleAtMs <= nowMs).slice(0, batchSize);
    for (const message of taken) this.#receive(message, nowMs + hiddenMs);
    const batch = taken.filter((message) => this.#queue.includes(message));
    try {
      if (batch.length > 0) await this.#handOver(target, batch);
    } catch {
      // The messages come again when they are visible again.
    }
    this.#pollers -= 1;
    this.#poll();
  }

  #receive(message: QueuedBody, visibleAtMs: number): void {
    message.receives += 1;
    message.visibleAtMs = visibleAtMs;
    this.#time.at(visibleAtMs, () => this.#poll());
    // Amazon SQS Developer Guide, "Using dead-letter queues": a message that was received so often already is put
    // aside.
    if (message.receives <= this.#mapping.maxReceives) return;
    this.#remove(message);
    this.deadLetters.push(message.body);
  }

  async #handOver(target: string, batch: readonly QueuedBody[]): Promise<void> {
    const Records = batch.map(({ id, body, receives }): QueueRecord => {
      return { messageId: id, receiptHandle: id, body, attributes: { ApproximateReceiveCount: String(receives) } };
    });
    const chain = Math.max(...batch.map((message) => message.chain));
    const answer = (await this.invoke(target, { Records }, { chain })) as {
      readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
    };
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of batch) if (!failed.has(message.id)) this.#remove(message);
  }

  #remove(message: QueuedBody): void {
    this.#queue.splice(this.#queue.indexOf(message), 1);
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

const ofType = ({ Resources }: Template, type: string): (readonly [string, Resource])[] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

function setupsOf(template: Template): ReadonlyMap<string, FunctionSetup> {
  const asynchronous = new Map(
    ofType(template, "AWS::Lambda::EventInvokeConfig").map(([, { Properties }]) => [
      deployedText(Properties.FunctionName),
      Properties as unknown as { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number },
    ]),
  );
  const setups = ofType(template, "AWS::Lambda::Function").map(([id, { Properties }]): FunctionSetup => {
    const config = asynchronous.get(`<${id}>`);
    const age = config?.MaximumEventAgeInSeconds;
    return {
      name: String(Properties.FunctionName),
      reserved: (Properties.ReservedConcurrentExecutions as number | undefined) ?? null,
      allowsLoops: Properties.RecursiveLoop === "Allow",
      timeoutMs: Properties.Timeout * 1_000,
      retries: config?.MaximumRetryAttempts ?? null,
      maxEventAgeMs: age === undefined ? null : age * 1_000,
    };
  });
  return new Map(setups.map((setup) => [setup.name, setup]));
}

function mappingOf(template: Template) {
  const [[, mapping]] = ofType(template, "AWS::Lambda::EventSourceMapping") as [[string, Resource]];
  const { BatchSize, MaximumBatchingWindowInSeconds, ScalingConfig, FunctionName, EventSourceArn } =
    mapping.Properties as unknown as {
      readonly BatchSize: number;
      readonly MaximumBatchingWindowInSeconds: number;
      readonly ScalingConfig: { readonly MaximumConcurrency: number };
      readonly FunctionName: { readonly Ref: string };
      readonly EventSourceArn: { readonly "Fn::GetAtt": readonly [string, string] };
    };
  const queue = template.Resources[EventSourceArn["Fn::GetAtt"][0]]?.Properties;
  return {
    target: String(template.Resources[FunctionName.Ref]?.Properties.FunctionName),
    batchSize: BatchSize,
    windowMs: MaximumBatchingWindowInSeconds * 1_000,
    concurrency: ScalingConfig.MaximumConcurrency,
    hiddenMs: Number(queue?.VisibilityTimeout) * 1_000,
    maxReceives: queue?.RedrivePolicy.maxReceiveCount ?? Infinity,
  };
}
