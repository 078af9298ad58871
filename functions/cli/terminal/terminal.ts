/**
 * The output of the command (a port, so that tests can read it): results to standard output, the rest to standard
 * error, colours only if a terminal shows them and NO_COLOR does not forbid them.
 */
import { styleText } from "node:util";

/** One of Node's styles: a colour, `bold`, `dim`, … */
export type TextStyle = Extract<Parameters<typeof styleText>[0], string>;

export interface Terminal {
  /** Columns of standard output; 80 where it is no terminal, or one without a size. */
  readonly columns: number;
  /** True if standard error is a terminal, and so can show a progress bar. */
  readonly showsProgress: boolean;
  /** One line of the result. */
  print(line: string): void;
  /** One line about the work: a failure, a hint, a report of progress. */
  note(line: string): void;
  /** The text in these styles, or as it is where the output has no colours. */
  style(styles: TextStyle | readonly TextStyle[], text: string): string;
}

/** Lines longer than this are hard to read, however wide the window. */
const MAX_COLUMNS = 110;

/** The process's own streams. Node decides on colours: a terminal, NO_COLOR, NODE_DISABLE_COLORS, FORCE_COLOR. */
export function systemTerminal(): Terminal {
  return {
    // A terminal that was told no size says 0.
    columns: Math.max(20, Math.min(process.stdout.columns || 80, MAX_COLUMNS)),
    showsProgress: process.stderr.isTTY === true,
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    // One by one: Node 20 paints a list of styles whatever the stream.
    style: (styles, text) =>
      [styles].flat().reduce((styled, style) => styleText(style, styled, { stream: process.stdout }), text),
  };
}

/** Controls and separators of lines (Cc, Zl, Zp), and marks that change the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Text from outside (keys, pages) made harmless to a terminal: no control character gets through. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (/\s/.test(character) ? " " : "\ufffd"));
}

/** A number and what it counts: `1 segment`, `2 segments`. */
export function countText(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** Formats a size in decimal units. */
export function sizeText(sizeBytes: number): string {
  if (sizeBytes < 1_000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${(sizeBytes / 1_000).toFixed(1)} KB`;
  return sizeBytes < 1_000_000_000
    ? `${(sizeBytes / 1_000_000).toFixed(1)} MB`
    : `${(sizeBytes / 1_000_000_000).toFixed(2)} GB`;
}
