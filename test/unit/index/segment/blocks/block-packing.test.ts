import { inflateRawSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { codeOf, errorOf } from "../../../../support/error-of.ts";
import {
  decodeBlock,
  deflatePacking,
  dictionaryPacking,
  encodeBlock,
  encodeBlockInBackground,
  MAX_BLOCK_BYTES,
} from "../../../../support/inside/index-blocks.ts";

const CONTENT = new TextEncoder().encode("Министр иностранных дел прибыл в Москву. ".repeat(50));

describe("a block whose bytes no packer wrote is damaged", () => {
  it.each([
    ["deflate", deflatePacking],
    ["deflate with the dictionary", dictionaryPacking],
  ])("as %s tells, wherever it is cut and whatever it is filled with", async (_, packing) => {
    const packed = packing.pack(CONTENT);
    for (let end = 0; end < packed.length; end += 1) {
      expect(await codeOf(() => packing.unpack(packed.subarray(0, end), "block 3"))).toBe("corrupt-segment");
    }
    const junk = Uint8Array.from({ length: 64 }, (_item, i) => 0xff - i);
    expect(await codeOf(() => packing.unpack(junk, "block 3"))).toBe("corrupt-segment");
  });

  it("and the error says which block and why", async () => {
    const { message } = await errorOf(() =>
      deflatePacking.unpack(deflatePacking.pack(CONTENT).subarray(0, 9), "block 3"),
    );
    expect(message).toMatch(/block 3 does not unpack: the stream ends too soon/);
  });
});

describe("a block of more than 64 MiB", () => {
  const bomb = () => deflatePacking.pack(new Uint8Array(MAX_BLOCK_BYTES + 1));

  it("is refused to its writer", async () => {
    const content = new Uint8Array(MAX_BLOCK_BYTES + 1);
    expect(await codeOf(() => encodeBlock("occurrences", 0, content))).toBe("object-too-large");
    expect(await codeOf(() => encodeBlockInBackground("occurrences", 0, content))).toBe("object-too-large");
  });

  it("is refused to its reader, whoever wrote it", async () => {
    expect(await codeOf(() => deflatePacking.unpack(bomb(), "block 3"))).toBe("corrupt-segment");
  });
});

describe("in a runtime", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  /** The codec as it is where Node's modules are those that `replace` gives. */
  async function codecWith(
    replace: (name: string) => unknown,
  ): Promise<typeof import("../../../../../src/index/segment/blocks/block-codec.ts")> {
    vi.resetModules();
    vi.stubGlobal("process", { ...process, getBuiltinModule: replace });
    return import("../../../../../src/index/segment/blocks/block-codec.ts");
  }

  const zlib = process.getBuiltinModule("node:zlib");
  /** Ignores the dictionary, as Deno did. */
  const ignoringDictionaries = (packed: Uint8Array) => inflateRawSync(packed);

  it.each<[string, (name: string) => unknown]>([
    ["without any module of Node's", () => undefined],
    ["whose zlib ignores dictionaries", () => ({ ...zlib, inflateRawSync: ignoringDictionaries })],
    ["whose zlib gives other bytes", () => ({ ...zlib, inflateRawSync: () => new Uint8Array(64) })],
  ])("%s blocks are read all the same, and those that it writes are read under Node", async (_, replace) => {
    const codec = await codecWith((name) => (name === "node:zlib" ? replace(name) : undefined));
    for (const section of ["stored", "occurrences", "contents"] as const) {
      const block = encodeBlock(section, 7, CONTENT);
      expect(codec.decodeBlock(section, 7, block)).toEqual(CONTENT);
      expect(Uint8Array.from(decodeBlock(section, 7, codec.encodeBlock(section, 7, CONTENT)))).toEqual(CONTENT);
      block[20] = (block[20] ?? 0) ^ 1;
      expect(await codeOf(() => codec.decodeBlock(section, 7, block))).toBe("corrupt-segment");
    }
  });

  it.each([0, 1, 65_535, 65_536, 200_000])(
    "without zlib a block of %i bytes is written as any reader has it",
    async (length) => {
      const codec = await codecWith(() => undefined);
      const content = Uint8Array.from({ length }, (_, i) => i * 7919);
      for (const section of ["stored", "occurrences", "contents"] as const) {
        const block = codec.encodeBlock(section, 7, content);
        expect(await codec.encodeBlockInBackground(section, 7, content)).toEqual(block);
        expect(Uint8Array.from(decodeBlock(section, 7, block))).toEqual(content);
        expect(codec.decodeBlock(section, 7, block)).toEqual(content);
      }
    },
  );

  it("whose zlib has a limit of its own blocks are read all the same", async () => {
    const limited = (packed: Uint8Array, options: object) =>
      inflateRawSync(packed, { ...options, maxOutputLength: 100 });
    const codec = await codecWith((name) => (name === "node:zlib" ? { ...zlib, inflateRawSync: limited } : undefined));
    expect(codec.decodeBlock("stored", 7, encodeBlock("stored", 7, CONTENT))).toEqual(CONTENT);
  });

  it("without the memory for a block the index is not called damaged", async () => {
    const codec = await codecWith(() => undefined);
    const block = encodeBlock("forms", 7, CONTENT);
    vi.stubGlobal(
      "Uint8Array",
      class extends Uint8Array {
        constructor(length: number) {
          if (length > 300) throw new RangeError("Array buffer allocation failed");
          super(length);
        }
      },
    );
    const error = await errorOf(() => codec.decodeBlock("forms", 7, block));
    vi.unstubAllGlobals();
    expect([error.code, error.message]).toEqual(["runtime-limit", expect.stringMatching(/not damaged.*more memory/)]);
  });
});
