/**
 * The door to the HTTP interface: a Hono app, its settings, and what its hosts must know of it.
 */
export { compressAnswer } from "./answers/compress.ts";
export { CORS_HEADERS, createHttpApp, ENDPOINTS } from "./app.ts";
export { articleAnswer, chooseArticle, MAX_SIMILAR } from "./endpoints/article-endpoint.ts";
export { readinessAnswer } from "./endpoints/status-endpoint.ts";
export { baseStyles, isReadableColor } from "./pages/page-styles.ts";
export { AdmissionGate } from "./requests/admission-gate.ts";
export { isReadableAddress, UNREADABLE_ADDRESS } from "./requests/http-context.ts";
export {
  type CostMeter,
  DEFAULT_CACHE_CONTROL,
  defaultHttpSettings,
  type HttpDependencies,
  type HttpLogger,
  type HttpSettings,
  PAGE_LANGUAGES,
  type WritingReadiness,
} from "./requests/http-options.ts";
