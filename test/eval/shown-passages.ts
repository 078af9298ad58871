/**
 * Judges how passages are shown: `npm run eval:shown -- PATH`, where PATH is a folder with news-dev.jsonl. A real
 * Chromium lays out the hits of readers' queries in the list and on the page of results at four widths, and counts by
 * its own boxes what reads badly.
 */
import { build } from "esbuild";
import type { Page } from "playwright-core";
import type { MarkedText } from "../../src/search-api.ts";
import { launchChromium } from "../browser/support/chromium.ts";
import { SentenceReader } from "../support/inside/articles-news.ts";
import { findFolder, runEvaluation } from "./evaluation-command.ts";
import { indexArticles } from "./ranking/rankers.ts";
import { readDatedNews, readReadersQueries } from "./ranking/readers-queries.ts";

const PASSAGES = 400;
/** Number of hits of each query. */
const HITS = 4;
const WIDTHS = [320, 390, 768, 1280] as const;
const PLACES = ["list", "results"] as const;
type Place = (typeof PLACES)[number];
const LINE_SHARE = 2 / 3;

const usage = `npm run eval:shown -- PATH [--show NAME]

  PATH    a folder with news-dev.jsonl
  --show  lists the passages that one row counts, such as "before a mark"`;

/** The visible part of a passage, by the browser's boxes. */
interface ShownPassage {
  /** All of its text but for ellipses that were put in. */
  readonly text: string;
  /** Offsets in the text of what is seen. */
  readonly seen: readonly [start: number, end: number];
  readonly marks: readonly (readonly [start: number, end: number])[];
  /** True if an ellipsis was inserted before, and behind. */
  readonly ellipses: readonly [before: boolean, behind: boolean];
  /** Width of the last visible line as a share of the line's width. */
  readonly lastLine: number;
  /** Offsets at which lines begin that begin inside a word. */
  readonly broken: readonly number[];
}

/** Faults of passages that read badly, by the names of the table's rows. */
const faults: Readonly<Record<string, (passage: ShownPassage) => boolean>> = {
  "before a mark": ({ text, seen: [, end], marks }) =>
    marks.some(([start]) => start >= end && text.slice(end, start).trim() === ""),
  "last line empty": ({ text, seen: [, end], lastLine }) => end < text.length && lastLine < LINE_SHARE,
  "mid-sentence": ({ text, seen: [start] }) => text[start] === "…" || !new SentenceReader(text).isStart(start),
  "a mark unseen": ({ seen: [from, to], marks }) => marks.some(([start, end]) => start < from || end > to),
  "needless ellipsis": ({ text, seen: [start, end], ellipses: [before, behind] }) =>
    (before && new SentenceReader(text).isStart(start)) || (behind && isSentenceEnd(text, end)),
  "signs set wrong": ({ text }) => /\s[,.;:!?»)](?!\d)|[«(]\s|(?<=\p{Script=Cyrillic}.*)"|\s-\s(?=\p{L})/u.test(text),
  "word broken": ({ broken }) => broken.length > 0,
};

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: { show: { type: "string", default: "" } },
  findFault: ({ path, values: { show } }) => {
    if (path === null) return "Name a folder with news-dev.jsonl.";
    return show === "" || show in faults ? null : `--show takes ${Object.keys(faults).join(", ")}.`;
  },
  run: async ({ path, values }) => {
    if (path === null || !findFolder(path)) return;
    const passages = await findPassages(path);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.setContent(
        '<!doctype html><html lang="ru"><meta name="viewport" content="width=device-width"><body style="margin:8px"></body></html>',
      );
      await page.addScriptTag({ content: await bundleList() });
      const columns = PLACES.flatMap((place) => WIDTHS.map((width) => ({ place, width })));
      const shown: ShownPassage[][] = [];
      for (const { place, width } of columns) shown.push(await layOut(page, place, width, passages));
      console.log(
        `${passages.length} passages`.padEnd(20),
        columns.map(({ place, width }) => `${place} ${width}`.padStart(13)).join(""),
      );
      for (const [name, isFault] of Object.entries(faults)) {
        printRow(
          name,
          shown.map((column) => column.filter(isFault).length),
        );
      }
      printRow("share unseen, %", shown.map(unseenPercent));
      if (values.show === "") return;
      for (const [i, column] of shown.entries()) {
        console.log(`\n${columns[i]?.place} ${columns[i]?.width}`);
        for (const passage of column.filter((one) => faults[values.show]?.(one))) console.log(`  ${printed(passage)}`);
      }
    } finally {
      await browser.close();
    }
  },
});

async function findPassages(path: string): Promise<MarkedText[]> {
  const search = await indexArticles(readDatedNews(path));
  const passages: MarkedText[] = [];
  for (const { query } of [...readReadersQueries("tuning"), ...readReadersQueries("held-out")]) {
    const { hits } = await search.search({ text: query, match: "auto", offset: 0, limit: HITS });
    passages.push(...hits.map(({ snippet }) => snippet).filter(({ highlights }) => highlights.length > 0));
    if (passages.length >= PASSAGES) break;
  }
  return passages.slice(0, PASSAGES);
}

