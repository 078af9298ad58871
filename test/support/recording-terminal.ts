/**
 * A terminal of 80 columns that keeps what was written. Styles stand around the text as `<bold>…</bold>` where asked
 * for.
 */
import type { Terminal } from "../../functions/cli/terminal/terminal.ts";

export interface RecordingTerminal extends Terminal {
  readonly printed: string[];
  readonly noted: string[];
}

export function createRecordingTerminal({ showsStyles = false } = {}): RecordingTerminal {
  const printed: string[] = [];
  const noted: string[] = [];
  return {
    printed,
    noted,
    columns: 80,
    showsProgress: false,
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
    style: (styles, text) =>
      showsStyles ? [styles].flat().reduce((styled, style) => `<${style}>${styled}</${style}>`, text) : text,
  };
}
