/** What tests pin down inside of http, requests, beside its doors. Moving a file touches this list alone. */
export {
  type Admission,
  AdmissionGate,
  type AdmissionLimits,
  type Visitor,
} from "../../../src/http/requests/admission-gate.ts";
export {
  resolveHttpOptions,
  type SearchedArticles,
  type WidgetFiles,
} from "../../../src/http/requests/http-options.ts";
