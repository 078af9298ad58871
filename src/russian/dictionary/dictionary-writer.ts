/**
 * Writes a dictionary as the bytes that src/russian/dictionary/dictionary.ts reads; its head comment is the format. The
 * same families give the same bytes.
 */
import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../content-hash.ts";
import { firstLetter, hasChildren, hasRecords, hasSibling, headOf, isFinal, letterBits } from "./dictionary.ts";

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

/** The facts shared by families with one set of endings. */
interface DictionaryRecord {
  /** Sorted. */
  readonly endings: readonly string[];
  readonly text: string;
  /** Number of stems in the whole dictionary. */
  stemCount: number;
}

interface StemRecord {
  readonly stem: string;
  readonly record: DictionaryRecord;
}

interface StemNode {
  readonly children: Map<number, StemNode>;
  readonly records: Set<number>;
}

/**
 * Blocks have 1.5 KB in the mean, and the common part 2.9: what smaller ones save a query, the directory costs
 * (docs/decisions/index.md#the-dictionary-in-blocks).
 */
const FAMILIES_PER_BLOCK = 200;
const LEAST_COMMON_STEMS = 25;

export interface EncodingOptions {
  readonly lines?: readonly EncodedLine[];
  readonly familiesPerBlock?: number;
  /** Records of so many stems are in the common part, others in each block that needs them. */
  readonly leastCommonStems?: number;
}

/** A line of text, and what the words begin with by which it is found. */
export interface EncodedLine {
  readonly text: string;
  readonly beginnings: readonly string[];
}

/**
 * A family stands whole in each block that has a form of it: of 88,000 some 580 do in two or more. A line stands in
 * each block that may have a word with one of its beginnings.
 */
export function encodeDictionary(
  families: Iterable<EncodedFamily>,
  { lines = [], familiesPerBlock = FAMILIES_PER_BLOCK, leastCommonStems = LEAST_COMMON_STEMS }: EncodingOptions = {},
): Uint8Array {
  const all = [...families];
  const records = new Map<string, DictionaryRecord>();
  const stemsOf = new Map(all.map((family) => [family, stemRecords(family, records)]));
  const byStemCount = [...records.values()].sort((left, right) => right.stemCount - left.stemCount);
  const common = new PartEncoder(null);
  for (const record of byStemCount) if (record.stemCount >= leastCommonStems) common.add(record);
  const commonBytes = common.bytes([], []);
  const stretches = cutStretches(all, familiesPerBlock);
  const packed = stretches.map(({ start, families: own }, i) => {
    const end = stretches[i + 1]?.start ?? null;
    const stems = own.flatMap((family) => stemsOf.get(family) ?? []);
    const block = new PartEncoder(common);
    const rare = new Set(stems.map(({ record }) => record).filter((record) => !common.has(record)));
    for (const record of byStemCount) if (rare.has(record)) block.add(record);
    const told = lines.filter(({ beginnings }) => beginnings.some((beginning) => mayBeWithin(beginning, start, end)));
    return deflateRawSync(
      block.bytes(
        stems,
        told.map(({ text }) => text),
      ),
      { level: 9, dictionary: commonBytes },
    );
  });
  const parts = [deflateRawSync(commonBytes, { level: 9 }), ...packed].map((part, i) =>
    join([encodeNumbers([crc32(part, i)]), part]),
  );
  const directory = parts.map(({ length }, i) => (i === 0 ? `${length}` : `${stretches[i - 1]?.start} ${length}`));
  return join([headOf(directory.join("\n")), ...parts]);
}

/** A stretch of the alphabet, and the families that have a form in it. */
interface Stretch {
  readonly start: string;
  readonly families: readonly EncodedFamily[];
}

/**
 * A family counts where the first of its words stands. A stretch has as many as are given, or a quarter more or less:
 * it ends where the beginning of the next one, which the directory has, is shortest.
 */
function cutStretches(families: readonly EncodedFamily[], familiesPerBlock: number): Stretch[] {
  const familiesByWord = new Map<string, EncodedFamily[]>();
  for (const family of families) {
    for (const word of new Set([family.lemma, ...family.forms])) {
      const others = familiesByWord.get(word);
      if (others === undefined) familiesByWord.set(word, [family]);
      else others.push(family);
    }
  }
  const familiesOf = (word: string) => familiesByWord.get(word) ?? [];
  const words = [...familiesByWord.keys()].sort();
  const begun = new Set<EncodedFamily>();
  const begunBefore = words.map((word) => {
    const count = begun.size;
    for (const family of familiesOf(word)) begun.add(family);
    return count;
  });
  const stretches: Stretch[] = [];
  for (let from = 0, start = ""; from < words.length; ) {
    let [end, next] = [words.length, ""];
    for (let at = from + 1; at < words.length; at += 1) {
      const count = (begunBefore[at] ?? 0) - (begunBefore[from] ?? 0);
      if (count < 0.75 * familiesPerBlock) continue;
      if (count > 1.25 * familiesPerBlock && end < words.length) break;
      const beginning = beginningOf(words[at - 1] ?? "", words[at] ?? "");
      if (end === words.length || beginning.length < next.length) [end, next] = [at, beginning];
    }
    stretches.push({ start, families: [...new Set(words.slice(from, end).flatMap(familiesOf))] });
    [from, start] = [end, next];
  }
  return stretches.length === 0 ? [{ start: "", families: [] }] : stretches;
}

