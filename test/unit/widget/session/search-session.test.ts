import { describe, expect, it } from "vitest";
import type { SearchAnswer } from "../../../../src/search-api.ts";
import { type SearchClient, SearchFailure, type SearchQuery } from "../../../../src/widget/search-client.ts";
import { createSearchSession, type SessionOptions } from "../../../../src/widget/session/search-session.ts";
import { HandClock, settle } from "../../../support/hand-clock.ts";
import { answer, hit } from "../answers.ts";

interface Question {
  readonly query: SearchQuery;
  readonly signal: AbortSignal | undefined;
  readonly give: (answer: SearchAnswer) => Promise<void>;
  readonly fail: (failure: SearchFailure) => Promise<void>;
}

/** A session whose questions wait for the test to answer them. */
function sessionOf(options: Partial<SessionOptions> = {}) {
  const clock = new HandClock();
  const questions: Question[] = [];
  const client: SearchClient = {
    search: (query, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        const then = (end: () => void): Promise<void> => {
          end();
          return settle();
        };
        questions.push({
          query,
          signal,
          give: (found) => then(() => resolve(found)),
          fail: (failure) => then(() => reject(failure)),
        });
      }),
    suggest: () => Promise.reject(new Error("The suggestions come with the hits.")),
    follow: async () => answer([]),
    addressOf: (href) => href,
  };
  const told: string[] = [];
  const session = createSearchSession({
    client,
    clock,
    pageSize: 2,
    facets: [],
    listsNewest: () => false,
    onChange: () => {},
    onAnswer: (_, { text }) => told.push(text),
    ...options,
  });
  const last = (): Question => {
    const question = questions.at(-1);
    if (question === undefined) throw new Error("Nothing was asked.");
    return question;
  };
  const ids = (): string[] => session.state.hits.map(({ id }) => id);
  return { clock, session, questions, told, last, ids };
}

