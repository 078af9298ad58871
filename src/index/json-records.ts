/**
 * Small objects of JSON beside the index (layer 2): what is known of an upload, of a run, of a feed. One that no poisk wrote is none.
 */
import * as v from "valibot";

export const JSON_TYPE = { contentType: "application/json" };

/** The bytes of a record. */
export function recordBytes(record: object): Uint8Array {
  return Buffer.from(JSON.stringify(record), "utf8");
}

/** The record that the bytes are; null where they are no JSON, or of another shape. */
export function parseRecord<T>(schema: v.GenericSchema<unknown, T>, bytes: Uint8Array): T | null {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), Buffer.from(bytes).toString("utf8"));
  return result.success ? result.output : null;
}
