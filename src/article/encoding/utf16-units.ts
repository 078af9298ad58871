/**
 * Strings as arrays of their UTF-16 units and back (layer 1): what rewrites megabytes sign by sign does it in arrays.
 */

/** The units of a text, a copy. */
export function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i += 1) units[i] = text.charCodeAt(i);
  return units;
}

/** So many units are put together at once; more arguments overflow a call's stack. */
const CHUNK = 8_192;

/** The text of units. */
export function textOfUnits(units: Uint16Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < units.length; i += CHUNK) pieces.push(String.fromCharCode(...units.subarray(i, i + CHUNK)));
  return pieces.join("");
}
