/**
 * Where a JSON text breaks (layer 1): RFC 8259's grammar walked once, since V8 names the position only in some messages.
 * Called on text that JSON.parse has refused; builds no values and does not recurse.
 */

/** String, number or literal at a place (RFC 8259, sections 3, 6 and 7). */
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = new Set([" ", "\t", "\n", "\r"]);
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may come next: a value, a key, a colon, or what follows a value. */
type Expected = "value" | "firstValue" | "key" | "firstKey" | "colon" | "next";

/** The offset (UTF-16) of the first sign that cannot stand where it does; the text's length where it ends too early. */
export function findJsonFault(json: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let position = 0;
  for (;;) {
    while (SPACE.has(json[position] ?? "")) position += 1;
    const sign = json[position];
    if (sign === undefined) return json.length;
    if (expected === "next" && open.length === 0) return position;
    const step: { to: number; expected: Expected } | null = takeStep(json, position, sign, expected, open);
    if (step === null) return position;
    if (step.to < 0) return -step.to - 1;
    position = step.to;
    expected = step.expected;
  }
}

/** One sign or token; null where it cannot stand there, a negative `to` where the token itself breaks inside. */
function takeStep(
  json: string,
  position: number,
  sign: string,
  expected: Expected,
  open: ("{" | "[")[],
): { to: number; expected: Expected } | null {
  const inside = open.at(-1);
  const mayClose = expected === "next" || (sign === "}" ? expected === "firstKey" : expected === "firstValue");
  if ((sign === "}" && inside === "{" && mayClose) || (sign === "]" && inside === "[" && mayClose)) {
    open.pop();
    return { to: position + 1, expected: "next" };
  }
  if (expected === "next") {
    return sign === "," ? { to: position + 1, expected: inside === "{" ? "key" : "value" } : null;
  }
  if (expected === "colon") return sign === ":" ? { to: position + 1, expected: "value" } : null;
  if (expected === "key" || expected === "firstKey") {
    return sign === '"' ? { to: stringEnd(json, position), expected: "colon" } : null;
  }
  if (sign === "{" || sign === "[") {
    open.push(sign);
    return { to: position + 1, expected: sign === "{" ? "firstKey" : "firstValue" };
  }
  if (sign === '"') return { to: stringEnd(json, position), expected: "next" };
  SCALAR.lastIndex = position;
  return SCALAR.test(json) ? { to: SCALAR.lastIndex, expected: "next" } : null;
}

/** One past the closing quote, or `-1 - offset` of what breaks the string. */
function stringEnd(json: string, start: number): number {
  let position = start + 1;
  while (position < json.length) {
    const sign = json[position] ?? "";
    if (sign === '"') return position + 1;
    if (sign < " ") return -1 - position;
    ESCAPE.lastIndex = position;
    if (sign === "\\" && !ESCAPE.test(json)) return -1 - position;
    position = sign === "\\" ? ESCAPE.lastIndex : position + 1;
  }
  return -1 - json.length;
}
