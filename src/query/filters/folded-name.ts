/**
 * Names as people compare them (layer 4, pure): «ТАСС» and «Тасс», «Орёл» and «Орел», whatever the spaces, are one source,
 * agency or place.
 */

/** The same text for names that are one. */
export function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase().replaceAll("ё", "е").replaceAll(/\s+/g, " ").trim();
}
