/**
 * Posting blocks and lexicon blocks, read as docs/index-format.md describes them and by nothing else: part of the
 * second reader of documented-segment.ts.
 */
import { inflateRawSync } from "node:zlib";
import { DocumentedBits, DocumentedBytes } from "./documented-bytes.ts";
import { formatCell } from "./index-format-page.ts";

/** A posting of one document: ordinal, frequency, and whether the term is in the opening of the field. */
export type DocumentedPosting = readonly [number, number, boolean];

/** The entry of a block in a long list. */
export interface DocumentedBlock {
  readonly postings: readonly DocumentedPosting[];
  /** Pairs of frequency and field length. */
  readonly impacts: readonly (readonly [number, number])[];
}

export interface DocumentedField {
  readonly field: number;
  readonly postings: readonly DocumentedPosting[];
  /** None of a short list. */
  readonly blocks: readonly DocumentedBlock[];
}

export interface DocumentedTerm {
  readonly term: string;
  readonly fields: readonly DocumentedField[];
}

export function readPostingBlock(content: Uint8Array): DocumentedTerm[] {
  const block = new DocumentedBytes(content);
  const bytes = new DocumentedBytes(inflateRawSync(block.take(block.varint())));
  const terms: DocumentedTerm[] = [];
  let previous = "";
  for (let left = bytes.varint(); left > 0; left -= 1) {
    const shared = bytes.varint();
    const term = previous.slice(0, shared) + bytes.string();
    previous = term;
    const fields = Array.from({ length: bytes.varint() }, () => {
      const [field, documentFrequency, sizeBytes] = [bytes.varint(), bytes.varint(), bytes.varint()];
      return { field, ...readPostingList(bytes, documentFrequency, block.take(sizeBytes)) };
    });
    terms.push({ term, fields });
  }
  if (block.integer(4) !== 0) throw new Error("A posting block does not end with four zero bytes.");
  checkEnd(block);
  checkEnd(bytes);
  return terms;
}

function readPostingList(
  directory: DocumentedBytes,
  documentFrequency: number,
  content: Uint8Array,
): Omit<DocumentedField, "field"> {
  const blockSize = Number(formatCell("constant", "POSTINGS_PER_BLOCK", 1));
  if (documentFrequency <= blockSize) {
    const width = directory.varint();
    const postings = readPostings(content, { count: documentFrequency, before: -1, width });
    const last = postings.at(-1)?.[0] ?? -1;
    if (width !== widthOf(last + 1, documentFrequency)) throw new Error("A list has another width than the page says.");
    return { postings, blocks: [] };
  }
  const bytes = new DocumentedBytes(directory.take(directory.varint()));
  let last = -1;
  const rows = Array.from({ length: Math.ceil(documentFrequency / blockSize) }, () => {
    const before = last;
    last += bytes.varint() + 1;
    const sizeBytes = bytes.varint();
    const impacts = Array.from({ length: bytes.varint() }, () => [bytes.varint(), bytes.varint()] as const);
    return { before, last, sizeBytes, impacts };
  });
  checkEnd(bytes);
  const lists = new DocumentedBytes(content);
  const blocks = rows.map(({ before, last: lastOrdinal, sizeBytes, impacts }, i): DocumentedBlock => {
    const count = Math.min(blockSize, documentFrequency - i * blockSize);
    const width = widthOf(lastOrdinal - before, count);
    const postings = readPostings(lists.take(sizeBytes), { count, before, width });
    if (postings.at(-1)?.[0] !== lastOrdinal) throw new Error("A block ends with another document than its row says.");
    return { postings, impacts };
  });
  checkEnd(lists);
  return { postings: blocks.flatMap((block) => block.postings), blocks };
}

function widthOf(span: number, postings: number): number {
  const mean = Math.floor((7 * span) / (10 * postings));
  return mean === 0 ? 0 : Math.min(20, Math.floor(Math.log2(mean)));
}

function readPostings(
  content: Uint8Array,
  { count, before, width }: { count: number; before: number; width: number },
): DocumentedPosting[] {
  const bits = new DocumentedBits(content);
  let ordinal = before;
  const ordinals = Array.from({ length: count }, () => {
    ordinal += bits.zeros() * 2 ** width + bits.number(width) + 1;
    return ordinal;
  });
  const marks = [...bits.take(count)];
  const postings = ordinals.map((document, i): DocumentedPosting => {
    const number = marks[i] === "0" ? 2 : bits.gamma() + 2;
    return [document, Math.floor(number / 2), number % 2 === 1];
  });
  if (!bits.isAtEnd) throw new Error("A list has bits that the page does not speak of.");
  return postings;
}

/** Term and the number of documents that hold it in any field. */
export function readLexiconBlock(content: Uint8Array): [string, number][] {
  const bytes = new DocumentedBytes(content);
  const count = bytes.varint();
  let unit = -1;
  const alphabet = bytes.varints(bytes.varint()).map((step) => {
    unit += step + 1;
    return String.fromCharCode(unit);
  });
  const shared = [...bytes.take(count)];
  const width = bytes.integer(1);
  const lengths = Array.from({ length: count }, () => bytes.integer(width));
  const placeBytes = alphabet.length > 256 ? 2 : 1;
  let previous = "";
  const terms = lengths.map((length, i) => {
    const others = Array.from({ length }, () => alphabet[bytes.integer(placeBytes)] ?? "");
    previous = previous.slice(0, shared[i]) + others.join("");
    return previous;
  });
  const frequencies = bytes.varints(count);
  checkEnd(bytes);
  return terms.map((term, i) => [term, frequencies[i] ?? 0]);
}

function checkEnd(bytes: DocumentedBytes): void {
  if (!bytes.isAtEnd) throw new Error("A block has bytes that the page does not speak of.");
}
