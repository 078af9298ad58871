/**
 * Supports a directory bucket of S3 Express One Zone: it is known by its name, and used in sessions, one for all
 * requests of a store, for five minutes (Amazon S3 API Reference, "CreateSession"). Knows nothing of the SDK.
 */
import type { Clock } from "../../clock.ts";

/**
 * Tells whether the bucket of this name is one (Amazon S3 User Guide, "Directory bucket naming rules"). It lists in no
 * order and from no place in the middle, takes only prefixes that end with `/`, and sends no events: an index may lie
 * there, uploads not.
 */
export function isDirectoryBucket(name: string): boolean {
  return name.endsWith("--x-s3");
}

/** The identity that signs requests of a session. */
export interface SessionIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A session as the store gave it. `lifetimeMs` is from when it was asked for. */
export interface CreatedSession {
  readonly identity: SessionIdentity;
  readonly lifetimeMs: number;
}

/**
 * Remaining time below which the next session is requested beside the requests, so that a busy process waits only for
 * the first. The SDK's own window.
 */
const RENEWAL_MS = 60_000;

/**
 * Replaces the SDK's own sessions: those keep one that failed to begin, so that a process never recovers, wait for one
 * without end, and let the failure of a renewal end the process.
 */
export class ExpressSessions {
  readonly #create: () => Promise<CreatedSession>;
  readonly #clock: Clock;
  #current: (CreatedSession & { readonly expiresAtMs: number }) | null = null;
  #pending: Promise<SessionIdentity> | null = null;

  /** `create` is one request; it must end by itself. */
  constructor(create: () => Promise<CreatedSession>, clock: Clock) {
    this.#create = create;
    this.#clock = clock;
  }

  /**
   * No request while a session has a minute left; else one for all who ask meanwhile. Rejects as `create`, and tries
   * anew next time.
   */
  async current(): Promise<SessionIdentity> {
    const current = this.#current;
    const leftMs = current === null ? 0 : current.expiresAtMs - this.#clock.nowMs();
    // A clock that was set back would keep a session for ever.
    const isUsable = current !== null && leftMs > 0 && leftMs <= current.lifetimeMs;
    if (isUsable && leftMs > RENEWAL_MS) return current.identity;
    this.#pending ??= this.#begin().finally(() => {
      this.#pending = null;
    });
    if (!isUsable) return this.#pending;
    // Who needs the next one in earnest hears why it did not begin.
    this.#pending.catch(() => {});
    return current.identity;
  }

  async #begin(): Promise<SessionIdentity> {
    const askedAtMs = this.#clock.nowMs();
    const created = await this.#create();
    this.#current = { ...created, expiresAtMs: askedAtMs + created.lifetimeMs };
    return created.identity;
  }
}
