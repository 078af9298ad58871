/**
 * Posting blocks and lexicon blocks, read as docs/index-format.md describes them and by nothing else: part of the second
 * reader of documented-segment.ts.
 */
import { DocumentedBytes } from "./documented-bytes.ts";

/** Of one document: ordinal and frequency. */
export type DocumentedPosting = readonly [number, number];

export interface DocumentedTerm {
  readonly term: string;
  readonly fields: readonly { readonly field: number; readonly postings: readonly DocumentedPosting[] }[];
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
      return { field, postings: readPostingList(list, documentFrequency) };
    });
    terms.push({ term, fields });
  }
  checkEnd(bytes);
  return terms;
}

function readPostingList(list: Uint8Array, documentFrequency: number): DocumentedPosting[] {
  const bytes = new DocumentedBytes(list);
  let ordinal = -1;
  const postings = Array.from({ length: documentFrequency }, (): DocumentedPosting => {
    const [step = 0] = bytes.varints(1);
    ordinal += Math.floor(step / 2) + 1;
    return [ordinal, step % 2 === 0 ? 1 : bytes.varint() + 2];
  });
  checkEnd(bytes);
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
