/** What tests pin down inside of index, documents, beside its doors. Moving a file touches this list alone. */
export { FieldAccessProbe } from "../../../src/index/query/documents/field-access-probe.ts";
