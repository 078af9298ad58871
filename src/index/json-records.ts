/**
 * Small objects of JSON beside the index: what is known of an upload, of a run, of a feed. One that no poisk wrote is
 * none.
 */
import * as v from "valibot";
import { decodeUtf8, encodeUtf8 } from "./segment/blocks/json-block.ts";

export const JSON_TYPE = { contentType: "application/json" };

/** The bytes of a record. */
export function recordBytes(record: object): Uint8Array {
  return encodeUtf8(JSON.stringify(record));
}

/** The record that the bytes are; null where they are no JSON, or of another shape. */
export function parseRecord<T>(schema: v.GenericSchema<unknown, T>, bytes: Uint8Array): T | null {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), decodeUtf8(bytes));
  return result.success ? result.output : null;
}
