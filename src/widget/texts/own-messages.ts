/**
 * The host's own texts in place of the widget's.
 */
import type { PluralText } from "../../texts/texts.ts";
import { report } from "../report.ts";
import type { Messages } from "./messages.ts";

/**
 * Reads the messages of the attribute, which may be no JSON, and of the property; values that are no text are left out.
 */
export function readMessages(attribute: string | null, property: Partial<Messages> | null): Partial<Messages> {
  const given = { ...parse(attribute ?? "{}"), ...property };
  return Object.fromEntries(Object.entries(given).filter(([, text]) => isText(text)));
}

function parse(json: string): Partial<Messages> {
  try {
    return JSON.parse(json) as Partial<Messages>;
  } catch (error) {
    report(error);
    return {};
  }
}

/**
 * Tells whether a value from the page, which is untyped, is a text. A text with a number needs the form for all other
 * numbers.
 */
function isText(text: unknown): boolean {
  return typeof ((text as Partial<PluralText> | null)?.other ?? text) === "string";
}
