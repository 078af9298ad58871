/**
 * Measures how often the charset of a text is told, and its mojibake undone: `npm run eval:encodings -- DIRECTORY`,
 * where DIRECTORY holds news-dev.jsonl, an article a line with `title` and `text`. Slices at random places are written
 * in each charset (what a charset lacks as converters write it) and must decode to the same text; no mark, no
 * declaration.
 *
 * Exit code 0, also where there is nothing to measure with; 1 where a sound text was changed.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeText } from "../../src/articles/articles.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import { repairMojibake } from "../support/inside/articles-encoding.ts";
import { encodeText, fitToCharset } from "../support/single-byte-encoder.ts";

const SINGLE_BYTE = ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"];
const CHARSETS = ["utf-8", ...SINGLE_BYTE, "utf-16le", "utf-16be"];
const LENGTHS = [20, 60, 200, 1000];
const SLICES = 500;
/** Texts that were misread are made of slices of so many characters. */
const MOJIBAKE_LENGTH = 200;
const MOJIBAKE_SLICES = 40;

function readTexts(path: string): string[] {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const { title, text } = JSON.parse(line) as { title: string; text: string };
    return `${title}\n\n${text}`;
  });
}

/** Slices of so many characters with a Cyrillic letter in them. */
function slicesOf(texts: readonly string[], length: number, count: number): string[] {
  const random = seededRandom32(length);
  const longEnough = texts.filter((text) => text.length > length);
  const slices: string[] = [];
  while (slices.length < count) {
    const text = longEnough[random() % longEnough.length] ?? "";
    const start = random() % (text.length - length);
    const slice = text.slice(start, start + length).toWellFormed();
    if (/[а-яё]/i.test(slice)) slices.push(slice);
  }
  return slices;
}

function isTold(slice: string, charset: string): boolean {
  const fitted = charset.startsWith("utf") ? slice : fitToCharset(slice, charset);
  return decodeText(encodeText(fitted, charset), null)?.text === fitted;
}

function printCharsets(texts: readonly string[]): void {
  console.log(`Right of ${SLICES} slices, in per cent:\n`);
  console.log(`${"".padEnd(16)}${LENGTHS.map((length) => `${length} chars`.padStart(12)).join("")}`);
  for (const charset of CHARSETS) {
    const cells = LENGTHS.map((length) => {
      const right = slicesOf(texts, length, SLICES).filter((slice) => isTold(slice, charset)).length;
      return ((100 * right) / SLICES).toFixed(1).padStart(12);
    });
    console.log(`${charset.padEnd(16)}${cells.join("")}`);
  }
}

/** A text as it looks when its bytes in one charset are read in another, once or twice. */
function misread(text: string, written: string, readAs: string, times: number): string {
  let current = text;
  for (let i = 0; i < times; i += 1) current = new TextDecoder(readAs).decode(encodeText(current, written));
  return current;
}

function printRepairs(texts: readonly string[]): void {
  console.log(`\nRepaired of ${MOJIBAKE_SLICES} texts of ${MOJIBAKE_LENGTH} characters:\n`);
  let repaired = 0;
  let all = 0;
  const slices = slicesOf(texts, MOJIBAKE_LENGTH, MOJIBAKE_SLICES);
  for (const written of ["utf-8", ...SINGLE_BYTE]) {
    const cells = ["windows-1252", ...SINGLE_BYTE].flatMap((readAs) => (readAs === written ? [] : [readAs]));
    const counts = cells.map((readAs) => {
      const sound = slices.map((slice) => (written === "utf-8" ? slice : fitToCharset(slice, written)));
      const right = sound.filter((text) => repairMojibake(misread(text, written, readAs, 1))?.text === text).length;
      repaired += right;
      all += slices.length;
      return `${readAs} ${right}`;
    });
    console.log(`${written.padEnd(16)} read as ${counts.join(", ")}`);
  }
  const twice = slices.filter(
    (text) => repairMojibake(misread(text, "utf-8", "windows-1251", 2))?.text === text,
  ).length;
  console.log(`utf-8 read as windows-1251 twice: ${twice}. In sum ${repaired + twice} of ${all + slices.length}.`);
}

/** Counts the sound texts that are changed, whole and line by line. */
function printHarm(texts: readonly string[]): number {
  const sound = texts.flatMap((text) => [text, ...text.split("\n")]).filter((text) => text !== "");
  const changed = sound.filter((text) => repairMojibake(text) !== null);
  console.log(`\n${changed.length} of ${sound.length} sound texts and lines were changed.`);
  for (const text of changed.slice(0, 5)) console.log(`  ${text.slice(0, 100)}`);
  return changed.length;
}

function main(directory: string | undefined): number {
  const path = join(directory ?? "", "news-dev.jsonl");
  if (directory === undefined || !existsSync(path)) {
    console.log("Nothing was measured: name a directory that holds news-dev.jsonl.");
    return 0;
  }
  const texts = readTexts(path);
  printCharsets(texts);
  printRepairs(texts);
  return printHarm(texts) === 0 ? 0 : 1;
}

process.exitCode = main(process.argv[2]);
