/**
 * The terms of a segment (layer 4): every posting list unpacked, against the lexicon, term by term, and against the
 * lengths of the fields in which it stands; its occurrences against the list, and their surface forms against the lexicon
 * of forms.
 */

import { FormCollector } from "../../segment/lexicon/form-collector.ts";
import { type LexiconBlock, type LexiconTerm, termsWithPrefix } from "../../segment/lexicon/lexicon.ts";
import type { TermPostings } from "../../segment/postings/posting-block.ts";
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { Findings } from "./findings.ts";

/** Rejects where a block is damaged; what does not fit together is a finding. */
export async function checkTerms(reader: SegmentReader, findings: Findings, where: string): Promise<void> {
  const lengths = await Promise.all(reader.contents.fields.map((_, field) => reader.lengths(field)));
  const counter = new DocumentCounter(reader.contents.documents);
  const lexicon = listTerms(await reader.lexiconBlocks());
  const forms = new FormCollector();
  let last: string | null = null;
  // Reading a term's occurrences finds out whether they are as many as its postings say.
  for await (const postings of reader.hasOccurrences ? reader.allOccurrences() : reader.allPostings()) {
    const { term, fields, occurrences } = postings;
    const documentFrequency = counter.count(postings);
    if (occurrences !== undefined) forms.add(documentFrequency, fields, occurrences);
    const listed = lexicon.next();
    const fault =
      (last === null || last < term ? null : "Its terms are not in order") ??
      (listed.done === true || listed.value.term !== term ? "Its lexicon lists other terms than its postings" : null) ??
      (listed.done !== true && listed.value.documentFrequency !== documentFrequency
        ? "Its lexicon counts other documents than its postings"
        : null) ??
      (fields.every(({ field }, i) => field < lengths.length && field > (fields[i - 1]?.field ?? -1))
        ? null
        : "It has postings in a field that there is not") ??
      (fields.every(({ field, ordinals }) => ordinals.every((ordinal) => (lengths[field]?.[ordinal] ?? 0) > 0))
        ? null
        : "It has postings in a field that is empty");
    if (fault !== null) {
      findings.add("damage", where, `${fault}, first at ${JSON.stringify(term)}.`);
      return;
    }
    last = term;
  }
  if (lexicon.next().done !== true)
    findings.add("damage", where, "Its lexicon lists terms that it has no postings of.");
  if (reader.hasOccurrences) await checkForms(reader, forms, findings, where);
}

/** The lexicon of surface forms must list those of the occurrences, and nothing else. */
async function checkForms(
  reader: SegmentReader,
  forms: FormCollector,
  findings: Findings,
  where: string,
): Promise<void> {
  const listed = listTerms(await reader.formBlocks());
  for (const { term, documentFrequency } of forms.forms()) {
    const { done, value } = listed.next();
    if (!done && value.term === term && value.documentFrequency === documentFrequency) continue;
    const text = `Its list of surface forms is not that of its occurrences, first at ${JSON.stringify(term)}.`;
    findings.add("damage", where, text);
    return;
  }
  if (listed.next().done !== true) findings.add("damage", where, "It lists surface forms that nowhere occur.");
}

/** Six to eight bytes a term are held. */
function* listTerms(blocks: readonly LexiconBlock[]): Generator<LexiconTerm, void> {
  for (const block of blocks) yield* termsWithPrefix(block, "");
}

/** Counts the documents that hold a term in any field. */
class DocumentCounter {
  readonly #lastSeen: Uint32Array;
  #turn = 0;

  constructor(documents: number) {
    this.#lastSeen = new Uint32Array(documents);
  }

  count({ fields }: TermPostings): number {
    this.#turn += 1;
    let documents = 0;
    for (const { ordinals } of fields) {
      for (const ordinal of ordinals) {
        if (this.#lastSeen[ordinal] === this.#turn) continue;
        this.#lastSeen[ordinal] = this.#turn;
        documents += 1;
      }
    }
    return documents;
  }
}
