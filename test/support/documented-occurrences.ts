/**
 * Occurrence blocks, read as docs/index-format.md describes them and by nothing else: part of the second reader of
 * documented-segment.ts.
 */
import { DocumentedBytes } from "./documented-bytes.ts";
import type { DocumentedTerm } from "./documented-terms.ts";

/** Field, ordinal, position and form. */
export type DocumentedOccurrence = readonly [number, number, number, string];

export interface DocumentedOccurrences {
  readonly term: string;
  readonly forms: readonly string[];
  readonly occurrences: readonly DocumentedOccurrence[];
}

/** `terms`: those of the posting block of the same number. */
export function readOccurrenceBlock(content: Uint8Array, terms: readonly DocumentedTerm[]): DocumentedOccurrences[] {
  const bytes = new DocumentedBytes(content);
  const count = bytes.varint();
  if (count !== terms.length) throw new Error("An occurrence block has other terms than its posting block.");
  const [formCounts, occurrenceCounts, longTagBytes, extraCounts] = [
    bytes.varints(count),
    bytes.varints(count),
    bytes.varints(count),
    bytes.varints(count),
  ];
  const endings = Array.from({ length: bytes.varint() }, () => ({ cut: bytes.varint(), units: bytes.string() }));
  const forms = terms.map(({ term }, i) =>
    bytes.varints(formCounts[i] ?? 0).map((place) => {
      const ending = endings[place];
      if (ending === undefined) throw new Error("A form has an ending that the block lacks.");
      return term.slice(0, term.length - ending.cut) + ending.units;
    }),
  );
  const steps = terms.map((_, i) => [...bytes.take(occurrenceCounts[i] ?? 0)]);
  const tags = terms.map((_, i) =>
    readTags(bytes.take((occurrenceCounts[i] ?? 0) + (longTagBytes[i] ?? 0)), occurrenceCounts[i] ?? 0),
  );
  const extras = terms.map((_, i) => readExtras(bytes, extraCounts[i] ?? 0));
  if (!bytes.isAtEnd) throw new Error("An occurrence block has bytes that the page does not speak of.");
  return terms.map(({ term, fields }, i) => {
    const postings = fields.flatMap(({ field, postings: list }) => list.map((posting) => [field, ...posting] as const));
    let next = 0;
    const occurrences = postings.flatMap(([field, ordinal, frequency], place) => {
      let position = 0;
      return Array.from({ length: frequency + (extras[i]?.get(place) ?? 0) }, (): DocumentedOccurrence => {
        const { form, rest } = tags[i]?.[next] ?? { form: -1, rest: 0 };
        position += (steps[i]?.[next] ?? Number.NaN) + 256 * rest;
        next += 1;
        return [field, ordinal, position, forms[i]?.[form] ?? "?"];
      });
    });
    if (next !== occurrenceCounts[i]) throw new Error(`The term ${term} has not as many occurrences as its postings.`);
    return { term, forms: forms[i] ?? [], occurrences };
  });
}

function readTags(content: Uint8Array, count: number): { form: number; rest: number }[] {
  const bytes = new DocumentedBytes(content);
  const tags = Array.from({ length: count }, () => {
    const tag = bytes.varint();
    return { form: Math.floor(tag / 4), rest: tag % 4 === 3 ? 3 + bytes.varint() : tag % 4 };
  });
  if (!bytes.isAtEnd) throw new Error("The tags of a term have bytes that the page does not speak of.");
  return tags;
}

/** Reads the occurrences of each posting beyond its frequency, by its place among its term's. */
function readExtras(bytes: DocumentedBytes, count: number): Map<number, number> {
  let place = -1;
  return new Map(
    Array.from({ length: count }, () => {
      place += bytes.varint() + 1;
      return [place, bytes.varint() + 1];
    }),
  );
}
