/**
 * A published index in memory for all runtimes: one segment that is read by ranges, of two parts, and one that is read
 * whole.
 */
import { SMALL_SEGMENT_BYTES } from "../../src/index/shared.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import { makeContext } from "../support/index-context.ts";
import { publishedManifest, publishTo } from "../support/published-index.ts";
import { type ArticleUnderTest, commitArticles, removeArticles } from "../support/stored-articles.ts";

const SYLLABLES = "ба во гу де жи зо ка лу ме но пи ру са ту фа хо ча ше ля ню".split(" ");
/** Number of articles that form a segment of their own when published: a thousand and more. */
const MADE_ARTICLES = 1_010;
const WORDS_A_TEXT = 260;

/** Makes articles of invented words, mostly rare, so that the segment has many blocks. */
function madeArticles(): Record<string, ArticleUnderTest> {
  const random32 = seededRandom32(7);
  const word = (): string => Array.from({ length: 2 + (random32() % 4) }, () => SYLLABLES[random32() % 20]).join("");
  const text = (words: number): string => `${Array.from({ length: words }, word).join(" ")}.`;
  const entries = Array.from({ length: MADE_ARTICLES }, (_, i): [string, ArticleUnderTest] => [
    `articles/made/${i}.txt`,
    {
      id: `made-${i}`,
      title: `Сводка ${i}: ${text(4)}`,
      text: `${text(WORDS_A_TEXT)} Сводку передала станция на реке.`,
      publishedAt: `${2010 + (i % 15)}-0${1 + (i % 9)}-1${i % 10}`,
      source: `Станция ${i % 7}`,
    },
  ]);
  return Object.fromEntries(entries);
}

const BRIDGE =
  "Мост через Волгу открыли в Саратове после ремонта, который шёл два года. По нему пошли трамваи и автобусы.";

const WRITTEN: Readonly<Record<string, ArticleUnderTest>> = {
  "articles/most.txt": {
    id: "most",
    title: "Мост через Волгу открыли",
    text: BRIDGE,
    publishedAt: "2026-05-12T09:30:00+03:00",
    source: "Волжские вести",
    agency: "ТАСС",
    place: "Саратов",
    url: "https://volga.example/most",
  },
  "articles/most-copy.txt": {
    id: "most-copy",
    title: "Мост через Волгу открыли",
    text: BRIDGE,
    publishedAt: "2026-05-12T11:00:00+03:00",
    source: "Саратов сегодня",
    place: "Саратов",
    url: "https://saratov.example/news/1",
  },
  "articles/staryj-most.txt": {
    id: "staryj most/1",
    title: "Старый мост закрыли",
    publishedAt: "2026-06-01",
    source: "Волжские вести",
    text: "Старый мост в Саратове закрыли для машин. Пешеходов пускают до осени, сказал Игорь Лапшин.",
  },
  "articles/yolka.txt": {
    id: "yolka",
    title: "Ёлку привезли на площадь",
    publishedAt: "2025-12-20",
    place: "Кострома",
    text: "Главную ёлку области привезли из Парфеньевского леса. Дети водили хоровод, а МЧС проверило гирлянды.",
  },
  "articles/gone.txt": {
    id: "gone",
    title: "Опровергнутый мост",
    text: "Этого моста через Волгу не было.",
    source: "Нет",
  },
};

export async function publishEdgeIndex(): Promise<ObjectStore> {
  const source = makeContext();
  await commitArticles(source, madeArticles());
  await commitArticles(source, WRITTEN);
  await removeArticles(source, ["articles/gone.txt", "articles/made/3.txt"]);
  const published = new MemoryObjectStore(source);
  await publishTo(published, source, { partBytes: SMALL_SEGMENT_BYTES });
  const { segments } = await publishedManifest(published);
  const sizes = segments.map(({ sizeBytes }) => sizeBytes);
  const isFit = Math.max(...sizes) > SMALL_SEGMENT_BYTES && Math.min(...sizes) < SMALL_SEGMENT_BYTES;
  if (!isFit) throw new Error(`Segments of ${sizes.join(", ")} bytes: make other ones.`);
  return published;
}
