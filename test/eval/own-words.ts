/**
 * Lists forms that may be words of their own: `npm run eval:own-words -- PATH`, where PATH is a folder with
 * news-dev.jsonl. Those that were judged to be are in infra/dictionary/own-words.ts, and are listed no longer; those
 * that are their verb's are listed again.
 */
import { isLemma, russianAnalyzer } from "../../src/russian/words.ts";
import { snowballStem, wordTerms } from "../support/inside/russian-words.ts";
import { findFolder, runEvaluation } from "./evaluation-command.ts";
import { readDatedNews } from "./ranking/readers-queries.ts";

const usage = `npm run eval:own-words -- PATH [--least N]

  PATH     a folder with news-dev.jsonl
  --least  of so many articles at the least (default 2)

Lists participles by the lemma of their verb, and how many articles have them, have the verb in any form, and have the Snowball stem:
those whose verb has over four times the articles of the stem, and those that have over three quarters of the articles of their verb.`;

/** Factor between a word and one that outgrows it. */
const OUTGROWN = 4;
const DROWNING_SHARE = 3 / 4;

/** A participle, and what is left of it without its ending. */
const PARTICIPLE =
  /^(.{2,}(?:[уюая]щ|вш|[^аеиоуыэюя]ш|нн|[аеиоу]м))(?:[иы]й|[ая]я|[оеиы]е|[ое]го|[ое]му|[иы]х|[иы]ми?|[ое][йм]|ую)(?:ся)?$/;
const INFINITIVE = /(?:ть|ти|чь)(?:ся|сь)?$/;

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: { least: { type: "string", default: "2" } },
  findFault: ({ path }) => (path === null ? "Name a folder with news-dev.jsonl." : null),
  run: async ({ path, values }) => {
    if (path === null || !findFolder(path)) return;
    const articlesOf = new Map<string, Set<number>>();
    const add = (name: string, article: number) => {
      articlesOf.set(name, (articlesOf.get(name) ?? new Set()).add(article));
    };
    const forms = new Map<string, { readonly verb: string; readonly stem: string; readonly participle: string }>();
    for (const [i, { title, text }] of readDatedNews(path).entries()) {
      for (const { form } of russianAnalyzer.scanWords(`${title ?? ""}\n${text}`)) {
        const [{ term: verb } = { term: form }] = wordTerms(form);
        const participle = PARTICIPLE.exec(form)?.[1];
        const stem = snowballStem(form);
        for (const name of [`term ${verb}`, `stem ${stem}`]) add(name, i);
        if (participle === undefined || !INFINITIVE.test(verb) || !isLemma(verb)) continue;
        add(`participle ${participle} ${verb}`, i);
        forms.set(form, { verb, stem, participle });
      }
    }
    const countOf = (name: string) => articlesOf.get(name)?.size ?? 0;
    const listed = new Map<string, readonly [own: number, line: string]>();
    for (const [form, { verb, stem, participle }] of forms) {
      const [own, ofVerb, ofStem] = [
        countOf(`participle ${participle} ${verb}`),
        countOf(`term ${verb}`),
        countOf(`stem ${stem}`),
      ];
      const isListed = ofVerb > OUTGROWN * ofStem || own > DROWNING_SHARE * ofVerb;
      if (isListed && own >= Number(values.least)) {
        listed.set(participle, [own, `${form} of ${verb}: ${own} of ${ofVerb}, stem ${ofStem}`]);
      }
    }
    for (const [, line] of [...listed.values()].sort(([a], [b]) => b - a)) console.log(line);
  },
});
