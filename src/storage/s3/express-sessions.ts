/**
 * The sessions by which a directory bucket of S3 Express One Zone is asked (layer 1): one for all requests of a store, for five minutes
 * (Amazon S3 API Reference, "CreateSession"). In place of the SDK's own: that keeps a session that failed to begin, so that a process
 * never recovers, waits for one without end, and lets the failure of a renewal end the process.
 */
import type { Clock } from "../../clock.ts";

/** What a request in a session is signed with. */
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

/** With less left, the next session is asked for beside the requests, so that a busy process waits for none but the first. The SDK's own window. */
const RENEWAL_MS = 60_000;

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

  /** No request while a session has a minute left; else one for all who ask meanwhile. Rejects as `create`, and tries anew next time. */
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
