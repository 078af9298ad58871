/**
 * A visitor of each engine's page, in a real Chromium: what comes over the line, how long the first answer takes, and
 * what is found.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import {
  type AnswerFigures,
  type AskEngine,
  hasSlip,
  type KindFigures,
  meanFigures,
  type PageAnswer,
  type PageEngine,
  queryKinds,
  type StaticEngineName,
  type StaticQuery,
  type VisitFigures,
} from "./model.ts";
import type { StaticHost } from "./static-host.ts";

/** Visitors whose first queries are measured, each with a browser that has nothing. */
const COLD_VISITORS = 10;

export interface VisitRequest {
  readonly engine: StaticEngineName;
  /** The folder of its files, from the top of the host. */
  readonly base: string;
  readonly limit: number;
  /** True if each visit loads the same: then one visitor is simulated. */
  readonly isLoadedWhole: boolean;
  readonly correctsQueries: boolean;
  /** Asked as the first of a visit; two a visitor. */
  readonly firstQueries: readonly string[];
  readonly queries: readonly StaticQuery[];
  readonly limitMinutes: number;
}

interface Asked {
  readonly answer: PageAnswer;
  readonly figures: AnswerFigures;
}

/** Rejects where the page fails, and where it is not done in its minutes: the browser is closed then. */
export async function measureVisits(browser: Browser, host: StaticHost, request: VisitRequest): Promise<VisitFigures> {
  const { limitMinutes } = request;
  let isOverTime = false;
  const timer = setTimeout(() => {
    isOverTime = true;
    void browser.close();
  }, limitMinutes * 60_000);
  try {
    return await visit(browser, host, request);
  } catch (error) {
    throw isOverTime ? new Error(`visits: not done in ${limitMinutes} minutes, and ended.`) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function visit(browser: Browser, host: StaticHost, request: VisitRequest): Promise<VisitFigures> {
  const visitor = new Visitor(host, request);
  const [cold, again]: [AnswerFigures[], AnswerFigures[]] = [[], []];
  let warm: readonly KindFigures[] = [];
  const visitors = request.isLoadedWhole ? 1 : COLD_VISITORS;
  for (let number = 0; number < visitors; number += 1) {
    const context = await browser.newContext({ locale: "ru-RU" });
    try {
      const [first = "", second = ""] = request.firstQueries.slice(2 * number);
      const page = await visitor.open(context);
      cold.push((await visitor.ask(page, first)).figures);
      await page.close();
      const nextPage = await visitor.open(context);
      again.push((await visitor.ask(nextPage, second)).figures);
      if (number === visitors - 1) warm = await visitor.askAll(nextPage, request.queries);
    } finally {
      await context.close();
    }
  }
  const corrections = request.correctsQueries ? await visitForCorrections(browser, visitor, request) : null;
  return { cold: meanFigures(cold), again: meanFigures(again), warm, corrections };
}

/** Other visitors, who get an answer to what they typed first. */
async function visitForCorrections(
  browser: Browser,
  visitor: Visitor,
  { firstQueries, queries }: VisitRequest,
): Promise<VisitFigures["corrections"]> {
  const [cold, slips]: [AnswerFigures[], AnswerFigures[]] = [[], []];
  for (let number = 0; number < COLD_VISITORS; number += 1) {
    const context = await browser.newContext({ locale: "ru-RU" });
    try {
      const page = await visitor.open(context);
      const [first = ""] = firstQueries.slice(2 * number);
      cold.push(await visitor.askForCorrection(page, first));
      if (number < COLD_VISITORS - 1) continue;
      for (const { kind, text } of queries) if (hasSlip(kind)) slips.push(await visitor.askForCorrection(page, text));
    } finally {
      await context.close();
    }
  }
  return { cold: meanFigures(cold), slips: meanFigures(slips) };
}

class Visitor {
  readonly #host: StaticHost;
  readonly #request: VisitRequest;

  constructor(host: StaticHost, request: VisitRequest) {
    this.#host = host;
    this.#request = request;
  }

  /** A page without anything of the engine. */
  async open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${this.#host.origin}/`);
    return page;
  }

  /** Loads the engine where the page does not have it, and waits until the hits could be painted. */
  async ask(page: Page, query: string, isAsTyped = false): Promise<Asked> {
    const { base, limit, engine } = this.#request;
    const before = this.#host.sent();
    const { answer, ms } = await page.evaluate(askInPage, {
      query,
      isAsTyped,
      base: this.#host.origin + base,
      limit,
      module: `/pages/${engine}.js`,
    });
    const after = this.#host.sent();
    const figures = {
      requests: after.requests - before.requests,
      bytes: after.bytes - before.bytes,
      codeBytes: after.codeBytes - before.codeBytes,
      ms,
    };
    return { answer, figures };
  }

  /** Measures the reads for the correction alone. */
  async askForCorrection(page: Page, query: string): Promise<AnswerFigures> {
    await this.ask(page, query, true);
    return (await this.ask(page, query)).figures;
  }

  async askAll(page: Page, queries: readonly StaticQuery[]): Promise<KindFigures[]> {
    const kinds: KindFigures[] = [];
    for (const kind of queryKinds) {
      const asked: (Asked & { readonly meantId: string | null })[] = [];
      for (const { text, meantId } of queries.filter((query) => query.kind === kind)) {
        asked.push({ ...(await this.ask(page, text)), meantId });
      }
      const count = (is: (one: (typeof asked)[number]) => boolean): number => asked.filter(is).length;
      const isMeant = asked.some(({ meantId }) => meantId !== null);
      kinds.push({
        kind,
        ...meanFigures(asked.map(({ figures }) => figures)),
        queries: asked.length,
        answered: count(({ answer }) => answer.ids.length > 0),
        found: isMeant ? count(({ answer, meantId }) => meantId !== null && answer.ids.includes(meantId)) : null,
        corrected: count(({ answer }) => answer.isCorrected),
      });
    }
    return kinds;
  }
}

/** Runs in the page. */
async function askInPage(asked: { query: string; isAsTyped: boolean; base: string; limit: number; module: string }) {
  const scope = window as unknown as { ask?: AskEngine };
  const startMs = performance.now();
  if (scope.ask === undefined) {
    const engine = (await import(asked.module)) as PageEngine;
    scope.ask = await engine.open(asked.base, asked.limit);
  }
  const answer = await scope.ask(asked.query, asked.isAsTyped);
  return { answer, ms: performance.now() - startMs };
}
