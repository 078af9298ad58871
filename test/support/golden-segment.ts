/**
 * Segments that were written by each format, kept for ever: a reader opens them or refuses them by name.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A segment of three articles. */
export function readGoldenSegment(format: "v8" | "v9"): Uint8Array {
  const path = fileURLToPath(new URL(`../fixtures/segments/${format}/three-articles.hex`, import.meta.url));
  return Uint8Array.from(Buffer.from(readFileSync(path, "utf8").replaceAll("\n", ""), "hex"));
}
