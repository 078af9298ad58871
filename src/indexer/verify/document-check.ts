/**
 * The documents of a segment (layer 4): what is stored of each against its source key, its id, its columns and the lengths
 * of its fields. Documents come in the order of their entries.
 */

import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ValueColumn } from "../../segment/stored/columns.ts";
import type { JsonValue, StoredDocument } from "../../segment/stored/fields.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import type { Findings } from "./findings.ts";

/** Columns by which documents are checked. */
interface DocumentColumns {
  readonly ids: readonly JsonValue[];
  readonly lengths: readonly Uint32Array[];
  readonly values: ReadonlyMap<string, ValueColumn>;
}

export class DocumentCheck {
  readonly #columns: DocumentColumns;
  readonly #findings: Findings;
  readonly #where: string;
  /** Null once a stored block could not be read: the rest cannot be told apart. */
  #documents: AsyncGenerator<StoredDocument> | null;

  private constructor(columns: DocumentColumns, reader: SegmentReader, findings: Findings, where: string) {
    this.#columns = columns;
    this.#findings = findings;
    this.#where = where;
    this.#documents = reader.allDocuments();
  }

  /** Reads the columns; rejects where one is damaged. */
  static async open(reader: SegmentReader, findings: Findings, where: string): Promise<DocumentCheck> {
    const { fields, valueColumns } = reader.contents;
    const lengths = await Promise.all(fields.map((_, field) => reader.lengths(field)));
    const values = new Map<string, ValueColumn>();
    for (const { field } of valueColumns) {
      const column = await reader.values(field);
      if (column !== null) values.set(field, column);
    }
    return new DocumentCheck({ ids: await reader.ids(), lengths, values }, reader, findings, where);
  }

  /** The documents of the next entry. */
  async checkNext(entry: PlacedSourceEntry): Promise<void> {
    this.#checkLengths(entry);
    for (let i = 0; i < entry.documentCount; i += 1) {
      const document = await this.#next();
      if (document === null) return;
      const fault = this.#faultOf(document, entry.firstOrdinal + i, entry.sourceKey);
      if (fault !== null) this.#findings.add("damage", this.#where, fault);
    }
  }

  /** There must be no more of them. */
  async finish(): Promise<void> {
    if (this.#documents === null) return;
    await this.#findings.guard(this.#where, async () => {
      const { done } = (await this.#documents?.next()) ?? { done: true };
      if (done !== true) this.#findings.add("damage", this.#where, "It stores articles that no source key owns.");
    });
  }

  async #next(): Promise<StoredDocument | null> {
    const documents = this.#documents;
    if (documents === null) return null;
    let found: StoredDocument | null = null;
    const isSound = await this.#findings.guard(this.#where, async () => {
      const { done, value } = await documents.next();
      if (done !== true) found = value;
      else this.#findings.add("damage", this.#where, "It stores fewer articles than its source keys own.");
    });
    if (!isSound || found === null) this.#documents = null;
    return found;
  }

  #faultOf(document: StoredDocument, ordinal: number, sourceKey: string): string | null {
    const { ids, values } = this.#columns;
    if (document.sourceKey !== sourceKey)
      return `An article of ${sourceKey} is stored as one of ${document.sourceKey}.`;
    if (!isSameValue(document.id, ids[ordinal])) return `An article of ${sourceKey} is stored under another id.`;
    for (const [field, { items, values: distinct }] of values) {
      const item = items[ordinal] ?? 0;
      const kept = item === 0 ? undefined : distinct[item - 1];
      const stored = Object.hasOwn(document.fields, field) ? document.fields[field] : undefined;
      if (!isSameValue(kept, stored))
        return `The column ${field} does not say what is stored of an article of ${sourceKey}.`;
    }
    return null;
  }

  #checkLengths({ sourceKey, firstOrdinal, documentCount, fieldLengthSums }: PlacedSourceEntry): void {
    for (const [field, lengths] of this.#columns.lengths.entries()) {
      let sum = 0;
      for (let ordinal = firstOrdinal; ordinal < firstOrdinal + documentCount; ordinal += 1)
        sum += lengths[ordinal] ?? 0;
      if (sum === fieldLengthSums[field]) continue;
      this.#findings.add("damage", this.#where, `The field lengths of ${sourceKey} do not add up.`);
      return;
    }
  }
}

function isSameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
