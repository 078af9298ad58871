/**
 * What Node has built in and other runtimes may lack (layer 0): nothing that an index is read by imports it, so that browsers can load
 * that as it is. Who asks for a module here does without where there is none.
 */

export interface NodeModules {
  readonly "node:async_hooks": typeof import("node:async_hooks");
  readonly "node:crypto": typeof import("node:crypto");
  readonly "node:fs": typeof import("node:fs");
  readonly "node:zlib": typeof import("node:zlib");
}

/** A module of Node's by its full name (https://nodejs.org/api/process.html#processgetbuiltinmoduleid); undefined where there is none. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return (globalThis as { process?: Partial<NodeJS.Process> }).process?.getBuiltinModule?.(name) as
    | NodeModules[Name]
    | undefined;
}
