/**
 * Runs a state machine here, from its definition: tasks that invoke functions, choices, and a Distributed Map with its
 * listing, batches, children, retries and tolerated failures.
 */
import { mapConcurrently } from "../../../src/index/write.ts";
import {
  type ChoiceState,
  type Definition,
  fillTemplate,
  type MapState,
  type Retrier,
  requireKnownFields,
  type State,
  type TaskState,
  valueAt,
} from "./states-language.ts";

/** The most that Step Functions passes from state to state, in bytes (AWS Step Functions Developer Guide, "Quotas"). */
const MAX_PAYLOAD_BYTES = 262_144;

/** The surroundings of the machine. */
export interface MachinePorts {
  invoke(functionArn: string, payload: unknown): Promise<unknown>;
  list(bucket: string, prefix: string): AsyncIterable<object>;
  wait(durationMs: number): Promise<void>;
  /** A child that failed for good, with its input. */
  onChildFailed(input: unknown): void;
  /** Smaller batches than the definition's, so that a small bucket has many children. */
  readonly maxItemsPerBatch?: number;
  /** Fewer children at once than the definition's, so that their times can be told apart. */
  readonly maxConcurrency?: number;
}

/** The output of an execution, and its duration. */
export interface Execution {
  readonly output: unknown;
  readonly children: number;
  readonly failedChildren: number;
  readonly retries: number;
}

/** Runs an execution to its end; rejects where it fails. */
export async function runStateMachine(definition: Definition, input: unknown, ports: MachinePorts): Promise<Execution> {
  requireKnownFields(definition);
  const machine = new StateMachine(ports);
  const output = await machine.run(definition, passed(input));
  return { output, ...machine.counts };
}

class StateMachine {
  readonly counts = { children: 0, failedChildren: 0, retries: 0 };
  readonly #ports: MachinePorts;

  constructor(ports: MachinePorts) {
    this.#ports = ports;
  }

  async run({ StartAt, States }: Definition, input: unknown): Promise<unknown> {
    let name: string | null = StartAt;
    let data = input;
    while (name !== null) {
      const state: State | undefined = States[name];
      if (state === undefined) throw new Error(`There is no state ${name}.`);
      const from = data;
      if (state.Type === "Task") data = await this.#runTask(state, from);
      if (state.Type === "Map") await this.#runMap(state, from);
      name = state.Type === "Choice" ? choose(state, from) : (state.Next ?? null);
    }
    return data;
  }

  async #runTask({ Resource, Parameters, Retry, OutputPath, ResultPath }: TaskState, input: unknown): Promise<unknown> {
    if (!Resource.endsWith(":states:::lambda:invoke")) throw new Error(`The driver does not know ${Resource}.`);
    const payload = passed(fillTemplate(Parameters.Payload, input));
    const result = await this.#retrying(Retry, () => this.#ports.invoke(Parameters.FunctionName, payload));
    if (ResultPath === null) return input;
    if (OutputPath === undefined)
      throw new Error("The driver does not know a task that gives Lambda's whole answer on.");
    return OutputPath === null ? {} : passed(valueAt(OutputPath, { Payload: passed(result ?? null) }));
  }

  async #retrying<T>(retriers: readonly Retrier[], work: () => Promise<T>): Promise<T> {
    const retrier = retriers.find(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"));
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (retrier === undefined || attempt >= retrier.MaxAttempts) throw error;
        this.counts.retries += 1;
        const seconds = retrier.IntervalSeconds * retrier.BackoffRate ** attempt;
        await this.#ports.wait(1_000 * Math.min(seconds, retrier.MaxDelaySeconds));
      }
    }
  }

  async #runMap(state: MapState, input: unknown): Promise<void> {
    const { ProcessorConfig } = state.ItemProcessor;
    if (ProcessorConfig.Mode !== "DISTRIBUTED") throw new Error(`The driver does not know ${ProcessorConfig.Mode}.`);
    const batches = await this.#readBatches(state, input);
    this.counts.children += batches.length;
    let failed = 0;
    const concurrency = Math.min(state.MaxConcurrency, this.#ports.maxConcurrency ?? Infinity);
    const outputs = await mapConcurrently(batches, concurrency, async (batch) => {
      try {
        return await this.run(state.ItemProcessor, batch);
      } catch {
        failed += 1;
        this.#ports.onChildFailed(batch);
        return null;
      }
    });
    this.counts.failedChildren += failed;
    if (failed * 100 > state.ToleratedFailurePercentage * batches.length) {
      throw new Error(`States.ExceedToleratedFailureThreshold: ${failed} of ${batches.length} children failed.`);
    }
    passed(outputs);
  }

  /** Whole batches, which is more than Step Functions has in hand at once. */
  async #readBatches({ ItemReader, ItemSelector, ItemBatcher }: MapState, input: unknown): Promise<readonly unknown[]> {
    if (!ItemReader.Resource.endsWith(":states:::s3:listObjectsV2")) {
      throw new Error(`The driver does not know ${ItemReader.Resource}.`);
    }
    const { Bucket, Prefix } = ItemReader.Parameters;
    const maxItems = Math.min(ItemBatcher.MaxItemsPerBatch, this.#ports.maxItemsPerBatch ?? Infinity);
    const BatchInput = fillTemplate(ItemBatcher.BatchInput, input);
    const batches: { BatchInput: unknown; Items: unknown[] }[] = [];
    let sizeBytes = Infinity;
    for await (const object of this.#ports.list(Bucket, Prefix)) {
      const item = fillTemplate(ItemSelector, input, { Map: { Item: { Value: object } } });
      const itemBytes = sizeOf(item) + 1;
      const last = batches.at(-1);
      if (
        last === undefined ||
        last.Items.length >= maxItems ||
        sizeBytes + itemBytes > ItemBatcher.MaxInputBytesPerBatch
      ) {
        batches.push({ BatchInput, Items: [item] });
        sizeBytes = sizeOf({ BatchInput, Items: [] }) + itemBytes;
      } else {
        last.Items.push(item);
        sizeBytes += itemBytes;
      }
    }
    return batches.map(passed);
  }
}

function choose({ Choices, Default }: ChoiceState, input: unknown): string {
  return Choices.find(({ Variable, BooleanEquals }) => valueAt(Variable, input) === BooleanEquals)?.Next ?? Default;
}

/** Passes a value on as plain JSON, within the size limit. */
function passed(value: unknown): unknown {
  const sizeBytes = sizeOf(value);
  if (sizeBytes > MAX_PAYLOAD_BYTES) throw new Error(`States.DataLimitExceeded: ${sizeBytes} bytes.`);
  return JSON.parse(JSON.stringify(value));
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
