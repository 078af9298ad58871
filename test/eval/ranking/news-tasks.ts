/**
 * The two tasks over a collection of real news: a folder with news-dev.jsonl, `{id, title, text, date?}` a line, and
 * same-event-queries.jsonl, `{id, q, exclude, relevant}` a line.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JudgedArticle, JudgedTask } from "./judged-task.ts";
import { readJsonLines } from "./short-queries.ts";

interface NewsLine {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly date?: string | null;
}

interface SameEventLine {
  readonly q: string;
  readonly exclude: string;
  readonly relevant: readonly string[];
}

/** Null where the folder lacks either file. */
export function readNewsTasks(folder: string): JudgedTask[] | null {
  const [newsPath, eventsPath] = [join(folder, "news-dev.jsonl"), join(folder, "same-event-queries.jsonl")];
  if (!existsSync(newsPath) || !existsSync(eventsPath)) return null;
  const news = readJsonLines<NewsLine>(newsPath);
  return [headlineTask(news), sameEventTask(news, readJsonLines<SameEventLine>(eventsPath))];
}

/** The title asks, the bodies without their titles answer: one is right. */
function headlineTask(news: readonly NewsLine[]): JudgedTask {
  return {
    name: "headline -> body",
    articles: news.map((line) => toArticle(line, null)),
    queries: news.map(({ id, title }) => ({ text: title, relevant: new Map([[id, 1]]), excluded: null })),
  };
}

/** The title of an article asks for the others that tell of the same event. */
function sameEventTask(news: readonly NewsLine[], events: readonly SameEventLine[]): JudgedTask {
  return {
    name: "same event",
    articles: news.map((line) => toArticle(line, line.title)),
    queries: events.map(({ q, exclude, relevant }) => ({
      text: q,
      relevant: new Map(relevant.map((id) => [id, 1])),
      excluded: exclude,
    })),
  };
}

function toArticle({ id, text, date }: NewsLine, title: string | null): JudgedArticle {
  return { id, title, lead: "", text, publishedAt: date?.slice(0, 10) ?? null };
}
