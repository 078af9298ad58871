/**
 * The client that the query function has in the place of the SDK's: what it signs, what it sends by itself, and what it
 * leaves to the SDK.
 */

import { Hash } from "@smithy/hash-node";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { S3ObjectStore } from "../../src/store/s3.ts";
import type { ETag, ObjectKey } from "../../src/store/store.ts";
import { GetObjectCommand, S3Client } from "../support/inside/store-s3.ts";
import { type ScriptedS3, s3Answer, startScriptedS3 } from "../support/scripted-s3.ts";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const SESSION = { ...KEYS, sessionToken: "token/with+signs==" };

let s3: ScriptedS3;
beforeEach(async () => {
  s3 = await startScriptedS3();
  s3.answer = s3Answer(200, {}, "x");
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION"]) {
    vi.stubEnv(name, "");
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.close();
});

/** Signs a received request with the SDK's own signer. */
async function signatureOfSdk(received: ScriptedS3["requests"][number]): Promise<string | undefined> {
  const { authorization, host, connection: _connection, ...headers } = received.headers;
  const signed = /SignedHeaders=([^,]+)/.exec(authorization ?? "")?.[1]?.split(";") ?? [];
  const [path = "", query = ""] = received.url.split("?");
  const signer = new SignatureV4({
    credentials: headers["x-amz-security-token"] === undefined ? KEYS : SESSION,
    region: "us-east-1",
    service: "s3",
    sha256: Hash.bind(null, "sha256"),
    uriEscapePath: false,
    applyChecksum: false,
  });
  const time = String(headers["x-amz-date"]).replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
  const { headers: own } = (await signer.sign(
    {
      method: received.method,
      protocol: "http:",
      hostname: String(host),
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: Object.fromEntries(
        signed
          .map((name) => [name, String(name === "host" ? host : headers[name])])
          .filter(([name]) => name !== "x-amz-date"),
      ),
    } as never,
    { signingDate: new Date(time) },
  )) as unknown as { readonly headers: Readonly<Record<string, string>> };
  return own.authorization;
}

describe("a request that reads", () => {
  it.each([
    ["with the keys of a person", KEYS],
    ["with those of a session", SESSION],
  ])("is signed as the SDK signs it, %s", async (_, credentials) => {
    const store = new S3ObjectStore({ bucket: "b-1", endpoint: s3.endpoint, credentials });
    const key = "articles/Москва 1+2%/(a)!*'~_.-&=?#.txt" as ObjectKey;
    await store.get(key);
    await store.getIfNoneMatch(key, "abc" as ETag);
    await store.getRange(key, 0, 1).catch(() => undefined);
    await store.head(key);
    await store.list({ prefix: "articles/Мо +&", startAfter: "articles/Мо +&a", limit: 7 }).catch(() => undefined);
    expect(s3.requests).toHaveLength(5);
    for (const received of s3.requests) {
      expect(received.headers.authorization, received.url).toBe(await signatureOfSdk(received));
    }
    expect(s3.requests[0]?.url).toBe(
      "/b-1/articles/%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0%201%2B2%25/%28a%29%21%2A%27~_.-%26%3D%3F%23.txt",
    );
  });

  it("takes its credentials from the environment of a function", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", KEYS.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", KEYS.secretAccessKey);
    vi.stubEnv("AWS_SESSION_TOKEN", SESSION.sessionToken);
    await new S3ObjectStore({ bucket: "b-1", endpoint: s3.endpoint }).get("articles/a.txt" as ObjectKey);
    expect(s3.requests[0]?.headers["x-amz-security-token"]).toBe(SESSION.sessionToken);
    expect(s3.requests[0]?.headers["user-agent"]).toBeUndefined();
    expect(s3.requests[0]?.headers.authorization).toBe(await signatureOfSdk(s3.requests[0] as never));
  });
});

describe("what is not known here", () => {
  const config = { region: "us-east-1", forcePathStyle: true, maxAttempts: 1, credentials: KEYS };
  /** Tells whether the request came from the SDK, by its user agent. */
  const isOfSdk = () => /aws-sdk-js/.test(String(s3.requests.at(-1)?.headers["user-agent"]));

  it.each<[string, object, Record<string, unknown>, boolean]>([
    ["a read of a bucket", {}, { Bucket: "b-1", Key: "a" }, false],
    ["a read with another input", {}, { Bucket: "b-1", Key: "a", VersionId: "1" }, true],
    ["a bucket of an old name", {}, { Bucket: "Old_Bucket", Key: "a" }, true],
  ])("of %s is left to the SDK: %j %j, %s", async (_, more, input, isLeft) => {
    const client = new S3Client({ ...config, endpoint: s3.endpoint, ...more });
    await client.send(new GetObjectCommand(input));
    expect(isOfSdk()).toBe(isLeft);
  });

  it.each(["AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "AWS_USE_FIPS_ENDPOINT"])(
    "is what %s says, which the SDK reads",
    async (name) => {
      vi.stubEnv(name, name === "AWS_ENDPOINT_URL_S3" ? s3.endpoint : name === "AWS_PROFILE" ? "default" : "false");
      await new S3ObjectStore({ bucket: "b-1", endpoint: s3.endpoint, credentials: KEYS }).get("a" as ObjectKey);
      expect(isOfSdk()).toBe(true);
    },
  );

  it("is where credentials are, if not in the environment", async () => {
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
    const store = new S3ObjectStore({ bucket: "b-1", endpoint: s3.endpoint });
    await expect(store.get("a" as ObjectKey)).rejects.toMatchObject({ code: "store-denied" });
    expect(s3.requests).toEqual([]);
  });
});
