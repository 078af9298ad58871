import { describe, expect, it } from "vitest";
import { codeOf, errorOf } from "../../../../support/error-of.ts";
import { ByteReader, ByteWriter, sharedPrefixLength } from "../../../../support/inside/index-blocks.ts";

describe("varints", () => {
  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16_383, [0xff, 0x7f]],
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("%d is written as LEB128 and read back", (value, bytes) => {
    const writer = new ByteWriter();
    writer.writeVarint(value);
    expect([...writer.toBytes()]).toEqual(bytes);
    expect(new ByteReader(writer.toBytes()).readVarint()).toBe(value);
  });

  it("are refused as corrupt where they are cut off or run over five bytes", async () => {
    expect(await codeOf(() => new ByteReader(Uint8Array.of(0x80)).readVarint())).toBe("corrupt-segment");
    expect(await codeOf(() => new ByteReader(new Uint8Array(9).fill(0x80)).readVarint())).toBe("corrupt-segment");
  });
});

describe("fixed integers", () => {
  it("are little-endian, up to six bytes wide", () => {
    const writer = new ByteWriter(1);
    writer.writeFixed(0x0102, 2);
    writer.writeFixed(2 ** 48 - 1, 6);
    expect([...writer.toBytes()]).toEqual([2, 1, 255, 255, 255, 255, 255, 255]);
    const reader = new ByteReader(writer.toBytes());
    expect([reader.readFixed(2), reader.readFixed(6), reader.remaining]).toEqual([0x0102, 2 ** 48 - 1, 0]);
  });

  it("are refused as corrupt where they are cut off", async () => {
    expect(await codeOf(() => new ByteReader(Uint8Array.of(1, 2, 3)).readFixed(4))).toBe("corrupt-segment");
  });
});

describe("strings", () => {
  it.each(["", "мир", "__proto__", "\ud83d", "\udc00\ud83d", "a\u0000b", "😀"])(
    "%j comes back unit by unit",
    (text) => {
      const writer = new ByteWriter(1);
      writer.writeUnits(text);
      expect(new ByteReader(writer.toBytes()).readUnits()).toBe(text);
    },
  );

  it("are written from a unit on and read after a prefix", () => {
    const writer = new ByteWriter();
    writer.writeUnits("лавров", 4);
    expect(new ByteReader(writer.toBytes()).readUnits("лавр")).toBe("лавров");
  });

  it("whose length is beyond their bytes are refused before anything is built", async () => {
    const writer = new ByteWriter();
    writer.writeVarint(2 ** 32 - 1);
    expect(await codeOf(() => new ByteReader(writer.toBytes()).readUnits())).toBe("corrupt-segment");
  });
});

describe("runs of bytes", () => {
  it("outgrow the first buffer, and a reset begins anew", () => {
    const writer = new ByteWriter(2);
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    writer.writeBytes(bytes);
    expect(writer.toBytes()).toEqual(bytes);
    writer.reset();
    expect(writer.length).toBe(0);
    writer.writeBytes(Uint8Array.of(7));
    expect([...writer.toBytes()]).toEqual([7]);
  });

  it("are read and skipped inside the bounds only", async () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1);
    reader.skip(1);
    expect([reader.offset, [...reader.readBytes(2)], reader.remaining]).toEqual([2, [3, 4], 0]);
    expect(await codeOf(() => reader.readBytes(1))).toBe("corrupt-segment");
    expect(await codeOf(() => reader.skip(1))).toBe("corrupt-segment");
  });

  it("that are damaged are told as such, never to be retried", async () => {
    const error = await errorOf(() => new ByteReader(new Uint8Array()).readFixed(1));
    expect([error.kind, error.retryable]).toEqual(["corrupt-data", false]);
  });
});

it("two strings share their first units up to the first that differs", () => {
  expect(sharedPrefixLength("лавр", "лавров")).toBe(4);
  expect(sharedPrefixLength("", "а")).toBe(0);
  expect(sharedPrefixLength("\ud83d\ude00", "\ud83d\ude01")).toBe(1);
});
