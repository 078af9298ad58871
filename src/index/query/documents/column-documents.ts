/**
 * Documents as the columns of a segment show them: id and some stored fields from memory, the others behind a probe.
 */

import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ValueColumn } from "../../segment/stored/columns.ts";
import type { JsonValue, StoredDocument } from "../../segment/stored/fields.ts";
import type { FieldAccessProbe } from "./field-access-probe.ts";

/** The part of a document that boostDocument sees. */
export type ShownDocument = Pick<StoredDocument, "id" | "fields">;

/** Shows the documents of one segment by ordinal. */
export interface DocumentsByOrdinal {
  get(ordinal: number): ShownDocument | undefined;
}

interface ColumnDocumentsInput {
  readonly probe: FieldAccessProbe;
  /** Fields that documents are stored with. */
  readonly storeFields: readonly string[];
  readonly needsIds: boolean;
}

/** The columns of one segment. */
export class ColumnDocuments implements DocumentsByOrdinal {
  readonly #columns: ReadonlyMap<string, ValueColumn>;
  readonly #ids: readonly JsonValue[] | null;
  /** Puts a probe in the place of what is not in memory of stored fields, or of a whole result. */
  readonly cover: <T extends object>(shown: T) => T;

  private constructor(
    columns: ReadonlyMap<string, ValueColumn>,
    ids: readonly JsonValue[] | null,
    { probe, storeFields, needsIds }: ColumnDocumentsInput,
  ) {
    this.#columns = columns;
    this.#ids = ids;
    const unknown = new Set<PropertyKey>(storeFields.filter((name) => !columns.has(name)));
    if (!needsIds) unknown.add("id");
    this.cover = unknown.size === 0 ? (shown) => shown : probe.cover((name) => unknown.has(name));
  }

  /**
   * One round: a request a column, then none. Ids are some twenty bytes each, so they are read only where asked for.
   */
  static async load(reader: SegmentReader, input: ColumnDocumentsInput): Promise<ColumnDocuments> {
    const columns = new Map<string, ValueColumn>();
    const [ids] = await Promise.all([
      input.needsIds ? reader.ids() : null,
      ...reader.contents.valueColumns.map(async ({ field }) => {
        const column = await reader.values(field);
        if (column !== null) columns.set(field, column);
      }),
    ]);
    return new ColumnDocuments(columns, ids, input);
  }

  /** Gets a document, with a probe in place of the stored fields that have no column. */
  get(ordinal: number): ShownDocument {
    const { id, fields } = this.known(ordinal);
    return { id, fields: this.cover(fields) };
  }

  /** The id is null where ids were not read. */
  known(ordinal: number): ShownDocument {
    return { id: this.#ids?.[ordinal] ?? null, fields: this.#fieldsOf(ordinal) };
  }

  /** The fields in columns of which the document has a value, as its stored fields would have them. */
  #fieldsOf(ordinal: number): Record<string, JsonValue> {
    const fields: Record<string, JsonValue> = {};
    for (const [name, { values, items }] of this.#columns) {
      const value = values[(items[ordinal] ?? 0) - 1];
      if (value !== undefined) fields[name] = value;
    }
    return fields;
  }
}
