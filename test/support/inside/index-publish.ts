/** What tests pin down inside of index, publish, beside its doors. Moving a file touches this list alone. */

export { versionDigest } from "../../../src/index/publish/compare-states.ts";
export { planSegments } from "../../../src/index/publish/plan-segments.ts";
export type { PublishInput } from "../../../src/index/publish/publish.ts";
