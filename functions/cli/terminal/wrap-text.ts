/**
 * Lines of text for a terminal of so many columns: broken between words, and shortened to so many rows.
 */

/** Marks that stand on or in another character take no column of their own. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Columns of a text, each character taken for one: right for the alphabets of news. */
export function columnsOf(text: string): number {
  return [...text.replace(NO_WIDTH, "")].length;
}

/** The rows of a text, at most `columns` wide; a longer word is broken. Never empty. White space is collapsed. */
export function wrapText(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  const rows: string[] = [];
  let row = "";
  let rowColumns = 0;
  for (const word of text.split(/\s+/).flatMap((whole) => breakWord(whole, width))) {
    const wordColumns = columnsOf(word);
    if (row !== "" && rowColumns + 1 + wordColumns > width) {
      rows.push(row);
      row = "";
      rowColumns = 0;
    }
    row = row === "" ? word : `${row} ${word}`;
    rowColumns += wordColumns + (rowColumns === 0 ? 0 : 1);
  }
  return row === "" && rows.length > 0 ? rows : [...rows, row];
}

/** The same, but of a longer text only the first `maxRows`, the last of them ending in an ellipsis. */
export function shortenText(text: string, columns: number, maxRows: number): string[] {
  // A row holds at most so many units, so that what is beyond need not be wrapped. Marks may double a word's.
  const rows = wrapText(text.slice(0, (columns + 1) * (maxRows + 1) * 2), columns);
  if (rows.length <= maxRows) return rows;
  return [...rows.slice(0, maxRows - 1), withEllipsis(rows[maxRows - 1] ?? "", columns)];
}

/** Whole words where any fits beside the ellipsis. */
function withEllipsis(row: string, columns: number): string {
  if (columnsOf(row) < columns) return `${row}…`;
  const lastSpace = row.lastIndexOf(" ");
  return lastSpace > 0 ? `${row.slice(0, lastSpace)}…` : `${[...row].slice(0, Math.max(0, columns - 1)).join("")}…`;
}

function breakWord(word: string, columns: number): string[] {
  if (word === "") return [];
  if (columnsOf(word) <= columns) return [word];
  const characters = [...word];
  return Array.from({ length: Math.ceil(characters.length / columns) }, (_, i) =>
    characters.slice(i * columns, (i + 1) * columns).join(""),
  );
}
