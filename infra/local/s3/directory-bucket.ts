/**
 * Simulates the differences of a directory bucket of S3 Express One Zone from a bucket that a client notices (Amazon S3
 * User Guide, "Differences for directory buckets"): it lists in no order, takes only prefixes of whole folders and no
 * place to begin, and is used in sessions. It does not lose its zone.
 */
import { systemClock } from "../../../src/clock.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import { createUlid, systemIdSource } from "../../../src/id-source.ts";
import {
  ForwardingObjectStore,
  type ListOptions,
  type ListPage,
  listAll,
  parseListLimit,
} from "../../../src/store/store.ts";
import { S3Error } from "./s3-error.ts";
import { headerOf, type S3Request } from "./s3-request.ts";
import { type S3Response, xmlResponse } from "./s3-response.ts";
import { xmlElement, xmlElements } from "./xml.ts";

/** Decorator: the listings of a directory bucket, each of which reads all that is under its prefix. */
export class DirectoryObjectStore extends ForwardingObjectStore {
  /** Lists in an order other than the keys', but the same each time. */
  override async list(options: ListOptions): Promise<ListPage> {
    const { prefix, cursor, startAfter } = options;
    const limit = parseListLimit(options);
    if (prefix !== "" && !prefix.endsWith("/")) throw refused("a prefix that does not end in a delimiter");
    if (startAfter !== undefined) throw refused("start-after");
    const after = cursor === undefined ? "" : Buffer.from(cursor, "base64url").toString("utf8");
    const left = [];
    for await (const object of listAll(this.inner, prefix)) {
      if (cursor === undefined || backwards(object.key) > after) left.push(object);
    }
    left.sort((a, b) => (backwards(a.key) < backwards(b.key) ? -1 : 1));
    const objects = left.slice(0, limit);
    const last = objects.at(-1);
    const isLast = last === undefined || objects.length === left.length;
    return { objects, nextCursor: isLast ? null : Buffer.from(backwards(last.key), "utf8").toString("base64url") };
  }
}

function backwards(key: string): string {
  return [...key].reverse().join("");
}

function refused(what: string): SearchIndexError {
  return new SearchIndexError("invalid-options", `This bucket does not support ${what}.`);
}

/** Amazon S3 API Reference, "CreateSession". */
const SESSION_MS = 5 * 60_000;

/** The sessions of one bucket, with anybody. */
export class DirectorySessions {
  readonly #expiries = new Map<string, number>();

  /** The session is ended five minutes later. */
  create(): S3Response {
    const nowMs = systemClock.nowMs();
    const SessionToken = createUlid(nowMs, systemIdSource);
    this.#expiries.set(SessionToken, nowMs + SESSION_MS);
    const Expiration = new Date(nowMs + SESSION_MS).toISOString();
    const credentials = { SessionToken, SecretAccessKey: "anything", AccessKeyId: "anyone", Expiration };
    return xmlResponse("CreateSessionResult", [xmlElement("Credentials", xmlElements(credentials))]);
  }

  /** `AccessDenied` for a request in no session, or in one that has ended. */
  require(request: S3Request): void {
    const expiresAtMs = this.#expiries.get(headerOf(request, "x-amz-s3session-token") ?? "") ?? 0;
    if (systemClock.nowMs() > expiresAtMs) throw new S3Error("AccessDenied", "This bucket is asked in sessions.");
  }
}
