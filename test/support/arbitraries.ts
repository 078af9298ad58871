/**
 * Values that property tests of several layers draw from.
 */
import fc from "fast-check";

/** Any JavaScript string: every UTF-16 unit may come, lone surrogates too, and names that objects have of their own. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom("", "__proto__", "constructor", "toString", "0", "мир"),
  fc.string({ unit: fc.constantFrom("а", "б", "ё"), maxLength: 5 }),
);

export const uint32: fc.Arbitrary<number> = fc.oneof(
  fc.nat({ max: 2 ** 32 - 1 }),
  fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1),
);
