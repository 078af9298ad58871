import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { yieldToEventLoop } from "../../../src/event-loop.ts";
import { encodeDictionary } from "../../../src/russian/dictionary.ts";
import { Dictionary, directoryOf, type EncodedFamily, headBytesOf } from "../../support/inside/russian-dictionary.ts";

/** Words of few letters, so that they begin and end alike; я is the last of the alphabet. */
const word = fc.string({ unit: fc.constantFrom("а", "б", "в", "я"), minLength: 1, maxLength: 6 });
const family = fc.record({
  lemma: word,
  isProper: fc.boolean(),
  commonness: fc.integer({ min: 0, max: 9 }),
  forms: fc.uniqueArray(word, { maxLength: 8 }).map((forms): ReadonlySet<string> => new Set(forms)),
});
/** Families stand on both sides of a block's end, and some of what is told of them is common to all blocks. */
const blocks = fc.record({
  familiesPerBlock: fc.integer({ min: 1, max: 20 }),
  leastCommonStems: fc.integer({ min: 1, max: 6 }),
});
const families = fc.uniqueArray(family, { selector: ({ lemma }) => lemma, maxLength: 30 });

/** The families of each form, the lemma among them. */
function familiesByForm(all: readonly EncodedFamily[]): Map<string, EncodedFamily[]> {
  const found = new Map<string, EncodedFamily[]>();
  for (const family of all) {
    for (const form of new Set([family.lemma, ...family.forms])) {
      found.set(form, [...(found.get(form) ?? []), family]);
    }
  }
  return found;
}

const told = ({ lemma, isProper, commonness }: Omit<EncodedFamily, "forms">) => `${lemma} ${isProper} ${commonness}`;