/** The widget's own styles and functions, without its element. */
async function bundleList(): Promise<string> {
  const contents = `
    import { elementStyles } from "./src/widget/element-styles.ts";
    import { listStyles } from "./src/widget/views/list-styles.ts";
    import { pageStyles } from "./src/widget/views/page-styles.ts";
    import { make } from "./src/widget/views/make-element.ts";
    import { markedText } from "./src/widget/views/hit-view.ts";
    import { refineHits } from "./src/widget/views/refinements.ts";
    globalThis.showPassages = (place, passages) => {
      const host = document.createElement("div");
      document.body.replaceChildren(host);
      const root = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(elementStyles + (place === "list" ? listStyles + ".panel{position:static;max-height:none}" : pageStyles));
      root.adoptedStyleSheets = [sheet];
      const ofPlace = place === "list" ? "option hit" : "hit";
      const list = make("div", { part: "list" }, ...passages.map((passage) =>
        make("div", { part: ofPlace }, make("div", { part: "snippet", lang: "ru" }, ...markedText(passage)))));
      const within = make("div", { part: place === "list" ? "panel" : "results" }, list);
      const filters = make("div");
      root.append(make("div", { part: "root" }, place === "list" ? within : make("div", { part: "columns" }, filters, within)));
      refineHits(list, "ru");
      return list;
    };`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  return outputFiles[0]?.text ?? "";
}

async function layOut(
  page: Page,
  place: Place,
  width: number,
  passages: readonly MarkedText[],
): Promise<ShownPassage[]> {
  await page.setViewportSize({ width, height: 900 });
  return page.evaluate(
    async ([where, texts]) => {
      const { showPassages } = globalThis as unknown as { showPassages: (place: string, texts: unknown) => Element };
      const list = showPassages(where, texts);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return [...list.querySelectorAll(".snippet")].map((passage) => {
        const box = passage.getBoundingClientRect();
        const nodes = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        const broken: number[] = [];
        const marks: [number, number][] = [];
        const ellipses = [false, false] as [boolean, boolean];
        for (const sign of passage.querySelectorAll(".ellipsis")) {
          const isBefore =
            sign.getBoundingClientRect().left - box.left < 1 && sign.getBoundingClientRect().top - box.top < 4;
          ellipses[isBefore ? 0 : 1] = true;
        }
        let text = "";
        let [first, last, line, right] = [-1, 0, Number.NEGATIVE_INFINITY, 0];
        while (nodes.nextNode()) {
          const node = nodes.currentNode as Text;
          const start = text.length;
          for (let at = 0; at < node.length; at++) {
            const sign = node.data[at] ?? "";
            if (sign === "\u2060") continue;
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { top, bottom, width: wide, right: edge } = range.getBoundingClientRect();
            if (wide > 0 && bottom <= box.bottom + 1 && sign.trim() !== "") {
              if (first < 0) first = text.length;
              if (top > line + 8) {
                if (/[\p{L}\d-]$/u.test(text) && text.length > first) broken.push(text.length);
                line = top;
              }
              last = text.length + 1;
              right = edge;
            }
            text += sign;
          }
          if (node.parentElement?.closest("mark")) marks.push([start, text.length]);
        }
        const lastLine = (right - box.left) / box.width;
        return {
          text,
          seen: [first, last] as const,
          marks,
          ellipses,
          lastLine,
          broken: broken.filter((at) => isShort(text, at)),
        };
      });
      /** Tells whether a side of the hyphen has at most three letters or is a number. */
      function isShort(text: string, at: number): boolean {
        const before = /(?<![\p{L}\d])([\p{L}\d]+)-$/u.exec(text.slice(0, at))?.[1];
        const after = /^[\p{L}\d]+/u.exec(text.slice(at))?.[0];
        return (
          before !== undefined && after !== undefined && (before.length <= 3 || after.length <= 3 || /\d/.test(before))
        );
      }
    },
    [place, passages] as const,
  );
}

function isSentenceEnd(text: string, end: number): boolean {
  const next = text.slice(end).search(/\S/);
  return next < 0 ? !text.endsWith("…") : new SentenceReader(text).isStart(end + next);
}

function printRow(name: string, figures: readonly number[]): void {
  console.log(name.padEnd(20), figures.map((figure) => String(figure).padStart(13)).join(""));
}

function unseenPercent(passages: readonly ShownPassage[]): number {
  const all = passages.reduce((sum, { text }) => sum + text.length, 0);
  const seen = passages.reduce((sum, { seen: [start, end] }) => sum + end - start, 0);
  return Math.round((100 * (all - seen)) / Math.max(1, all));
}

/** Prints a passage, with its visible part between two strokes. */
function printed({ text, seen: [start, end], marks }: ShownPassage): string {
  let line = "";
  for (let at = 0; at <= text.length; at++) {
    if (marks.some(([, to]) => to === at)) line += "]";
    if (at === end) line += "|";
    if (at === start) line += "|";
    if (marks.some(([from]) => from === at)) line += "[";
    line += text[at] ?? "";
  }
  return line;
}
