import { beforeAll, describe, expect, it } from "vitest";
import { type FindTexts, indexTexts } from "../../support/article-index.ts";
import { nameParadigms, paradigmsInSmallLetters } from "../../support/name-paradigms.ts";

const inSentence = (form: string) => `По его словам, ${form} уже не тот.`;

const isFullName = (forms: readonly string[]) => (forms[0] ?? "").includes(" ");

describe("a name in an index of a thousand short articles, each with one form of one name", () => {
  let find: FindTexts;
  beforeAll(async () => {
    find = await indexTexts(nameParadigms.flat().map(inSentence));
  });

  const findAll = async (forms: readonly string[], asQuery: (form: string) => string) => {
    for (const form of forms) {
      const found = new Set(await find(asQuery(form), "all"));
      const missed = forms.filter((other) => !found.has(inSentence(other)));
      expect(missed, `by ${asQuery(form)}`).toEqual([]);
    }
  };

  it.each(nameParadigms)("%s is found in all its forms by any, as written", (...forms) =>
    findAll(forms, (form) => form),
  );

  it.each(paradigmsInSmallLetters)("%s is found in all its forms by any, in lower case", (...forms) =>
    findAll(forms, (form) => form.toLowerCase()),
  );

  it.each(nameParadigms.filter(isFullName))(
    "%s is found before what has a part of the name alone",
    async (...forms) => {
      for (const form of forms) {
        // What it is called besides (equivalents.ts) is no part of the name.
        const found = (await find(form.toLowerCase())).filter((text) => !/ (?:ОАЭ|КНДР) /.test(text));
        const own = new Set(forms.map(inSentence));
        expect(new Set(found.slice(0, own.size)), `by ${form}`).toEqual(own);
      }
    },
  );
});
