/**
 * Counts requests and the state of `serve` for Prometheus. The counts come from the lines that the HTTP app logs, so
 * that the app knows nothing of it, and are served at `/metrics` on a port of its own, which need not be reached from
 * outside.
 */
import type { HttpLogger } from "../../src/http/http.ts";
import type { Logger } from "../telemetry/log.ts";
import type { PrometheusMetrics } from "../telemetry/prometheus.ts";
import { type ListeningServer, startWebServer } from "./http-listening.ts";

/** A logger that passes everything on, and counts requests by endpoint and status. */
export function withRequestMetrics(logger: HttpLogger, metrics: PrometheusMetrics): HttpLogger {
  return {
    error: (event, fields) => logger.error(event, fields),
    info(event, fields) {
      logger.info(event, fields);
      const { endpoint, status } = fields;
      if (event === "request-answered")
        metrics.add("poisk_requests_total", { endpoint: `${endpoint}`, status: `${status}` });
    },
  };
}

/** The version of the text form (https://prometheus.io/docs/instrumenting/exposition_formats/). */
const TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Rejects where the port is taken. */
export function startMetricsServer(
  metrics: PrometheusMetrics,
  { host, port, logger }: { readonly host: string; readonly port: number; readonly logger: Logger },
): Promise<ListeningServer> {
  metrics.read("process_cpu_seconds_total", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.read("process_resident_memory_bytes", () => process.memoryUsage.rss());
  const startedSeconds = Date.now() / 1_000 - process.uptime();
  metrics.read("process_start_time_seconds", () => startedSeconds);
  const answer = ({ method, url }: Request): Response => {
    if (new URL(url).pathname !== "/metrics") return new Response(null, { status: 404 });
    if (method !== "GET" && method !== "HEAD")
      return new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } });
    return new Response(metrics.text(), { headers: { "Content-Type": TEXT_TYPE, "Cache-Control": "no-store" } });
  };
  return startWebServer(answer, { host, port, onFailure: (error) => logger.error("request-failed", { error }) });
}
