/**
 * What one upload may take of the thread that processes it (layer 4).
 */
export interface ProcessorLimits {
  /** Processor time of an upload's reading, and again of its inversion. */
  readonly seconds: number;
  /** The thread's heap, without its typed arrays. */
  readonly heapMb: number;
}

/** To be set by measuring. */
export const defaultProcessorLimits: ProcessorLimits = { seconds: 60, heapMb: 1_024 };
