/**
 * Judges how readers' queries are understood: `npm run eval:queries -- PATH`, where PATH is a folder with
 * news-dev.jsonl (ranking/readers-queries.ts).
 */
import { findFolder, findSetFault, runEvaluation } from "./evaluation-command.ts";
import { rankerKinds } from "./ranking/rankers.ts";
import {
  askReadersQuery,
  querySets,
  type ReadersAnswer,
  readDatedNews,
  readReadersQueries,
} from "./ranking/readers-queries.ts";

const usage = `npm run eval:queries -- PATH [--half tuning|held-out|fresh|fourth|fifth|sixth|seventh] [--kind NAME] [--show]

  PATH    a folder with news-dev.jsonl
  --half  one set of the queries: choose a setting on some, and report it on another
  --kind  the queries of one kind
  --show  lists the queries that are not right, with what was found`;

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: {
    half: { type: "string", default: "" },
    kind: { type: "string", default: "" },
    show: { type: "boolean", default: false },
  },
  findFault: ({ path, values: { half } }) => findSetFault(path, half, querySets),
  run: async ({ path, values }) => {
    const [poisk] = rankerKinds;
    if (path === null || poisk === undefined || !findFolder(path)) return;
    const news = readDatedNews(path);
    const rank = await poisk.build(news);
    const titles = new Map(news.map(({ id, title, publishedAt }) => [id, `${publishedAt ?? "?"} ${title}`]));
    for (const half of querySets.filter((name) => values.half === "" || name === values.half)) {
      const answers: ReadersAnswer[] = [];
      for (const query of readReadersQueries(half)) {
        if (values.kind === "" || query.kind === values.kind) answers.push(await askReadersQuery(rank, query));
      }
      console.log(`\n${half.padEnd(18)} queries  right partly  wrong  nDCG@5  harmful`);
      for (const kind of new Set(answers.map(({ query }) => query.kind))) {
        console.log(
          tableRow(
            kind,
            answers.filter(({ query }) => query.kind === kind),
          ),
        );
      }
      console.log(tableRow("all", answers));
      if (!values.show) continue;
      for (const { query, outcome, ndcg5, ids } of answers.filter((one) => one.outcome !== "right")) {
        console.log(`\n${outcome} ${ndcg5.toFixed(2)} ${query.id} «${query.query}»`);
        for (const id of ids) console.log(`   ${query.grades[id] ?? "-"} ${titles.get(id)}`);
        const missed = Object.keys(query.grades).filter((id) => query.grades[id] === 2 && !ids.includes(id));
        for (const id of missed.slice(0, 3)) console.log(`     missed: ${titles.get(id)}`);
      }
    }
  },
});

function tableRow(name: string, answers: readonly ReadersAnswer[]): string {
  const count = (outcome: ReadersAnswer["outcome"]): string =>
    String(answers.filter((answer) => answer.outcome === outcome).length).padStart(6);
  const mean = answers.reduce((sum, { ndcg5 }) => sum + ndcg5, 0) / Math.max(1, answers.length);
  const harmful = answers.reduce((sum, { harmfulCount }) => sum + harmfulCount, 0);
  const counts = `${count("right")} ${count("partly")} ${count("wrong")}`;
  return `${name.padEnd(18)} ${String(answers.length).padStart(7)} ${counts} ${mean.toFixed(3).padStart(7)} ${String(harmful).padStart(8)}`;
}
