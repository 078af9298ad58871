/** Finds the names that a misspelt one is near to, as commander does for options. */
import { Command, CommanderError } from "commander";

/** The known names that are spelt nearly like this one, as a text such as `one of a, b`; null if there are none. */
export function nearNames(name: string, known: readonly string[]): string | null {
  const command = new Command().exitOverride().configureOutput({ outputError: () => {} });
  for (const one of known) command.option(`--${one}`);
  try {
    command.parse([`--${name}`], { from: "user" });
  } catch (failure) {
    const [, near] = failure instanceof CommanderError ? (/\(Did you mean (.+)\?\)/.exec(failure.message) ?? []) : [];
    return near?.replaceAll("--", "") ?? null;
  }
  return null;
}
