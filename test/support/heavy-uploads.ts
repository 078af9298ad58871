/**
 * Uploads that keep every limit on their form, and take far more than others to read.
 */
import { gzipSync } from "node:zlib";

/** A page that is within all limits on its form, and takes many seconds to read: its elements are next to the most there may be. */
export const heavyPage = (elements: number) =>
  `<!doctype html><title>Тяжёлая страница</title><article>${Array.from(
    { length: elements / 2 },
    (_, i) => `<p class="a${i}"><b>Слово ${i}</b> в строке, которая ничего не значит.`,
  ).join("")}</article>`;

/** Lines that unpack to some 40 MB of articles. */
export const manyArticles = (count: number) =>
  gzipSync(
    Array.from({ length: count }, (_, i) =>
      JSON.stringify({ title: `Заметка ${i}`, text: `Текст ${i}. ${"Снова о погоде. ".repeat(90)}` }),
    ).join("\n"),
  );
