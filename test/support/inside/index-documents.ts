/** Names inside index/documents that tests import past its doors. Moving a file changes this list alone. */
export { FieldAccessProbe } from "../../../src/index/query/documents/field-access-probe.ts";
