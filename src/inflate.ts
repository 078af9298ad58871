/**
 * Raw deflate (RFC 1951) unpacked without any help of the runtime (pure), so that an index is read wherever JavaScript
 * runs. It refuses what zlib refuses, and bounds what it makes.
 */

/** The bytes are no deflate stream, end too soon, or unpack to more than was allowed. */
export class InflateError extends Error {
  override readonly name = "InflateError";
  /** The error codes of Node's zlib: too much was unpacked, or the bytes are no such stream. */
  readonly code: "ERR_BUFFER_TOO_LARGE" | "Z_DATA_ERROR";

  constructor(message: string, code: InflateError["code"] = "Z_DATA_ERROR") {
    super(message);
    this.code = code;
  }
}

/** RFC 1951, 3.2.5: the least length or distance of each code, and the bits that are added to it. */
const LENGTH_BASES = Uint16Array.of(
  ...[
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ],
);
const LENGTH_EXTRA_BITS = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
);
const DISTANCE_CODES = 30;
const DISTANCE_EXTRA_BITS = Uint8Array.from({ length: DISTANCE_CODES }, (_, code) => Math.max(0, (code >> 1) - 1));
const DISTANCE_BASES = Uint16Array.from({ length: DISTANCE_CODES }, (_, code) =>
  code < 4 ? code + 1 : ((2 + (code & 1)) << ((code >> 1) - 1)) + 1,
);

/** RFC 1951, 3.2.7: the order in which the lengths of the codes for lengths come. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const END_OF_BLOCK = 256;
const FIRST_LENGTH = 257;
const MAX_LITERAL_CODES = 286;
const MAX_CODE_BITS = 15;
const LONGEST_MATCH = 258;

/** Codes of so many bits are found by one look into a table; longer ones, which are rare, bit by bit. Untuned. */
const TABLE_BITS = 10;
const TABLE_MASK = (1 << TABLE_BITS) - 1;

/** Texts unpack to some three times their bytes. */
const EXPECTED_RATIO = 4;

/** A canonical Huffman code (RFC 1951, 3.2.2), bits of which are read from the lowest. */
interface HuffmanCode {
  /** Entries by the next {@link TABLE_BITS} bits: symbol × 16 + bits of its code; 0 if its code is longer, or none. */
  readonly table: Uint16Array;
  /** Number of codes of each length. */
  readonly counts: Uint16Array;
  /** The symbols by their codes. */
  readonly symbols: Uint16Array;
}

/** zlib lets a code of one bit alone be incomplete; `isOneCodeAllowed` says where. */
function huffmanCode(lengths: Uint8Array, isOneCodeAllowed: boolean): HuffmanCode {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (let i = 0; i < lengths.length; i += 1)
    counts[lengths[i] as number] = (counts[lengths[i] as number] as number) + 1;
  const used = lengths.length - (counts[0] as number);
  counts[0] = 0;
  const places = new Uint16Array(MAX_CODE_BITS + 2);
  const nextCodes = new Uint16Array(MAX_CODE_BITS + 2);
  let left = 1;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits += 1) {
    left = 2 * left - (counts[bits] as number);
    if (left < 0) throw new InflateError("a code has too many symbols");
    places[bits + 1] = (places[bits] as number) + (counts[bits] as number);
    nextCodes[bits + 1] = ((nextCodes[bits] as number) + (counts[bits] as number)) << 1;
  }
  if (left > 0 && used > 0 && !(isOneCodeAllowed && used === 1 && counts[1] === 1)) {
    throw new InflateError("a code has too few symbols");
  }
  const table = new Uint16Array(TABLE_MASK + 1);
  const symbols = new Uint16Array(used);
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const bits = lengths[symbol] as number;
    if (bits === 0) continue;
    const place = places[bits] as number;
    places[bits] = place + 1;
    symbols[place] = symbol;
    const code = nextCodes[bits] as number;
    nextCodes[bits] = code + 1;
    if (bits > TABLE_BITS) continue;
    const entry = (symbol << 4) | bits;
    for (let at = reversed(code, bits); at < table.length; at += 1 << bits) table[at] = entry;
  }
  return { table, counts, symbols };
}

function reversed(code: number, bits: number): number {
  let result = 0;
  for (let i = 0, rest = code; i < bits; i += 1, rest >>= 1) result = (result << 1) | (rest & 1);
  return result;
}

let fixedCodes: { readonly literals: HuffmanCode; readonly distances: HuffmanCode } | null = null;

