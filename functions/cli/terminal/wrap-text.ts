/**
 * Lines of text for a terminal of so many columns: broken between words, and shortened to so many rows.
 */

/** Marks that stand on or in another character take no column of their own. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Columns of a text, each character taken for one: right for the alphabets of news. */
export function columnsOf(text: string): number {
  return [...text.replace(NO_WIDTH, "")].length;
}

/**
 * The rows of a text, at most `columns` wide; a longer word is broken. Never empty. White space is collapsed. `show`
 * gives what stands for a slice [start, end) of the text, and takes its columns: the slice itself, or the slice with
 * styles.
 */
export function wrapText(
  text: string,
  columns: number,
  show = (start: number, end: number): string => text.slice(start, end),
): string[] {
  const width = Math.max(1, columns);
  const rows: string[] = [];
  let row = "";
  let rowColumns = 0;
  for (const [start, end] of slicesOf(text, width)) {
    const wordColumns = columnsOf(text.slice(start, end));
    if (row !== "" && rowColumns + 1 + wordColumns > width) {
      rows.push(row);
      row = "";
      rowColumns = 0;
    }
    row = row === "" ? show(start, end) : `${row} ${show(start, end)}`;
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

/** The words of a text, and the pieces of those that are wider than a row. */
function* slicesOf(text: string, columns: number): Generator<[start: number, end: number]> {
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    const characters = columnsOf(word) <= columns ? [word] : [...word];
    let start = index;
    for (let i = 0; i < characters.length; i += columns) {
      const end = start + characters.slice(i, i + columns).join("").length;
      yield [start, end];
      start = end;
    }
  }
}
