/**
 * Collects the whole result of a merge.
 */
import type { MergeResult } from "./inside/index-merge.ts";

/** The chunks in order, and what the merge returns. */
export async function takeMerged(
  merge: AsyncGenerator<Uint8Array, MergeResult>,
): Promise<MergeResult & { readonly chunks: readonly Uint8Array[] }> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { value, done } = await merge.next();
    if (done) return { ...value, chunks };
    chunks.push(value);
  }
}
