/**
 * `poisk doctor` and the creation of an index at moto: as it is shipped, which loses updates without a word, and put
 * right.
 */
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import type { CheckReport } from "../support/inside/index-checks.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { type Moto, type MotoVariant, startMoto } from "./moto.ts";

const BUCKET = "news";

let moto: Moto;
let client: S3Client;

afterEach(async () => {
  client.destroy();
  await moto.stop();
});

/** Runs `poisk` at moto, over a bucket with one upload. */
async function poiskAt(variant: MotoVariant) {
  moto = await startMoto(variant);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  client = new S3Client({ endpoint: moto.url, region: "us-east-1", forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const Body = JSON.stringify({ title: "Ледокол вышел в море", text: "Ледокол вышел из порта. ".repeat(9) });
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "articles/a.json", Body }));
  return async (verb: string, ...args: string[]) => {
    const terminal = createRecordingTerminal();
    const exitCode = await runCommand([verb, "--bucket", BUCKET, "--endpoint", moto.url, ...args], terminal);
    return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
  };
}

const failedOf = (printed: string) =>
  (JSON.parse(printed) as CheckReport).checks.filter(({ verdict }) => verdict === "failed").map(({ name }) => name);

describe("moto as it is shipped", () => {
  it("is found out by doctor, and no index is created in it", async () => {
    const poisk = await poiskAt("as shipped");
    const { exitCode, printed } = await poisk("doctor", "--json");
    expect(failedOf(printed)).toEqual(expect.arrayContaining(["replace-read", "race-replace", "counter"]));
    expect(exitCode).toBe(1);
    const reconcile = await poisk("reconcile");
    expect(reconcile.noted).toContain("No index is kept in this store");
    expect(reconcile.exitCode).toBe(1);
  });
});

describe("moto with compare-and-swap put right", () => {
  it("is trusted by doctor, and an index is created in it", async () => {
    const poisk = await poiskAt("put right");
    const { exitCode, printed } = await poisk("doctor", "--json");
    expect(failedOf(printed)).toEqual([]);
    expect(exitCode).toBe(0);
    expect((await poisk("reconcile")).exitCode).toBe(0);
  });
});
