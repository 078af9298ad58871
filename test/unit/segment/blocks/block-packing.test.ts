import { brotliDecompressSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  brotliPacking,
  type Codec,
  deflatePacking,
  dictionaryPacking,
  unpackBy,
} from "../../../../src/segment/blocks/block-codec.ts";
import { codeOf, errorOf } from "../../../support/error-of.ts";

const CONTENT = Buffer.from("Министр иностранных дел прибыл в Москву. ".repeat(50), "utf8");
const PACKED = deflatePacking.pack(CONTENT);
const known: Codec["known"] = { packed: deflatePacking.pack(Buffer.from("ab")), content: Buffer.from("ab") };

const unpackAs = (unpack: Codec["unpack"], packed = PACKED) =>
  errorOf(() => unpackBy({ unpack, known }, packed, "block 3"));

describe("a block that this runtime cannot unpack is no damage", () => {
  it.each<[string, Codec["unpack"]]>([
    ["its limit on what is unpacked is lower", (packed) => inflateRawSync(packed, { maxOutputLength: 100 })],
    ["it refuses the limit that is asked for", (packed) => inflateRawSync(packed, { maxOutputLength: 2 ** 53 })],
    ["memory is exhausted", () => new Uint8Array(new ArrayBuffer(2 ** 52))],
    ["it lacks the codec", (packed) => (undefined as unknown as Codec["unpack"])(packed)],
  ])("where %s", async (_, unpack) => {
    const { code, kind, message, cause } = await unpackAs(unpack);
    expect([code, kind]).toEqual(["runtime-limit", "internal"]);
    expect(message).toContain((cause as Error).message);
    expect(message).not.toMatch(/run rebuild/i);
  });

  it("where its inflate ignores the dictionary, and calls good data invalid", async () => {
    const content = Buffer.from(" сообщает РИА Новости, передает ТАСС", "utf8");
    const cyrillic = Buffer.from([...content.toString()].map((letter) => windows1251(letter)));
    const ignoring: Codec = {
      unpack: (packed) => inflateRawSync(packed),
      known: { packed: Buffer.from("a3543f00", "hex"), content: new Uint8Array(64) },
    };
    expect(await codeOf(() => unpackBy(ignoring, dictionaryPacking.pack(cyrillic), "block 3"))).toBe("runtime-limit");
  });
});

describe("a block whose bytes no packer wrote is damaged", () => {
  it.each([
    ["deflate", deflatePacking],
    ["deflate with the dictionary", dictionaryPacking],
    ["brotli", brotliPacking],
  ])("as %s tells, wherever it is cut and whatever it is filled with", async (_, packing) => {
    const packed = packing.pack(CONTENT);
    for (let end = 0; end < packed.length; end += 1) {
      expect(await codeOf(() => packing.unpack(packed.subarray(0, end), "block 3"))).toBe("corrupt-segment");
    }
    const junk = Uint8Array.from({ length: 64 }, (_item, i) => 0xff - i);
    expect(await codeOf(() => packing.unpack(junk, "block 3"))).toBe("corrupt-segment");
  });

  it("in a codec that otherwise works", async () => {
    expect((await unpackAs((packed) => inflateRawSync(packed), PACKED.subarray(5))).code).toBe("corrupt-segment");
    expect((await unpackAs((packed) => brotliDecompressSync(packed))).code).not.toBe("corrupt-segment");
  });
});

function windows1251(letter: string): number {
  const code = letter.charCodeAt(0);
  return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
}
