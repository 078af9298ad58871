/**
 * Judges corrections and suggestions: `npm run eval:words -- PATH`, where PATH is a folder with news-dev.jsonl. The
 * words of test/fixtures/readers-queries are those that its articles lack or have.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { foldCaseAndYo, russianDictionary } from "../../src/russian/words.ts";
import type { ArticleSearch } from "../../src/search/search.ts";
import { findFolder, findSetFault, runEvaluation } from "./evaluation-command.ts";
import { indexArticles } from "./ranking/rankers.ts";
import { readDatedNews } from "./ranking/readers-queries.ts";
import { readJsonLines } from "./ranking/short-queries.ts";

/**
 * `dictionary` and `name`: right words that no article has. `slip` and `split`: null is meant where nothing may be
 * changed.
 */
type JudgedWord =
  | { readonly kind: "dictionary" | "name"; readonly word: string }
  | { readonly kind: "slip" | "split"; readonly word: string; readonly meant: string | null }
  | { readonly kind: "suggest"; readonly prefix: string; readonly want: readonly string[]; readonly not?: string[] };

/** The searched text, and whether it is right. */
interface Outcome {
  readonly isRight: boolean;
  /** True if the right one was offered instead. */
  readonly isOffered: boolean;
  readonly asked: string;
  readonly got: string;
}

const FIXTURES = fileURLToPath(new URL("../fixtures/readers-queries/", import.meta.url));
const SUGGESTIONS_ASKED = 8;

const kinds = [
  { kind: "dictionary", text: "right words searched for as they are" },
  { kind: "name", text: "names searched for as they are" },
  { kind: "slip", text: "slips searched for as what was meant" },
  { kind: "split", text: "splits and joins searched for as what was meant" },
  { kind: "suggest", text: "beginnings with all that was wanted and nothing else" },
] as const;

/** The sets of the words. */
const wordSets = ["tuning", "held-out", "fresh"] as const;
type WordSet = (typeof wordSets)[number];

const usage = `npm run eval:words -- PATH [--half tuning|held-out|fresh] [--show] [--lists]

  PATH    a folder with news-dev.jsonl
  --half  one set of the words: choose a setting on some, and report it on another
  --show  lists what is not right
  --lists lists what is suggested to each beginning`;

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: {
    half: { type: "string", default: "" },
    show: { type: "boolean", default: false },
    lists: { type: "boolean", default: false },
  },
  findFault: ({ path, values: { half } }) => findSetFault(path, half, wordSets),
  run: async ({ path, values }) => {
    if (path === null || !findFolder(path)) return;
    const search = await indexArticles(readDatedNews(path));
    for (const half of wordSets.filter((name) => values.half === "" || name === values.half)) {
      console.log(`\n${half}`);
      const words = readJudgedWords(half);
      for (const { kind, text } of kinds) {
        const outcomes: Outcome[] = [];
        for (const word of words) if (word.kind === kind) outcomes.push(await judge(search, word));
        const right = outcomes.filter(({ isRight }) => isRight).length;
        console.log(`  ${String(right).padStart(3)} of ${String(outcomes.length).padStart(3)} ${text}`);
        const offered = outcomes.filter(({ isRight, isOffered }) => isRight || isOffered).length;
        if (offered > right) console.log(`  ${String(offered).padStart(3)} of these, or offered it`);
        const wrong = outcomes.filter(({ isRight }) => !isRight);
        if (values.show) for (const { asked, got } of wrong) console.log(`        ${asked}: ${got}`);
      }
      const beginnings = words.flatMap((word) => (word.kind === "suggest" ? [word.prefix] : []));
      const { shown, isLemmaCount, knownCount, repeatCount, medianMs } = await judgeLists(search, beginnings);
      console.log(
        `  ${percent(isLemmaCount / knownCount)} of ${knownCount} suggested words of the dictionary in dictionary form`,
      );
      console.log(
        `  ${percent(repeatCount / beginnings.length)} of ${beginnings.length} lists have two forms of one word`,
      );
      console.log(`  ${medianMs.toFixed(2)} ms a list, median`);
      if (values.lists) for (const line of shown) console.log(`        ${line}`);
    }
  },
});

/**
 * Judges the lists suggested to some beginnings. A suggestion of several words counts in neither share, nor does a
 * title.
 */
async function judgeLists(search: ArticleSearch, beginnings: readonly string[]) {
  const shown: string[] = [];
  const times: number[] = [];
  let [isLemmaCount, knownCount, repeatCount] = [0, 0, 0];
  for (const text of beginnings) {
    const { suggestions } = await search.suggest({ text, limit: SUGGESTIONS_ASKED });
    const startMs = performance.now();
    await search.suggest({ text, limit: SUGGESTIONS_ASKED });
    times.push(performance.now() - startMs);
    shown.push(`${text}: ${suggestions.map((one) => (one.kind === "title" ? `"${one.text}"` : one.text)).join(" | ")}`);
    const words = suggestions.flatMap((one) => (one.kind === "title" ? [] : [foldCaseAndYo(one.text)]));
    const families = words
      .filter((word) => !word.includes(" "))
      .map((word) => ({ word, lemmas: russianDictionary.familiesOf(word).map(({ lemma }) => lemma) }))
      .filter(({ lemmas }) => lemmas.length > 0);
    knownCount += families.length;
    isLemmaCount += families.filter(({ word, lemmas }) => lemmas.includes(word)).length;
    const first = families.map(({ lemmas }) => lemmas[0]);
    if (new Set(first).size < first.length) repeatCount += 1;
  }
  return {
    shown,
    isLemmaCount,
    knownCount,
    repeatCount,
    medianMs: times.sort((a, b) => a - b)[times.length >> 1] ?? 0,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`.padStart(10);
}

function readJudgedWords(half: WordSet): JudgedWord[] {
  return readJsonLines<JudgedWord>(join(FIXTURES, `${half}-words.jsonl`));
}

async function judge(search: ArticleSearch, word: JudgedWord): Promise<Outcome> {
  if (word.kind === "suggest") {
    const { suggestions } = await search.suggest({ text: word.prefix, limit: SUGGESTIONS_ASKED });
    const texts = suggestions.map(({ text }) => text.toLowerCase());
    const has = (wanted: string): boolean => texts.some((text) => text.includes(wanted.toLowerCase()));
    return {
      isRight: word.want.every(has) && !(word.not ?? []).some((unwanted) => texts.includes(unwanted.toLowerCase())),
      isOffered: false,
      asked: word.prefix,
      got: `${texts.join(", ") || "nothing"}; wanted ${word.want.join(", ")}`,
    };
  }
  const { corrections, offer } = await search.search({ text: word.word, match: "auto", offset: 0, limit: 1 });
  const meant = (("meant" in word ? word.meant : null) ?? word.word).toLowerCase();
  const searched = corrections.reduce((text, { from, to }) => text.replace(from, to), word.word).toLowerCase();
  return {
    isRight: searched === meant,
    isOffered: offer?.toLowerCase() === meant,
    asked: word.word,
    got: `${searched}${offer === null ? "" : ` (offered ${offer})`}; meant ${meant}`,
  };
}
