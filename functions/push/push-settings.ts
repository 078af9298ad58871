/**
 * The settings of those who take what is pushed: who may, beside those that they have in common with others.
 */
import * as v from "valibot";
import { bucketEntries, logEntries, timeZoneEntry, webAddress } from "../settings/environment.ts";
import { pushTokens } from "./push-tokens.ts";

/** Settings of `poisk serve`, whose options give the place; nobody may push without tokens. */
export const serverPushSettings = v.object({ POISK_PUSH_TOKENS: v.optional(pushTokens, "") });

/** Settings of the push function. */
export const pushSettings = v.object({
  ...bucketEntries,
  ...timeZoneEntry,
  POISK_PUSH_TOKENS: v.optional(v.pipe(pushTokens, v.minLength(1, "is missing")), ""),
  POISK_DOCUMENTATION: v.optional(webAddress),
  ...logEntries,
});
