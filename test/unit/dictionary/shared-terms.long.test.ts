import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { makeFamilies } from "../../../infra/dictionary/families.ts";
import { readHunspell } from "../../../infra/dictionary/hunspell.ts";
import { addedWords } from "../../../infra/dictionary/irregular-words.ts";
import { mayShareTerm, termOfWord } from "../../../src/russian/words.ts";

it("takes no form and its term for words of two terms, of all that the dictionary has", { timeout: 120_000 }, () => {
  const source = dirname(createRequire(import.meta.url).resolve("dictionary-ru"));
  const [affixes = "", words = ""] = ["index.aff", "index.dic"].map((name) => readFileSync(join(source, name), "utf8"));
  const forms = new Set<string>();
  for (const family of makeFamilies(readHunspell(affixes, `${words}${addedWords}`))) {
    for (const form of family.forms) forms.add(form);
  }
  // Words that begin with the same letters are asked about alike: one of each pair of beginnings is enough.
  const pairs = new Map<string, readonly [form: string, term: string]>();
  for (const form of forms) {
    const term = termOfWord(form);
    pairs.set(`${form.slice(0, 2)} ${term.slice(0, 2)}`, [form, term]);
  }
  expect(pairs.size).toBeGreaterThan(500);
  expect([...pairs.values()].filter(([form, term]) => !mayShareTerm(form, term))).toEqual([]);
});