describe("a dictionary", () => {
  it("tells of each word the families that it was made of", () => {
    fc.assert(
      fc.property(families, fc.array(word), blocks, (all, others, cut) => {
        const dictionary = new Dictionary(encodeDictionary(all, cut));
        const expected = familiesByForm(all);
        for (const asked of [...expected.keys(), ...others]) {
          const answer = dictionary.familiesOf(asked);
          expect(answer.map(told).sort()).toEqual((expected.get(asked) ?? []).map(told).sort());
          for (const { beginnings } of answer) {
            expect(beginnings.some((beginning) => asked.startsWith(beginning))).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("tells the same by blocks that are read when they are needed, each once", async () => {
    await fc.assert(
      fc.asyncProperty(families, fc.array(word), blocks, async (all, others, cut) => {
        const bytes = encodeDictionary(all, cut);
        const whole = new Dictionary(bytes);
        const read: number[] = [];
        const inBlocks = new Dictionary(bytes.slice(0, headBytesOf(bytes)), async (start, end) => {
          read.push(start);
          return bytes.slice(start, end);
        });
        for (const asked of [...familiesByForm(all).keys(), ...others]) {
          await inBlocks.read([asked, asked]);
          expect(inBlocks.familiesOf(asked)).toEqual(whole.familiesOf(asked));
        }
        expect(new Set(read).size).toBe(read.length);
      }),
      { numRuns: 100 },
    );
  });

  it("gives every line to each word that begins as one of its beginnings, once and in their order", () => {
    const line = fc.record({
      text: fc.string({ unit: fc.constantFrom("а", "Б", ",", " ", "=", ">"), minLength: 1, maxLength: 5 }),
      beginnings: fc.uniqueArray(fc.string({ unit: fc.constantFrom("а", "в", "я", "x"), minLength: 1, maxLength: 3 })),
    });
    const lines = fc.uniqueArray(line, { selector: ({ text }) => text, maxLength: 8 });
    fc.assert(
      fc.property(families, fc.array(word), blocks, lines, (all, others, cut, told) => {
        const dictionary = new Dictionary(encodeDictionary(all, { ...cut, lines: told }));
        const order = told.map(({ text }) => text);
        for (const asked of [...familiesByForm(all).keys(), ...others, "xb"]) {
          const lines = dictionary.linesOf(asked);
          expect(lines).toEqual(order.filter((text) => lines.includes(text)));
          const own = told.filter(({ beginnings }) => beginnings.some((beginning) => asked.startsWith(beginning)));
          expect(lines).toEqual(expect.arrayContaining(own.map(({ text }) => text)));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("asks for a block and for what is common to all at once, as they lie side by side", async () => {
    const bytes = encodeDictionary([{ lemma: "еж", isProper: false, commonness: 0, forms: new Set(["ежа"]) }]);
    const answers: (() => void)[] = [];
    const dictionary = new Dictionary(bytes, (start, end) => {
      return new Promise((resolve) => answers.push(() => resolve(bytes.slice(start, end))));
    });
    const reading = dictionary.read(["ежа"]);
    await yieldToEventLoop();
    expect(answers).toHaveLength(1);
    for (const answer of answers) answer();
    await reading;
    expect(dictionary.familiesOf("ежа").map(({ lemma }) => lemma)).toEqual(["еж"]);
  });

  it("refuses a block that lies in the place of another", async () => {
    const forms = new Set<string>();
    const bytes = encodeDictionary(
      ["аб", "вя"].map((lemma) => ({ lemma, isProper: false, commonness: 0, forms })),
      { familiesPerBlock: 1 },
    );
    const [common = 0, first = 0] = directoryOf(bytes)
      .split("\n")
      .map((line) => Number(line.split(" ").at(-1)));
    const start = headBytesOf(bytes) + common;
    const misled = new Dictionary(bytes, async (from, to) =>
      from < start + first ? bytes.slice(from, to) : bytes.slice(start, start + first),
    );
    await misled.read(["аб"]);
    await expect(misled.read(["вя"])).rejects.toThrow(/block.*checksum/);
  });

  it("throws on a word whose block was not read", () => {
    const bytes = encodeDictionary([{ lemma: "еж", isProper: false, commonness: 0, forms: new Set(["ежа"]) }]);
    const dictionary = new Dictionary(bytes, async (start, end) => bytes.slice(start, end));
    expect(() => dictionary.familiesOf("ежа")).toThrow(/"ежа" before its block was read/);
  });

  it("asks again for what could not be read", async () => {
    const bytes = encodeDictionary([{ lemma: "еж", isProper: false, commonness: 0, forms: new Set(["ежа"]) }]);
    let calls = 0;
    const dictionary = new Dictionary(bytes, async (start, end) => {
      calls += 1;
      if (calls === 1) throw new Error("away");
      return bytes.slice(start, end);
    });
    await expect(dictionary.read(["ежа"])).rejects.toThrow("away");
    await dictionary.read(["ежа"]);
    expect(dictionary.familiesOf("ежа").map(({ lemma }) => lemma)).toEqual(["еж"]);
    expect(calls).toBe(2);
  });

  it("reads near blocks that are asked for in one turn at once, and what lies between them never again", async () => {
    const all = [..."абвг"].map((letter) => ({
      lemma: `${letter}ь`,
      isProper: false,
      commonness: 0,
      forms: new Set([`${letter}я`]),
    }));
    const bytes = encodeDictionary(all, { familiesPerBlock: 1 });
    let [calls, isAway] = [0, false];
    const dictionary = new Dictionary(bytes, async (start, end) => {
      calls += 1;
      if (isAway) throw new Error("away");
      return bytes.slice(start, end);
    });
    await dictionary.readCommon();
    await Promise.all([dictionary.read(["ая"]), dictionary.read(["гя"])]);
    expect(calls).toBe(2);
    isAway = true;
    await dictionary.read(["бя", "вя"]);
    expect(dictionary.familiesOf("бя").map(({ lemma }) => lemma)).toEqual(["бь"]);
    expect(calls).toBe(2);
  });

  it("reads with a beginning the blocks of all that begins so, where these are small", async () => {
    const lemmas = (count: number) => Array.from({ length: count }, (_, i) => `аб${String.fromCharCode(0x430 + i)}ь`);
    const opened = (ofOne: number, count: number) => {
      const family = (lemma: string) => ({ lemma, isProper: false, commonness: 0, forms: new Set([lemma]) });
      // Letters that are packed badly.
      const text = Array.from({ length: ofOne }, (_, i) => ((i * 7919) % 65_536).toString(36)).join("");
      const lines = lemmas(count).map((lemma) => ({ text: `${lemma}${text}`, beginnings: [lemma] }));
      const bytes = encodeDictionary([...lemmas(count), "яд"].map(family), { familiesPerBlock: 1, lines });
      return new Dictionary(bytes, async (start, end) => bytes.slice(start, end));
    };
    const small = opened(0, 3);
    await small.readBeginnings(["аб"]);
    expect(lemmas(3).flatMap((one) => small.familiesOf(one))).toHaveLength(3);
    expect(() => small.familiesOf("яд")).toThrow(/before its block was read/);
    const large = opened(4_000, 3);
    await large.readBeginnings(["абб"]);
    expect(large.familiesOf("аббь")).toHaveLength(1);
    expect(() => large.familiesOf("абвь")).toThrow(/before its block was read/);
    await large.readBeginnings(["аб"]);
    expect(() => large.familiesOf("абвь")).toThrow(/before its block was read/);
  });

  it("asks again for what lay between blocks that could not be read", async () => {
    const all = [..."абв"].map((letter) => ({
      lemma: `${letter}ь`,
      isProper: false,
      commonness: 0,
      forms: new Set([`${letter}я`]),
    }));
    const bytes = encodeDictionary(all, { familiesPerBlock: 1 });
    let isAway = true;
    const dictionary = new Dictionary(bytes, async (start, end) => {
      if (isAway) throw new Error("away");
      return bytes.slice(start, end);
    });
    await expect(dictionary.read(["ая", "вя"])).rejects.toThrow("away");
    isAway = false;
    await dictionary.read(["бя"]);
    expect(dictionary.familiesOf("бя").map(({ lemma }) => lemma)).toEqual(["бь"]);
  });

  it("refuses bytes of which any one is changed, those before the blocks when it is opened", () => {
    const bytes = encodeDictionary([{ lemma: "еж", isProper: false, commonness: 0, forms: new Set(["ежа"]) }]);
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      const open = () => new Dictionary(damaged, async () => bytes);
      if (at < headBytesOf(bytes)) expect(open).toThrow(/directory.*checksum|no dictionary/);
      else expect(() => new Dictionary(damaged).familiesOf("ежа")).toThrow(/block.*checksum/);
    }
  });

  it("tells the commonest family first", () => {
    fc.assert(
      fc.property(families, word, (all, asked) => {
        const answer = new Dictionary(encodeDictionary(all)).familiesOf(asked).map(({ commonness }) => commonness);
        expect(answer).toEqual(answer.toSorted((left, right) => right - left));
      }),
      { numRuns: 100 },
    );
  });

  it("knows no word of other letters", () => {
    const forms = new Set(["ежик", "ежика"]);
    const dictionary = new Dictionary(encodeDictionary([{ lemma: "ежик", isProper: false, commonness: 0, forms }]));
    for (const asked of ["", "ёжик", "Ежик", "еж", "ежики", "hedgehog", "1", "ежик "]) {
      expect(dictionary.familiesOf(asked)).toEqual([]);
    }
  });
});
