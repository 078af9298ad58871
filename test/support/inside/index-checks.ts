/** Names inside index/checks that tests import past its doors. Moving a file changes this list alone. */
export type { CheckReport } from "../../../src/index/checks/checks.ts";
export type { ProbeContext } from "../../../src/index/checks/conformance-probe.ts";
export type { HostReport } from "../../../src/index/checks/host-check.ts";