/** RFC 1951, 3.2.6. */
function codesOfFixedBlock() {
  fixedCodes ??= {
    literals: huffmanCode(
      Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
      false,
    ),
    distances: huffmanCode(new Uint8Array(32).fill(5), false),
  };
  return fixedCodes;
}

/**
 * The content of a deflate stream that was packed as if `dictionary`, of 32 KiB at the most, came before it; what
 * follows the stream's end is passed over. An {@link InflateError} where the bytes are no such stream, are cut off, or
 * hold more than `maxBytes`, before memory for more is taken. A view of a buffer that is longer.
 */
export function inflateRaw(packed: Uint8Array, dictionary: Uint8Array, maxBytes: number): Uint8Array {
  return new Inflation(packed, dictionary, maxBytes).run();
}

/** Unpacks the same as {@link inflateRaw} without a dictionary, and finds where in `packed` the stream ends. */
export function inflateRawPart(packed: Uint8Array, maxBytes: number): { content: Uint8Array; end: number } {
  const inflation = new Inflation(packed, new Uint8Array(), maxBytes);
  return { content: inflation.run(), end: inflation.packedEnd };
}

class Inflation {
  readonly #packed: Uint8Array;
  readonly #start: number;
  readonly #maxEnd: number;
  /** The dictionary, then the content. */
  #output: Uint8Array;
  #end: number;
  /** The next byte of `packed`; it may run past its end, as if zeros followed. */
  #at = 0;
  /** Bits that were taken out of `packed` and not read yet, the next one lowest. */
  #hold = 0;
  #held = 0;

  constructor(packed: Uint8Array, dictionary: Uint8Array, maxBytes: number) {
    this.#packed = packed;
    this.#start = dictionary.length;
    this.#maxEnd = dictionary.length + maxBytes;
    this.#end = dictionary.length;
    const expected = dictionary.length + packed.length * EXPECTED_RATIO + LONGEST_MATCH;
    this.#output = new Uint8Array(Math.min(this.#maxEnd, expected));
    this.#output.set(dictionary);
  }

  run(): Uint8Array {
    for (let isLast = false; !isLast; ) {
      isLast = this.#bits(1) === 1;
      const kind = this.#bits(2);
      if (kind === 0) this.#copyStored();
      else if (kind === 1) this.#unpack(codesOfFixedBlock());
      else if (kind === 2) this.#unpack(this.#readCodes());
      else throw new InflateError("a block is of a kind that there is not");
    }
    return this.#output.subarray(this.#start, this.#end);
  }

  /** End of the stream once it was run: the bytes behind it were not read. */
  get packedEnd(): number {
    return this.#at - (this.#held >> 3);
  }

