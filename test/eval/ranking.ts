/**
 * Judges the ranking of `/search` beside MiniSearch's: `npm run eval:ranking -- PATH`, where PATH is a folder with
 * news-dev.jsonl and same-event-queries.jsonl (ranking/news-tasks.ts). The short queries of test/fixtures/ranking are
 * judged with or without it.
 */
import { parseArgs } from "node:util";
import type { JudgedTask } from "./ranking/judged-task.ts";
import { readNewsTasks } from "./ranking/news-tasks.ts";
import { rankerKinds } from "./ranking/rankers.ts";
import { figureTable, worstQueries } from "./ranking/ranking-report.ts";
import { runTask, type TaskResult } from "./ranking/run-task.ts";
import { readShortQueries, readShortQueryArticles, shortQueryKinds, toJudgedQuery } from "./ranking/short-queries.ts";

const usage = `npm run eval:ranking -- [PATH] [--worst N] [--only NAME]

  PATH     a folder with news-dev.jsonl and same-event-queries.jsonl; without one only the short queries are judged
  --worst  shows the N queries of each task that poisk ranks worst
  --only   runs the engines whose name begins so`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "string") {
    console.error(`${options}\n\n${usage}`);
    return 2;
  }
  const results: TaskResult[] = [];
  for (const task of [...newsTasks(options.path), ...(await shortTasks())]) {
    for (const kind of rankerKinds) {
      if (kind.name.startsWith(options.only)) results.push(await runTask(task, kind));
    }
  }
  console.log(figureTable(results).join("\n"));
  const own = results.filter(({ ranker, answers }) => ranker === rankerKinds[0]?.name && answers.length > 0);
  if (options.worst > 0) console.log(own.flatMap((result) => worstQueries(result, options.worst)).join("\n"));
  return 0;
}

function newsTasks(path: string | undefined): JudgedTask[] {
  if (path === undefined) return [];
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

/** The options, or one sentence on what is wrong with them. */
function readOptions(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { worst: { type: "string", default: "0" }, only: { type: "string", default: "" } },
    });
    const worst = Number(values.worst);
    if (positionals.length > 1) return "Name one folder.";
    if (!Number.isInteger(worst) || worst < 0) return "--worst takes a number of queries.";
    return { path: positionals[0], worst, only: values.only };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
