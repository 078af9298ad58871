/**
 * What a segment keeps of its terms (layer 2), read: posting lists, occurrences, and the lexicons of terms and of surface
 * forms. Costs are those of a segment over 1 MiB whose blocks the cache lacks.
 */
import { SearchIndexError } from "../../errors.ts";
import { corruptBytes } from "../blocks/byte-buffer.ts";
import { lastAtMost } from "../blocks/last-at-most.ts";
import type { SegmentContents } from "../blocks/segment-format.ts";
import { termsWithPrefix } from "../lexicon/cursor.ts";
import { decodeLexiconBlock, type LexiconBlock, type LexiconTerm } from "../lexicon/lexicon.ts";
import { decodeOccurrenceBlock, type OccurrenceBlock, readOccurrences } from "../postings/occurrence-block.ts";
import {
  decodePostingBlock,
  findFamilyInPostingBlock,
  findInPostingBlock,
  findTermInPostingBlock,
  openPostingBlock,
  type PostingBlock,
  type TermLists,
  type TermPostings,
} from "../postings/posting-block.ts";
import type { PostingList } from "../postings/posting-list.ts";
import type { TermOccurrences } from "../postings/term-occurrences.ts";
import { bytesAsBlock, type UnpackedBlock } from "./block-cache.ts";
import type { BlockReader } from "./block-reader.ts";

/** Whether some wanted term may be among those from `first` on and before `end`, null for all from `first` on. */
export type MayHold = (first: string, end: string | null) => boolean;

/** A list of terms with document frequencies. */
type LexiconName = "lexicon" | "forms";

/** Posting lists by term, and by prefix those of every term that begins so, ascending by term. */
export interface SegmentLists {
  readonly byTerm: ReadonlyMap<string, readonly PostingList[]>;
  readonly byPrefix: ReadonlyMap<string, readonly TermLists[]>;
}

/** As the methods of SegmentReader, which say what each costs. */
export class TermReader {
  readonly #blocks: BlockReader;
  readonly #contents: SegmentContents;

  constructor(blocks: BlockReader, contents: SegmentContents) {
    this.#blocks = blocks;
    this.#contents = contents;
  }

