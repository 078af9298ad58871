/**
 * Asks an engine every query of a task and judges what it answers.
 */
import type { JudgedQuery, JudgedTask } from "./judged-task.ts";
import type { RankerAnswer, RankerKind } from "./rankers.ts";
import { judgeRanking, meanFigures, type RankingFigures } from "./retrieval-metrics.ts";

export interface JudgedAnswer {
  readonly query: JudgedQuery;
  readonly answer: RankerAnswer;
  /** Null for a query that has no answer. */
  readonly figures: RankingFigures | null;
}

export interface TaskResult {
  readonly task: string;
  readonly ranker: string;
  /** Figures over the queries that have an answer. */
  readonly figures: RankingFigures;
  readonly answers: readonly JudgedAnswer[];
  /**
   * Number of queries without an answer for which the engine claims articles with all words; null if it never tells.
   */
  readonly falseAnswers: number | null;
}

/** Number of hits: the depth of the deepest measure, and one more for the query's own article. */
const HITS_WANTED = 51;

export async function runTask(task: JudgedTask, kind: RankerKind): Promise<TaskResult> {
  const rank = await kind.build(task.articles);
  const answers: JudgedAnswer[] = [];
  for (const query of task.queries) {
    const answer = await rank(query.text, HITS_WANTED);
    const ids = answer.ids.filter((id) => id !== query.excluded);
    const figures = query.relevant.size === 0 ? null : judgeRanking(ids, query.relevant);
    answers.push({ query, answer: { ...answer, ids }, figures });
  }
  const unanswerable = answers.filter(({ figures }) => figures === null);
  return {
    task: task.name,
    ranker: kind.name,
    figures: meanFigures(answers.flatMap(({ figures }) => (figures === null ? [] : [figures]))),
    answers,
    falseAnswers: unanswerable.some(({ answer }) => answer.allWordsTotal === null)
      ? null
      : unanswerable.filter(({ answer }) => answer.allWordsTotal !== 0).length,
  };
}
