/**
 * How an ingest asks for the compaction that has fallen due (a port): the work itself belongs to another function, which
 * also runs on a schedule, so that a trigger that is lost costs nothing but time.
 */
export interface CompactionTrigger {
  /** Resolves when the request is accepted, not when the work is done. Rejects where it was not accepted. */
  request(): Promise<void>;
}
