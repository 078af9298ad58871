/**
 * The state machine as it is deployed, against the Amazon States Language and against what its tasks understand.
 */
import validator from "asl-validator";
import { beforeAll, describe, expect, it } from "vitest";
import type { MapState, TaskState } from "./backfill/states-language.ts";
import { definitionOf, functionNameOf } from "./backfill/synthesised-definition.ts";
import { type Synthesised, synthesise } from "./synthesised.ts";

let plain: Synthesised;
let chosen: Synthesised;

beforeAll(async () => {
  plain = await synthesise();
  chosen = await synthesise({ bucketName: "my-news", uploadsPrefix: "pages/", backfillConcurrency: "100" });
}, 120_000);

const mapOf = (synthesised: Synthesised) => definitionOf(synthesised).States.FlushAll as MapState;

describe("the definition", () => {
  it("is one that asl-validator finds nothing wrong with", () => {
    for (const synthesised of [plain, chosen]) {
      const { isValid, errors } = validator(definitionOf(synthesised));
      expect(errors).toEqual([]);
      expect(isValid).toBe(true);
    }
  });

  it("would be refused with a state that nothing leads to", () => {
    const { States, ...rest } = definitionOf(plain);
    expect(validator({ ...rest, States: { ...States, Nowhere: { Type: "Succeed" } } }).isValid).toBe(false);
  });

  it("lists the uploads, and hands thousands of keys to a child", () => {
    const { ItemReader, ItemBatcher, MaxConcurrency } = mapOf(plain);
    expect(ItemReader.Parameters).toEqual({ Bucket: "articles-bucket", Prefix: "articles/" });
    expect(ItemBatcher.MaxItemsPerBatch).toBeGreaterThanOrEqual(1_000);
    expect(ItemBatcher.MaxInputBytesPerBatch).toBeLessThan(262_144);
    expect(MaxConcurrency).toBe(5);
    expect(mapOf(chosen)).toMatchObject({
      ItemReader: { Parameters: { Bucket: "my-news", Prefix: "pages/" } },
      MaxConcurrency: 100,
    });
  });

  it("invokes the four functions of the stack, each tried again", () => {
    const { States } = definitionOf(plain);
    const tasks = [...Object.values(States), ...Object.values(mapOf(plain).ItemProcessor.States)].filter(
      (state): state is TaskState => state.Type === "Task",
    );
    const invoked = new Set(tasks.map(({ Parameters }) => functionNameOf(Parameters.FunctionName)));
    expect([...invoked].sort()).toEqual([
      "poisk-backfill-begin",
      "poisk-backfill-commit",
      "poisk-backfill-finish",
      "poisk-backfill-flush",
    ]);
    for (const { Retry } of tasks) expect(Retry).toMatchObject([{ ErrorEquals: ["States.ALL"], MaxAttempts: 6 }]);
  });

  it("gives no output of a child on, since those of all must fit into one state's", () => {
    const { Flush } = mapOf(plain).ItemProcessor.States;
    expect(Flush).toMatchObject({ OutputPath: null, End: true });
  });
});

describe("the owner", () => {
  it("is told how to start it", () => {
    expect(JSON.stringify(plain.template.Outputs.BackfillCommand!.Value)).toContain(
      "aws stepfunctions start-execution --state-machine-arn ",
    );
  });
});
