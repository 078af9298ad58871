import { encodeStoredRows, StoredPacking } from "./inside/index-stored.ts";

type StoredDocument = Parameters<StoredPacking["add"]>[0];

/** One block of all the documents. */
export function encodeStoredBlock(documents: readonly StoredDocument[]): Uint8Array {
  const packing = new StoredPacking(Number.POSITIVE_INFINITY);
  for (const document of documents) packing.add(document);
  return encodeStoredRows(packing.take());
}
