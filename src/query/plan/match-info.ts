/**
 * What a hit matched (layer 4): MiniSearch's `match` and `queryTerms`, worked out for the few documents that are
 * returned, from the posting lists at hand.
 */
import type { MatchInfo } from "minisearch";
import { ListCursor } from "../scoring/list-cursor.ts";
import type { BooleanNode, CombinationNode, QueryNode, SegmentPostings, TermNode } from "./query-plan.ts";
import type { QueryPostings } from "./query-postings.ts";

/** Query terms and index terms of one hit. */
export interface HitMatch {
  readonly queryTerms: readonly string[];
  readonly match: MatchInfo;
}

/** Null where the node does not match the document. `isSkipped` says where boostDocument skipped it. */
export function explainMatch(
  node: QueryNode,
  ordinal: number,
  segment: SegmentPostings,
  postings: QueryPostings,
  isSkipped: (node: TermNode, term: string) => boolean = () => false,
): HitMatch | null {
  const explain = (child: QueryNode): HitMatch | null => explainMatch(child, ordinal, segment, postings, isSkipped);
  switch (node.kind) {
    case "term":
      return explainTerm(node, ordinal, segment, postings, isSkipped);
    case "wildcard":
      return MATCHES_WITHOUT_TERMS;
    case "source":
      return segment.sources.get(node)?.has(ordinal) === true ? MATCHES_WITHOUT_TERMS : null;
    case "phrase":
      return segment.phrases.get(node)?.has(ordinal) === true ? explain(node.child) : null;
    case "best":
      return unite(node.children.map(explain).filter((match) => match !== null));
    case "boolean":
      return explainBoolean(node, explain);
    case "combination":
      return explainCombination(node, explain);
  }
}

const MATCHES_WITHOUT_TERMS: HitMatch = { queryTerms: [], match: {} };

type Explain = (child: QueryNode) => HitMatch | null;

function explainCombination({ operator, children }: CombinationNode, explain: Explain): HitMatch | null {
  const found = children.map(explain);
  if (operator === "and_not") return found.slice(1).every((match) => match === null) ? (found[0] ?? null) : null;
  return operator === "and" && found.includes(null) ? null : unite(found.filter((match) => match !== null));
}

function explainBoolean({ must, should, filter, mustNot }: BooleanNode, explain: Explain): HitMatch | null {
  const needed = must.map(explain);
  const isLeftOut =
    needed.includes(null) || filter.map(explain).includes(null) || mustNot.some((node) => explain(node));
  return isLeftOut ? null : unite([...needed, ...should.map(explain)].filter((match) => match !== null));
}

function explainTerm(
  node: TermNode,
  ordinal: number,
  segment: SegmentPostings,
  postings: QueryPostings,
  isSkipped: (node: TermNode, term: string) => boolean,
): HitMatch | null {
  const match: MatchInfo = {};
  for (const { term } of postings.derivedTerms.get(node) ?? []) {
    const lists = segment.lists.get(term) ?? [];
    const fields = node.fields
      .filter(({ field }) =>
        lists.some((list) => list.field === field && new ListCursor(list).frequencyAt(ordinal) > 0),
      )
      .map(({ name }) => name);
    if (fields.length > 0 && !isSkipped(node, term)) setOwn(match, term, fields);
  }
  return Object.keys(match).length === 0 ? null : { queryTerms: [node.term], match };
}

function unite(found: readonly HitMatch[]): HitMatch | null {
  if (found.length === 0) return null;
  const match: MatchInfo = {};
  for (const part of found) for (const [term, fields] of Object.entries(part.match)) setOwn(match, term, fields);
  return { queryTerms: [...new Set(found.flatMap((part) => part.queryTerms))], match };
}

/** An own property whatever its name: `__proto__` is a word like any other. */
function setOwn(match: MatchInfo, term: string, fields: string[]): void {
  Object.defineProperty(match, term, { value: fields, enumerable: true, writable: true, configurable: true });
}
