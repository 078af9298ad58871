/** Finds comments that break the rules of CONTRIBUTING.md: too long, a question, or without a subject. */
import { parseSync } from "vite";

export const COMMENT_COLUMNS = 120;

export type CommentFault = "too long" | "begins with a question word" | "begins with a preposition";

export interface FoundFault {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly fault: CommentFault;
}

const QUESTION = /^(?:What|Whether|How|Where)\b/u;
const PREPOSITION =
  /^(?:About|After|Against|Among|As|At|Before|Behind|Below|Beside|Between|By|During|For|From|In|Into|Like|Of|On|Over|Per|Through|Till|To|Under|Until|Upon|With|Within|Without)\b/u;

/** Lists the faults of all comments of a source: lines of any comment, beginnings of doc comments. */
export const commentFaults = (path: string, source: string): FoundFault[] =>
  parseSync(path, source).comments.flatMap(({ type, value, start, end }): FoundFault[] => {
    const line = source.slice(0, start).split("\n").length;
    const shown = source.slice(source.lastIndexOf("\n", start) + 1, end).split("\n");
    const faults = shown.flatMap((text, index): FoundFault[] =>
      isTooLong(text) ? [{ line: line + index, fault: "too long" }] : [],
    );
    const beginning = type === "Block" ? /^\*[\s*]*(.*)/u.exec(value)?.[1] : undefined;
    if (beginning === undefined) return faults;
    if (QUESTION.test(beginning)) faults.push({ line, fault: "begins with a question word" });
    if (PREPOSITION.test(beginning)) faults.push({ line, fault: "begins with a preposition" });
    return faults;
  });

/** A line of one long word, such as an address, cannot be broken. */
const isTooLong = (line: string): boolean => line.length > COMMENT_COLUMNS && /\S\s+\S+\s+\S/u.test(line);
