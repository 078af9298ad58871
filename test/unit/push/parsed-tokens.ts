/**
 * Entries of tokens as the setting is read.
 */
import * as v from "valibot";
import { type PushToken, pushTokens } from "../../../functions/push/push-tokens.ts";

export function parsedTokens(...entries: readonly string[]): readonly PushToken[] {
  return v.parse(pushTokens, entries.join(","));
}
