/** What tests pin down inside of index, checks, beside its doors. Moving a file touches this list alone. */
export type { CheckReport } from "../../../src/index/checks/checks.ts";
export type { ProbeContext } from "../../../src/index/checks/conformance-probe.ts";
export type { HostReport } from "../../../src/index/checks/host-check.ts";
