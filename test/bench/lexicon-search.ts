/**
 * Measures the time of fuzzy and prefix search of one word over the terms of one segment, and the bytes of the terms:
 * npx tsx test/bench/lexicon-search.ts [terms]. Its figures decided docs/decisions/index.md#lexicon.
 */
import { decodeBlock, encodeBlock, LEXICON_BLOCK_BYTES } from "../support/inside/index-blocks.ts";
import { decodeLexiconBlock, LexiconBlockWriter, termsWithPrefix } from "../support/inside/index-lexicon.ts";
import { createEditAutomaton, findNearTerms, nearRanges } from "../support/inside/index-plan.ts";
import { misspelledTerms, russianTerms } from "../support/russian-terms.ts";

const WORDS = 200;

/** The best of so many runs of a word is its time: the machine may be shared. */
const RUNS = 7;

const terms = russianTerms(Number(process.argv[2] ?? 500_000));
const { firstTerms, packed } = packTerms();
const unpackedAt = performance.now();
const contents = packed.map((block, number) => decodeBlock("lexicon", number, block));
const checkedAt = performance.now();
const blocks = contents.map((content) => decodeLexiconBlock(content));
const readyAt = performance.now();
const packedBytes = packed.map(({ length }) => length);
console.log(
  `${terms.length} terms in ${blocks.length} blocks: ${sum(packedBytes)} bytes, ` +
    `${sum(contents.map(({ length }) => length))} unpacked; unpacked in ${show(checkedAt - unpackedAt)}, ` +
    `checked in ${show(readyAt - checkedAt)}`,
);

for (const maxDistance of [1, 2, 3]) {
  let found = 0;
  let steps = 0;
  const shares: number[] = [];
  const timesMs = misspelledTerms(terms, WORDS).map((word) => {
    const mayHold = nearRanges(word, createEditAutomaton(word, maxDistance));
    const asked = packedBytes.filter((_, i) => mayHold(firstTerms[i] ?? "", firstTerms[i + 1] ?? null));
    shares.push(sum(asked) / sum(packedBytes));
    const automaton = createEditAutomaton(word, maxDistance);
    const push = (depth: number, unit: number): boolean => {
      steps += 1;
      return automaton.push(depth, unit);
    };
    found += findNearTerms(blocks, word, maxDistance, { push, distance: (depth) => automaton.distance(depth) }).length;
    return bestOf(() => findNearTerms(blocks, word, maxDistance));
  });
  console.log(
    `distance ${maxDistance}: median ${show(quantile(timesMs, 0.5))}, p95 ${show(quantile(timesMs, 0.95))}; ` +
      `${Math.round(steps / WORDS)} units and ${(found / WORDS).toFixed(1)} terms a word; ` +
      `blocks that may hold one: ${(100 * quantile(shares, 0.5)).toFixed(0)} % of the bytes (median)`,
  );
}
const prefixMs = misspelledTerms(terms, WORDS).map((word) =>
  bestOf(() => blocks.map((block) => termsWithPrefix(block, word.slice(0, 5)))),
);
console.log(`prefix of five units, over all blocks: median ${show(quantile(prefixMs, 0.5))}`);

function packTerms(): { firstTerms: string[]; packed: Uint8Array[] } {
  const writer = new LexiconBlockWriter();
  const result = { firstTerms: [] as string[], packed: [] as Uint8Array[] };
  for (const [i, term] of terms.entries()) {
    // Most terms stand in one document or two, as Zipf's law has it.
    writer.add({ term, documentFrequency: Math.ceil(terms.length / (1 + ((i * 7_919) % terms.length)) ** 1.1) });
    if (writer.sizeBytes < LEXICON_BLOCK_BYTES && i < terms.length - 1) continue;
    result.firstTerms.push(writer.beginning);
    result.packed.push(encodeBlock("lexicon", result.packed.length, writer.take()));
  }
  return result;
}

function bestOf(run: () => unknown): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i += 1) {
    const startMs = performance.now();
    run();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return bestMs;
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function show(milliseconds: number): string {
  return `${milliseconds.toFixed(2)} ms`;
}
