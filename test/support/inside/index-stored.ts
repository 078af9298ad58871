/** Names inside index/stored that tests import past its doors. Moving a file changes this list alone. */
export { decodeStoredIndex, encodeStoredIndex } from "../../../src/index/segment/stored/block-index.ts";
export {
  cutValues,
  type DigestColumn,
  decodeDigestColumn,
  decodeDuplicates,
  decodeLengths,
  decodeValues,
  digestOf,
  encodeDuplicates,
  encodeLengths,
  encodeValues,
  findDigest,
  joinColumns,
  parseDigest,
  type ValueColumn,
} from "../../../src/index/segment/stored/columns.ts";
export { compareIds } from "../../../src/index/segment/stored/document-order.ts";
export {
  decodeStoredBlock,
  decodeStoredRow,
  encodeStoredRows,
  type PackedStoredBlock,
  StoredPacking,
  unpackStoredBlock,
} from "../../../src/index/segment/stored/fields.ts";
export {
  buildKeyFilter,
  compareIdRows,
  decodeIdTable,
  encodeIdTable,
  hashDocumentId,
  mayHoldKey,
} from "../../../src/index/segment/stored/lookup.ts";
export { decodeEntries, encodeEntries } from "../../../src/index/segment/stored/source-entries.ts";
