/**
 * `poisk doctor`, and the creation of an index, at S3 endpoints that are as they should be, and at ones that are not.
 */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { listAll, type ObjectKey, type ObjectStore } from "../../src/store/store.ts";
import { faultyStore } from "../support/faulty-object-store.ts";
import type { CheckReport } from "../support/inside/index-checks.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const BUCKET = "articles-bucket";
let inner: MemoryObjectStore;
let closers: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  inner = new MemoryObjectStore();
});
afterEach(async () => {
  for (const close of closers) await close();
  closers = [];
});

/** Runs `poisk` at an endpoint over this store. */
async function poiskAt(store: ObjectStore) {
  const endpoint = await startS3Endpoint({ store, bucket: BUCKET });
  closers.push(() => endpoint.close());
  return async (verb: string, ...args: string[]) => {
    const terminal = createRecordingTerminal();
    const location = ["--bucket", BUCKET, "--endpoint", endpoint.url];
    const exitCode = await runCommand([verb, ...location, ...args], terminal);
    return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
  };
}

async function keys(): Promise<ObjectKey[]> {
  const found: ObjectKey[] = [];
  for await (const { key } of listAll(inner, "")) found.push(key);
  return found;
}

describe("poisk doctor", () => {
  it("trusts a store that does what S3 does, and leaves nothing in it", async () => {
    const poisk = await poiskAt(inner);
    const { exitCode, printed } = await poisk("doctor");
    expect(printed).toMatch(/Trusted: 17 checks\.$/);
    expect(printed).toContain("ok       replaces only the version that was read (If-Match)");
    expect(exitCode).toBe(0);
    expect(await keys()).toEqual([]);
  });

  it("says of a store that ignores If-Match what is wrong and what to do, and gives 1", async () => {
    const poisk = await poiskAt(faultyStore("ignores If-Match", inner));
    const { exitCode, printed } = await poisk("doctor");
    expect(printed).toMatch(/FAILED {3}replaces only the version that was read/);
    expect(printed.replaceAll(/\s+/g, " ")).toContain("Keep no index here: uploads would be lost without a word.");
    expect(printed).toMatch(/NOT to be trusted: 4 of 17 checks failed\.$/);
    expect(exitCode).toBe(1);
    expect(await keys()).toEqual([]);
  });

  it("tells programs which checks failed", async () => {
    const poisk = await poiskAt(faultyStore("ignores If-None-Match", inner));
    const { printed } = await poisk("doctor", "--quick", "--json");
    const { checks, isTrusted } = JSON.parse(printed) as CheckReport;
    expect(isTrusted).toBe(false);
    expect(checks.filter(({ verdict }) => verdict !== "passed").map(({ name }) => name)).toEqual([
      "create-once",
      "race-create",
    ]);
  });

  it("only warns where an upload in parts replaces what is there, as at Ceph", async () => {
    const poisk = await poiskAt(faultyStore("ignores If-None-Match on uploads in parts", inner));
    const { exitCode, printed } = await poisk("doctor");
    expect(printed).toMatch(/warning {2}takes large objects in parts/);
    expect(printed).toMatch(/Trusted: 17 checks, with 1 warning\.$/);
    expect(exitCode).toBe(0);
  });

  it("refuses by its name a store that is known to lose commits, though it passes every check here", async () => {
    const endpoint = await startS3Endpoint({ store: inner, bucket: BUCKET });
    closers.push(() => endpoint.close());
    // In front of it, what says to somebody without a name what SeaweedFS does.
    const front = createServer((message, response) => {
      const passed = request(
        new URL(message.url ?? "/", endpoint.url),
        { method: message.method, headers: message.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, { ...answer.headers, server: "SeaweedFS S3" });
          answer.pipe(response);
        },
      );
      message.pipe(passed);
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    closers.push(async () => void front.close());
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    const terminal = createRecordingTerminal();
    expect(await runCommand(["doctor", "--quick", "--bucket", BUCKET, "--endpoint", url], terminal)).toBe(1);
    const printed = terminal.printed.join("\n");
    expect(printed).toContain("The store is SeaweedFS.");
    expect(printed).toMatch(/FAILED {3}is not known to lose commits\n.+conditions of PUT do not hold/);
    expect(printed).toMatch(/NOT to be trusted: 1 of 11 checks failed\.$/);
  });

  it("trusts a folder, and does not know what two places are", async () => {
    const folder = await makeTemporaryFolder();
    closers.push(folder.remove);
    const terminal = createRecordingTerminal();
    expect(await runCommand(["doctor", "--quick", "--data-dir", folder.path], terminal)).toBe(0);
    expect(await runCommand(["doctor", "--data-dir", folder.path, "--bucket", BUCKET], terminal)).toBe(2);
  });
});

describe("the first write of an index into a bucket", () => {
  const article = JSON.stringify({
    title: "Ледокол вышел в море",
    text: "Ледокол вышел из порта рано утром. ".repeat(8),
  });

  it("is refused where the store would lose commits, and the upload stays", async () => {
    await inner.putIfAbsent("articles/a.json" as ObjectKey, Buffer.from(article));
    const poisk = await poiskAt(faultyStore("ignores If-Match", inner));
    const { exitCode, noted } = await poisk("reconcile");
    expect(noted).toContain("No index is kept in this store");
    expect(noted).toContain("poisk doctor");
    expect(exitCode).toBe(1);
    expect(await keys()).toEqual(["articles/a.json"]);
  });

  it("takes place where the store is good, and is no longer asked for afterwards", async () => {
    await inner.putIfAbsent("articles/a.json" as ObjectKey, Buffer.from(article));
    expect((await (await poiskAt(inner))("reconcile")).exitCode).toBe(0);
    await inner.putIfAbsent("articles/b.json" as ObjectKey, Buffer.from(article));
    // The manifest is the memory of the probe.
    expect((await (await poiskAt(faultyStore("ignores If-None-Match", inner)))("reconcile")).exitCode).toBe(0);
  });
});
