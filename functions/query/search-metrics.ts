/**
 * Metrics of searches, taken from the lines that the HTTP app logs of requests, so that the app knows nothing of them.
 */
import type { HttpLogger } from "../../src/http/http.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** A logger that passes everything on, and puts a metric for each search that was answered. */
export function withSearchMetrics(logger: HttpLogger, metrics: Metrics): HttpLogger {
  return {
    error: (event, fields) => logger.error(event, fields),
    info(event, fields) {
      logger.info(event, fields);
      const { tookMs, found, requestId } = fields;
      if (event !== "request-answered" || typeof found !== "number") return;
      metrics.put({ SearchMilliseconds: Number(tookMs), SearchesWithoutHits: found === 0 ? 1 : 0 }, { requestId });
    },
  };
}
