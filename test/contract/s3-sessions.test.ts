/**
 * The sessions in which a directory bucket is asked: how often, and what becomes of those that fail.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { S3ObjectStore } from "../../src/store/s3.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { ManualClock } from "../support/deterministic.ts";
import { ExpressSessions } from "../support/inside/store-s3.ts";
import { type Script, type ScriptedS3, s3Answer, s3Error, startScriptedS3 } from "../support/scripted-s3.ts";
import { codeOf } from "./object-store/contract.ts";

const key = "index/manifest.json" as ObjectKey;
const MINUTE_MS = 60_000;

describe("S3ObjectStore at a directory bucket", () => {
  let s3: ScriptedS3;
  let begun: number;
  let session: Script;

  beforeEach(async () => {
    s3 = await startScriptedS3();
    begun = 0;
    session = (request, response) => {
      const Expiration = new Date(Math.floor(Date.now() / 1000) * 1000 + 5 * MINUTE_MS).toISOString();
      const credentials = `<SessionToken>token</SessionToken><SecretAccessKey>s</SecretAccessKey><AccessKeyId>a</AccessKeyId><Expiration>${Expiration}</Expiration>`;
      s3Answer(
        200,
        {},
        `<CreateSessionResult><Credentials>${credentials}</Credentials></CreateSessionResult>`,
      )(request, response);
    };
    s3.answer = (request, response) => (isSession(request) ? session : s3Answer(200, {}, "hello"))(request, response);
  });
  afterEach(() => s3.close());

  const isSession = ({ url }: { readonly url: string }): boolean => url.includes("session");

  const connect = (requestTimeoutMs = 30_000) =>
    new S3ObjectStore({
      bucket: "index--use1-az4--x-s3",
      endpoint: s3.endpoint,
      credentials: { accessKeyId: "a", secretAccessKey: "s" },
      requestTimeoutMs,
      onSession: () => {
        begun += 1;
      },
    });

  it("begins one session for all that ask at once and afterwards, tells of it, and sends its token", async () => {
    const store = connect();
    await Promise.all([store.get(key), store.head(key), store.get(key)]);
    await store.get(key);
    expect(begun).toBe(1);
    expect(s3.requests.filter(isSession)).toHaveLength(1);
    const others = s3.requests.filter((request) => !isSession(request));
    expect(others.map(({ headers }) => headers["x-amz-s3session-token"])).toEqual(Array(4).fill("token"));
  });

  it("asks for no mode, so that a role that may only read is given a session to read", async () => {
    await connect().get(key);
    expect(s3.requests.find(isSession)?.headers).not.toHaveProperty("x-amz-create-session-mode");
  });

  it("begins another after one that could not begin, or did not come in time", async () => {
    const good = session;
    const store = connect(2_000);
    session = s3Error(503, "ServiceUnavailable");
    expect(await codeOf(store.get(key))).toBe("store-unavailable");
    session = s3Error(403, "AccessDenied");
    expect(await codeOf(store.get(key))).toBe("store-denied");
    session = () => {};
    expect(await codeOf(store.get(key))).toBe("store-unavailable");
    session = good;
    expect((await store.get(key)).sizeBytes).toBe(5);
  });

  it("asks an ordinary bucket without", async () => {
    const { endpoint } = s3;
    const store = new S3ObjectStore({ bucket: "b", endpoint, credentials: { accessKeyId: "a", secretAccessKey: "s" } });
    await store.get(key);
    expect(s3.requests.filter(isSession)).toEqual([]);
  });
});

describe("ExpressSessions", () => {
  const open = (clock = new ManualClock()) => {
    const outcomes: ("fails" | "succeeds")[] = [];
    let asked = 0;
    const sessions = new ExpressSessions(async () => {
      asked += 1;
      if (outcomes.shift() === "fails") throw new Error("no session");
      return {
        identity: { accessKeyId: `a${asked}`, secretAccessKey: "s", sessionToken: "t" },
        lifetimeMs: 5 * MINUTE_MS,
      };
    }, clock);
    return { sessions, clock, outcomes, idOf: async () => (await sessions.current()).accessKeyId };
  };

  it("renews one in its last minute beside the requests, and before them once it has ended", async () => {
    const { clock, idOf } = open();
    expect(await idOf()).toBe("a1");
    clock.advance(3.9 * MINUTE_MS);
    expect(await idOf()).toBe("a1");
    clock.advance(0.5 * MINUTE_MS);
    expect(await idOf()).toBe("a1");
    expect(await idOf()).toBe("a2");
    clock.advance(6 * MINUTE_MS);
    expect(await idOf()).toBe("a3");
  });

  it("goes on with one in its last minute where the next fails, and rejects only once it has ended", async () => {
    const { clock, outcomes, idOf } = open();
    expect(await idOf()).toBe("a1");
    clock.advance(4.5 * MINUTE_MS);
    outcomes.push("fails", "fails");
    expect(await idOf()).toBe("a1");
    clock.advance(MINUTE_MS);
    await expect(idOf()).rejects.toThrow("no session");
    expect(await idOf()).toBe("a4");
  });

  it("keeps none for longer than it lasts where the clock is set back", async () => {
    const { clock, idOf } = open();
    expect(await idOf()).toBe("a1");
    clock.advance(-60 * MINUTE_MS);
    expect(await idOf()).toBe("a2");
  });
});