  async postings(terms: readonly string[], prefixes: readonly string[]): Promise<SegmentLists> {
    const { postings, documents } = this.#contents;
    const blockOfTerm = this.#blocksOf(terms);
    const blocksOfPrefix = new Map(prefixes.map((prefix) => [prefix, this.#blocksWithPrefix(prefix)]));
    const numbers = [...new Set([...blockOfTerm.values(), ...[...blocksOfPrefix.values()].flat()])];
    const blocks = await this.#blocks.readUnpacked("postings", postings, numbers, postingsAsBlock);
    const blockOf = new Map(blocks.map((block, i) => [numbers[i] ?? 0, block]));
    const byTerm = new Map<string, readonly PostingList[]>();
    for (const [term, number] of blockOfTerm) {
      const block = blockOf.get(number);
      const lists = block === undefined ? [] : findInPostingBlock(block, term, documents);
      if (lists.length > 0) byTerm.set(term, lists);
    }
    const byPrefix = new Map<string, readonly TermLists[]>();
    for (const [prefix, found] of blocksOfPrefix) {
      const blocksOfOne = found.flatMap((number) => blockOf.get(number) ?? []);
      byPrefix.set(
        prefix,
        // A word and its root have most postings in common, which are then unpacked once.
        blocksOfOne.flatMap((block) => findFamilyInPostingBlock(block, prefix, documents, byTerm)),
      );
    }
    return { byTerm, byPrefix };
  }

  async occurrences(terms: readonly string[]): Promise<Map<string, TermOccurrences>> {
    const { postings, occurrences, documents } = this.#contents;
    if (occurrences === null) throw withoutOccurrences();
    const blockOfTerm = this.#blocksOf(terms);
    const numbers = [...new Set(blockOfTerm.values())];
    const [postingBlocks, occurrenceBlocks] = await Promise.all([
      this.#blocks.readUnpacked("postings", postings, numbers, postingsAsBlock),
      this.#blocks.readUnpacked("occurrences", occurrences, numbers, occurrencesAsBlock),
    ]);
    const found = new Map<string, TermOccurrences>();
    for (const [term, number] of blockOfTerm) {
      const content = postingBlocks[numbers.indexOf(number)];
      const block = occurrenceBlocks[numbers.indexOf(number)];
      if (content === undefined || block === undefined) continue;
      const inBlock = findTermInPostingBlock(content, term, documents);
      if (inBlock === null) continue;
      const lists = inBlock.lists.map((list) => list.toPostings());
      found.set(term, readOccurrences(block, inBlock.place, term, lists));
    }
    return found;
  }

  async termsWithPrefix(name: LexiconName, prefix: string): Promise<LexiconTerm[]> {
    const blocks = await this.blocksWithPrefix(name, prefix);
    return blocks.flatMap((block) => termsWithPrefix(block, prefix));
  }

  blocksWithPrefix(name: LexiconName, prefix: string): Promise<LexiconBlock[]> {
    return this.lexiconBlocks(name, mayBeginWith(prefix));
  }

  async lexiconBlocks(name: LexiconName, mayHold: MayHold): Promise<LexiconBlock[]> {
    const index = this.#contents[name];
    if (index === null) return [];
    const numbers = [...index.firstTerms.keys()].filter((number) =>
      mayHold(index.firstTerms[number] ?? "", index.firstTerms[number + 1] ?? null),
    );
    return this.#blocks.readUnpacked(name, index, numbers, lexiconAsBlock);
  }

  async *postingBlocks(): AsyncGenerator<Generator<TermPostings, undefined>> {
    const { postings, documents } = this.#contents;
    for await (const [, content] of this.#blocks.stream("postings", postings)) {
      yield decodePostingBlock(openPostingBlock(content), documents);
    }
  }

  async *occurrenceBlocks(): AsyncGenerator<Generator<TermPostings, undefined>> {
    const { postings, occurrences, documents } = this.#contents;
    if (occurrences === null) throw withoutOccurrences();
    const blocks = this.#blocks.stream("occurrences", occurrences);
    for await (const [, content] of this.#blocks.stream("postings", postings)) {
      const { value, done } = await blocks.next();
      if (done) throw corruptBytes("it has fewer blocks of occurrences than of postings");
      yield withOccurrences(decodePostingBlock(openPostingBlock(content), documents), decodeOccurrenceBlock(value[1]));
    }
  }

  /** The posting blocks in which terms with a prefix would stand: side by side. */
  #blocksWithPrefix(prefix: string): number[] {
    const { firstTerms } = this.#contents.postings;
    const numbers: number[] = [];
    for (let number = Math.max(0, lastAtMost(firstTerms, prefix)); number < firstTerms.length; number += 1) {
      const first = firstTerms[number] ?? "";
      if (first > prefix && !first.startsWith(prefix)) break;
      numbers.push(number);
    }
    return numbers;
  }

  /** The posting block in which each term would stand; terms before the first block have none. */
  #blocksOf(terms: readonly string[]): Map<string, number> {
    const blockOfTerm = new Map<string, number>();
    for (const term of terms) {
      const block = lastAtMost(this.#contents.postings.firstTerms, term);
      if (block >= 0) blockOfTerm.set(term, block);
    }
    return blockOfTerm;
  }
}

/** The terms of a posting block with the occurrences of the block beside it. */
function* withOccurrences(terms: Iterable<TermPostings>, block: OccurrenceBlock): Generator<TermPostings, undefined> {
  let place = 0;
  for (const { term, fields } of terms) {
    yield { term, fields, occurrences: readOccurrences(block, place, term, fields) };
    place += 1;
  }
  if (place !== block.termCount) throw corruptBytes("an occurrence block has more terms than its postings");
}

function mayBeginWith(prefix: string): MayHold {
  return (first, end) => (first <= prefix || first.startsWith(prefix)) && (end === null || end > prefix);
}

/** Checked once, for as long as it is kept. */
function lexiconAsBlock(content: Uint8Array): UnpackedBlock<LexiconBlock> {
  const block = decodeLexiconBlock(bytesAsBlock(content).content);
  return { content: block, sizeBytes: block.sizeBytes };
}

function postingsAsBlock(content: Uint8Array): UnpackedBlock<PostingBlock> {
  const { directory, postings } = openPostingBlock(bytesAsBlock(content).content);
  const owned = bytesAsBlock(directory);
  return { content: { directory: owned.content, postings }, sizeBytes: owned.sizeBytes + postings.buffer.byteLength };
}

function occurrencesAsBlock(content: Uint8Array): UnpackedBlock<OccurrenceBlock> {
  const block = decodeOccurrenceBlock(bytesAsBlock(content).content);
  return { content: block, sizeBytes: block.sizeBytes };
}

function withoutOccurrences(): SearchIndexError {
  return new SearchIndexError(
    "index-outdated",
    "The index was made without the positions of words, which phrases and exact forms need. Run rebuild.",
  );
}
