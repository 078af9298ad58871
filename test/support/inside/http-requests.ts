/** Names inside http/requests that tests import past its doors. Moving a file changes this list alone. */
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
