/**
 * The part of the Amazon States Language that the backfill uses, in the shapes of its specification
 * (https://states-language.net/): the driver refuses any other part.
 */

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy: string;
}

export interface TaskState {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Parameters: { readonly FunctionName: string; readonly Payload: object };
  readonly TimeoutSeconds: number;
  readonly Retry: readonly Retrier[];
  readonly OutputPath?: string | null;
  /** Null: the input is the output. */
  readonly ResultPath?: null;
  readonly Next?: string;
  readonly End?: boolean;
}

export interface ChoiceState {
  readonly Type: "Choice";
  readonly Choices: readonly { readonly Variable: string; readonly BooleanEquals: boolean; readonly Next: string }[];
  readonly Default: string;
}

export interface MapState {
  readonly Type: "Map";
  readonly Label: string;
  readonly ItemReader: {
    readonly Resource: string;
    readonly Parameters: { readonly Bucket: string; readonly Prefix: string };
  };
  readonly ItemSelector: object;
  readonly ItemBatcher: {
    readonly MaxItemsPerBatch: number;
    readonly MaxInputBytesPerBatch: number;
    readonly BatchInput: object;
  };
  readonly MaxConcurrency: number;
  readonly ToleratedFailurePercentage: number;
  readonly ItemProcessor: {
    readonly ProcessorConfig: { readonly Mode: string; readonly ExecutionType: string };
  } & Definition;
  readonly ResultPath: null;
  readonly Next: string;
}

export type State = TaskState | ChoiceState | MapState;

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const FIELDS: Readonly<Record<State["Type"], readonly string[]>> = {
  Task: ["Type", "Resource", "Parameters", "TimeoutSeconds", "Retry", "OutputPath", "ResultPath", "Next", "End"],
  Choice: ["Type", "Choices", "Default"],
  Map: [
    ...["Type", "Label", "ItemReader", "ItemSelector", "ItemBatcher", "MaxConcurrency", "ToleratedFailurePercentage"],
    ...["ItemProcessor", "ResultPath", "Next"],
  ],
};

/** Throws where a state says what the driver would pass over. */
export function requireKnownFields(definition: Definition): void {
  for (const [name, state] of Object.entries(definition.States)) {
    const strange = Object.keys(state).filter((field) => !FIELDS[state.Type]?.includes(field));
    if (strange.length > 0) throw new Error(`The driver does not know ${strange.join(", ")} of ${name}.`);
    if (state.Type === "Map") requireKnownFields(state.ItemProcessor);
  }
}

/** A payload template filled in: `"name.$": "$.path"` of the input, `"$$.path"` of the context object. */
export function fillTemplate(template: unknown, input: unknown, context: unknown = {}): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, input, context));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith(".$")
        ? [name.slice(0, -2), valueAt(String(value), input, context)]
        : [name, fillTemplate(value, input, context)],
    ),
  );
}

/** Finds the value of a path; fails if there is none, as Step Functions does. */
export function valueAt(path: string, input: unknown, context: unknown = {}): unknown {
  const [root, ...names] = path.split(".");
  let value: unknown = root === "$$" ? context : input;
  for (const name of names) value = (value as Record<string, unknown> | null)?.[name];
  if (value === undefined) throw new Error(`States.ParameterPathFailure: there is nothing at ${path}.`);
  return value;
}