  /** Fills `#hold` with at least so many bits, 25 at the most. */
  #need(count: number): void {
    while (this.#held < count) {
      this.#hold |= (this.#packed[this.#at] ?? 0) << this.#held;
      this.#at += 1;
      this.#held += 8;
    }
  }

  /** Throws if bits were read beyond the input. */
  #checkInput(): void {
    if (this.packedEnd > this.#packed.length) throw new InflateError("the stream ends too soon");
  }

  #bits(count: number): number {
    this.#need(count);
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#held -= count;
    this.#checkInput();
    return value;
  }

  #symbol(code: HuffmanCode): number {
    this.#need(MAX_CODE_BITS);
    const entry = code.table[this.#hold & TABLE_MASK] as number;
    if (entry === 0) return this.#longSymbol(code);
    this.#hold >>>= entry & 15;
    this.#held -= entry & 15;
    return entry >> 4;
  }

  /** Decodes by the first code of each length (RFC 1951, 3.2.2), as zlib's contrib/puff does. */
  #longSymbol({ counts, symbols }: HuffmanCode): number {
    let code = 0;
    let first = 0;
    let place = 0;
    for (let bits = 1; bits <= MAX_CODE_BITS; bits += 1) {
      code |= (this.#hold >>> (bits - 1)) & 1;
      const count = counts[bits] as number;
      if (code - first < count) {
        this.#hold >>>= bits;
        this.#held -= bits;
        return symbols[place + code - first] as number;
      }
      place += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    this.#checkInput();
    throw new InflateError("a code has no symbol");
  }

  /** Room for so many bytes more. */
  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#output.length) return;
    if (needed > this.#maxEnd)
      throw new InflateError("it unpacks to more than a block may hold", "ERR_BUFFER_TOO_LARGE");
    const grown = new Uint8Array(Math.min(this.#maxEnd, Math.max(needed, 2 * this.#output.length)));
    grown.set(this.#output.subarray(0, this.#end));
    this.#output = grown;
  }

  #copyStored(): void {
    // What is left of the byte is passed over, and whole bytes that were taken are given back.
    this.#at = this.packedEnd;
    this.#hold = 0;
    this.#held = 0;
    const length = this.#bits(16);
    if ((this.#bits(16) ^ 0xffff) !== length) throw new InflateError("a stored block has no length");
    if (this.#at + length > this.#packed.length) throw new InflateError("the stream ends too soon");
    this.#reserve(length);
    this.#output.set(this.#packed.subarray(this.#at, this.#at + length), this.#end);
    this.#at += length;
    this.#end += length;
  }

  /** RFC 1951, 3.2.7. */
  #readCodes(): { literals: HuffmanCode; distances: HuffmanCode } {
    const literalCodes = this.#bits(5) + FIRST_LENGTH;
    const distanceCodes = this.#bits(5) + 1;
    const lengthCodes = this.#bits(4) + 4;
    if (literalCodes > MAX_LITERAL_CODES || distanceCodes > DISTANCE_CODES) {
      throw new InflateError("a block has more codes than there are");
    }
    const lengthsOfLengths = new Uint8Array(LENGTH_ORDER.length);
    for (let i = 0; i < lengthCodes; i += 1) lengthsOfLengths[LENGTH_ORDER[i] as number] = this.#bits(3);
    const code = huffmanCode(lengthsOfLengths, false);
    const lengths = new Uint8Array(literalCodes + distanceCodes);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) throw new InflateError("no length comes before the one that is repeated");
      const repeated = symbol === 16 ? (lengths[i - 1] as number) : 0;
      const times = symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
      if (i + times > lengths.length) throw new InflateError("a block has more codes than it says");
      lengths.fill(repeated, i, i + times);
      i += times;
    }
    this.#checkInput();
    if (lengths[END_OF_BLOCK] === 0) throw new InflateError("a block has no end");
    return {
      literals: huffmanCode(lengths.subarray(0, literalCodes), true),
      distances: huffmanCode(lengths.subarray(literalCodes), true),
    };
  }

  /** Nearly all of the time is spent here, on what the loop holds in variables. */
  #unpack({ literals, distances }: { literals: HuffmanCode; distances: HuffmanCode }): void {
    const packed = this.#packed;
    const { table } = literals;
    let [hold, held, at, end, output] = [this.#hold, this.#held, this.#at, this.#end, this.#output];
    for (;;) {
      for (; held < MAX_CODE_BITS; held += 8) hold |= (packed[at++] ?? 0) << held;
      const entry = table[hold & TABLE_MASK] as number;
      const symbol = entry >> 4;
      // Zeros that are read past the end of the bytes must not go on for long.
      if (entry !== 0 && symbol < END_OF_BLOCK && end < output.length && at <= packed.length) {
        hold >>>= entry & 15;
        held -= entry & 15;
        output[end++] = symbol;
        continue;
      }
      [this.#hold, this.#held, this.#at, this.#end] = [hold, held, at, end];
      if (this.#unpackSymbol(this.#symbol(literals), distances)) return;
      [hold, held, at, end, output] = [this.#hold, this.#held, this.#at, this.#end, this.#output];
    }
  }

  /** Unpacks a symbol; tells whether it is the end of a block. */
  #unpackSymbol(symbol: number, distances: HuffmanCode): boolean {
    if (symbol > END_OF_BLOCK) {
      this.#copyMatch(symbol - FIRST_LENGTH, distances);
      return false;
    }
    this.#checkInput();
    if (symbol === END_OF_BLOCK) return true;
    this.#reserve(1);
    this.#output[this.#end++] = symbol;
    return false;
  }

  #copyMatch(lengthCode: number, distances: HuffmanCode): void {
    const base = LENGTH_BASES[lengthCode];
    if (base === undefined) throw new InflateError("a code has no symbol");
    const length = base + this.#bits(LENGTH_EXTRA_BITS[lengthCode] as number);
    const distanceCode = this.#symbol(distances);
    const distanceBase = DISTANCE_BASES[distanceCode];
    if (distanceBase === undefined) throw new InflateError("a code has no symbol");
    const distance = distanceBase + this.#bits(DISTANCE_EXTRA_BITS[distanceCode] as number);
    let from = this.#end - distance;
    if (from < 0) throw new InflateError("it repeats what is not there");
    this.#reserve(length);
    const output = this.#output;
    const end = this.#end + length;
    for (let to = this.#end; to < end; to += 1, from += 1) output[to] = output[from] as number;
    this.#end = end;
  }
}
