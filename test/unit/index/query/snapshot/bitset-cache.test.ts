import { expect, it } from "vitest";
import { DocumentSet } from "../../../../../src/index/read.ts";
import type { SegmentId } from "../../../../../src/index/shared.ts";
import type { PostingList } from "../../../../support/inside/index-postings.ts";
import { ListCursor } from "../../../../support/inside/index-scoring.ts";
import { BitsetCache, type SegmentSets } from "../../../../support/inside/index-snapshot.ts";
import { isDecoded, openList, packList } from "../../../../support/packed-list.ts";

const DOCUMENTS = 20_000;
const SEGMENT = "01M8CBMK5N8RQ9QA8QFVGWFG41" as SegmentId;

/** The multiples of a number, newly read. */
function multiplesOf(step: number): PostingList {
  const ordinals = Uint32Array.from({ length: Math.floor(DOCUMENTS / step) }, (_, i) => i * step);
  const frequencies = new Uint32Array(ordinals.length).fill(1);
  return openList(
    packList({ field: 1, ordinals, frequencies }, () => 9),
    ordinals.length,
    DOCUMENTS,
  );
}

function documentsOf(sets: SegmentSets, list: PostingList, within: DocumentSet | null = null): number[] {
  const set = sets.emptySet();
  sets.addList(set, list, within);
  return Array.from({ length: DOCUMENTS }, (_, ordinal) => ordinal).filter((ordinal) => set.has(ordinal));
}

const everyFifth = Array.from({ length: DOCUMENTS / 5 }, (_, i) => i * 5);

it("unpacks a common list once, and then knows its documents", () => {
  const sets = new BitsetCache(2 ** 20).ofSegment(SEGMENT, DOCUMENTS, null);
  expect(sets.known(multiplesOf(5))).toBe(null);
  expect(documentsOf(sets, multiplesOf(5))).toEqual(everyFifth);
  const again = multiplesOf(5);
  expect(documentsOf(sets, again)).toEqual(everyFifth);
  expect(isDecoded(again)).toBe(false);
  expect(sets.known(again)?.documents.count()).toBe(everyFifth.length);
});

it("leaves out what is dead in a snapshot, and gives it to a snapshot in which it lives", () => {
  const kept = new BitsetCache(2 ** 20);
  const dead = new Uint8Array(DOCUMENTS);
  for (const ordinal of [0, 5, 7, 19_995]) dead[ordinal] = 1;
  const deadOrdinals = Uint32Array.of(0, 5, 7, 19_995);
  const living = everyFifth.filter((ordinal) => dead[ordinal] === 0);
  const [later, earlier] = [kept.ofSegment(SEGMENT, DOCUMENTS, dead), kept.ofSegment(SEGMENT, DOCUMENTS, null)];
  for (let i = 0; i < 2; i += 1) {
    expect(documentsOf(later, multiplesOf(5).withoutDead(dead, deadOrdinals))).toEqual(living);
    expect(documentsOf(earlier, multiplesOf(5))).toEqual(everyFifth);
  }
});

it("keeps no list that is smaller than its set, and no list for the sake of a few documents", () => {
  const sets = new BitsetCache(2 ** 20).ofSegment(SEGMENT, DOCUMENTS, null);
  expect(documentsOf(sets, multiplesOf(40))).toHaveLength(DOCUMENTS / 40);
  expect(sets.known(multiplesOf(40))).toBe(null);
  const few = new DocumentSet(DOCUMENTS);
  few.add(100);
  expect(documentsOf(sets, multiplesOf(5), few)).toContain(100);
  expect(sets.known(multiplesOf(5))).toBe(null);
});

