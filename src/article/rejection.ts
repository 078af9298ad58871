/**
 * How a reader says that an upload, or a part of it, gives no article (layer 1). A value, not an exception: bad content
 * is an everyday answer.
 */
import type { ReadResult, RejectedPart, RejectionCode } from "./read-articles.ts";

/** One reason, brandless but told from other results by its `code`. */
export function rejection(code: RejectionCode, reason: string): RejectedPart {
  return { code, reason };
}

/** A result that is nothing but this reason. */
export function rejectedResult(part: RejectedPart): ReadResult {
  return { articles: [], rejected: [part] };
}

/** Whether a step gave a reason in place of its result. */
export function isRejection(value: object): value is RejectedPart {
  return "code" in value && "reason" in value;
}
