/**
 * Asks a site as a guest: one request at a time, a pause between them, what robots.txt allows, and later where the site
 * says so.
 */

import { isRejection, unpack } from "../../src/articles/articles.ts";
import { type Clock, epochMsOf } from "../../src/clock.ts";
import { fetchPage, type WebAnswer, WebFailure, type WebPolicy } from "../web/web-fetch.ts";
import { ALL_ALLOWED, parseRobots, type RobotsRules } from "./robots.ts";

/** The site wants to be left alone for longer than is waited; the message is a sentence. */
export class SiteIsBusy extends Error {
  override readonly name = "SiteIsBusy";
}

/** RFC 9309, 2.5: at least 500 KiB are read. */
const MAX_ROBOTS_BYTES = 1024 * 1024;
/** A longer Crawl-delay is taken for this. Untuned. */
const MAX_CRAWL_DELAY_MS = 30_000;
/** A longer Retry-After ends the run. Untuned. */
const MAX_WAIT_MS = 120_000;
/** Number of tries of one address, if each answer asks for a later one. */
const MAX_TRIES = 3;
/** Interval at which a wait checks whether it was told to end. */
const WAIT_STEP_MS = 500;

export class PoliteVisitor {
  readonly #clock: Clock;
  #pauseMs: number;
  readonly #stop: AbortSignal;
  /** Rules by origin; a text says why there are none. */
  readonly #robots = new Map<string, RobotsRules | string>();
  /** Times of the monotonic clock: the end of the last answer, and the earliest next request that the site allows. */
  #answeredAtMs = Number.NEGATIVE_INFINITY;
  #askedBackAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, pauseMs: number, stop: AbortSignal) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
    this.#stop = stop;
  }

  /**
   * One GET, made again where the answer asks for that. Redirects are held to robots.txt too. Rejects with WebFailure,
   * also where it was told to stop while it waited, and with SiteIsBusy.
   */
  async visit(url: URL, headers: Readonly<Record<string, string>>, policy: WebPolicy): Promise<WebAnswer> {
    const held = (target: URL): Promise<string | null> =>
      target.href === url.href ? Promise.resolve(null) : this.refusalOf(target, policy);
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#get(url, headers, { ...policy, refusalOf: held });
      const waitMs = [429, 503].includes(answer.status) ? this.#waitMsOf(answer.headers["retry-after"]) : null;
      if (waitMs === null || tries === MAX_TRIES) return answer;
      if (waitMs > MAX_WAIT_MS) {
        throw new SiteIsBusy(`The site asks to come back in ${Math.ceil(waitMs / 1000)} seconds.`);
      }
      this.#askedBackAtMs = this.#clock.monotonicMs() + waitMs;
    }
  }

  /**
   * Why an address is not to be asked for; null where it may be. Rejects with WebFailure where robots.txt cannot be
   * had.
   */
  async refusalOf(url: URL, policy: WebPolicy): Promise<string | null> {
    let rules = this.#robots.get(url.origin);
    if (rules === undefined) {
      rules = await this.#readRobots(new URL("/robots.txt", url), policy).catch((failure: unknown) => {
        if (failure instanceof WebFailure && !this.#stop.aborted) return failure.message;
        throw failure;
      });
      this.#robots.set(url.origin, rules);
    }
    if (typeof rules === "string") throw new WebFailure(`what the site allows is not known: ${rules}`);
    this.#pauseMs = Math.max(this.#pauseMs, Math.min(MAX_CRAWL_DELAY_MS, rules.crawlDelaySeconds * 1000));
    return rules.isAllowed(`${url.pathname}${url.search}`) ? null : `robots.txt does not allow ${url.href}`;
  }

  /** None is leave to all; one that cannot be had is none to anything (RFC 9309, 2.3.1). */
  async #readRobots(url: URL, policy: WebPolicy): Promise<RobotsRules> {
    const answer = await this.#get(url, { accept: "text/plain" }, { ...policy, maxBytes: MAX_ROBOTS_BYTES });
    if (answer.status === 200) {
      const unpacked = await unpack(answer.bytes);
      if (isRejection(unpacked)) throw new WebFailure(`${url.href} cannot be read: ${unpacked.reason}`);
      return parseRobots(new TextDecoder().decode(unpacked.bytes.subarray(0, MAX_ROBOTS_BYTES)));
    }
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return ALL_ALLOWED;
    throw new WebFailure(`${url.href} answers ${answer.status}`);
  }

  async #get(url: URL, headers: Readonly<Record<string, string>>, policy: WebPolicy): Promise<WebAnswer> {
    for (let leftMs = this.#leftMs(); leftMs > 0 && !this.#stop.aborted; leftMs = this.#leftMs()) {
      await this.#clock.sleep(Math.min(leftMs, WAIT_STEP_MS));
    }
    if (this.#stop.aborted) throw new WebFailure("it was stopped");
    try {
      return await fetchPage(url.href, headers, policy);
    } finally {
      this.#answeredAtMs = this.#clock.monotonicMs();
    }
  }

  #leftMs(): number {
    return Math.max(this.#answeredAtMs + this.#pauseMs, this.#askedBackAtMs) - this.#clock.monotonicMs();
  }

  /** Computes the wait from seconds or a date; null if the answer has none. */
  #waitMsOf(retryAfter: string | undefined): number | null {
    if (retryAfter === undefined) return null;
    const ms = /^\d{1,9}$/.test(retryAfter.trim())
      ? Number(retryAfter) * 1000
      : epochMsOf(retryAfter) - this.#clock.nowMs();
    return Number.isNaN(ms) ? null : Math.max(0, ms);
  }
}
