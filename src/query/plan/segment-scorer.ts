/**
 * Builds the tree of scorers of a plan for one segment (layer 4), from what was read of the segment and counted over the index.
 */
import type { DocumentsByOrdinal } from "../documents/column-documents.ts";
import { Bm25Scorer } from "../scoring/bm25-scorer.ts";
import { HomographFrequencies } from "../scoring/homograph-frequencies.ts";
import type { ReadableList } from "../scoring/root-list.ts";
import { TermScorer, type TermScorerInput } from "../scoring/term-scorer.ts";
import { inverseDocumentFrequency } from "../scoring/word-score.ts";
import {
  asBoolean,
  type BoostDocument,
  type BoostedField,
  type PhraseNode,
  type QueryNode,
  type QueryPlan,
  type ShouldNode,
  type TermNode,
} from "./query-plan.ts";
import type { QueryPostings, SegmentPostings } from "./query-postings.ts";
import {
  BooleanScorer,
  DisjunctionMaxScorer,
  DocumentSetScorer,
  type ExpandedList,
  ExpansionScorer,
  PhraseScorer,
  type Scorer,
  ScorerContext,
  WildcardScorer,
} from "./scorer.ts";
import { documentsOfSource } from "./source-documents.ts";
import { WordStatistics } from "./word-statistics.ts";

/** A plan on one segment. */
export interface SegmentScorer {
  readonly context: ScorerContext;
  readonly root: BooleanScorer;
  /** All phrases below the root. */
  readonly phrases: readonly PlacedPhrase[];
}

/** A phrase of a plan in a segment. */
export interface PlacedPhrase {
  readonly node: PhraseNode;
  readonly scorer: PhraseScorer;
}

/** `shown` is what a boostDocument sees of documents. Phrases stand nowhere as yet (findPhrases). */
export function createSegmentScorer(
  postings: QueryPostings,
  segment: SegmentPostings,
  { root, queryTerms }: QueryPlan,
  shown: DocumentsByOrdinal = new Map(),
): SegmentScorer {
  const {
    dead,
    segment: { documents },
  } = segment.open;
  const context = new ScorerContext(documents, dead, postings.snapshot.scoreTables, queryTerms.length);
  const builder = new ScorerBuilder(postings, segment, context, shown);
  return { context, root: builder.buildBoolean(root), phrases: builder.phrases };
}

class ScorerBuilder {
  readonly phrases: PlacedPhrase[] = [];
  readonly #postings: QueryPostings;
  readonly #segment: SegmentPostings;
  readonly #context: ScorerContext;
  readonly #shown: DocumentsByOrdinal;
  readonly #ofNoWord: WordStatistics;

  constructor(postings: QueryPostings, segment: SegmentPostings, context: ScorerContext, shown: DocumentsByOrdinal) {
    this.#postings = postings;
    this.#segment = segment;
    this.#context = context;
    this.#shown = shown;
    this.#ofNoWord = new WordStatistics(postings, null);
  }

  buildBoolean(node: QueryNode): BooleanScorer {
    const { must, should, filter, mustNot, boosting } = asBoolean(node);
    const build = (child: QueryNode): Scorer => this.#build(child, this.#ofNoWord);
    return new BooleanScorer(this.#context, {
      must: must.map(build),
      should: should.map(build),
      filter: filter.map(build),
      mustNot: mustNot.map(build),
      boosting: boosting.map((family) => this.#buildFamily(family)),
    });
  }

  /** `word`: what the node is an alternative of. */
  #build(node: QueryNode, word: WordStatistics): Scorer {
    const context = this.#context;
    switch (node.kind) {
      case "term":
        return this.#buildTerm(node, word);
      case "best": {
        const ofWord = new WordStatistics(this.#postings, node);
        const children = node.children.map((child) => this.#build(child, ofWord));
        return new DisjunctionMaxScorer(context, node.termNumber, children);
      }
      case "wildcard":
        return new WildcardScorer(context, this.#boostOf(node.boostDocument, ""));
      case "source":
        return new DocumentSetScorer(context, documentsOfSource(this.#segment, node));
      case "phrase": {
        const scorer = new PhraseScorer(context, node.termNumber, this.#build(node.child, this.#ofNoWord));
        this.phrases.push({ node, scorer });
        return scorer;
      }
      default:
        return this.buildBoolean(node);
    }
  }

  /** The exact term's lists, then those of its prefix terms, then of its fuzzy ones: the order of MiniSearch.termResults. */
  #buildTerm(node: TermNode, word: WordStatistics): ExpansionScorer {
    const { term: name, termNumber, termBoost, bm25, rivals = [], needsOwn = false, boostDocument } = node;
    const isOther = needsOwn && word.isOfOtherWord(node);
    const lists = (isOther ? [] : this.#postings.expansionOf(node)).flatMap(({ term, weight }) =>
      this.#expand(term, this.#segment.lists.get(term), node.fields, ({ field, boost }) => ({
        scorer: new Bm25Scorer(
          word.inverseDocumentFrequency(node, term, field),
          this.#postings.lengthNorms(field, bm25),
        ),
        factor: weight * termBoost * boost * word.weightFactor(node),
        rivals: this.#rivalsOf(rivals, field),
        needsOwn,
        boostOf: this.#boostOf(boostDocument, term),
      })),
    );
    return new ExpansionScorer(this.#context, termNumber, name, lists, boostDocument);
  }

  #buildFamily({ prefix, boost, rivals, fields, bm25 }: ShouldNode): ExpansionScorer {
    const { documentCount } = this.#postings;
    const lists = this.#expand(prefix, this.#segment.roots.get(prefix), fields, (inField) => ({
      scorer: new Bm25Scorer(
        inverseDocumentFrequency(this.#postings.rootFrequency(prefix, inField.field), documentCount),
        this.#postings.lengthNorms(inField.field, bm25),
      ),
      factor: boost * inField.boost,
      rivals: this.#rivalsOf(rivals, inField.field),
      needsOwn: false,
      boostOf: null,
    }));
    return new ExpansionScorer(this.#context, null, `${prefix}…`, lists);
  }

  /** The lists of a term, or of a family of terms, in some fields. */
  #expand(
    term: string,
    lists: readonly ReadableList[] = [],
    fields: readonly BoostedField[],
    weigh: (field: BoostedField) => Omit<TermScorerInput, "list" | "sets" | "lengths" | "openingWeight">,
  ): ExpandedList[] {
    const { sets } = this.#segment.open;
    return fields.flatMap((inField) => {
      const { field, name: fieldName, openingWeight = 0 } = inField;
      const list = lists.find((candidate) => candidate.field === field);
      const lengths = this.#segment.lengths.get(field);
      if (list === undefined || lengths === undefined) return [];
      return [{ term, fieldName, scorer: new TermScorer({ list, sets, lengths, openingWeight, ...weigh(inField) }) }];
    });
  }

  #rivalsOf(rivals: readonly string[], field: number): HomographFrequencies | null {
    const lists = rivals.flatMap((rival) => this.#segment.lists.get(rival) ?? []);
    const inField = lists.filter((list) => list.field === field);
    return inField.length === 0 ? null : new HomographFrequencies(inField);
  }

  #boostOf(boostDocument: BoostDocument | null, term: string): ((ordinal: number) => number) | null {
    if (boostDocument === null) return null;
    return (ordinal) => {
      const document = this.#shown.get(ordinal);
      return boostDocument(document?.id, term, document?.fields);
    };
  }
}
