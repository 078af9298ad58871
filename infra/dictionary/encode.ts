/**
 * Writes a dictionary as the bytes that src/analysis/dictionary/dictionary.ts reads; its head comment is the format. The same families
 * give the same bytes.
 */
import { deflateRawSync } from "node:zlib";
import {
  firstLetter,
  hasChildren,
  hasRecords,
  hasSibling,
  headOf,
  isFinal,
  letterBits,
} from "../../src/analysis/dictionary/dictionary.ts";
import { crc32 } from "../../src/content-hash.ts";

/** Words of the letters а to я. */
export interface EncodedFamily {
  /** No two families have one. */
  readonly lemma: string;
  readonly isProper: boolean;
  /** 0 to 15. */
  readonly commonness: number;
  /** The lemma among them, or not. */
  readonly forms: ReadonlySet<string>;
  /** Lemmas. */
  readonly kin?: readonly string[];
}

/** Stems shorter than this would be many families' at once: шел and иду part. */
const MIN_STEM_LENGTH = 2;
const ARC_BYTES = 3;

interface DictionaryRecord {
  readonly firstState: number;
  readonly text: string;
  stemCount: number;
  index: number;
}

interface StemNode {
  readonly children: Map<number, StemNode>;
  readonly records: Set<DictionaryRecord>;
}

/** The words of a block: 9,000 of Russian are 5.8 KB in the mean, 11 at the most (docs/decisions/0078-dictionary-in-blocks.md). */
const WORDS_PER_BLOCK = 9_000;

/** A line of text, and what the words begin with by which it is found. */
export interface EncodedLine {
  readonly text: string;
  readonly beginnings: readonly string[];
}

/**
 * A family stands whole in each block that has a form of it: of 88,000 some 600 do in two or more. A line stands in each block that may have
 * a word with one of its beginnings.
 */
export function encodeDictionary(
  families: Iterable<EncodedFamily>,
  { lines = [], wordsPerBlock = WORDS_PER_BLOCK }: { lines?: readonly EncodedLine[]; wordsPerBlock?: number } = {},
): Uint8Array {
  const familiesByWord = new Map<string, EncodedFamily[]>();
  for (const family of families) {
    for (const word of new Set([family.lemma, ...family.forms])) {
      const others = familiesByWord.get(word);
      if (others === undefined) familiesByWord.set(word, [family]);
      else others.push(family);
    }
  }
  const words = [...familiesByWord.keys()].sort();
  const places: string[] = [];
  const blocks: Uint8Array[] = [];
  for (let from = 0; from === 0 || from < words.length; from += wordsPerBlock) {
    const stretch = words.slice(from, from + wordsPerBlock);
    const start = beginningOf(words[from - 1], stretch[0]);
    const next = from + wordsPerBlock;
    const end = next < words.length ? beginningOf(words[next - 1], words[next]) : null;
    const block = encodeBlock(
      new Set(stretch.flatMap((word) => familiesByWord.get(word) ?? [])),
      lines.flatMap(({ text, beginnings }) => {
        const own = beginnings.filter((beginning) => mayBeWithin(beginning, start, end));
        return own.length === 0 ? [] : [[...own, text].join("\t")];
      }),
    );
    const packed = deflateRawSync(block, { level: 9 });
    places.push(`${start} ${packed.length} ${crc32(packed)}`);
    blocks.push(packed);
  }
  return join([headOf(places.join("\n")), ...blocks]);
}

/** As many letters of a word as tell it from the one before; none where there is none before. */
function beginningOf(before: string | undefined, word = ""): string {
  return before === undefined ? "" : word.slice(0, commonPrefix([before, word]).length + 1);
}

/** Whether a word with the beginning may stand in a stretch. */
function mayBeWithin(beginning: string, start: string, end: string | null): boolean {
  return (start <= beginning || start.startsWith(beginning)) && (end === null || beginning < end);
}

/** Throws a RangeError where the endings outgrow their offsets. */
function encodeBlock(families: Iterable<EncodedFamily>, lines: readonly string[]): Uint8Array {
  const endings = new EndingStates();
  const recordOf = new Map<string, DictionaryRecord>();
  const root: StemNode = { children: new Map(), records: new Set() };
  for (const family of families) {
    for (const { stem, forms, text } of splitByStem(family)) {
      const firstState = endings.add(forms.map((form) => form.slice(stem.length)));
      const key = `${firstState} ${text}`;
      const record = recordOf.get(key) ?? { firstState, text, stemCount: 0, index: 0 };
      recordOf.set(key, record);
      record.stemCount += 1;
      nodeOf(root, stem).records.add(record);
    }
  }
  // The commonest have the shortest numbers.
  const records = [...recordOf.values()].sort((left, right) => right.stemCount - left.stemCount);
  for (const [index, record] of records.entries()) record.index = index;
  return joinParts(endings, records, lines, root);
}

