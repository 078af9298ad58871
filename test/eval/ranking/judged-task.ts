/**
 * The task of judging a ranking: articles, and queries with known answers.
 */
import { createHash } from "node:crypto";

export interface JudgedArticle {
  readonly id: string;
  readonly title: string | null;
  readonly lead: string;
  readonly text: string;
  readonly publishedAt: string | null;
}

/** `relevant`: grades by the id of an article, 1 at least. `excluded` is taken out of the results. */
export interface JudgedQuery {
  readonly text: string;
  readonly relevant: ReadonlyMap<string, number>;
  readonly excluded: string | null;
}

/** One task: every query is asked over all articles. */
export interface JudgedTask {
  readonly name: string;
  readonly articles: readonly JudgedArticle[];
  readonly queries: readonly JudgedQuery[];
}

/** The task with about half of its queries, told by their text alone: those of 0 and of 1 are all, each once. */
export function halfOf(task: JudgedTask, half: 0 | 1): JudgedTask {
  const numberOf = ({ text }: JudgedQuery): number => (createHash("md5").update(text).digest()[0] ?? 0) & 1;
  return { ...task, queries: task.queries.filter((query) => numberOf(query) === half) };
}
