/**
 * The tokens of those who may push (pure): how they are made, how the setting names them, and which one a request
 * bears. The setting holds the SHA-256 of each, its last day, the time zone of its site, the beginning of the keys that
 * it is for, and the hosts that it may speak for. Several are valid at once, so that one is replaced by another without
 * a gap. A token is 256 random bits: nobody finds one by its hash, and the setting is no secret.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { canonicalHosts, findHostsFault, isTimeZone, type SpeakingHosts } from "../../src/articles/news.ts";
import { epochMsOf, isoTimestamp } from "../../src/clock.ts";
import type { IdSource } from "../../src/id-source.ts";
import { findKeyFault } from "../../src/store/store.ts";

/** One token as its owner knows it. */
export interface PushToken {
  /** SHA-256 of the whole token: 32 bytes. */
  readonly hash: Uint8Array;
  /** Its last day, in UTC, as `2027-03-01`. */
  readonly lastDay: string;
  /** Prefix that keys must have behind the uploads' prefix; empty for all, else it ends with a slash. */
  readonly prefix: string;
  /** The hosts that its uploads may speak for. */
  readonly hosts: SpeakingHosts;
  /** The zone of the site that pushes by it; null: not said. */
  readonly timeZone: string | null;
}

/** A token decides so much of an upload that comes by it. */
export type UploadScope = Pick<PushToken, "hosts" | "timeZone">;

/** The permission that a request's token gives. */
export type Grant =
  | { readonly kind: "refused"; readonly detail: string }
  | {
      readonly kind: "granted";
      /** The first 8 digits of the hash, which name the token in the log. */
      readonly name: string;
      readonly allows: (key: string) => boolean;
      /**
       * Joins the entries that allow the key: the hosts of all of them, and the zone of the one with the longest
       * prefix that names a zone.
       */
      readonly scopeOf: (key: string) => UploadScope;
    };

/** The beginning tells those who scan for secrets what it is. */
const TOKEN_START = "poisk_";
const TOKEN_BYTES = 32;
/** 32 bytes in base64url. Anything else is nobody's token, and is not hashed. */
const TOKEN = /^poisk_[\w-]{43}$/;

const ZONE_PART = "zone=";
/**
 * An entry: a hash, a day, perhaps a zone, a prefix that is empty or ends with a slash, and perhaps hosts with pluses
 * between, none with a slash.
 */
const ENTRY = /^([0-9a-f]{64}):(\d{4}-\d{2}-\d{2}):(?:zone=([^\s:]+):)?((?:\S*\/)?)(?::([^\s/]+))?$/;
const DAY_MS = 86_400_000;

/** A new token. */
export function createToken(ids: Pick<IdSource, "random32">): string {
  const bytes = new DataView(new ArrayBuffer(TOKEN_BYTES));
  for (let at = 0; at < TOKEN_BYTES; at += 4) bytes.setUint32(at, ids.random32());
  return `${TOKEN_START}${Buffer.from(bytes.buffer).toString("base64url")}`;
}

/** The entry of a token in the setting. */
export function tokenEntry(
  token: string,
  lastDay: string,
  prefix: string,
  { hosts = null, timeZone = null }: Partial<UploadScope> = {},
): string {
  const zone = timeZone === null ? "" : `${ZONE_PART}${timeZone}:`;
  const speaking = hosts === null ? "" : `:${hosts.join("+")}`;
  return `${Buffer.from(hashOf(token)).toString("hex")}:${lastDay}:${zone}${prefix}${speaking}`;
}

/** Finds the reason why a text cannot be the prefix of a token; null if it can. */
export function findPrefixFault(prefix: string): string | null {
  if (prefix === "") return null;
  if (!prefix.endsWith("/")) return "it must end with a slash";
  if (prefix.startsWith(ZONE_PART)) return `${ZONE_PART} begins what an entry says of a time zone`;
  if (/[\s,]/.test(prefix)) return "it holds white space or a comma";
  return findKeyFault(`${prefix}x`);
}

/** Entries of {@link tokenEntry}, separated by commas or white space. */
export const pushTokens = v.pipe(
  v.string(),
  v.transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== "")),
  v.check(
    (entries) => entries.every((entry) => parseEntry(entry) !== null),
    "must be entries such as poisk token prints, HASH:LAST-DAY:PREFIX, HASH:LAST-DAY:PREFIX:HOST+HOST or HASH:LAST-DAY:zone=ZONE:PREFIX, separated by commas",
  ),
  v.transform((entries) => entries.map(parseEntry).filter((token) => token !== null)),
);

function parseEntry(entry: string): PushToken | null {
  const [, hash = "", lastDay = "", timeZone = null, prefix = "", names] = ENTRY.exec(entry) ?? [];
  if (hash === "" || !isDay(lastDay) || findPrefixFault(prefix) !== null) return null;
  if (timeZone !== null && !isTimeZone(timeZone)) return null;
  const hosts = names?.split("+") ?? null;
  if (hosts !== null && findHostsFault(hosts) !== null) return null;
  return { hash: Buffer.from(hash, "hex"), lastDay, prefix, hosts: hosts && canonicalHosts(hosts), timeZone };
}

function isDay(text: string): boolean {
  const startMs = epochMsOf(text);
  return Number.isFinite(startMs) && isoTimestamp(startMs).startsWith(text);
}

/**
 * Reads the permission of the header Authorization at a moment. Every token is compared, each in the same time,
 * whichever it is; that one is expired is told to nobody but its bearer.
 */
export function readGrant(authorization: string | undefined, tokens: readonly PushToken[], nowMs: number): Grant {
  const token = /^Bearer +(\S+) *$/i.exec((authorization ?? "").slice(0, MAX_HEADER_LENGTH))?.[1] ?? "";
  if (!TOKEN.test(token)) {
    return { kind: "refused", detail: "Send the header Authorization: Bearer with a token that poisk token made." };
  }
  const hash = hashOf(token);
  const own = tokens.filter((known) => timingSafeEqual(known.hash, hash));
  if (own.length === 0) return { kind: "refused", detail: "This token is not known here." };
  const valid = own.filter(({ lastDay }) => nowMs < epochMsOf(lastDay) + DAY_MS);
  if (valid.length === 0) return { kind: "refused", detail: "This token is expired. Ask for a new one." };
  const allowing = (key: string) => valid.filter(({ prefix }) => key.startsWith(prefix));
  return {
    kind: "granted",
    name: Buffer.from(hash).toString("hex").slice(0, 8),
    allows: (key) => allowing(key).length > 0,
    scopeOf: (key) => {
      const entries = allowing(key);
      const granted = entries.map(({ hosts }) => hosts);
      const [zoned] = entries
        .filter((entry) => entry.timeZone !== null)
        .sort((a, b) => b.prefix.length - a.prefix.length);
      return {
        hosts: granted.includes(null) ? null : [...new Set(granted.flatMap((hosts) => hosts ?? []))],
        timeZone: zoned?.timeZone ?? null,
      };
    },
  };
}

/** Longer ones are nobody's. */
const MAX_HEADER_LENGTH = 200;

function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
