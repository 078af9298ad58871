/**
 * Options of verbs that listen on a port until they are told to stop, and what is said where they cannot.
 */
import { CommandFailure, UsageError } from "../terminal/failure.ts";

/** Reads a port from 0 to 65535; a wrong one is a {@link UsageError} that names the option. */
export function parsePort(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`${option} must be a whole number up to 65535, not ${text}.`);
}

/** Says in a sentence why a server could not listen. */
export async function orExplain<Server>(option: string, port: number, server: Promise<Server>): Promise<Server> {
  try {
    return await server;
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new CommandFailure(`Port ${port} is taken by another program. Choose: ${option}.`);
    if (code === "EACCES")
      throw new CommandFailure(`Port ${port} is not open to you. Choose one above 1023: ${option}.`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      throw new CommandFailure("The address of --host is none of this machine's.");
    }
    throw failure;
  }
}

/** Resolves with the first signal to stop; a later one changes nothing. */
export function closingSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => resolve(name));
  });
}
