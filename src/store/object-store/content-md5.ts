/**
 * MD5 of content: what S3 gives as the ETag of a plain put, and so do the stores that take its place. An identity,
 * never a safeguard (RFC 1321). By what Node has built in, or here where there is no Node.
 */
import { toHex } from "../../content-hash.ts";
import { nodeModule } from "../../node-module.ts";

const crypto = nodeModule("node:crypto");

/** Lower-case hex. */
export function md5Hex(content: Uint8Array): string {
  return crypto === undefined ? md5HexWithoutNode(content) : crypto.createHash("md5").update(content).digest("hex");
}

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/** A round of sixteen steps (RFC 1321, 3.4): step i takes the word `factor` × i + `first` of the block. */
interface Md5Round {
  readonly mix: (b: number, c: number, d: number) => number;
  readonly factor: number;
  readonly first: number;
  /** Rotations of the four sums. */
  readonly rotations: readonly number[];
}

const ROUNDS: readonly Md5Round[] = [
  { mix: (b, c, d) => (b & c) | (~b & d), factor: 1, first: 0, rotations: [7, 12, 17, 22] },
  { mix: (b, c, d) => (d & b) | (~d & c), factor: 5, first: 1, rotations: [5, 9, 14, 20] },
  { mix: (b, c, d) => b ^ c ^ d, factor: 3, first: 5, rotations: [4, 11, 16, 23] },
  { mix: (b, c, d) => c ^ (b | ~d), factor: 7, first: 0, rotations: [6, 10, 15, 21] },
];

/** RFC 1321, 3.3 and 3.4. */
export function md5HexWithoutNode(content: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil((content.length + 1 + LENGTH_BYTES) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(content);
  padded[content.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - LENGTH_BYTES, 8n * BigInt(content.length), true);
  const sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))));
  const hash = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let start = 0; start < padded.length; start += BLOCK_BYTES) {
    let [a = 0, b = 0, c = 0, d = 0] = hash;
    for (let i = 0; i < 64; i += 1) {
      const { mix, factor, first, rotations } = ROUNDS[i >> 4] as Md5Round;
      const word = view.getInt32(start + 4 * ((factor * i + first) & 15), true);
      const sum = (a + mix(b, c, d) + word + (sines[i] as number)) | 0;
      const bits = rotations[i & 3] as number;
      [a, d, c, b] = [d, c, b, (b + ((sum << bits) | (sum >>> (32 - bits)))) | 0];
    }
    for (const [i, word] of [a, b, c, d].entries()) hash[i] = (hash[i] as number) + word;
  }
  return toHex(new Uint8Array(hash.buffer));
}
