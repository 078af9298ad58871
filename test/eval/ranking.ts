/**
 * Judges the ranking of `/search` beside MiniSearch's: `npm run eval:ranking -- PATH`, where PATH is a folder with
 * news-dev.jsonl and same-event-queries.jsonl (ranking/news-tasks.ts). The short queries of test/fixtures/ranking are
 * judged with or without it.
 */
import { findFolder, runEvaluation } from "./evaluation-command.ts";
import { halfOf, type JudgedTask } from "./ranking/judged-task.ts";
import { readNewsTasks } from "./ranking/news-tasks.ts";
import { rankerKinds } from "./ranking/rankers.ts";
import { figureTable, worstQueries } from "./ranking/ranking-report.ts";
import { runTask, type TaskResult } from "./ranking/run-task.ts";
import { readShortQueries, readShortQueryArticles, shortQueryKinds, toJudgedQuery } from "./ranking/short-queries.ts";

const usage = `npm run eval:ranking -- [PATH] [--worst N] [--only NAME] [--half 1|2]

  PATH     a folder with news-dev.jsonl and same-event-queries.jsonl; without one only the short queries are judged
  --worst  shows the N queries of each task that poisk ranks worst
  --only   runs the engines whose name begins so
  --half   asks one half of the queries: choose a setting on one, and report it on the other`;

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: {
    worst: { type: "string", default: "0" },
    only: { type: "string", default: "" },
    half: { type: "string", default: "" },
  },
  findFault: ({ values: { worst, half } }) => {
    if (!/^\d+$/.test(worst)) return "--worst takes a number of queries.";
    return ["", "1", "2"].includes(half) ? null : "--half takes 1 or 2.";
  },
  run: async ({ path, values }) => {
    const all = [...newsTasks(path), ...(await shortTasks())];
    const tasks = values.half === "" ? all : all.map((task) => halfOf(task, values.half === "1" ? 0 : 1));
    const results: TaskResult[] = [];
    for (const task of tasks) {
      for (const kind of rankerKinds) {
        if (kind.name.startsWith(values.only)) results.push(await runTask(task, kind));
      }
    }
    console.log(figureTable(results).join("\n"));
    const own = results.filter(({ ranker, answers }) => ranker === rankerKinds[0]?.name && answers.length > 0);
    const worst = Number(values.worst);
    if (worst > 0) console.log(own.flatMap((result) => worstQueries(result, worst)).join("\n"));
  },
});

function newsTasks(path: string | null): JudgedTask[] {
  if (path === null || !findFolder(path)) return [];
  const tasks = readNewsTasks(path);
  if (tasks === null) console.log(`Skipped: there is no news-dev.jsonl and same-event-queries.jsonl in ${path}.\n`);
  return tasks ?? [];
}

/** All short queries, and each kind of them. */
async function shortTasks(): Promise<JudgedTask[]> {
  const [queries, articles] = [readShortQueries(), await readShortQueryArticles()];
  const kinds = shortQueryKinds.filter((kind) => kind !== "none");
  return [
    { name: "short queries", articles, queries: queries.map(toJudgedQuery) },
    ...kinds.map((kind) => ({
      name: `short queries: ${kind}`,
      articles,
      queries: queries.filter((query) => query.kind === kind).map(toJudgedQuery),
    })),
  ];
}
