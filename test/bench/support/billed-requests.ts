import type { StoreCounts } from "../../support/inside/store-decorators.ts";

/** Requests as S3 bills them. A delete is free, and a stream of several parts counts each. */
export function billedRequests({ requests, byMethod }: StoreCounts): { reads: number; writes: number } {
  const reads = byMethod.get + byMethod.getIfNoneMatch + byMethod.getRange + byMethod.head;
  return { reads, writes: requests - reads - byMethod.delete };
}
