/**
 * Uploads of a busy morning, from a seed: bursts of new pages, pages written anew and pages deleted, and a file that is
 * no article; and archives of many.
 */
import { gzipSync } from "node:zlib";
import { seededRandom32 } from "../support/deterministic.ts";

/** Null content is a delete. No key stands twice in a burst. */
export interface UploadStep {
  readonly key: string;
  readonly content: Uint8Array | null;
}

export interface UploadHistory {
  readonly bursts: readonly (readonly UploadStep[])[];
  /** Keys that there are at the end. */
  readonly present: ReadonlySet<string>;
  readonly counts: { readonly puts: number; readonly overwrites: number; readonly deletes: number };
}

/** JSON that breaks off. */
export const BROKEN_KEY = "articles/лента/обрыв.json";

export const PUTS = 500;
const BURSTS = 10;
const DELETES_A_BURST = 6;
/** Number of overwrites in a hundred puts. */
const OVERWRITES = 25;

/**
 * Articles of an archive: two such are two segments that only compaction merges (the writer's own merges end at 1,000).
 */
const ARCHIVE_ARTICLES = 600;

/** Words that texts are made of, and so what can be searched for. */
export const WORDS = (
  "ледокол порт мороз набережная музей ярмарка губернатор мост дождь спектакль хоккей завод урожай метро вокзал " +
  "оркестр пекарня библиотека маяк теплоход выставка школа фестиваль суд бюджет пожар лес озеро аптека трамвай"
).split(" ");

export function uploadHistory(seed: number): UploadHistory {
  const random = seededRandom32(seed);
  const below = (count: number) => random() % count;
  const json = (number: number) => Buffer.from(JSON.stringify(article(number, random)));
  const present = new Set<string>();
  const counts = { puts: 0, overwrites: 0, deletes: 0 };
  const bursts = Array.from({ length: BURSTS }, (_, burst) => {
    const steps = new Map<string, Uint8Array | null>();
    const put = (key: string, content: Uint8Array) => {
      counts.puts += 1;
      if (present.has(key)) counts.overwrites += 1;
      present.add(key);
      steps.set(key, content);
    };
    const free = () => [...present].filter((key) => !steps.has(key));
    if (burst === 1) put(BROKEN_KEY, Buffer.from('{"title": "Обрыв связи", "text": "Связь прерва'));
    while (counts.puts < ((burst + 1) * PUTS) / BURSTS) {
      const old = below(100) < OVERWRITES ? free().filter((key) => key.endsWith("%.json")) : [];
      const key = old[below(old.length || 1)] ?? `articles/лента/${counts.puts} + новость 100%.json`;
      put(key, json(counts.puts));
    }
    for (let i = 0; i < DELETES_A_BURST && burst > 0; i += 1) {
      const old = free().filter((key) => key.endsWith("%.json"));
      const key = old[below(old.length)] ?? "";
      counts.deletes += 1;
      present.delete(key);
      steps.set(key, null);
    }
    return [...steps].map(([key, content]) => ({ key, content }));
  });
  return { bursts, present, counts };
}

/** Many articles in one file. */
export function archiveUpload(name: string, seed: number): UploadStep {
  const random = seededRandom32(seed);
  const lines = Array.from({ length: ARCHIVE_ARTICLES }, (_, i) => JSON.stringify(article(1_000 * seed + i, random)));
  return { key: `articles/архив/${name}.jsonl.gz`, content: gzipSync(lines.join("\n")) };
}

function article(number: number, random: () => number) {
  const below = (count: number) => random() % count;
  const word = () => WORDS[below(WORDS.length)] ?? "";
  const sentence = () => `Сегодня ${word()} и ${word()} обсуждали там, где ${word()}, а ${word()} подождёт.`;
  return {
    title: `Новость ${number}: ${word()} и ${word()}`,
    text: Array.from({ length: 3 + below(5) }, sentence).join("\n\n"),
    date: `2026-${String(1 + below(9)).padStart(2, "0")}-${String(1 + below(28)).padStart(2, "0")}`,
  };
}
