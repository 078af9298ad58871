/**
 * What Node has built in and other runtimes may lack (layer 0): nothing that an index is read by imports it, so that browsers can load
 * that as it is. Who asks for a module here does without where there is none.
 */

/** A module of Node's by its full name (https://nodejs.org/api/process.html#processgetbuiltinmoduleid); undefined where there is none. */
export function nodeModule<Name extends "node:async_hooks" | "node:crypto" | "node:fs" | "node:zlib">(name: Name) {
  return (globalThis as { process?: Partial<NodeJS.Process> }).process?.getBuiltinModule?.(name);
}