/** The forms of a family by the stem that they share, and the text of its record there. */
function splitByStem({ lemma, isProper, commonness, forms, kin = [] }: EncodedFamily) {
  const sorted = [...new Set([lemma, ...forms])].sort();
  const groups = commonPrefix(sorted).length >= MIN_STEM_LENGTH ? [sorted] : groupByBeginning(sorted);
  const stems = groups.map(commonPrefix);
  const kinTexts = kin.map((other) => {
    const shared = commonPrefix([lemma, other]).length;
    if (lemma.length - shared > 9) throw new RangeError(`${lemma} and ${other} share too little to be kin.`);
    return `${lemma.length - shared}${other.slice(shared)}`;
  });
  return groups.map((group, i) => {
    const stem = stems[i] ?? "";
    const hasLemma = group.includes(lemma);
    const others = stems.filter((other) => other !== stem);
    const text = [
      isProper ? "!" : "",
      commonness === 0 ? "" : commonness.toString(16).toUpperCase(),
      hasLemma ? lemma.slice(stem.length) : `=${lemma}`,
      others.length === 0 ? "" : `;${others.join(",")}`,
      kin.length === 0 ? "" : `:${kinTexts.join(",")}`,
    ].join("");
    return { stem, forms: group, text };
  });
}

function groupByBeginning(forms: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const form of forms) {
    const beginning = form.slice(0, MIN_STEM_LENGTH);
    const group = groups.get(beginning) ?? [];
    group.push(form);
    groups.set(beginning, group);
  }
  return [...groups.values()];
}

/** Of sorted words, what the first and the last begin with. */
function commonPrefix(sorted: readonly string[]): string {
  const first = sorted[0] ?? "";
  const last = sorted.at(-1) ?? "";
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  return first.slice(0, length);
}

/** The minimal automaton of all sets of endings: a state is made once for each set that may follow. */
class EndingStates {
  readonly #bytes: number[] = [];
  readonly #states = new Map<string, number>();
  readonly #sets = new Map<string, number>();

  /** The offset of the first state of the sorted endings. */
  add(endings: readonly string[]): number {
    const key = endings.join(",");
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const state = this.#state(endings, 0, endings.length, 0);
    this.#sets.set(key, state);
    return state;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** Of the endings [from, to), which share their first letters up to the depth. */
  #state(endings: readonly string[], from: number, to: number, depth: number): number {
    const isEnd = endings[from]?.length === depth;
    const arcs: [letter: number, state: number][] = [];
    for (let start = isEnd ? from + 1 : from; start < to; ) {
      const letter = endings[start]?.charCodeAt(depth) ?? 0;
      let end = start + 1;
      while (end < to && endings[end]?.charCodeAt(depth) === letter) end += 1;
      arcs.push([letter - firstLetter, this.#state(endings, start, end, depth + 1)]);
      start = end;
    }
    const key = `${isEnd} ${arcs.join(" ")}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const offset = this.#bytes.length;
    if (offset + 1 + arcs.length * ARC_BYTES > 0xffff) throw new RangeError("The endings need more than 65,535 bytes.");
    this.#bytes.push((isEnd ? isFinal : 0) | arcs.length);
    for (const [letter, state] of arcs) this.#bytes.push(letter, state & 0xff, state >>> 8);
    this.#states.set(key, offset);
    return offset;
  }
}

function nodeOf(root: StemNode, stem: string): StemNode {
  let node = root;
  for (let i = 0; i < stem.length; i += 1) {
    const letter = stem.charCodeAt(i) - firstLetter;
    let child = node.children.get(letter);
    if (child === undefined) {
      child = { children: new Map(), records: new Set() };
      node.children.set(letter, child);
    }
    node = child;
  }
  return node;
}

function joinParts(
  endings: EndingStates,
  records: readonly DictionaryRecord[],
  lines: readonly string[],
  root: StemNode,
): Uint8Array {
  const states = endings.bytes();
  const firstStates = new Uint8Array(2 * records.length);
  const view = new DataView(firstStates.buffer);
  for (const [i, { firstState }] of records.entries()) view.setUint16(2 * i, firstState, true);
  const texts = new TextEncoder().encode(records.map(({ text }) => text).join("\n"));
  const stems = stemBytes(root).flat();
  const lineTexts = new TextEncoder().encode(lines.join("\n"));
  const header = encodeNumbers([states.length, firstStates.length, texts.length, lineTexts.length]);
  return join([header, states, firstStates, texts, lineTexts, Uint8Array.from(stems)]);
}

function encodeNumbers(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * numbers.length);
  for (const [i, value] of numbers.entries()) new DataView(bytes.buffer).setUint32(4 * i, value, true);
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The bytes of each child, and of all below it. */
function stemBytes(node: StemNode): number[][] {
  const children = [...node.children].sort(([left], [right]) => left - right);
  return children.map(([letter, child], i) => {
    const below = stemBytes(child).flat();
    const another = i < children.length - 1;
    const indexes = [...child.records].map(({ index }) => index).sort((left, right) => left - right);
    return [
      (letter & letterBits) |
        (another ? hasSibling : 0) |
        (below.length > 0 ? hasChildren : 0) |
        (indexes.length > 0 ? hasRecords : 0),
      ...indexes.flatMap((index, k) => numberBytes((index << 1) | (k < indexes.length - 1 ? 1 : 0))),
      ...(another && below.length > 0 ? numberBytes(below.length) : []),
      ...below,
    ];
  });
}

function numberBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return bytes;
}
