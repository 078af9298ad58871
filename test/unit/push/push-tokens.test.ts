import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createToken, pushTokens, readGrant, tokenEntry } from "../../../functions/push/push-tokens.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { parsedTokens } from "./parsed-tokens.ts";

const HASH = "0".repeat(64);

describe("the setting of tokens", () => {
  it("holds several, so that one takes over from another", () => {
    const [former, next] = [createToken(systemIdSource), createToken(systemIdSource)];
    const tokens = parsedTokens(tokenEntry(former, "2027-01-31", "blog/"), tokenEntry(next, "2028-01-31", "blog/"));
    const january = Date.parse("2027-01-31T23:59:59Z");
    const kinds = (nowMs: number) => [former, next].map((token) => readGrant(`Bearer ${token}`, tokens, nowMs).kind);
    expect([kinds(january), kinds(january + 1_000)]).toEqual([
      ["granted", "granted"],
      ["refused", "granted"],
    ]);
  });

  it("may name one token for several beginnings of keys", () => {
    const token = createToken(systemIdSource);
    const grant = readGrant(
      `Bearer ${token}`,
      parsedTokens(tokenEntry(token, "2027-01-31", "a/"), tokenEntry(token, "2027-01-31", "b/")),
      0,
    );
    if (grant.kind === "refused") throw new Error(grant.detail);
    expect(["a/x", "b/x", "c/x"].map(grant.allows)).toEqual([true, true, false]);
  });

  it("may name the hosts that a token may speak for; without any it speaks for all", () => {
    const [narrow, wide] = [createToken(systemIdSource), createToken(systemIdSource)];
    const tokens = parsedTokens(
      tokenEntry(narrow, "2027-01-31", "", { hosts: ["a.ru"] }),
      tokenEntry(narrow, "2027-01-31", "b:c/", { hosts: ["www.b.ru", "пример.рф"] }),
      tokenEntry(wide, "2027-01-31", "b:c/"),
      tokenEntry(wide, "2027-01-31", "d/", { hosts: ["d.ru"] }),
    );
    const hostsOf = (token: string, key: string) => {
      const grant = readGrant(`Bearer ${token}`, tokens, 0);
      return grant.kind === "granted" ? grant.scopeOf(key).hosts : undefined;
    };
    expect(hostsOf(narrow, "x")).toEqual(["a.ru"]);
    expect(hostsOf(narrow, "b:c/x")).toEqual(["a.ru", "b.ru", "xn--e1afmkfd.xn--p1ai"]);
    expect([hostsOf(wide, "b:c/x"), hostsOf(wide, "d/x"), hostsOf(wide, "x")]).toEqual([null, ["d.ru"], []]);
  });

  it("may name the zone of a token, and of two zones that of the longer beginning counts", () => {
    const token = createToken(systemIdSource);
    const tokens = parsedTokens(
      tokenEntry(token, "2027-01-31", "", { timeZone: "Asia/Omsk" }),
      tokenEntry(token, "2027-01-31", "far:east/", { hosts: ["a.ru"], timeZone: "Etc/GMT+5" }),
      tokenEntry(token, "2027-01-31", "far:east/blog/"),
    );
    const grant = readGrant(`Bearer ${token}`, tokens, 0);
    if (grant.kind === "refused") throw new Error(grant.detail);
    const zoneOf = (key: string) => grant.scopeOf(key).timeZone;
    expect(["x", "far:east/x", "far:east/blog/x"].map(zoneOf)).toEqual(["Asia/Omsk", "Etc/GMT+5", "Etc/GMT+5"]);
  });

  it("never holds a token", () => {
    const token = createToken(systemIdSource);
    expect(token).toMatch(/^poisk_[\w-]{43}$/);
    expect(tokenEntry(token, "2027-01-31", "")).not.toContain(token.slice(6));
  });

  it.each([
    createToken(systemIdSource),
    `${HASH}`,
    `${HASH}:2027-01-31`,
    `${HASH.slice(1)}:2027-01-31:`,
    `${HASH}:2027-02-30:`,
    `${HASH}:never:`,
    `${HASH}:2027-01-31:blog`,
    `${HASH}:2027-01-31:/blog/`,
    `${HASH}:2027-01-31:../`,
    `${HASH}:2027-01-31:zone=Asia/Tomsk`,
    `${HASH}:2027-01-31:zone=Asia/Atlantis:`,
    `${HASH}:2027-01-31:zone=+05:00:`,
    `${HASH}:2027-01-31:zone=Asia/Tomsk:zone=/`,
    `${HASH}:2027-01-31::`,
    `${HASH}:2027-01-31:a.ru`,
    `${HASH}:2027-01-31:blog/:a.ru:8080`,
    `${HASH}:2027-01-31:blog/:a.ru++b.ru`,
    `${HASH}:2027-01-31::${Array.from({ length: 100 }, (_, n) => `blog-${n}.example`).join("+")}`,
  ])("is refused whole for an entry such as %s", (entry) => {
    expect(v.safeParse(pushTokens, `${HASH}:2027-01-31:blog/,${entry}`).success).toBe(false);
  });
});
