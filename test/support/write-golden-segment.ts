/**
 * Writes the golden segment of the present format anew, which only a new format may:
 * `npx tsx test/support/write-golden-segment.ts`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SEGMENT_FORMAT } from "./inside/index-blocks.ts";
import { goldenSources, putSegment } from "./segment-under-test.ts";

const LINE_DIGITS = 120;

async function main(): Promise<void> {
  const { bytes } = await putSegment(goldenSources());
  const hex = Buffer.from(bytes).toString("hex");
  const lines = hex.match(new RegExp(`.{1,${LINE_DIGITS}}`, "g")) ?? [];
  const folder = fileURLToPath(new URL(`../fixtures/segments/v${SEGMENT_FORMAT}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}three-articles.hex`, `${lines.join("\n")}\n`);
}

void main();