it("counts the living documents of a family of terms, whose postings are common or not", () => {
  const dead = new Uint8Array(DOCUMENTS);
  dead[30] = 1;
  for (const [steps, expected] of [
    [[2, 3], 13_332],
    [[3_000, 2_000], 13],
  ] as const) {
    const sets = new BitsetCache(2 ** 20).ofSegment(SEGMENT, DOCUMENTS, dead);
    const family = () => steps.map((step) => multiplesOf(step).withoutDead(dead, Uint32Array.of(30)));
    expect(sets.family("слов", 1, family()).documentFrequency).toBe(expected);
    expect(sets.family("слов", 1, family()).documentFrequency).toBe(expected);
  }
});

it("tells segments apart, and forgets what has no room", () => {
  const kept = new BitsetCache(5_000);
  const sets = kept.ofSegment(SEGMENT, DOCUMENTS, null);
  documentsOf(sets, multiplesOf(5));
  expect(kept.ofSegment("01M8CBKN5YRG0S5PAF7TGCQ6F3" as SegmentId, DOCUMENTS, null).known(multiplesOf(5))).toBe(null);
  sets.family("слов", 1, [multiplesOf(2), multiplesOf(3)]);
  expect(sets.known(multiplesOf(5))).toBe(null);
});

it("tells what each posting of a kept list counts without unpacking it, in a snapshot with dead documents too", () => {
  const ordinals = Uint32Array.from({ length: 1_000 }, (_, i) => i * 17 + (i % 5));
  const frequencies = ordinals.map((_, i) => (i % 3 === 0 ? 1 + (i % 40) : 1));
  const openings = Uint8Array.from(ordinals, (_, i) => (i % 4 === 0 ? 1 : 0));
  const packed = packList({ field: 1, ordinals, frequencies }, () => 9, openings);
  const open = () => openList(packed, ordinals.length, DOCUMENTS);
  const dead = new Uint8Array(DOCUMENTS);
  const deadOrdinals = ordinals.filter((_, i) => i % 6 === 0);
  for (const ordinal of deadOrdinals) dead[ordinal] = 1;
  const sets = new BitsetCache(2 ** 20).ofSegment(SEGMENT, DOCUMENTS, dead);
  sets.addList(sets.emptySet(), open().withoutDead(dead, deadOrdinals), null);
  const again = open();
  const [kept, cursor] = [sets.known(again), new ListCursor(again)];
  if (kept === null) throw new Error("A common list is kept.");
  const counts = [...ordinals].map((ordinal) => cursor.countOfKept(ordinal, kept));
  expect(counts).toEqual([...ordinals].map((_, i) => 2 * (frequencies[i] ?? 0) + (openings[i] ?? 0)));
  expect(isDecoded(again)).toBe(false);
  expect([...ordinals].filter((ordinal) => sets.isDead(ordinal))).toEqual([...deadOrdinals]);
});

it("says which documents have a family of terms where it is common", () => {
  const sets = new BitsetCache(2 ** 20).ofSegment(SEGMENT, DOCUMENTS, null);
  expect(sets.family("слов", 1, [multiplesOf(3_000), multiplesOf(2_000)]).documents).toBe(null);
  const { documents } = sets.family("слог", 1, [multiplesOf(4), multiplesOf(6)]);
  expect([0, 4, 6, 7, 9, 12].filter((ordinal) => documents?.has(ordinal))).toEqual([0, 4, 6, 12]);
});

it("keeps what was found by a name of its own as long as no other document died", () => {
  const cache = new BitsetCache(2 ** 20);
  const sets = cache.ofSegment(SEGMENT, DOCUMENTS, null);
  const found = sets.emptySet();
  found.add(7);
  expect(sets.found("«нефть и газ»")).toBe(null);
  sets.keepFound("«нефть и газ»", found);
  expect([...(cache.ofSegment(SEGMENT, DOCUMENTS, null).found("«нефть и газ»")?.ordinals() ?? [])]).toEqual([7]);
  const dead = new Uint8Array(DOCUMENTS);
  dead[7] = 1;
  expect(cache.ofSegment(SEGMENT, DOCUMENTS, dead).found("«нефть и газ»")).toBe(null);
});