describe("a search session", () => {
  it("asks at the first key at once, and then for the newest text once no key has come for 350 ms", async () => {
    const { session, clock, questions } = sessionOf();
    for (const text of ["п", "по", "пор", "порт"]) {
      session.want({ text }, "typing");
      await clock.advance(50);
    }
    expect(questions.map(({ query }) => query.q)).toEqual(["п"]);
    await clock.advance(299);
    expect(questions.map(({ query }) => query.q)).toEqual(["п"]);
    await clock.advance(1);
    expect(questions.map(({ query }) => query.q)).toEqual(["п", "порт"]);
  });

  it("asks at once for a key that comes 350 ms behind the one before", async () => {
    const { texts } = await typeOut(
      "ледокол",
      (text) => (text.length === 1 ? answer([]) : answer([hit("1"), hit("2")], { total: 90 })),
      () => 350,
    );
    expect(texts.slice(0, 2)).toEqual(["л", "ле"]);
    expect(texts.at(-1)).toBe("ледокол");
  });

  it("asks at each key where questions are not billed and answers come fast", async () => {
    const { texts, told } = await typeOut(
      "ледокол арктики",
      () => answer([hit("1"), hit("2")], { total: 90, unmetered: true }),
      () => 150,
      70,
    );
    expect(texts).toHaveLength(15);
    expect(told.at(-1)).toBe("ледокол арктики");
  });

  it("asks no more at each key once answers are slow, though questions are not billed", async () => {
    const { texts } = await typeOut(
      "ледокол арктика",
      () => answer([hit("1"), hit("2")], { total: 90, unmetered: true }),
      () => 200,
      90,
    );
    expect(texts.length).toBeLessThanOrEqual(8);
  });

  it("asks at each key after one slow answer among fast ones, where questions are not billed", async () => {
    const { session, clock, questions } = sessionOf();
    const found = answer([hit("1"), hit("2")], { total: 90, unmetered: true });
    for (let length = 1; length <= 8; length++) {
      session.want({ text: "ледокол аркт".slice(0, length) }, "typing");
      await clock.advance(length === 4 ? 140 : 20);
      await questions.at(-1)?.give(found);
      await clock.advance(length === 4 ? 10 : 130);
    }
    expect(questions.map(({ query }) => query.q).at(-1)).toBe("ледокол ");
    expect(questions).toHaveLength(8);
  });

  it("waits for no long pause once answers are slow, where questions are not billed", async () => {
    const { session, clock, questions } = sessionOf();
    const found = answer([hit("1"), hit("2")], { total: 90, unmetered: true });
    for (let length = 1; length <= 12; length++) {
      session.want({ text: "ледокол аркт".slice(0, length) }, "typing");
      await clock.advance(length > 9 ? 90 : 20);
      await questions.at(-1)?.give(found);
      await clock.advance(length > 9 ? 60 : 130);
    }
    session.want({ text: "ледокол аркти" }, "typing");
    await clock.advance(350);
    expect(questions.at(-1)?.query.q).toBe("ледокол аркти");
  });

  it("lets an answer come before it asks for keys that came meanwhile", async () => {
    const { session, clock, questions } = sessionOf();
    const found = answer([hit("1")], { unmetered: true });
    session.want({ text: "по" }, "typing");
    await clock.advance(40);
    await questions[0]?.give(found);
    session.want({ text: "пор" }, "typing");
    await clock.advance(40);
    session.want({ text: "порт" }, "typing");
    expect(questions.map(({ query }) => query.q)).toEqual(["по", "пор"]);
    await questions[1]?.give(found);
    expect(questions.map(({ query }) => query.q)).toEqual(["по", "пор", "порт"]);
    await questions[2]?.give(found);
    await clock.advance(1_000);
    expect(questions).toHaveLength(3);
    expect(session.state.isLoading).toBe(false);
  });

  it("asks in the midst of a run every 800 ms, without passages, and for these at its end", async () => {
    const { session, clock, questions, told, last } = sessionOf();
    for (let length = 1; length <= 8; length++) {
      session.want({ text: "ледоколь".slice(0, length) }, "typing");
      await clock.advance(100);
    }
    const asked = () => questions.map(({ query }) => [query.q, query.passages]);
    const midst = [
      ["л", undefined],
      ["ледоколь", "none"],
    ];
    expect(asked()).toEqual(midst);
    await last().give(answer([hit("1")]));
    expect([session.state.hits.length, session.state.isLoading, told]).toEqual([1, true, []]);
    await clock.advance(250);
    expect(asked()).toEqual([...midst, ["ледоколь", undefined]]);
    await last().give(answer([hit("1")]));
    expect([session.state.isLoading, told]).toEqual([false, ["ледоколь"]]);
  });

  it("shows the failure of no question in the midst of a run", async () => {
    const { session, clock, last } = sessionOf();
    for (let length = 1; length <= 8; length++) {
      session.want({ text: "ледоколь".slice(0, length) }, "typing");
      await clock.advance(100);
    }
    await last().fail(new SearchFailure("network"));
    expect([session.state.failure, session.state.isLoading]).toEqual([null, true]);
    await clock.advance(250);
    await last().fail(new SearchFailure("network"));
    expect(session.state.failure?.kind).toBe("network");
  });

  /** Types a key every so often; each question is answered after `answerMs`, unless it is aborted before. */
  const typeOut = async (
    typed: string,
    answerTo: (text: string) => SearchAnswer,
    keyMs: (key: number) => number = () => 200,
    answerMs = 90,
  ) => {
    const { session, clock, questions, told } = sessionOf();
    const askedAtMs: number[] = [];
    const advance = async (ms: number): Promise<void> => {
      for (let passedMs = 0; passedMs < ms; passedMs += 10) {
        const nowMs = clock.monotonicMs();
        while (askedAtMs.length < questions.length) askedAtMs.push(nowMs);
        for (const [index, { query, give }] of questions.entries())
          if (askedAtMs[index] === nowMs - answerMs) await give(answerTo(query.q ?? ""));
        await clock.advance(10);
      }
    };
    for (let length = 1; length <= typed.length; length++) {
      session.want({ text: typed.slice(0, length) }, "typing");
      await advance(keyMs(length));
    }
    await advance(2_000);
    return { session, told, texts: questions.map(({ query }) => query.q) };
  };

  it.each([
    ["100 ms a key", () => 100],
    ["200 ms a key", () => 200],
    ["250 ms a key", () => 250],
    ["200 ms a key, every fourth 300", (key: number) => (key % 4 ? 200 : 300)],
    ["350 ms a key", () => 350],
    ["500 ms a key", () => 500],
    ["900 ms a key", () => 900],
    ["100 and 700 ms a key in turns", (key: number) => (key % 2 ? 100 : 700)],
  ])("asks at most eight times for a search of twenty letters that is typed at %s", async (_pace, keyMs) => {
    const { session, texts } = await typeOut(
      "ледокол архангельска",
      (text) => (text.length === 1 ? answer([]) : answer([hit("1"), hit("2")], { total: 90 })),
      keyMs,
    );
    expect(texts.length).toBeLessThanOrEqual(8);
    expect([texts[0], texts.at(-1)]).toEqual(["л", "ледокол архангельска"]);
    expect(session.state).toMatchObject({ isLoading: false, search: { text: "ледокол архангельска" } });
  });

  it("asks for a longer text only at a pause where all of a shorter one is there", async () => {
    const { texts } = await typeOut("ледокол арктика", (text) => answer(text.length > 1 ? [hit("1")] : []));
    expect(texts).toEqual(["л", "ледо", "ледокол арктика"]);
  });

  it("lets a question under way be answered while the next key waits its turn", async () => {
    const { session, clock, questions, ids } = sessionOf();
    session.want({ text: "по" }, "typing");
    await clock.advance(200);
    session.want({ text: "пор" }, "typing");
    expect(questions[0]?.signal?.aborted).toBe(false);
    await questions[0]?.give(answer([hit("1")], { total: 9 }));
    expect([ids(), session.state.isLoading, session.state.search.text]).toEqual([["1"], true, "пор"]);
    await clock.advance(350);
    expect(questions.map(({ query }) => query.q)).toEqual(["по", "пор"]);
  });

  it("shows the newest where nothing is found, and says so only once nobody has typed for 600 ms", async () => {
    const { session, clock, last, ids } = sessionOf();
    session.want({ text: "щщ", sources: ["Волна"] }, "typing");
    await last().give(answer([], { suggestions: [{ kind: "word", text: "щука", highlights: [[0, 1]] }] }));
    expect(last().query).toMatchObject({ q: "", source: ["Волна"], limit: 2 });
    await last().give(answer([hit("новый")], { total: 9 }));
    expect([ids(), session.state.isPaused, session.state.hasMore]).toEqual([["новый"], false, false]);
    expect(session.state.suggestions).toHaveLength(1);
    await clock.advance(600);
    expect(session.state.isPaused).toBe(true);
    session.want({ text: "щщщ" });
    expect(session.state.isPaused).toBe(true);
  });

  it("shows completions alone of a letter while it is typed, and hits once it is sent off", async () => {
    const { session, last, ids } = sessionOf();
    session.want({ text: "л" }, "typing");
    const suggestions = [{ kind: "word" as const, text: "ледокол", highlights: [] }];
    await last().give(answer([hit("Л")], { suggestions }));
    expect([ids(), session.state.suggestions, session.state.isLoading]).toEqual([[], suggestions, false]);
    session.want({ text: "л" }, "now");
    await last().give(answer([hit("Л")]));
    expect(ids()).toEqual(["Л"]);
  });

  it("shows no hits of a letter however late its answer comes", async () => {
    const { session, clock, last, ids } = sessionOf();
    session.want({ text: "л" }, "typing");
    await clock.advance(700);
    await last().give(answer([hit("Л")]));
    expect(ids()).toEqual([]);
  });

  it("lists the newest beside a letter on the page of results", async () => {
    const { session, last, ids } = sessionOf({ listsNewest: () => true });
    session.want({ text: "л" }, "typing");
    await last().give(answer([hit("Л")]));
    await last().give(answer([hit("новый")]));
    expect(ids()).toEqual(["новый"]);
  });

  it("shows nothing where not even the newest can be had", async () => {
    const { session, last, ids } = sessionOf();
    session.want({ text: "щщ" });
    await last().give(answer([]));
    await last().fail(new SearchFailure("unavailable"));
    expect([ids(), session.state.failure, session.state.answer?.hits]).toEqual([[], null, []]);
  });

  it("calls off the question before, and shows no late answer", async () => {
    const { session, questions, ids, told } = sessionOf();
    session.want({ text: "порт" });
    session.want({ text: "портал" });
    expect(questions[0]?.signal?.aborted).toBe(true);
    await questions[1]?.give(answer([hit("новый")]));
    await questions[0]?.give(answer([hit("старый")]));
    expect(ids()).toEqual(["новый"]);
    expect(told).toEqual(["портал"]);
  });

  it("asks for hits and suggestions at once", async () => {
    const { session, last } = sessionOf();
    session.want({ text: "порт" });
    expect(last().query.suggest).toBe(5);
    const suggestions = [{ kind: "word" as const, text: "портовый", highlights: [] }];
    await last().give(answer([hit("1")], { suggestions }));
    expect(session.state.suggestions).toEqual(suggestions);
  });

  it("collapses reprints, and leaves out what is not to be understood, whatever else changes", async () => {
    const { session, last } = sessionOf();
    session.want({ text: "лаврво" });
    expect(last().query).toMatchObject({ collapse: true });
    session.want({ ignore: ["typo:лаврво"] });
    expect(last().query.ignore).toEqual(["typo:лаврво"]);
    session.want({ sort: "newest" });
    session.want({ text: "лаврво минск" }, "now");
    expect(last().query.ignore).toEqual(["typo:лаврво"]);
  });

  it("goes on where the last page ended", async () => {
    const { session, last, ids } = sessionOf();
    session.want({ text: "порт" });
    await last().give(answer([hit("1"), hit("2")], { total: 3 }));
    void session.more();
    expect(last().query.offset).toBe(2);
    await last().give(answer([hit("3")], { total: 3 }));
    expect(ids()).toEqual(["1", "2", "3"]);
    expect(session.state.hasMore).toBe(false);
  });

  it("shows no hit twice and passes none over when the index changes between pages", async () => {
    const { session, questions, last, ids } = sessionOf();
    session.want({ text: "порт" });
    await last().give(answer([hit("1"), hit("2")], { total: 5 }));
    void session.more();
    // A deletion moved the third up to the place of the second.
    await last().give(answer([hit("4")], { total: 4, sequence: 2 }));
    expect(questions).toHaveLength(3);
    expect(last().query).toMatchObject({ offset: 0, limit: 4 });
    await last().give(answer([hit("1"), hit("3"), hit("4"), hit("5")], { total: 4, sequence: 2 }));
    expect(ids()).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("keeps what is shown where a further page fails, and asks for that page again", async () => {
    const { session, last, ids } = sessionOf();
    session.want({ text: "порт" });
    await last().give(answer([hit("1"), hit("2")], { total: 3 }));
    void session.more();
    await last().fail(new SearchFailure("network"));
    expect(ids()).toEqual(["1", "2"]);
    expect(session.state.failure?.kind).toBe("network");
    void session.retry();
    await last().give(answer([hit("3")], { total: 3 }));
    expect(ids()).toEqual(["1", "2", "3"]);
    expect(session.state.failure).toBeNull();
  });

  it("asks for no further page of a text that is no longer wanted", async () => {
    const { session, clock, last, questions } = sessionOf();
    session.want({ text: "по" }, "typing");
    await last().give(answer([hit("1"), hit("2")], { total: 3 }));
    session.want({ text: "пор" }, "typing");
    void session.more();
    await clock.advance(350);
    expect(questions.map(({ query }) => [query.q, query.offset])).toEqual([
      ["по", undefined],
      ["пор", undefined],
    ]);
  });

  it("leaves nothing of an older question beside the failure of a newer one", async () => {
    const { session, last, ids } = sessionOf();
    session.want({ text: "порт" });
    await last().give(answer([hit("1")]));
    session.want({ text: "портал" });
    await last().fail(new SearchFailure("unavailable"));
    expect(ids()).toEqual([]);
    void session.retry();
    await last().give(answer([hit("2")]));
    expect(ids()).toEqual(["2"]);
  });

  it("asks for nothing where nothing is typed, unless it lists the newest", async () => {
    const dropdown = sessionOf();
    dropdown.session.want({ text: " " });
    expect(dropdown.questions).toHaveLength(0);
    const page = sessionOf({ listsNewest: () => true });
    page.session.want({ text: "" });
    expect(page.questions).toHaveLength(1);
  });

  it("does nothing more once it is stopped", async () => {
    const { session, clock, questions, last, told } = sessionOf();
    session.want({ text: "порт" });
    session.want({ text: "порта" }, "typing");
    session.stop();
    expect(last().signal?.aborted).toBe(true);
    await clock.advance(1_000);
    expect(questions).toHaveLength(1);
    expect(told).toEqual([]);
  });
});
