/**
 * Cuts a .jsonl archive into uploads (layer 4): parts of some lines each, the same parts for the same archive. A stream
 * on both sides: memory for one part and one line. Lines that cannot be an article by their bytes alone stay out.
 */
import { isUtf8 } from "node:buffer";

/**
 * Articles a part: some 4 MB of news, so that a few thousand articles are shared out evenly among the processes of an import.
 * Untuned, as the next.
 */
export const MAX_PART_ARTICLES = 1_000;
/** Before it is packed, and with room for what gzip adds to bytes it cannot pack: an upload has at most 10 MiB. */
export const MAX_PART_BYTES = 10 * 1024 * 1024 - 64 * 1024;

/** Lines in a row of the archive, blank ones and bad ones as empty lines, so that line n is `firstLine + n - 1` there. */
export interface ArchivePart {
  /** From 1. */
  readonly number: number;
  readonly firstLine: number;
  /** Lines that are not empty. */
  readonly articles: number;
  readonly bytes: Uint8Array;
}

/** A line of the archive that is no article, counted from 1. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

const NEWLINE = 0x0a;
const EMPTY_LINE = new Uint8Array();

/** The parts of an archive, in order; `onBadLine` is told of lines that none of them holds. */
export async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  onBadLine: (line: BadLine) => void,
): AsyncGenerator<ArchivePart> {
  let part = new PartBuilder(1, 1);
  let number = 0;
  for await (const line of splitLines(chunks)) {
    number += 1;
    const content = line === null ? EMPTY_LINE : trimLine(line, number === 1);
    const fault = line === null ? TOO_LONG : findFault(content);
    if (fault !== null) onBadLine({ line: number, reason: fault });
    const kept = fault === null ? content : EMPTY_LINE;
    if (part.articles > 0 && !part.hasRoom(kept)) {
      yield part.finish();
      part = new PartBuilder(part.number + 1, number);
    }
    part.add(kept, number);
  }
  if (part.articles > 0) yield part.finish();
}

const TOO_LONG = `The line has more than ${MAX_PART_BYTES} bytes; an article has a thousandth of it.`;

/** Lines without their end; null for one that is longer than a part. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | null> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  const take = (rest: Uint8Array): Uint8Array | null => {
    const isTooLong = begunBytes + rest.length >= MAX_PART_BYTES;
    const line = isTooLong ? null : Buffer.concat([...begun, rest]);
    begun = [];
    begunBytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    begunBytes += rest.length;
    if (begunBytes >= MAX_PART_BYTES) begun = [];
    else if (rest.length > 0) begun.push(rest);
  }
  if (begunBytes > 0) yield take(EMPTY_LINE);
}

/** Without white space around it, and without the byte order mark of the file. */
function trimLine(line: Uint8Array, isFirst: boolean): Uint8Array {
  const hasMark = isFirst && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
  let start = hasMark ? 3 : 0;
  let end = line.length;
  while (start < end && isSpace(line[start])) start += 1;
  while (start < end && isSpace(line[end - 1])) end -= 1;
  return line.subarray(start, end);
}

/** White space of JSON (RFC 8259, section 2). */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

const ONE_A_LINE = 'An article is {"title": …, "text": …} on one line.';

/** Why no reader could find an article in the line; such a line could make the whole part unreadable. */
function findFault(line: Uint8Array): string | null {
  if (line.length === 0) return null;
  if (!isUtf8(line)) return "The line is not UTF-8, which JSON must be.";
  if (line[0] === 0x5b) return `The line begins an array. ${ONE_A_LINE} A file with an array is put, not imported.`;
  if (line[0] !== 0x7b) return `The line is no JSON object. ${ONE_A_LINE}`;
  return holdsControl(line) ? "The line holds a control character." : null;
}

/** A loop: every byte of an archive passes here, and a callback for each takes four times as long. */
function holdsControl(line: Uint8Array): boolean {
  for (let i = 0; i < line.length; i += 1) {
    const byte = line[i] ?? 0;
    if (byte < 0x20 && byte !== 0x09) return true;
  }
  return false;
}

/** One part being filled. It begins at its first line that is not empty, and ends at its last. */
class PartBuilder {
  readonly number: number;
  articles = 0;
  #firstLine: number;
  #lastLine = 0;
  readonly #lines: Uint8Array[] = [];
  #sizeBytes = 0;

  constructor(number: number, firstLine: number) {
    this.number = number;
    this.#firstLine = firstLine;
  }

  hasRoom(line: Uint8Array): boolean {
    return this.articles < MAX_PART_ARTICLES && this.#sizeBytes + line.length + 1 <= MAX_PART_BYTES;
  }

  add(line: Uint8Array, number: number): void {
    if (line.length === 0) {
      if (this.articles > 0) this.#sizeBytes += 1;
      return;
    }
    if (this.articles === 0) this.#firstLine = number;
    else this.#lines.push(Buffer.alloc(number - this.#lastLine, NEWLINE));
    this.#lines.push(line);
    this.#lastLine = number;
    this.articles += 1;
    this.#sizeBytes += line.length + 1;
  }

  finish(): ArchivePart {
    const bytes = Buffer.concat([...this.#lines, Uint8Array.of(NEWLINE)]);
    return { number: this.number, firstLine: this.#firstLine, articles: this.articles, bytes };
  }
}
