/**
 * Who may post events to `serve`: whoever knows a secret, in the path or in a header; a topic of SNS, by its signature;
 * or, where the platform before this server lets nobody else in, whoever comes.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { ServeSettings } from "../settings/environment.ts";

export interface EventIdentity {
  readonly secrets: readonly string[];
  /** ARNs. */
  readonly topics: readonly string[];
  /** True if the platform has verified it already. */
  readonly isChecked: boolean;
}

/** Null where nobody is named. */
export function eventIdentityOf(settings: ServeSettings): EventIdentity | null {
  const { POISK_EVENTS_SECRET: secrets = [], POISK_EVENTS_SNS_TOPICS: topics = [] } = settings;
  const isChecked = settings.POISK_EVENTS_IDENTITY === "platform";
  return secrets.length + topics.length === 0 && !isChecked ? null : { secrets, topics, isChecked };
}

/**
 * Tells whether a request is trusted, independently of its content. `pathSecret`: what stands behind `/events/`;
 * `authorization`: `Bearer SECRET`, or the secret alone, as MinIO sends an auth token of one word. How long it takes
 * tells nothing of the secrets.
 */
export function isTrusted(
  { secrets, isChecked }: EventIdentity,
  pathSecret: string | undefined,
  authorization: string | undefined,
): boolean {
  const header = authorization?.replace(/^Bearer +/i, "");
  const told = [pathSecret, header].filter((text) => text !== undefined).map(digestOf);
  // Every pair is compared, so that it does not show which one fits.
  const fits = secrets.flatMap((secret) => told.map((text) => timingSafeEqual(text, digestOf(secret))));
  return isChecked || fits.includes(true);
}

/** Texts of any length as bytes of one. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}
