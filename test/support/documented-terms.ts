/**
 * Posting blocks and lexicon blocks, read as docs/index-format.md describes them and by nothing else: part of the second
 * reader of documented-segment.ts.
 */
import { DocumentedBytes } from "./documented-bytes.ts";
import { formatCell } from "./index-format-page.ts";

/** Of one document: ordinal and frequency. */
export type DocumentedPosting = readonly [number, number];

/** What a long list says of one of its chunks. */
export interface DocumentedChunk {
  readonly postings: readonly DocumentedPosting[];
  /** Pairs of frequency and field length. */
  readonly impacts: readonly (readonly [number, number])[];
}

export interface DocumentedField {
  readonly field: number;
  readonly postings: readonly DocumentedPosting[];
  /** None of a short list. */
  readonly chunks: readonly DocumentedChunk[];
}

export interface DocumentedTerm {
  readonly term: string;
  readonly fields: readonly DocumentedField[];
}

export function readPostingBlock(content: Uint8Array): DocumentedTerm[] {
  const bytes = new DocumentedBytes(content);
  const terms: DocumentedTerm[] = [];
  let previous = "";
  for (let left = bytes.varint(); left > 0; left -= 1) {
    const shared = bytes.varint();
    const term = previous.slice(0, shared) + bytes.string();
    previous = term;
    const fields = Array.from({ length: bytes.varint() }, () => {
      const field = bytes.varint();
      const documentFrequency = bytes.varint();
      const list = bytes.take(bytes.varint());
      return { field, ...readPostingList(list, documentFrequency) };
    });
    terms.push({ term, fields });
  }
  checkEnd(bytes);
  return terms;
}

function readPostingList(list: Uint8Array, documentFrequency: number): Omit<DocumentedField, "field"> {
  const bytes = new DocumentedBytes(list);
  const chunkSize = Number(formatCell("constant", "POSTINGS_PER_CHUNK", 1));
  if (documentFrequency <= chunkSize) {
    const postings = readPostings(bytes, documentFrequency, -1);
    checkEnd(bytes);
    return { postings, chunks: [] };
  }
  let last = -1;
  const rows = Array.from({ length: Math.ceil(documentFrequency / chunkSize) }, () => {
    const before = last;
    last += bytes.varint() + 1;
    const sizeBytes = bytes.varint();
    const impacts = Array.from({ length: bytes.varint() }, () => [bytes.varint(), bytes.varint()] as const);
    return { before, last, sizeBytes, impacts };
  });
  const chunks = rows.map(({ before, last: lastOrdinal, sizeBytes, impacts }, i): DocumentedChunk => {
    const chunk = new DocumentedBytes(bytes.take(sizeBytes));
    const postings = readPostings(chunk, Math.min(chunkSize, documentFrequency - i * chunkSize), before);
    checkEnd(chunk);
    if (postings.at(-1)?.[0] !== lastOrdinal) throw new Error("A chunk ends with another document than its row says.");
    return { postings, impacts };
  });
  checkEnd(bytes);
  return { postings: chunks.flatMap((chunk) => chunk.postings), chunks };
}

function readPostings(bytes: DocumentedBytes, count: number, before: number): DocumentedPosting[] {
  let ordinal = before;
  return Array.from({ length: count }, (): DocumentedPosting => {
    const step = bytes.varint();
    ordinal += Math.floor(step / 2) + 1;
    return [ordinal, step % 2 === 0 ? 1 : bytes.varint() + 2];
  });
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
  const lengths = bytes.items(count);
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
