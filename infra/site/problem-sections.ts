/**
 * Writes the site's page of problem codes: a section for each code, whose anchor is the code.
 */
import { describeProblem, HTTP_ERROR_CODES } from "../../src/api/api.ts";

/** Markdown of the sections, from the table that the server answers from. */
export function problemSections(): string {
  return HTTP_ERROR_CODES.flatMap((code) => describeProblem(code, "") ?? [])
    .map(({ code, status, title, meaning }) => `## ${code}\n\n**${title}** (${status}). ${meaning}\n`)
    .join("\n");
}
