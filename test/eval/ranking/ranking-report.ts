/**
 * The figures as a table for the terminal, and the worst queries.
 */
import type { RankingFigures } from "./retrieval-metrics.ts";
import type { JudgedAnswer, TaskResult } from "./run-task.ts";

const NAME_WIDTH = 40;

/** One line an engine for each task, in the order in which they come. */
export function figureTable(results: readonly TaskResult[]): string[] {
  const lines: string[] = [];
  let task: string | null = null;
  for (const result of results) {
    if (result.task !== task) {
      if (task !== null) lines.push("");
      const count = result.answers.filter(({ figures }) => figures !== null).length;
      lines.push(`${`${result.task} (${count} queries)`.padEnd(NAME_WIDTH)} nDCG@10  MRR@10  Recall@50`);
      task = result.task;
    }
    lines.push(`  ${result.ranker.padEnd(NAME_WIDTH - 2)} ${figureCells(result.figures)}${falseAnswerNote(result)}`);
  }
  return lines;
}

function figureCells({ ndcg10, mrr10, recall50 }: RankingFigures): string {
  return `${cell(ndcg10).padStart(7)} ${cell(mrr10).padStart(7)} ${cell(recall50).padStart(10)}`;
}

function falseAnswerNote({ falseAnswers, answers }: TaskResult): string {
  const asked = answers.filter(({ figures }) => figures === null).length;
  return asked === 0 || falseAnswers === null ? "" : `  ${falseAnswers} of ${asked} without an answer got one`;
}

/** .9047, as papers have it. */
function cell(value: number): string {
  return value.toFixed(4).replace(/^0/, "");
}

/** The queries that came out worst by nDCG, and those without an answer that got one. */
export function worstQueries({ task, ranker, answers }: TaskResult, count: number): string[] {
  const judged = answers.filter(({ figures }) => figures !== null && figures.ndcg10 < 1);
  const worst = judged.sort((a, b) => (a.figures?.ndcg10 ?? 0) - (b.figures?.ndcg10 ?? 0)).slice(0, count);
  const falselyAnswered = answers.filter(({ figures, answer }) => figures === null && (answer.allWordsTotal ?? 0) > 0);
  return ["", `${task}, ${ranker}: the worst`, ...[...worst, ...falselyAnswered].map(describe)];
}

function describe({ query, answer, figures }: JudgedAnswer): string {
  const wanted = [...query.relevant.keys()].slice(0, 4).join(" ") || "nothing";
  const found = answer.ids.slice(0, 4).join(" ") || "nothing";
  const note = figures === null ? "  -  " : cell(figures.ndcg10);
  return `  ${note}  ${query.text}\n         wanted ${wanted}\n         found  ${found}`;
}
