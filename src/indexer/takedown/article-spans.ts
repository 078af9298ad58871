/**
 * Where the articles of a file of many lie (layer 4), and how some of them are cut out or replaced with every unit of the
 * others left as it is. Lines and items are counted from 1, as the reader of articles counts them.
 */

/** Units [start, end). */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** What becomes of the articles at some places: new content, or null to cut it out. */
type PlaceEdits = ReadonlyMap<number, string | null>;

/** A .jsonl with some lines replaced or, each with its line ending, cut out. */
export function editLines(units: string, edits: PlaceEdits): string {
  const pieces: string[] = [];
  let written = 0;
  let number = 1;
  for (let start = 0; start < units.length; number += 1) {
    const found = units.indexOf("\n", start);
    const end = found < 0 ? units.length : found + 1;
    const edit = edits.get(number);
    if (edit !== undefined) {
      // An article's line holds one object, and around it white space at the most.
      const [first, last] = [units.indexOf("{", start), units.lastIndexOf("}", end) + 1];
      const cut: Span = edit === null ? { start, end } : { start: first, end: last };
      pieces.push(units.slice(written, cut.start), edit ?? "");
      written = cut.end;
    }
    start = end;
  }
  pieces.push(units.slice(written));
  return pieces.join("");
}

/** A JSON array with some items replaced or cut out; what stood between two items stays before the second of them. */
export function editItems(units: string, edits: PlaceEdits): string {
  const spans = findItems(units);
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return units;
  const pieces = [units.slice(0, first.start)];
  let isFirst = true;
  for (const [i, span] of spans.entries()) {
    const edit = edits.get(i + 1);
    if (edit === null) continue;
    if (!isFirst) pieces.push(units.slice(spans[i - 1]?.end, span.start));
    pieces.push(edit ?? units.slice(span.start, span.end));
    isFirst = false;
  }
  pieces.push(units.slice(last.end));
  return pieces.join("");
}

/** The items of a well-formed JSON array, without the white space around them. */
function findItems(json: string): Span[] {
  const spans: Span[] = [];
  let position = skipSpace(json, json.indexOf("[") + 1);
  while (position < json.length && json[position] !== "]") {
    const end = valueEnd(json, position);
    spans.push({ start: position, end });
    position = skipSpace(json, end);
    if (json[position] === ",") position = skipSpace(json, position + 1);
  }
  return spans;
}

/** RFC 8259, section 2. */
function skipSpace(json: string, start: number): number {
  let position = start;
  while (" \t\n\r".includes(json[position] ?? "x")) position += 1;
  return position;
}

/** One past the end of the value that begins here. */
function valueEnd(json: string, start: number): number {
  let depth = 0;
  for (let position = start; position < json.length; ) {
    const sign = json[position] ?? "";
    if (depth === 0 && position > start && ", \t\n\r]".includes(sign)) return position;
    if (sign === '"') position = stringEnd(json, position);
    else position += 1;
    if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth === 0 && '"}]'.includes(sign)) return position;
  }
  return json.length;
}

function stringEnd(json: string, start: number): number {
  let position = start + 1;
  while (position < json.length && json[position] !== '"') position += json[position] === "\\" ? 2 : 1;
  return position + 1;
}
