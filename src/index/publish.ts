/**
 * The door to publishing an index, and to the checks of stores that are to keep one and of hosts that are to show one.
 */
export type { CheckResult } from "./checks/checks.ts";
export { probeStore, requireTrustedStore } from "./checks/conformance-probe.ts";
export { checkHost } from "./checks/host-check.ts";
export { VerifiedObjectStore } from "./checks/verified-object-store.ts";
export type { PlannedWrite } from "./publish/plan-writes.ts";
export {
  CHANGING_CACHE_CONTROL,
  IMMUTABLE_CACHE_CONTROL,
  LOADER_CACHE_CONTROL,
  MOST_SUPERSEDED_MS,
  type PublishReport,
  publishIndex,
} from "./publish/publish.ts";
