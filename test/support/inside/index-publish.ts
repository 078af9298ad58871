/** Names inside index/publish that tests import past its doors. Moving a file changes this list alone. */

export { versionDigest } from "../../../src/index/publish/compare-states.ts";
export { planSegments } from "../../../src/index/publish/plan-segments.ts";
export type { PublishInput } from "../../../src/index/publish/publish.ts";
