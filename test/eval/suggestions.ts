/**
 * Judges what is suggested to beginnings: `npm run eval:suggestions -- PATH`, where PATH is a folder with
 * news-dev.jsonl. What is expected first was written down from its articles before the engine was asked
 * (test/fixtures/readers-queries).
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArticleSearch } from "../../src/search/search.ts";
import { findFolder, findSetFault, runEvaluation } from "./evaluation-command.ts";
import { indexArticles } from "./ranking/rankers.ts";
import { readDatedNews } from "./ranking/readers-queries.ts";
import { readJsonLines } from "./ranking/short-queries.ts";
import { type SuggestionFault, SuggestionJudge, suggestionFaults } from "./suggestions/suggestion-faults.ts";

/** `want`: any of these is right; of a beginning that nothing continues it is empty. */
interface JudgedBeginning {
  readonly kind: string;
  readonly typed: string;
  readonly want: readonly string[];
}

interface JudgedList extends JudgedBeginning {
  readonly texts: readonly string[];
  /** Place from 0; -1 if it is missing. For a beginning without continuation it is 0 if nothing is suggested. */
  readonly place: number;
  readonly faults: readonly { readonly text: string; readonly faults: readonly SuggestionFault[] }[];
}

const FIXTURES = fileURLToPath(new URL("../fixtures/readers-queries/", import.meta.url));
/** Number of suggestions that the search box requests. */
const SUGGESTIONS_ASKED = 5;
const NEAR_FIRST = 3;

const beginningSets = ["tuning", "held-out"] as const;
type BeginningSet = (typeof beginningSets)[number];

const usage = `npm run eval:suggestions -- PATH [--half tuning|held-out] [--show] [--lists]

  PATH    a folder with news-dev.jsonl
  --half  one set of the beginnings: choose a setting on one, and report it on the other
  --show  lists what is not first, and what is faulty
  --lists lists what is suggested to each beginning`;

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: {
    half: { type: "string", default: "" },
    show: { type: "boolean", default: false },
    lists: { type: "boolean", default: false },
  },
  findFault: ({ path, values: { half } }) => findSetFault(path, half, beginningSets),
  run: async ({ path, values }) => {
    if (path === null || !findFolder(path)) return;
    const news = readDatedNews(path);
    const search = await indexArticles(news);
    const judge = new SuggestionJudge(news);
    for (const half of beginningSets.filter((name) => values.half === "" || name === values.half)) {
      const lists: JudgedList[] = [];
      for (const beginning of readBeginnings(half)) lists.push(await judgeBeginning(search, judge, beginning));
      report(half, lists);
      for (const { typed, want, texts, place, faults } of lists) {
        const isFaulty = faults.length > 0;
        if (!values.lists && !(values.show && (place !== 0 || isFaulty))) continue;
        const faulty = faults.map(({ text, faults: found }) => `${text}: ${found.join(", ")}`).join("; ");
        console.log(`  ${place === 0 ? " " : "-"} ${typed} [${want.join("|")}] ${texts.join(" | ")}`);
        if (isFaulty) console.log(`      ${faulty}`);
      }
    }
  },
});

function readBeginnings(half: BeginningSet): JudgedBeginning[] {
  return readJsonLines<JudgedBeginning>(join(FIXTURES, `${half}-suggestions.jsonl`));
}

async function judgeBeginning(
  search: ArticleSearch,
  judge: SuggestionJudge,
  beginning: JudgedBeginning,
): Promise<JudgedList> {
  const { typed, want } = beginning;
  const { suggestions } = await search.suggest({ text: typed, limit: SUGGESTIONS_ASKED });
  const words = suggestions.flatMap(({ kind, text }) => (kind === "word" ? [text] : []));
  const faults = [];
  for (const text of words) {
    const found = judge.faultsOf(text, typed, words);
    if (!(await leadsToHits(search, text))) found.push("no hits");
    if (found.length > 0) faults.push({ text, faults: found });
  }
  const texts = suggestions.map(({ kind, text }) => (kind === "title" ? `"${text}"` : text));
  const place = want.length === 0 ? texts.length : texts.findIndex((text) => want.includes(text));
  return { ...beginning, texts, faults, place };
}

async function leadsToHits(search: ArticleSearch, text: string): Promise<boolean> {
  const { total, match, corrections } = await search.search({ text, match: "auto", offset: 0, limit: 1 });
  return total > 0 && match === "all" && corrections.length === 0;
}

function report(half: BeginningSet, lists: readonly JudgedList[]): void {
  console.log(`\n${half.padEnd(16)} beginnings  first  first three  suggested  faulty`);
  for (const kind of new Set(lists.map((list) => list.kind))) {
    console.log(
      row(
        kind,
        lists.filter((list) => list.kind === kind),
      ),
    );
  }
  console.log(row("all", lists));
  const faults = lists.flatMap((list) => list.faults.flatMap((one) => one.faults));
  const counts = suggestionFaults.map((fault) => `${fault} ${faults.filter((one) => one === fault).length}`);
  console.log(`  faults: ${counts.join(", ")}`);
}

function row(name: string, lists: readonly JudgedList[]): string {
  const isNear = ({ place, want }: JudgedList) => place >= 0 && place < (want.length === 0 ? 1 : NEAR_FIRST);
  const columns = [
    [lists.length, 10],
    [lists.filter(({ place }) => place === 0).length, 7],
    [lists.filter(isNear).length, 13],
    [lists.reduce((sum, { texts }) => sum + texts.filter((text) => !text.startsWith('"')).length, 0), 11],
    [lists.reduce((sum, { faults }) => sum + faults.length, 0), 8],
  ] as const;
  return name.padEnd(17) + columns.map(([count, width]) => String(count).padStart(width)).join("");
}
