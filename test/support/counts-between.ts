/**
 * Counts the requests to a store between two looks at its counts.
 */
import type { StoreCounts } from "./inside/store-decorators.ts";

export function countsBetween(before: StoreCounts, after: StoreCounts): StoreCounts {
  const methods = Object.keys(after.byMethod) as (keyof StoreCounts["byMethod"])[];
  return {
    requests: after.requests - before.requests,
    bytesRead: after.bytesRead - before.bytesRead,
    bytesWritten: after.bytesWritten - before.bytesWritten,
    byMethod: Object.fromEntries(
      methods.map((method) => [method, after.byMethod[method] - before.byMethod[method]]),
    ) as StoreCounts["byMethod"],
  };
}
