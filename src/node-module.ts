/**
 * Built-in modules of Node, which other runtimes may lack: no code that reads an index imports them, so that browsers
 * can load it as it is. Who asks for a module here does without where there is none.
 */

export interface NodeModules {
  readonly "node:async_hooks": typeof import("node:async_hooks");
  readonly "node:crypto": typeof import("node:crypto");
  readonly "node:fs": typeof import("node:fs");
  readonly "node:zlib": typeof import("node:zlib");
}

/**
 * A module of Node's by its full name (https://nodejs.org/api/process.html#processgetbuiltinmoduleid); undefined where
 * there is none.
 */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return (globalThis as { process?: Partial<NodeJS.Process> }).process?.getBuiltinModule?.(name) as
    | NodeModules[Name]
    | undefined;
}

/** One repetition of the last 64 bytes of a dictionary: a zlib that errs in dictionaries cannot unpack it. */
const KNOWN_PACKED = Uint8Array.of(0xa3, 0x54, 0x3f, 0x00);
const KNOWN_CONTENT = Uint8Array.from({ length: 64 }, (_, i) => i);

/** zlib, some four times as fast as inflate.ts; undefined where there is none that reads dictionaries as it must. */
export const workingZlib = findZlib();

function findZlib() {
  const candidate = nodeModule("node:zlib");
  try {
    const content = candidate?.inflateRawSync(KNOWN_PACKED, { dictionary: KNOWN_CONTENT });
    return content?.every((byte, i) => byte === KNOWN_CONTENT[i]) && content.length === KNOWN_CONTENT.length
      ? candidate
      : undefined;
  } catch {
    // Whatever it says of good bytes, it cannot be used.
    return undefined;
  }
}
