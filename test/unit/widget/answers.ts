/**
 * Answers of the API as a test wants them.
 */
import type { SearchAnswer, SearchHit } from "../../../src/search-api.ts";

export function hit(id: string, fields: Partial<SearchHit> = {}): SearchHit {
  return {
    id,
    href: `/a/${id}`,
    key: `articles/${id}.txt`,
    title: { text: `Заметка ${id}`, highlights: [] },
    snippet: { text: "Порт ждёт судов.", highlights: [] },
    url: null,
    publishedAt: null,
    datePrecision: "none",
    source: null,
    agency: null,
    author: null,
    section: null,
    place: null,
    image: null,
    notice: null,
    score: 1,
    ...fields,
  };
}

export function answer(hits: readonly SearchHit[], fields: Partial<SearchAnswer> = {}): SearchAnswer {
  return {
    query: { text: "порт", applied: "порт", corrections: [], offer: null, understood: [], match: "all" },
    total: hits.length,
    totalRelation: "exact",
    totalAny: 0,
    hits,
    sequence: 1,
    tookMs: 1,
    cost: { requests: 1, bytes: 1 },
    ...fields,
  };
}