/** Cuts a word to the shortest beginning that differs from the word before. */
function beginningOf(before: string, word: string): string {
  return word.slice(0, commonPrefix([before, word]).length + 1);
}

/** Tells whether a word with the beginning may be in a stretch. */
function mayBeWithin(beginning: string, start: string, end: string | null): boolean {
  return (start <= beginning || start.startsWith(beginning)) && (end === null || beginning < end);
}

/** Counts the records among those of all families. */
function stemRecords(family: EncodedFamily, all: Map<string, DictionaryRecord>): StemRecord[] {
  return splitByStem(family).map(({ stem, forms, text }) => {
    const endings = forms.map((form) => form.slice(stem.length));
    const key = `${endings.join(",")} ${text}`;
    const record = all.get(key) ?? { endings, text, stemCount: 0 };
    all.set(key, record);
    record.stemCount += 1;
    return { stem, record };
  });
}

/** A block, or what is common to all. */
class PartEncoder {
  readonly #endings: EndingStates;
  /** Numbers of the records, those of the common part included. */
  readonly #numbers: Map<DictionaryRecord, number>;
  readonly #texts: string[] = [];
  readonly #firstStates: number[] = [];

  constructor(common: PartEncoder | null) {
    this.#endings = new EndingStates(common === null ? null : common.#endings);
    this.#numbers = new Map(common === null ? [] : common.#numbers);
  }

  has(record: DictionaryRecord): boolean {
    return this.#numbers.has(record);
  }

  /** The commonest first, since they have the shortest numbers. */
  add(record: DictionaryRecord): void {
    this.#numbers.set(record, this.#numbers.size);
    this.#texts.push(record.text);
    this.#firstStates.push(this.#endings.add(record.endings));
  }

  bytes(stems: readonly StemRecord[], lines: readonly string[]): Uint8Array {
    const root: StemNode = { children: new Map(), records: new Set() };
    for (const { stem, record } of stems) {
      nodeOf(root, stem).records.add(this.#numbers.get(record) ?? 0);
    }
    const firstStates = new Uint8Array(2 * this.#firstStates.length);
    const view = new DataView(firstStates.buffer);
    for (const [i, state] of this.#firstStates.entries()) view.setUint16(2 * i, state, true);
    const encoder = new TextEncoder();
    const texts = encoder.encode(this.#texts.join("\n"));
    const lineTexts = encoder.encode(lines.join("\n"));
    const states = this.#endings.bytes();
    const header = encodeNumbers([states.length, firstStates.length, texts.length, lineTexts.length]);
    return join([header, states, firstStates, texts, lineTexts, Uint8Array.from(stemBytes(root).flat())]);
  }
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

/** Finds the common beginning of the first and the last sorted word. */
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
  readonly #start: number;
  readonly #states: Map<string, number>;
  readonly #sets: Map<string, number>;

  /** Goes on from another, whose states it uses. */
  constructor(before: EndingStates | null) {
    this.#start = before === null ? 0 : before.#start + before.#bytes.length;
    this.#states = new Map(before === null ? [] : before.#states);
    this.#sets = new Map(before === null ? [] : before.#sets);
  }

  /** The offset of the first state of the sorted endings. */
  add(endings: readonly string[]): number {
    const key = endings.join(",");
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const state = this.#state(endings, 0, endings.length, 0);
    this.#sets.set(key, state);
    return state;
  }

  /** Writes the bytes of its own states. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** Makes the state of the endings [from, to), which share their first letters up to the depth. */
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
    const offset = this.#start + this.#bytes.length;
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
    const numbers = [...child.records].sort((left, right) => left - right);
    return [
      (letter & letterBits) |
        (another ? hasSibling : 0) |
        (below.length > 0 ? hasChildren : 0) |
        (numbers.length > 0 ? hasRecords : 0),
      ...numbers.flatMap((number, k) => numberBytes((number << 1) | (k < numbers.length - 1 ? 1 : 0))),
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
