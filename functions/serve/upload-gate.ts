/**
 * Lets `serve` take uploads once the store has passed the probe of its conditional writes. A store that is full,
 * read-only or away is tried again until it passes; searches are answered meanwhile.
 */
import { isSearchIndexError, type SearchIndexError } from "../../src/errors.ts";
import { requireTrustedStore } from "../../src/index/publish.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { collectGarbage } from "../../src/index/write.ts";
import type { Logger } from "../telemetry/log.ts";
import type { PrometheusMetrics } from "../telemetry/prometheus.ts";
import { isLastingFailure } from "./lasting-failures.ts";

interface UploadGateOptions {
  readonly context: IndexContext;
  readonly logger: Logger;
  readonly metrics: PrometheusMetrics;
}

/** Pause between two probes, each of which is two requests if the store refuses. Untuned. */
const PROBE_PAUSE_MS = 2_000;

export class UploadGate {
  readonly #options: UploadGateOptions;
  #refusal: SearchIndexError | null = null;
  #isClosed = false;

  constructor(options: UploadGateOptions) {
    this.#options = options;
  }

  /** Reason why no uploads are taken; null if they are. */
  get refusal(): SearchIndexError | null {
    return this.#refusal;
  }

  /** Probes the store once. Rejects with `store-unsafe` where it would lose an index, which no waiting cures. */
  async open(): Promise<void> {
    this.#refusal = await this.#probe();
    if (this.#refusal?.code === "store-unsafe") throw this.#refusal;
    this.#tell();
  }

  /** Probes the store until it passes. False where the gate was closed before. */
  async untilOpen(): Promise<boolean> {
    const { context } = this.#options;
    while (this.#refusal !== null && !this.#isClosed) {
      if (this.#refusal.code === "store-full") await this.#makeRoom();
      await context.clock.sleep(PROBE_PAUSE_MS);
      const { code } = this.#refusal;
      this.#refusal = await this.#probe();
      if (this.#refusal?.code !== code) this.#tell();
    }
    return !this.#isClosed;
  }

  /** Takes note of the failure of an upload. Where it says that nothing can be written, the store is probed again. */
  doubt(error: unknown): void {
    if (this.#refusal !== null || !isLastingFailure(error)) return;
    this.#refusal = error;
    this.#tell();
    void this.untilOpen();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #probe(): Promise<SearchIndexError | null> {
    const { context, metrics } = this.#options;
    try {
      await requireTrustedStore(context);
      metrics.add("poisk_store_probes_total", { result: "passed" });
      return null;
    } catch (error) {
      if (!isSearchIndexError(error)) throw error;
      metrics.add("poisk_store_probes_total", { result: error.code });
      return error;
    }
  }

  /** Deletes what no reader needs any more: nobody else does while no process indexes. */
  async #makeRoom(): Promise<void> {
    const { context, logger } = this.#options;
    try {
      await collectGarbage(context);
    } catch (error) {
      logger.error("maintenance-failed", { error });
    }
  }

  #tell(): void {
    const { logger } = this.#options;
    if (this.#refusal === null) logger.info("ready-for-uploads");
    else logger.error("not-ready-for-uploads", { error: this.#refusal });
  }
}
