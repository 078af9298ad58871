/**
 * Bundles leave out how the SDK finds credentials of a person (infra/bundle-plugins.mjs); those of a function are still
 * found.
 */
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type Bucket, find, ingestQueue, request, startBucket } from "./bucket.ts";

let bucket: Bucket;

/** Empty is as good as unset for the SDK. */
const WITHOUT_KEYS = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };

beforeAll(async () => {
  bucket = await startBucket();
  const ingest = await bucket.start("ingest");
  await bucket.put("articles/reka.json", JSON.stringify({ title: "Река вскрылась", text: "Ледоход у Костромы." }));
  expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
});

afterAll(() => bucket.stop());

it("a function takes its credentials from the address that the environment names", async () => {
  const asked: string[] = [];
  const server = createServer((incoming, answer) => {
    asked.push(incoming.headers.authorization ?? "");
    answer.setHeader("content-type", "application/json");
    answer.end(
      JSON.stringify({ AccessKeyId: "test", SecretAccessKey: "test", Token: "t", Expiration: "2099-01-01T00:00:00Z" }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const query = await bucket.start("query", {
    ...WITHOUT_KEYS,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "of-the-container",
  });
  expect(await find(query, "ледохода")).toEqual(["Река вскрылась"]);
  expect(asked).toEqual(["of-the-container"]);
});

it("a function that has no credentials says so in its log", async () => {
  const query = await bucket.start("query", { ...WITHOUT_KEYS, AWS_EC2_METADATA_DISABLED: "true" });
  const { statusCode, body } = await request(query, "/search?q=reka");
  expect(statusCode).toBe(500);
  expect(body).not.toContain("credentials");
  expect(JSON.stringify(query.log())).toContain("credentials");
});

it("no function carries the clients of the services that sign a person in", async () => {
  for (const name of ["query", "ingest", "compact", "reconcile", "poll", "backfill-begin", "backfill-flush"]) {
    const folder = fileURLToPath(new URL(`../../dist/functions/${name}`, import.meta.url));
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".mjs"));
    for (const file of files) {
      const bundle = await readFile(join(folder, file), "utf8");
      expect(bundle, file).not.toContain("SSOOIDCService");
      expect(bundle, file).not.toContain("AWSSecurityTokenService");
    }
  }
});

it("the query function loads nothing of the SDK where the environment has its credentials", async () => {
  const entry = await readFile(new URL("../../dist/functions/query/index.mjs", import.meta.url), "utf8");
  expect(entry).not.toContain("@aws-sdk");
  expect(entry).not.toMatch(/from"node:https?"/);
});
